"""MiniLM as an encoder: every vector of a document from one forward pass.

In and out as rag/encoders/encoder.py says. A document is read once; the vectors of its
sentences and chunks are means of their word pieces' vectors inside the document ("late
chunking", Guenther et al., 2024), its token vectors are cut to PROJECTED dimensions for
late interaction by a projection that was learnt. Questions are read by a model of their own
(rag/encoders/minilm.py).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from rag.encoders.blas import one_blas_thread
from rag.encoders.encoder import Document, Encoded, QueryVectors
from rag.encoders.minilm import Int32Array, MiniLM, TokenVectors, unit
from rag.encoders.minilm_files import EARLIER, LATEST
from rag.encoders.pair_reader import PairReader
from rag.text.sentences import Span
from rag.text.terms import STOP_WORDS
from store.item import DocumentVectors, FloatArray, IntArray

PROJECTED = 96  # dimensions of a token vector


class MiniLMEncoder:
    """All vectors of a document from one pass on this machine, 384 dimensions, tokens PROJECTED."""

    def __init__(self, model: MiniLM) -> None:
        self.model, self.name = model, model.name
        self.count: Callable[[str], int] = model.count

    @property
    def words(self) -> Sequence[str]:
        """The whole words of its vocabulary."""
        return self.model.words

    @cached_property
    def earlier(self) -> Mapping[str, "MiniLMEncoder"]:
        """The version whose libraries are answered from until they have been embedded anew."""
        files = self.model.files
        if files.version != LATEST:
            return {}
        return {EARLIER.name: MiniLMEncoder(MiniLM(files.cache, files=files.of(EARLIER)))}

    @cached_property
    def projection(self) -> FloatArray:
        """(384, 96): from a word piece's vector to the one that is kept of it."""
        loaded: FloatArray = np.load(self.model.files.version.projection).astype(np.float32)
        return loaded

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        """One Encoded per document, in order; WeightsError where the model's files are not there."""
        texts = ((f"{d.heading}. {d.text}", *d.expansion_queries) for d in documents)
        read = self.model.encode(chain.from_iterable(texts))
        for document in documents:
            whole, *queries = islice(read, 1 + len(document.expansion_queries))
            with one_blas_thread():
                encoded = self._encoded(document, whole, queries)
            yield encoded

    def query(self, text: str) -> QueryVectors:
        """pooled (384,), tokens (n, 96), spans (n, 2); WeightsError as above."""
        read = self.model.encode_question(text)
        with one_blas_thread():
            tokens = unit(unit(read.vectors) @ self.projection)
        return QueryVectors(unit(read.pooled), tokens, read.spans.astype(np.int64))

    def read(self, question: str, passage: str) -> float | None:
        """As PairReader gives it; None where its files are not there and cannot be built."""
        return None if self._reader is None else self._reader.read(question, passage)

    @cached_property
    def _reader(self) -> PairReader | None:
        reader = PairReader(self.model.files.cache, details=True)
        return None if reader.available() else reader

    def queries(self, texts: Sequence[str]) -> list[QueryVectors]:
        """As above, one after the other."""
        return [self.query(text) for text in texts]

    def _encoded(self, document: Document, read: TokenVectors, queries: list[TokenVectors]) -> Encoded:
        head = f"{document.heading}. "
        shift = len(head)
        parts = [(0, shift), *((a + shift, b + shift) for a, b in document.sentences)]
        owner = owners(read.spans, parts)
        kept = (owner >= 0) & content_tokens(head + document.text, read.spans)
        order = np.argsort(owner[kept], kind="stable")
        vectors = DocumentVectors(
            document=unit(read.pooled),
            sentences=np.stack([_mean(read, part) for part in parts]),
            sentence_spans=np.array([(0, 0), *document.sentences], np.int64).reshape(-1, 2),
            tokens=unit(unit(read.vectors[kept][order]) @ self.projection),
            token_sentences=owner[kept][order],
            expansion_queries=np.array([unit(q.pooled) for q in queries], np.float32).reshape(
                -1, len(read.pooled)
            ),
        )
        chunks = [_mean(read, (a + shift, b + shift)) for a, b in document.chunks]
        return Encoded(vectors, _rows(chunks, len(read.pooled)))


def _rows(vectors: Sequence[FloatArray], width: int) -> FloatArray:
    """One under the other: (n, width), also where there are none."""
    return np.array(vectors, np.float32).reshape(-1, width)


def owners(spans: Int32Array, parts: Sequence[Span]) -> IntArray:
    """The part that each word piece begins in, -1 for none; parts ascend and do not overlap. (n,)"""
    starts = np.array([a for a, _ in parts])
    ends = np.array([b for _, b in parts])
    found = np.searchsorted(starts, spans[:, 0], side="right") - 1
    return np.where(spans[:, 0] < ends[found], found, -1).astype(np.int64)


def content_tokens(text: str, spans: Int32Array) -> npt.NDArray[np.bool_]:
    """Which word pieces are neither punctuation nor a stop word. A third fewer are kept, and
    ranking does not suffer (eval/LOG.md). (n,)"""
    words = [text[a:b].lower() for a, b in spans]
    return np.array([w not in STOP_WORDS and any(c.isalnum() for c in w) for w in words], np.bool_)


def _mean(read: TokenVectors, part: Span) -> FloatArray:
    """Mean of the word pieces that begin in a part, length one; the whole text's for none. (384,)"""
    inside = (read.spans[:, 0] >= part[0]) & (read.spans[:, 0] < part[1])
    return unit(read.vectors[inside].mean(axis=0) if inside.any() else read.pooled)
