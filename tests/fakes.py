"""Our own fakes, at real seams: an encoder that needs no weights, and invented papers, items and questions.

In: texts, numbers. Out: the same vectors, papers and items every time, and what a library holds
of them. Knows nothing of how answers are made.
"""

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import BinaryIO

import numpy as np

from rag.encoders.encoder import Document, Encoded, QueryVectors
from rag.encoders.minilm import unit
from rag.entities.aliases import aliases_of
from rag.entities.names import NameIndex
from rag.ingest.library import Library
from rag.ingest.report import Report
from rag.model.answer import Answer, Status
from rag.model.conversation import Turn
from rag.model.paper import Paper, title_slug
from rag.model.query import ParsedQuery
from rag.query.parse import ParsingContext, parse
from rag.retrieval.catalogue import Catalogue
from rag.text.sentences import Span
from store.derived import Derived
from store.item import DocumentVectors, FloatArray, Item
from store.snapshot import Snapshot
from store.vectors import Vectors

WIDTH = 32
_WORD = re.compile(r"\w+")
_FIRST = "Amber Birch Cedar Dune Ember Fern Glade Heath Iris Juniper Kelp Linden Moss Nettle Otter".split()
_SECOND = "tides harbours lichens glaciers orchards kilns looms meadows beacons ferries".split()


class HashEncoder:
    """A word's vector is drawn from its hash, a text's is the mean of its words'. `read` counts
    the documents that were encoded; `seconds` is how long each takes; of `allowed` a byte is read for each,
    until it ends; `earlier` are its earlier versions."""

    def __init__(
        self,
        name: str = "hash",
        *,
        width: int = WIDTH,
        seconds: float = 0.0,
        allowed: BinaryIO | None = None,
        earlier: Sequence["HashEncoder"] = (),
    ) -> None:
        self.name, self.width, self.seconds, self.read, self._allowed = name, width, seconds, 0, allowed
        self.earlier = {encoder.name: encoder for encoder in earlier}

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        for document in documents:
            self.read += 1
            time.sleep(self.seconds)
            if self._allowed:
                self._allowed.read(1)
            yield self._encoded(document)

    def query(self, text: str) -> QueryVectors:
        spans = np.array([m.span() for m in _WORD.finditer(text)], np.int64).reshape(-1, 2)
        return QueryVectors(self._mean(text), self._words(text), spans)

    def queries(self, texts: Sequence[str]) -> list[QueryVectors]:
        return [self.query(text) for text in texts]

    def read(self, question: str, passage: str) -> None:
        """Nothing is read."""

    @property
    def words(self) -> tuple[str, ...]:
        return ()

    def count(self, text: str) -> int:
        return len(_WORD.findall(text))

    def _encoded(self, document: Document) -> Encoded:
        parts = [document.heading, *(document.text[a:b] for a, b in document.sentences)]
        tokens = [self._words(part) for part in parts]
        vectors = DocumentVectors(
            document=self._mean(f"{document.heading}. {document.text}"),
            sentences=self._means(parts),
            sentence_spans=np.array([(0, 0), *document.sentences], np.int64).reshape(-1, 2),
            tokens=np.concatenate(tokens),
            token_sentences=np.repeat(np.arange(len(parts)), [len(t) for t in tokens]),
            expansion_queries=self._means(document.expansion_queries),
        )
        return Encoded(vectors, self._means([document.text[a:b] for a, b in document.chunks]))

    def _means(self, texts: Sequence[str]) -> FloatArray:
        return np.array([self._mean(t) for t in texts], np.float32).reshape(-1, self.width)

    def _mean(self, text: str) -> FloatArray:
        return unit(self._words(text).sum(axis=0))

    def _words(self, text: str) -> FloatArray:
        vectors = [self._word(word.lower()) for word in _WORD.findall(text)]
        return np.array(vectors, np.float32).reshape(-1, self.width)

    def _word(self, word: str) -> FloatArray:
        return _drawn(f"{self.name} {word}", self.width)


@lru_cache(maxsize=4096)
def _drawn(key: str, width: int) -> FloatArray:
    seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    return unit(np.random.default_rng(seed).standard_normal(width).astype(np.float32))


