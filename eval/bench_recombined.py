"""Segments of papers that nobody wrote: the halves of real abstracts and of their titles, put together anew.

In: real papers with vectors, how many papers are wanted. Out: the content of a segment and its postings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from rag.encoders.encoder import Encoded
from rag.ingest.records import item_of, lookup_keys_of, words_of
from rag.model.paper import Paper, payload_of
from rag.text.sentences import sentences
from rag.text.terms import TERM_BYTES, terms
from store.content import Content, content_of, key_hash, key_hashes, take
from store.item import FloatArray, IntArray, Item
from store.words import K1, B, Postings

MIXED = 5  # sentences whose mean is a paper's vector
Numbers = list[IntArray]  # the terms of several texts, by number


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """r real papers: their sentences, the halves of their titles, the terms of both, and their content."""

    papers: Sequence[Paper]
    sentences: list[list[str]]
    titles: list[tuple[str, str]]
    vocabulary: list[str]  # sorted
    sentence_terms: list[Numbers]
    title_terms: list[Numbers]
    author_hashes: list[list[int]]
    content: Content
    vectors: FloatArray  # (s, d) sentences that papers' vectors are made of


def parts_of(papers: Sequence[Paper], encoded: Callable[[Paper], Encoded], vectors: FloatArray) -> Parts:
    """The parts of real papers; those without a sentence are left out."""
    kept = [paper for paper in papers if sentences(paper.text)]
    texts = [[paper.text[a:b] for a, b in sentences(paper.text)] for paper in kept]
    titles = [_halves(paper.title) for paper in kept]
    read = [[terms(text) for text in (*some, *title)] for some, title in zip(texts, titles, strict=True)]
    vocabulary = sorted({term for some in read for text in some for term in text})
    number_of = {term: number for number, term in enumerate(vocabulary)}
    numbers = [[np.array([number_of[t] for t in text], np.int64) for text in some] for some in read]
    items = [item_of(paper, encoded(paper)) for paper in kept]
    return Parts(
        kept,
        texts,
        titles,
        vocabulary,
        [some[:-2] for some in numbers],
        [some[-2:] for some in numbers],
        _author_hashes(items),
        content_of(items),
        vectors,
    )


def _author_hashes(items: Sequence[Item]) -> list[list[int]]:
    """The hashes of the keys that each paper is found by through its authors."""
    keys = ((key for key in set(item.lookup_keys) if key.startswith("author")) for item in items)
    return [[key_hash(key) for key in some] for some in keys]


def _halves(title: str) -> tuple[str, str]:
    words = title.split()
    middle = (len(words) + 1) // 2
    return " ".join(words[:middle]), " ".join(words[middle:])


def segment_of(parts: Parts, size: int, first: int) -> tuple[Content, Postings]:
    """So many papers, numbered from `first`: each begins as one real paper and goes on as another."""
    rows, chance = np.arange(size) % len(parts.papers), np.random.default_rng(first + 1)
    others = chance.integers(0, len(parts.papers), size)
    made = [
        _made(parts, int(one), int(other), first + n)
        for n, (one, other) in enumerate(zip(rows, others, strict=True))
    ]
    papers = [paper for paper, _, _ in made]
    base = take(parts.content, rows.tolist())
    hashed = sorted(
        (h, n)
        for n, (paper, other) in enumerate(zip(papers, others.tolist(), strict=True))
        for h in {*map(key_hash, lookup_keys_of(paper)), *parts.author_hashes[other]}
    )
    mixed = parts.vectors[chance.integers(0, len(parts.vectors), (size, MIXED))].mean(axis=1)
    arrays = replace(
        base.arrays,
        documents=(mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32),
        sentence_spans=np.concatenate([spans for _, spans, _ in made]),
        id_hashes=key_hashes([paper.paper_id for paper in papers]),
        lookup_hashes=np.array([h for h, _ in hashed], np.uint64),
        lookup_rows=np.array([n for _, n in hashed], np.int64),
    )
    content = Content(
        ids=[paper.paper_id for paper in papers],
        fingerprints=[f"{first + n:016x}" for n in range(size)],
        columns=[parts.content.columns[other] for other in others.tolist()],
        tags=[
            [(paper.title, 1.0), *_others(parts.content.tags[one])]
            for paper, one in zip(papers, rows.tolist(), strict=True)
        ],
        payloads=[payload_of(paper).encode() for paper in papers],
        words=[words_of(paper) for paper in papers],
        arrays=arrays,
    )
    return content, _postings([numbers for _, _, numbers in made], parts.vocabulary)


def _others(tags: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The names of a paper that are no title."""
    return [tag for tag in tags if " " not in tag[0]]


def _made(parts: Parts, one: int, other: int, number: int) -> tuple[Paper, IntArray, Numbers]:
    """A paper with the dates and authors of `other`, its sentences' places, the terms of all that it says."""
    wanted = len(parts.sentences[one])
    begun = max((wanted + 1) // 2, wanted - len(parts.sentences[other]))
    behind = slice(len(parts.sentences[other]) - (wanted - begun), None)
    texts = parts.sentences[one][:begun] + parts.sentences[other][behind]
    said = parts.sentence_terms[one][:begun] + parts.sentence_terms[other][behind]
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    spans = np.column_stack((ends - [len(text) for text in texts], ends))
    text = " ".join(texts)
    paper = replace(
        parts.papers[other],
        paper_id=f"{number // 100_000 + 30:02}01.{number % 100_000:05}",
        title=f"{parts.titles[one][0]} {parts.titles[other][1]}".strip(),
        text=text,
        raw="",
        url=None,
        doi=None,
    )
    numbers = [parts.title_terms[one][0], parts.title_terms[other][1], *said]
    return paper, np.concatenate(([[0, 0]], spans)).astype(np.int64), numbers


def _postings(texts: Sequence[Numbers], vocabulary: Sequence[str]) -> Postings:
    """The postings of these texts, as store/words.py weighs them."""
    lengths = np.array([sum(map(len, some)) for some in texts])
    terms_ = np.concatenate(list(chain.from_iterable(texts)))
    rows = np.repeat(np.arange(len(texts)), lengths)
    pairs, counts = np.unique(terms_ * len(texts) + rows, return_counts=True)
    numbers, rows = np.divmod(pairs, len(texts))
    present, frequency = np.unique(numbers, return_counts=True)
    norms = K1 * (1 - B + B * lengths / lengths.mean())
    return Postings(
        np.array([vocabulary[n].encode() for n in present.tolist()], f"S{TERM_BYTES}"),
        np.concatenate(([0], np.cumsum(frequency))).astype(np.int64),
        rows.astype(np.int32),
        (counts / (counts + norms[rows])).astype(np.float32),
    )
