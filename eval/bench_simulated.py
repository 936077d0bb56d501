"""A library of any size without embedding it: real abstracts recombined, with vectors that others have.

In: the JSONL of abstracts, how many papers, a folder. Out: the indexes of a library there (no Chroma), in
segments as large as ingest makes them at most. Titles, names, authors, dates, words and whole-paper vectors
are each paper's own; sentences' and word pieces' vectors are drawn from those of some real papers, and
segments share the files of them (hard links), so that a million papers fit on a disk: `du` counts them once.
It is for measuring time, memory and space, never for what is found.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np

from eval.bench_recombined import Parts, parts_of, segment_of
from rag.encoders.encoder import Document, Encoded, Encoder
from rag.ingest.built_with import BuiltWith
from rag.ingest.chunks import paper_chunks
from rag.ingest.pages import Page, read_pages
from rag.ingest.papers import to_papers
from rag.ingest.storage import Storage
from rag.model.paper import Paper
from rag.text.sentences import sentences
from store.checks import CHECKSUMS
from store.item import DocumentVectors
from store.manifest import Manifest
from store.segment import write_segment

REAL = 8192  # abstracts that are recombined
ENCODED = 256  # of these, are encoded to draw vectors from
SLICE = 4096  # papers that are read at a time
SEGMENT = 16384  # papers
SHARED = ("tokens", "token_scales", "token_starts", "parts", "part_scales", "part_starts")  # .npy


def simulate(arxiv: Path, papers: int, home: Path, encoder: Encoder) -> int:
    """Write indexes of so many papers into a new home; returns how many there are."""
    return write_simulated(read_parts(arxiv, encoder), papers, home, encoder.name)


def read_parts(arxiv: Path, encoder: Encoder) -> Parts:
    """What the papers are made of."""
    real = [paper for some in read_slices(arxiv, REAL) for paper in some]
    vectors = Vectors(encoder, real[:ENCODED])
    return parts_of(real, vectors.of, vectors.sentences)


def write_simulated(parts: Parts, papers: int, home: Path, built_with: str) -> int:
    """Write the indexes, several segments at the same time; returns how many papers there are."""
    storage = Storage(home)
    folder, sizes = storage.index(built_with), [min(SEGMENT, papers - at) for at in range(0, papers, SEGMENT)]
    with storage.writing("simulated papers"):
        folder.mkdir(exist_ok=True)
        spawned = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(os.cpu_count(), spawned, _begin, (parts, folder)) as workers:
            names = list(workers.map(_write, range(len(sizes)), sizes))
        storage.manifest(built_with).replace(Manifest(len(names), built_with, tuple(names)))
    BuiltWith(home, built_with).note(built_with)
    return sum(sizes)


_work: list[tuple[Parts, Path]] = []  # of a worker: what it was given when it began


def _begin(parts: Parts, folder: Path) -> None:
    _work.append((parts, folder))


def _write(number: int, size: int) -> str:
    """Write one segment; returns its name."""
    (parts, folder), name = _work[0], f"segment-{number + 1:06d}"
    content, postings = segment_of(parts, size, number * SEGMENT)
    write_segment(content, folder / name, postings)
    whole = (path for path in sorted(folder.glob("segment-*")) if (path / CHECKSUMS).exists())
    first = next(whole)
    if size == SEGMENT and first.name != name:
        _share(first, folder / name)
    return name


def _share(first: Path, other: Path) -> None:
    """Let the other segment have the first one's files where they hold the same."""
    for name in SHARED:
        (other / f"{name}.npy").unlink()
        os.link(first / f"{name}.npy", other / f"{name}.npy")


def read_slices(arxiv: Path, most: int) -> Iterator[list[Paper]]:
    """The first `most` papers of the file, some at a time."""
    pages = (page for page in read_pages(arxiv) if isinstance(page, Page))
    papers = islice((paper for page in pages for paper in to_papers(page)), most)
    while some := list(islice(papers, SLICE)):
        yield some


class Vectors:
    """Vectors of real papers, dealt out to others."""

    def __init__(self, encoder: Encoder, papers: Sequence[Paper]) -> None:
        spans = [sentences(paper.text) for paper in papers]
        chunks = [paper_chunks(p, s, encoder.count) for p, s in zip(papers, spans, strict=True)]
        documents = [Document(p.title, p.text, s, c) for p, s, c in zip(papers, spans, chunks, strict=True)]
        self._real = [encoded.vectors for encoded in encoder.documents(documents)]
        self._chance = np.random.default_rng(1)
        self.sentences = np.concatenate([vectors.sentences for vectors in self._real])

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