def paper(number: int = 0, **fields: object) -> Paper:
    """An invented paper; every number gives another one."""
    rest, first = divmod(number, len(_FIRST))
    name = f"{_FIRST[first]}{rest}" if rest else _FIRST[first]
    topic = _SECOND[number % len(_SECOND)]
    title = f"{name}Net: Counting {topic.capitalize()} by Night"
    text = (
        f"Counting {topic} by hand is slow. We present {name}Net, which counts {topic} from sound alone. "
        f"It errs by {number + 2}.5% on {number + 3} nights, e.g. in rain. "
        f"Code is at https://example.org/{name.lower()}. Nobody was harmed."
    )
    return Paper(
        **{  # type: ignore[arg-type]
            "paper_id": title_slug(title),
            "title": title,
            "text": text,
            "published": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "upvotes": number,
            "sources": ("invented.jsonl",),
            "raw": text,
            "questions": (f"How are {topic} counted without looking, case {number}?",) if number % 2 else (),
            **fields,
        }
    )


def papers(count: int, *, start: int = 0) -> list[Paper]:
    """Invented papers, each with its own title."""
    return [paper(number) for number in range(start, start + count)]


def spans_of(text: str, *pieces: str) -> list[Span]:
    """Where each piece stands in a text, looked for from left to right."""
    found, at = [], 0
    for piece in pieces:
        start = text.index(piece, at)
        found.append((start, at := start + len(piece)))
    return found


# -- what a library holds


def catalogue(library: Library) -> Catalogue:
    return Catalogue(library.reader.now())


def kept(library: Library) -> list[Paper]:
    return sorted(catalogue(library).papers(), key=lambda p: p.paper_id)


def sorted_papers(*wanted: Paper) -> list[Paper]:
    return sorted(wanted, key=lambda p: p.paper_id)


def in_chroma(library: Library, name: str = "hash") -> tuple[list[str], list[str]]:
    """Ids of the items, and of the items that chunks belong to."""
    vectors = Vectors(library.home / "chroma", name)
    items = sorted(row.id for rows in vectors.everything() for row in rows)
    owners = sorted({m["owner"] for m in vectors.chunks.get()["metadatas"]})
    vectors.close()
    return items, owners


def counts(report: Report) -> tuple[int, int, int]:
    return len(report.added), len(report.updated), len(report.unchanged)


# -- items of an index


D, P = 16, 8


def item(number: int, *, version: str = "") -> Item:
    """An item of its own shape: `number` decides how many sentences, tokens and expansion queries it has."""
    random = np.random.default_rng([number, len(version)])

    def rows(count: int, width: int) -> FloatArray:
        return unit(random.standard_normal((count, width)).astype(np.float32))

    sentences, tokens, queries = 1 + number % 4, (number * 5) % 11, number % 3
    return Item(
        id=f"item-{number}",
        fingerprint=f"fingerprint-{number}{version}",
        payload=f"payload {number} é苔{version}",
        words=f"words of item{number} and moss{number % 2}{version}",
        vectors=DocumentVectors(
            document=rows(1, D)[0],
            sentences=rows(sentences, D),
            sentence_spans=np.array([(n, 2 * n + number) for n in range(sentences)], np.int64),
            tokens=rows(tokens, P),
            token_sentences=np.sort(random.integers(0, sentences, tokens)),
            expansion_queries=rows(queries, D),
        ),
        lookup_keys=(f"id item-{number}", f"title {number // 2}", f"id item-{number}"),
        numbers={"upvotes": None if number % 2 else float(number)},
        labels={"kind": "abstract"},
        tags=((f"Name{number}", 1.0), ("Moss", 0.5)),
    )


def items(*numbers: int) -> list[Item]:
    return [item(n) for n in numbers]


def snapshot(derived: Derived) -> Snapshot:
    return Snapshot(derived.folder, derived.manifest_file.read())


# -- questions and their small library


TODAY = date(2025, 12, 12)
ORGANISATIONS = ("Nimbus Labs", "QuarkWorks", "Open Hut")
PAPERS = {
    "galoop": ("GaLoop: Memory-Lean Training", "We propose GaLoop. It beats DiLoop on WikiZoo-9."),
    "fura": ("Fura: Full Rank under Constraint", "Fura keeps the rank."),
    "flume": ("FLUME: Frozen Encoders", "FLUME keeps an encoder frozen."),
}
INDEX = NameIndex(name for paper, (title, text) in PAPERS.items() for name in aliases_of(paper, title, text))


CONTEXT = ParsingContext(INDEX, ORGANISATIONS, TODAY)


def ask(message: str, history: tuple[Turn, ...] = ()) -> ParsedQuery:
    return parse(message, CONTEXT, history)[0]


# -- an answer to be written


ASKED = ("what does it reach?", "What does Lantern reach on QuarryBench?")
QUOTED = Answer("q", "q", Status.ANSWERED, "Lantern: “Decoding is 1.7x faster.” [1]", notes=("a note",))
