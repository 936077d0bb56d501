"""`X is a Y`: whether a source has the two together anywhere.

In: a claim, and how alike its words are to a source's. Out: the two in a few words where no sentence of the
source has both within a few words of each other, or "". Knows likeness of words and places, no
grammar: where they stand together, the source may still say something else about them.
"""

import re

import numpy as np
import numpy.typing as npt

from rag.encoders.minilm import FloatArray
from rag.verification.alignment import Likeness
from rag.verification.similarity import EncodedText

_IS_A = re.compile(r"^.{2,60}?\b(?:is|are|was|were|means|denotes|refers to)\s+(?:an?|the|one)\s+(?=\w)")
_KIND_WORDS = 4  # at most so many words say what kind something is
# the likeness from which a word is the same; how near to the best others are, too
_SAME_WORD, _AS_NEAR = 0.75, 0.05
_APART = 3  # two things stand together within so many telling words


def unfounded(claim: EncodedText, found: Likeness) -> str:
    """The two of `X is a Y` where no sentence of the source has both together; "" for other claims."""
    match = _IS_A.match(claim.text)
    if not match:
        return ""
    left = [i for i, word in enumerate(found.mine) if word.end <= match.end()]
    right = [i for i, word in enumerate(found.mine) if word.start >= match.end()][:_KIND_WORDS]
    if not left or not right:
        return ""
    ones, twos = (_places(found.alike[some]) for some in (left, right))
    same = found.sentences[ones][:, None] == found.sentences[twos]
    gaps = np.abs(ones[:, None] - twos)
    if (same & (gaps > 0) & (gaps < _APART)).any():
        return ""
    return f"{found.mine[left[-1]].text} and {found.mine[right[-1]].text}"


def _places(alike: FloatArray) -> npt.NDArray[np.intp]:
    """Which words of the source are any of these words of the claim, or as near to one as any is."""
    least = np.maximum(alike.max(axis=1) - _AS_NEAR, _SAME_WORD)
    return np.flatnonzero((alike >= least[:, None]).any(axis=0))
