"""No vectors: for a library that is searched by words alone.

In and out as rag/encoders/encoder.py says; every vector has no dimensions.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from rag.encoders.encoder import Document, Encoded, Encoder, QueryVectors
from store.item import DocumentVectors


class NoEncoder:
    """Words alone: every vector has no dimensions."""

    name = "none"
    earlier: Mapping[str, Encoder] = {}

    def count(self, text: str) -> int:
        """Word pieces are some 1.5 times as many as words in this prose, rounded up: no word is
        known to be one of its own."""
        return -(-len(text.split()) * 3 // 2)

    @property
    def words(self) -> tuple[str, ...]:
        """None."""
        return ()

    def read(self, question: str, passage: str) -> None:
        """Nothing is read."""

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        """Shapes (0,) and (n, 0) throughout."""
        for document in documents:
            parts = 1 + len(document.sentences)
            vectors = DocumentVectors(
                document=np.zeros(0, np.float32),
                sentences=np.zeros((parts, 0), np.float32),
                sentence_spans=np.array([(0, 0), *document.sentences], np.int64).reshape(-1, 2),
                tokens=np.zeros((0, 0), np.float32),
                token_sentences=np.zeros(0, np.int64),
                expansion_queries=np.zeros((0, 0), np.float32),
            )
            yield Encoded(vectors, np.zeros((len(document.chunks), 0), np.float32))

    def query(self, text: str) -> QueryVectors:
        """Shapes (0,), (0, 0) and (0, 2)."""
        empty = np.zeros((0, 0), np.float32)
        return QueryVectors(empty[0:0].reshape(0), empty, np.zeros((0, 2), np.int64))

    def queries(self, texts: Sequence[str]) -> list[QueryVectors]:
        """The same for each."""
        return [self.query(text) for text in texts]
