"""What the store keeps: an item, and the vectors of its text.

Two frozen values: what the encoder makes of a text, and what goes from ingest into the
store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class DocumentVectors:
    """A text's vectors: whole, by sentence, by token. Rows of length one; no rows where there is nothing.

    document: (d,); sentences: (m, d), the heading first; sentence_spans: (m, 2) character
    offsets (0, 0 for the heading); tokens: (t, p), in the order of the sentences;
    token_sentences: (t,), the sentence each belongs to, ascending; expansion_queries: (k, d),
    one per question that the text is known to answer. d and p may be 0: not every encoder has both.
    """

    document: FloatArray
    sentences: FloatArray
    sentence_spans: IntArray
    tokens: FloatArray
    token_sentences: IntArray
    expansion_queries: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One thing that can be found. `lookup_keys` are the exact names it is found by; `words` is the
    text that lexical search reads; `numbers` and `labels` can be filtered on; `tags` are names with a
    weight, up to 1 for its own, that it is found by however they are spelt (store/names.py)."""

    id: str
    fingerprint: str
    payload: str
    words: str
    vectors: DocumentVectors
    lookup_keys: tuple[str, ...] = ()
    numbers: Mapping[str, float | None] = field(default_factory=dict)
    labels: Mapping[str, str | None] = field(default_factory=dict)
    tags: tuple[tuple[str, float], ...] = ()
