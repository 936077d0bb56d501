"""Text to vectors, whole, by sentence and by token, behind one seam.

In: documents (a heading, a text, where its sentences and chunks stand, questions it
answers) or a query. Out: their vectors. Three encoders: MiniLM on this machine, any
OpenAI-compatible endpoint, and none, for a library that is searched by words alone.
Knows nothing of papers or indexes.

MiniLM reads a document once; the vectors of sentences and chunks are means of their
word pieces' vectors inside the document ("late chunking", Guenther et al., 2024).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rag.encoders.minilm import MiniLM, TokenVectors, unit
from rag.model.errors import EndpointError
from rag.text.sentences import Span
from rag.text.terms import STOP_WORDS
from store.item import DocumentVectors, FloatArray, IntArray

PROJECTED = 96  # dimensions of a token vector; see rag/encoders/projection.npy and eval/learn_projection.py


@dataclass(frozen=True, slots=True)
class Document:
    """What is read: spans are offsets into `text`, which stands behind `heading`."""

    heading: str
    text: str
    sentences: Sequence[Span]
    chunks: Sequence[Span]
    questions: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A document's own vectors and those of its chunks (c, d)."""

    vectors: DocumentVectors
    chunks: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class QueryVectors:
    """A query: whole (d,), tokens (t, p) of length one, spans (t, 2) of the tokens in it."""

    whole: FloatArray
    tokens: FloatArray
    spans: IntArray


class Encoder(Protocol):
    """What turns text into vectors; `name` is kept with every library it builds."""

    name: str

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]: ...
    def query(self, text: str) -> QueryVectors: ...
    def count(self, text: str) -> int: ...


class MiniLMEncoder:
    """All vectors from one forward pass on this machine; questions by a model of their own."""

    def __init__(self, model: MiniLM) -> None:
        self.model, self.name = model, model.name
        self.count: Callable[[str], int] = model.count

    @cached_property
    def projection(self) -> FloatArray:
        """(384, 96): the directions in which token vectors of paper digests differ most."""
        loaded: FloatArray = np.load(Path(__file__).with_name("projection.npy")).astype(np.float32)
        return loaded

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        texts = ((f"{d.heading}. {d.text}", *d.questions) for d in documents)
        read = self.model.encode(chain.from_iterable(texts))
        for document in documents:
            whole, *questions = islice(read, 1 + len(document.questions))
            yield self._encoded(document, f"{document.heading}. ", whole, questions)

    def query(self, text: str) -> QueryVectors:
        read = self.model.encode_question(text)
        return QueryVectors(
            unit(read.pooled), unit(unit(read.vectors) @ self.projection), read.spans.astype(np.int64)
        )

    def _encoded(
        self, document: Document, head: str, read: TokenVectors, questions: list[TokenVectors]
    ) -> Encoded:
        shift = len(head)
        parts = [(0, shift), *((a + shift, b + shift) for a, b in document.sentences)]
        owner = _owners(read.spans, parts)
        kept = (owner >= 0) & _telling(head + document.text, read.spans)
        order = np.argsort(owner[kept], kind="stable")
        vectors = DocumentVectors(
            document=unit(read.pooled),
            sentences=np.stack([_mean(read, part) for part in parts]),
            sentence_spans=np.array([(0, 0), *document.sentences], np.int64).reshape(-1, 2),
            tokens=unit(unit(read.vectors[kept][order]) @ self.projection),
            token_sentences=owner[kept][order],
            expansion_queries=np.array([unit(q.pooled) for q in questions], np.float32).reshape(
                -1, len(read.pooled)
            ),
        )
        chunks = [_mean(read, (a + shift, b + shift)) for a, b in document.chunks]
        return Encoded(vectors, np.array(chunks, np.float32).reshape(-1, len(read.pooled)))


class EndpointEncoder:
    """Whole texts, sentences and chunks from an OpenAI-compatible endpoint; no token vectors."""

    def __init__(self, embedding: Any, name: str, count: Callable[[str], int]) -> None:
        """`embedding` is a LlamaIndex BaseEmbedding."""
        self._embedding, self.name, self.count = embedding, name, count

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        for document in documents:
            cut = [document.text[a:b] for a, b in (*document.sentences, *document.chunks)]
            texts = [f"{document.heading}. {document.text}", document.heading, *cut, *document.questions]
            vectors = self._embed(texts)
            m, c = 2 + len(document.sentences), len(document.chunks)
            found = DocumentVectors(
                document=vectors[0],
                sentences=vectors[1:m],
                sentence_spans=np.array([(0, 0), *document.sentences], np.int64).reshape(-1, 2),
                tokens=np.zeros((0, 0), np.float32),
                token_sentences=np.zeros(0, np.int64),
                expansion_queries=vectors[m + c :],
            )
            yield Encoded(found, vectors[m : m + c])

    def query(self, text: str) -> QueryVectors:
        return QueryVectors(self._embed([text])[0], np.zeros((0, 0), np.float32), np.zeros((0, 2), np.int64))

    def _embed(self, texts: list[str]) -> FloatArray:
        import openai

        try:
            return unit(np.array(self._embedding.get_text_embedding_batch(texts), np.float32))
        except openai.OpenAIError as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EndpointError(f"the embedding endpoint failed ({reason}); see: ask doctor") from error


class NoEncoder:
    """Words alone: every vector has no dimensions."""

    name = "none"

    def count(self, text: str) -> int:
        """Word pieces are some 1.5 times as many as words in this prose, rounded up: no word is
        known to be one of its own."""
        return -(-len(text.split()) * 3 // 2)

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
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
        empty = np.zeros((0, 0), np.float32)
        return QueryVectors(empty[0:0].reshape(0), empty, np.zeros((0, 2), np.int64))


def _owners(spans: Any, parts: Sequence[Span]) -> IntArray:
    """The part each word piece begins in, -1 for none. Parts ascend and do not overlap. (n,)"""
    starts = np.array([a for a, _ in parts])
    ends = np.array([b for _, b in parts])
    found = np.searchsorted(starts, spans[:, 0], side="right") - 1
    return np.where(spans[:, 0] < ends[found], found, -1).astype(np.int64)


def _telling(text: str, spans: Any) -> Any:
    """Which word pieces say something: not punctuation, not a stop word. A third fewer are
    kept, and ranking does not suffer (eval/LOG.md). (n,)"""
    words = [text[a:b].lower() for a, b in spans]
    return np.array([w not in STOP_WORDS and any(c.isalnum() for c in w) for w in words], np.bool_)


def _mean(read: TokenVectors, part: Span) -> FloatArray:
    """Mean of the word pieces that begin in a part, length one; the whole text's for none."""
    inside = (read.spans[:, 0] >= part[0]) & (read.spans[:, 0] < part[1])
    return unit(read.vectors[inside].mean(axis=0) if inside.any() else read.pooled)
