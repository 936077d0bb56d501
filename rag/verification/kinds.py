"""`X is a Y`: whether a source has the two together anywhere.

In: a claim and a source with vectors. Out: the two in a few words where no sentence of the source has both
within a few words of each other, or "". Knows likeness of words and places, no grammar: where they stand
together, the source may still say something else about them.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rag.encoders.minilm import FloatArray, unit
from rag.verification.clauses import Word, content, words
from rag.verification.similarity import EncodedText, TextVectors

_IS_A = re.compile(r"^.{2,60}?\b(?:is|are|was|were|means|denotes|refers to)\s+(?:an?|the|one)\s+(?=\w)")
_KIND_WORDS = 4  # at most so many words say what kind something is
_SAME_STEM = 0.35  # what the same stem adds to the cosine of two words
_SAME_WORD, _AS_NEAR = (
    0.75,
    0.05,
)  # the sum from which a word is the same; how near to the best others are, too
_APART = 10  # two things stand together within so many telling words


def unfounded(claim: EncodedText, source: EncodedText) -> str:
    """The two of `X is a Y` where no sentence of the source has both together; "" for other claims."""
    match = _IS_A.match(claim.text)
    if not match or claim.vectors is None or source.vectors is None:
        return ""
    mine, theirs = _telling(claim.text), _telling(source.text)
    left = [word for word in mine if word.end <= match.end()]
    right = [word for word in mine if word.start >= match.end()][:_KIND_WORDS]
    if not left or not right or not theirs:
        return ""
    its = _vectors(theirs, source.vectors)
    ones, twos = (_places(some, _vectors(some, claim.vectors), theirs, its) for some in (left, right))
    sentences = np.searchsorted([a for a, _ in source.spans], [w.start for w in theirs], side="right")
    near = (sentences[ones][:, None] == sentences[twos]) & (np.abs(ones[:, None] - twos) < _APART)
    together = near & (ones[:, None] != twos)
    return "" if together.any() else f"{left[-1].text} and {right[-1].text}"


def _telling(text: str) -> list[Word]:
    every = words(text)
    stems = content(every)
    return [word for word in every if word.stem in stems]


def _vectors(some: Sequence[Word], of: TextVectors) -> FloatArray:
    """The mean direction of each word's pieces. (n, 384)"""
    ends = [np.searchsorted(of.starts, [w.start, w.end]) for w in some]
    return unit(np.stack([of.pieces[a:b].sum(axis=0) for a, b in ends]))


def _places(
    some: Sequence[Word], mine: FloatArray, theirs: Sequence[Word], its: FloatArray
) -> npt.NDArray[np.intp]:
    """Which words of the source are any of these words of the claim, or as near to one as any is."""
    stems = np.array([w.stem for w in theirs])
    found = np.zeros(len(theirs), bool)
    for word, vector in zip(some, mine, strict=True):
        alike = its @ vector + _SAME_STEM * (stems == word.stem)
        found |= alike >= max(_SAME_WORD, float(alike.max()) - _AS_NEAR)
    return np.flatnonzero(found)
