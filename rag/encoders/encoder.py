"""Text to vectors, behind one seam: what an encoder is given and what it gives back.

In: documents (a heading, a text, where its sentences and chunks stand, questions it
answers) or a query. Out: their vectors, all float32 of length one. There are three encoders:
MiniLM on this machine, any OpenAI-compatible endpoint, and none, for a library that is searched
by words alone; `opening.py` chooses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.text.sentences import Span
from store.item import DocumentVectors, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Document:
    """What is encoded: `text` behind its `heading`.

    sentences, chunks: (start, end) character offsets into `text`, end exclusive; sentences
    ascend and do not overlap. expansion_queries: questions that the text answers, embedded
    as queries it can be found by.
    """

    heading: str
    text: str
    sentences: Sequence[Span]
    chunks: Sequence[Span]
    expansion_queries: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A document's vectors for the index, and its chunks' vectors, shape (chunks, dimensions)."""

    vectors: DocumentVectors
    chunks: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class QueryVectors:
    """A query, every vector of length one.

    pooled: the one vector of the whole query, (dimensions,); tokens: (n, token dimensions), (0, 0)
    without token vectors; spans: (n, 2) character offsets of the tokens in the query, end exclusive.
    """

    pooled: FloatArray
    tokens: FloatArray
    spans: IntArray


class Encoder(Protocol):
    """What turns text into vectors. Safe to use from several threads.

    `name` is kept with every library that the encoder builds: vectors of two encoders never mix.
    `earlier` are versions of it, by name, that encode queries only: they answer from a library that they
    built until it has been embedded anew.
    """

    name: str

    @property
    def earlier(self) -> "Mapping[str, Encoder]": ...

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        """One Encoded per document, in order, each as soon as it is ready. WeightsError or
        EndpointError when the model cannot be used."""
        ...

    def query(self, text: str) -> QueryVectors:
        """A query, to be compared with the vectors of documents by dot products (-1 to 1)."""
        ...

    def queries(self, texts: Sequence[str]) -> Sequence[QueryVectors]:
        """Each of several queries as `query` gives it; in few requests where each costs one."""
        ...

    def read(self, question: str, passage: str) -> float | None:
        """The log odds that a passage says what a question is about, both read in one pass; None where the
        encoder reads one text at a time."""
        ...

    def count(self, text: str) -> int:
        """How many word pieces a text has, without the special ones."""
        ...

    @property
    def words(self) -> Sequence[str]:
        """The words of the language that the encoder knows whole, in lower case, the commonest first; none
        where it does not tell."""
        ...


def encoder_of(built_with: str, latest: Encoder) -> Encoder:
    """The encoder whose queries can be compared with the vectors of a library: `latest`, or the earlier
    version of it that built the library."""
    return latest.earlier.get(built_with, latest)
