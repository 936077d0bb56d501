"""Two texts read together: does a claim follow from a passage, does a passage answer a question?

In: a claim or a question, a passage. Out: a number that is the larger the likelier the claim follows, or the
question is answered. MiniLM with a low-rank update and a head of its own for either (eval/learn_pairs.py,
eval/learn_details.py): both texts go through the model in one pass, and each word piece sees those of the
other text. Half of exchanged roles still escape the reader of claims.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rag.encoders.minilm import CLS, SEP, opened_session, opened_tokenizer
from rag.encoders.minilm_files import CLAIMS, DETAILS, MiniLMFiles, Reads
from rag.model.errors import WeightsError

CLAIM, PASSAGE = 70, 200  # word pieces that are read of each; it was taught with as many


class PairReader:
    """The model. Loading is lazy and takes about 0.1 s once its files are there; several threads may read."""

    def __init__(self, cache: Path, *, details: bool = False) -> None:
        """`details`: reads questions, not claims."""
        self._files = MiniLMFiles(cache, version=DETAILS if details else CLAIMS)
        self._reads: Reads = "detail" if details else "pair"

    def available(self) -> str | None:
        """None where it can be used, else why not. Builds its file where there is none, in some 3 s."""
        try:
            self._files.model(self._reads)
        except WeightsError as error:
            return str(error)
        return None

    def read(self, claim: str, passage: str) -> float:
        """The log odds that the claim follows from the passage, or that the passage answers the question."""
        first = [CLS, *self._pieces(claim)[:CLAIM], SEP]
        second = [*self._pieces(passage)[:PASSAGE], SEP]
        ids = np.array([[*first, *second]], np.int64)
        types = np.array([[0] * len(first) + [1] * len(second)], np.int64)
        given = {"ids": ids, "types": types, "mask": np.ones_like(ids)}
        return float(self._session.run(None, given)[0][0])

    def _pieces(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    @cached_property
    def _tokenizer(self) -> Any:
        return opened_tokenizer(self._files)

    @cached_property
    def _session(self) -> Any:
        return opened_session(self._files.model(self._reads))
