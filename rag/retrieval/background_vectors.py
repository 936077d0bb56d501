"""The vectors of the unrelated questions, kept beside the indexes.

In: an encoder, the folder of the indexes that it made. Out: the same encoder, which need not read those
questions again: a library that grows asks a model server nothing that it has asked before.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from rag.encoders.encoder import Document, Encoded, Encoder, QueryVectors
from rag.retrieval.background import questions

KEPT = "background.npz"


class KnowingEncoder:
    """An encoder that knows the vectors of some queries already."""

    earlier: Mapping[str, Encoder] = {}

    def __init__(self, encoder: Encoder, known: Mapping[str, QueryVectors]) -> None:
        self.name, self._encoder, self._known = encoder.name, encoder, known

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        """As the encoder gives them."""
        return self._encoder.documents(documents)

    def query(self, text: str) -> QueryVectors:
        """What is known, else as the encoder gives it."""
        return self._known.get(text) or self._encoder.query(text)

    def queries(self, texts: Sequence[str]) -> Sequence[QueryVectors]:
        """The same for each."""
        return [self.query(text) for text in texts]

    def read(self, question: str, passage: str) -> float | None:
        """As the encoder reads both."""
        return self._encoder.read(question, passage)

    def count(self, text: str) -> int:
        """As the encoder counts."""
        return self._encoder.count(text)

    @property
    def words(self) -> Sequence[str]:
        """Those that the encoder knows."""
        return self._encoder.words


def with_vectors(encoder: Encoder, folder: Path) -> Encoder:
    """The encoder, which knows every unrelated question; what it has to read for that is kept in `folder`."""
    known = _kept(folder, encoder.name)
    if lacking := [question for question in questions() if question not in known]:
        known |= dict(zip(lacking, encoder.queries(lacking), strict=True))
        _keep(known, folder, encoder.name)
    return KnowingEncoder(encoder, known)


def _kept(folder: Path, name: str) -> dict[str, QueryVectors]:
    """What is kept of the encoder called `name`, by question."""
    with suppress(OSError, ValueError, KeyError, EOFError, BadZipFile):
        with np.load(folder / KEPT, allow_pickle=False) as file:
            kept = {of: file[of] for of in file.files}
        if str(kept["name"]) == name:
            ends = np.cumsum(kept["lengths"])[:-1]
            tokens, spans = np.split(kept["tokens"], ends), np.split(kept["spans"], ends)
            found = map(QueryVectors, kept["pooled"], tokens, spans)
            return dict(zip(str(kept["questions"]).split("\n"), found, strict=True))
    return {}


def _keep(known: Mapping[str, QueryVectors], folder: Path, name: str) -> None:
    """Write them down, in one step; words alone have none."""
    vectors = [known[question] for question in questions()]
    if not vectors[0].pooled.size or not folder.exists():
        return
    unfinished = folder / f"{KEPT}.{os.getpid()}.part"
    with suppress(OSError):
        with unfinished.open("wb") as file:
            np.savez(
                file,
                name=np.array(name),
                questions=np.array("\n".join(questions())),
                pooled=np.stack([found.pooled for found in vectors]),
                tokens=np.concatenate([found.tokens for found in vectors]),
                spans=np.concatenate([found.spans for found in vectors]),
                lengths=np.array([len(found.tokens) for found in vectors]),
            )
        unfinished.replace(folder / KEPT)
