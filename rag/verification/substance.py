"""Does a source say any of what a claim says, or are the two only alike?

In: a claim and a source, encoded. Out: how much of the claim's telling words the source has. "It works well" is
near to every paper and says nothing of any. Does not know whether what is said is true.
"""

import numpy as np

from rag.verification.alignment import Likeness, likeness
from rag.verification.clauses import Word, content, words
from rag.verification.similarity import EncodedText

# What must be found: two plain words, or a rare one and part of another. Of 810 true claims one has less.
LEAST_FOUND = 1.2
_SAME_WORD = 0.6  # the likeness from which another word says the same
_PLAIN = 0.6  # what a word counts for where its vectors do not tell how rare it is


def found_in(claim: EncodedText, source: EncodedText) -> float:
    """The telling words of the claim that the source has, a rare one as 1, a frequent one as less; each once."""
    known = likeness(claim, source)
    if known is None:
        return _PLAIN * len(content(words(claim.text)) & source.stems)
    same = {word.stem: _tells(word, claim) for word in known.mine if word.stem in source.stems}
    near = {word.stem: _tells(word, claim) for word, best in _best(known) if best >= _SAME_WORD}
    return max(sum(same.values()), sum(near.values()))


def _best(known: Likeness) -> list[tuple[Word, float]]:
    return list(zip(known.mine, known.alike.max(axis=1).tolist(), strict=True))


def _tells(word: Word, claim: EncodedText) -> float:
    """How much a word says, to 1: one that the model's vocabulary has only in pieces is rare."""
    assert claim.vectors is not None
    first, last = np.searchsorted(claim.vectors.starts, [word.start, word.end])
    return 1.0 if last - first > 1 else float(claim.vectors.weights[first])
