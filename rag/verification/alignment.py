"""How alike a claim's telling words are to a source's, and whether one sentence has them together.

In: two texts with vectors. Out: the likeness of each word to each, and how much worse the best sentence
covers a clause of the claim than the whole source does: words of several sentences put together.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rag.encoders.minilm import FloatArray, unit
from rag.verification.clauses import Word, content, squash, words
from rag.verification.similarity import EncodedText

_SAME_STEM = 0.35  # what the same stem adds to the cosine of two words
_UNLIKE = 0.4  # no other word of the source is as near as this; of 810 true claims none begins so
_LEAST_WORDS = 3  # a clause with fewer telling words may well take them from anywhere


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """Telling words of a claim (n) and of a source (m), how alike they are (n, m), and the sentences
    that the source's stand in (m,)."""

    mine: tuple[Word, ...]
    theirs: tuple[Word, ...]
    alike: FloatArray
    sentences: npt.NDArray[np.intp]


def likeness(claim: EncodedText, source: EncodedText) -> Likeness | None:
    """None where either text has no vectors or no telling word."""
    if claim.vectors is None or source.vectors is None:
        return None
    mine, (theirs, its) = telling(claim.text), _known(source)
    if not mine or not theirs:
        return None
    stems = np.array([word.stem for word in theirs])
    alike = np.stack(  # row by row: larger products are shared among threads
        [its @ v + _SAME_STEM * (stems == w.stem) for w, v in zip(mine, _vectors(mine, claim), strict=True)]
    )
    starts = [word.start for word in theirs]
    sentences = np.searchsorted([a for a, _ in source.spans], starts, side="right") - 1
    return Likeness(mine, theirs, alike.astype(np.float32), sentences)


@lru_cache(maxsize=64)  # many claims are held against the same source
def _known(source: EncodedText) -> tuple[tuple[Word, ...], FloatArray]:
    """A source's telling words, and their vectors. (n, 384)"""
    found = telling(source.text)
    return found, _vectors(found, source) if found else np.zeros((0, 384), np.float32)


def telling(text: str) -> tuple[Word, ...]:
    """The words of a text that carry meaning."""
    every = words(text)
    stems = content(every)
    return tuple(word for word in every if word.stem in stems)


def _vectors(some: tuple[Word, ...], text: EncodedText) -> FloatArray:
    """The mean direction of each word's pieces. (n, 384)"""
    assert text.vectors is not None
    of = text.vectors
    ends = [np.searchsorted(of.starts, [w.start, w.end]) for w in some]
    return unit(np.stack([of.pieces[a:b].sum(axis=0) for a, b in ends]))


def scattered(claim: EncodedText, found: Likeness) -> float:
    """By how much the best sentence covers the worst clause less well than the source does, 0 to 1 or so."""
    alike = np.minimum(found.alike, 1.0)
    starts = np.array([word.start for word in found.mine])
    worst = 0.0
    for clause in claim.clauses:
        inside = alike[(starts >= clause.start) & (starts < clause.end)]
        if len(inside) < _LEAST_WORDS:
            continue
        best = max(inside[:, found.sentences == i].max(axis=1).mean() for i in set(found.sentences.tolist()))
        worst = max(worst, float(inside.max(axis=1).mean() - best))
    return worst


def unknown_name(claim: EncodedText, source: EncodedText, found: Likeness) -> str:
    """The word that a claim begins with, where it must be a name that the source lacks: no usual word (the
    model has it only in pieces) and like nothing in the source; else "". Capitals do not tell there."""
    first = found.mine[0]
    begins = first.start == next((word.start for word in words(claim.text)), -1)
    if not begins or not first.text[1:].islower() or first.text.endswith(("ly", "ing")):
        return ""
    assert claim.vectors is not None
    start, end = np.searchsorted(claim.vectors.starts, [first.start, first.end])
    known = end - start < 2 or first.stem in source.stems or squash(first.text) in source.names
    return "" if known or found.alike[0].max() >= _UNLIKE else first.text
