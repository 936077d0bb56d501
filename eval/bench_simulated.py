"""A library of any size without embedding it: real abstracts recombined, with vectors that others have.

In: the JSONL of abstracts, how many papers, a folder. Out: the indexes of a library there (no Chroma). Words,
names, titles and dates are as many and as various as in a real library; vectors are drawn from those of some
real papers. It is for measuring time, memory and space, never for what is found.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from rag.encoders.encoder import Document, Encoded, Encoder
from rag.ingest.built_with import BuiltWith
from rag.ingest.chunks import paper_chunks
from rag.ingest.pages import Page, read_pages
from rag.ingest.papers import to_papers
from rag.ingest.records import item_of
from rag.ingest.storage import Storage
from rag.model.paper import Paper
from rag.text.sentences import sentences
from store.item import DocumentVectors

REAL = 500  # papers that are encoded, to draw vectors from
SLICE = 4096  # papers that are written at a time


def simulate(arxiv: Path, papers: int, home: Path, encoder: Encoder) -> int:
    """Write indexes of so many papers into a new home; returns how many there are."""
    storage, drawn = Storage(home), None
    derived, written = storage.derived(encoder.name), 0
    with storage.writing("simulated papers"):
        for some in _some(recombined(arxiv, papers)):
            drawn = drawn or Vectors(encoder, some[:REAL])
            derived.add([item_of(paper, drawn.of(paper)) for paper in some], built_with=encoder.name)
            written += len(some)
    BuiltWith(home, encoder.name).note(encoder.name)
    return written


def _some(papers: Iterator[Paper]) -> Iterator[list[Paper]]:
    while some := list(islice(papers, SLICE)):
        yield some


def read_slices(arxiv: Path, most: int) -> Iterator[list[Paper]]:
    """The first `most` papers of the file, some at a time."""
    pages = (page for page in read_pages(arxiv) if isinstance(page, Page))
    yield from _some(islice((paper for page in pages for paper in to_papers(page)), most))


def recombined(arxiv: Path, most: int) -> Iterator[Paper]:
    """Papers of the file as they are; from its end on each is made of two others' halves."""
    real = [paper for some in read_slices(arxiv, most) for paper in some]
    yield from real[:most]
    chance = random.Random(1)
    for number, paper in enumerate(islice(cycle(real), max(0, most - len(real)))):
        yield _joined(paper, chance.choice(real), number)


def _joined(one: Paper, other: Paper, number: int) -> Paper:
    title = f"{_half(one.title)} {' '.join(other.title.split()[len(other.title.split()) // 2 :])}"
    spans = sentences(other.text)
    end = sentences(one.text)[0][1]
    text = f"{one.text[:end]} {other.text[spans[-1][0] :]}" if spans else one.text
    return replace(
        one, paper_id=f"{number // 100_000 + 30:02}01.{number % 100_000:05}", title=title, text=text
    )


def _half(text: str) -> str:
    words = text.split()
    return " ".join(words[: (len(words) + 1) // 2])


class Vectors:
    """Vectors of real papers, dealt out to others."""

    def __init__(self, encoder: Encoder, papers: Sequence[Paper]) -> None:
        spans = [sentences(paper.text) for paper in papers]
        chunks = [paper_chunks(p, s, encoder.count) for p, s in zip(papers, spans, strict=True)]
        documents = [Document(p.title, p.text, s, c) for p, s, c in zip(papers, spans, chunks, strict=True)]
        self._real = [encoded.vectors for encoded in encoder.documents(documents)]
        self._chance = np.random.default_rng(1)

    def of(self, paper: Paper) -> Encoded:
        """As many vectors as a paper of this length would have: each sentence's from some real one."""
        spans = sentences(paper.text)
        picks = self._chance.integers(0, len(self._real), len(spans) + 1)
        parts = [self._sentence(self._real[int(pick)], n) for n, pick in enumerate(picks)]
        vectors = DocumentVectors(
            document=self._real[int(picks[0])].document,
            sentences=np.stack([sentence for sentence, _ in parts]),
            sentence_spans=np.array([(0, 0), *spans], np.int64),
            tokens=np.concatenate([tokens for _, tokens in parts]),
            token_sentences=np.repeat(np.arange(len(parts)), [len(tokens) for _, tokens in parts]),
            expansion_queries=self._real[0].expansion_queries[:0],
        )
        return Encoded(vectors, vectors.sentences[:0])

    def _sentence(self, real: DocumentVectors, number: int) -> tuple[np.ndarray, np.ndarray]:
        """The vector of one of its sentences and those of its word pieces; of the heading for number 0."""
        at = 0 if number == 0 or len(real.sentences) < 2 else 1 + number % (len(real.sentences) - 1)
        return real.sentences[at], real.tokens[real.token_sentences == at]
