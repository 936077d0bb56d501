"""An overview of a library, or of the part of it that filters leave: groups of papers about the same.

In: rows of a catalogue. Out: text; the composer keeps a citation for each group. Groups are found among the
vectors of whole papers by spherical k-means (Dhillon and Modha, 2001), and are called by the words that
stand in many of their papers and in few of the others. The same papers give the same groups.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rag.answering.citations import Composer
from rag.answering.metadata import introducing
from rag.model.paper import Paper
from rag.retrieval.catalogue import Catalogue
from rag.text.common_words import COMMON, FUNCTION_WORDS
from rag.text.prose import plural
from rag.text.terms import terms
from rag.text.words import words

FEW = 12  # papers that are named one by one
LOOKED_AT = 1000  # papers of a large library, evenly spaced
MOST_GROUPS, LABELS, ROUNDS = 8, 3, 20
LEAST_SHARE = 0.06  # of a group's papers have a word that it is called by
PHRASE = 1.5  # what two words are worth beside one
SHORTEST = 3  # letters of a word

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]
Words = Mapping[str, str]  # a term of one or two stems, as a paper writes it


@dataclass(frozen=True, slots=True)
class Group:
    """Papers about the same; `middle` is the row nearest to all of them, `labels` what they are called."""

    rows: tuple[int, ...]
    middle: int
    labels: tuple[str, ...]


def overview(composer: Composer, rows: Sequence[int]) -> str | None:
    """What the papers are about; None where they have no vectors to group them by, or there are none."""
    catalogue = composer.catalogue
    if not rows:
        return None
    if len(rows) <= FEW:
        lines = [
            f"- {catalogue.paper(row).title} {composer.marker(introducing(catalogue, row))}" for row in rows
        ]
        return "\n".join([f"{plural(len(rows), 'paper')}{_years(catalogue, rows)}:", *lines])
    places = np.linspace(0, len(rows) - 1, min(len(rows), LOOKED_AT)).astype(int)
    seen: Sequence[int] = [rows[place] for place in places.tolist()]
    found = groups(catalogue, seen)
    if not found:
        return None
    of = f", {len(seen):,} of them looked at" if len(seen) < len(rows) else ""
    head = f"{plural(len(rows), 'paper')}{_years(catalogue, seen)}{of}. What they are about:"
    return "\n".join([head, *(_line(composer, group) for group in found)])


def _line(composer: Composer, group: Group) -> str:
    catalogue = composer.catalogue
    paper, marker = catalogue.paper(group.middle), composer.marker(introducing(catalogue, group.middle))
    return f"- {', '.join(group.labels)} ({plural(len(group.rows), 'paper')}), such as {paper.title} {marker}"


def _years(catalogue: Catalogue, rows: Sequence[int]) -> str:
    years = sorted(str(date)[:4] for row in rows if (date := catalogue.columns[row].get("published")))
    if not years:
        return ""
    return f" of {years[0]}" if years[0] == years[-1] else f" from {years[0]} to {years[-1]}"


def groups(catalogue: Catalogue, rows: Sequence[int]) -> list[Group]:
    """The papers in groups, the largest first; none where there are no vectors. A group that no word tells
    from the others is left out."""
    vectors = np.stack([catalogue.snapshot.document_vector(row) for row in rows]).astype(np.float32)
    if not vectors.size or not vectors.any():
        return []
    vectors = _unit(vectors - vectors.mean(axis=0))
    owner, middles = _clustered(vectors, min(MOST_GROUPS, max(2, round(math.sqrt(len(rows)) / 2))))
    written = [_written(catalogue.paper(row)) for row in rows]
    everywhere = Counter(term for words_ in written for term in words_)
    found = []
    for number in range(len(middles)):
        members = np.flatnonzero(owner == number)
        if labels := _labels(written, members, everywhere):
            middle = int(members[np.argmax(vectors[members] @ middles[number])])
            found.append(Group(tuple(rows[m] for m in members.tolist()), rows[middle], labels))
    return sorted(found, key=lambda group: -len(group.rows))


def _clustered(vectors: FloatArray, count: int) -> tuple[IntArray, FloatArray]:
    """Which of `count` groups each vector belongs to (n,), and their middles (count, d). The first middles
    are a vector near all, then each time the one that is farthest from those before."""
    first = int(np.argmax(vectors @ vectors.mean(axis=0)))
    chosen, near = [first], vectors @ vectors[first]
    while len(chosen) < count:
        chosen.append(int(np.argmin(near)))
        near = np.maximum(near, vectors @ vectors[chosen[-1]])
    middles = vectors[chosen]
    for _ in range(ROUNDS):
        owner = (vectors @ middles.T).argmax(axis=1)
        sums = np.stack([vectors[owner == n].sum(axis=0) for n in range(count)])
        taken = np.any(sums, axis=1, keepdims=True)
        middles = np.where(taken, _unit(sums), middles)
    return (vectors @ middles.T).argmax(axis=1), middles


def _unit(vectors: FloatArray) -> FloatArray:
    """Each of length 1; zeros stay zeros. (n, d)"""
    unit: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return unit


def _written(paper: Paper) -> Words:
    """The telling words of a paper, and pairs of them that stand together."""
    found: dict[str, str] = {}
    for text in (paper.title, paper.text):
        written = [(word, _stem(word)) for word in words(text)]
        for word, stem in written:
            if stem:
                found.setdefault(stem, word.lower())
        for (one, stem), (other, second) in pairwise(written):
            if stem and second and f"{one} {other}" in text:
                found.setdefault(f"{stem} {second}", f"{one} {other}".lower())
    return found


def _stem(word: str) -> str:
    """Its stem, nothing for an everyday or a short word."""
    plain = word.lower()
    if len(word) < SHORTEST or not word[0].isalpha() or plain in COMMON or plain in FUNCTION_WORDS:
        return ""
    return next(iter(terms(word)), "")


def _labels(written: Sequence[Words], members: IntArray, everywhere: Mapping[str, int]) -> tuple[str, ...]:
    """The terms that many papers of a group have and few others, no stem twice."""
    own = [written[m] for m in members.tolist()]
    inside = Counter(term for found in own for term in found)
    least = max(2, LEAST_SHARE * len(own))

    def worth(term: str) -> float:
        share = inside[term] / len(own)
        return share * math.log(share * len(written) / everywhere[term]) * (PHRASE if " " in term else 1)

    worths = {term: worth(term) for term, papers in inside.items() if papers >= least}
    chosen: list[str] = []
    for term in sorted(worths, key=lambda t: (-worths[t], t)):
        said = {stem for one in chosen for stem in one.split()}
        if worths[term] > 0 and len(chosen) < LABELS and not said & set(term.split()):
            chosen.append(term)
    return tuple(_usual([found[term] for found in own if term in found]) for term in chosen)


def _usual(forms: Sequence[str]) -> str:
    """The form that most papers write; the first of those in the alphabet."""
    return min(Counter(forms).items(), key=lambda pair: (-pair[1], pair[0]))[0]
