"""Does a source say any of what a claim says, or are the two only alike?

In: a claim and a source, encoded. Out: how much of the claim's telling words the source has, and whether that
is too little. "It works well" is near to every paper and says nothing of any. Does not know what is true.
"""

import numpy as np

from rag.verification.alignment import Likeness, likeness
from rag.verification.clauses import Word, content, names, words
from rag.verification.similarity import EncodedText

_ENOUGH = 1.0  # a rare word that the source has, or two
_LEAST, _SAME_SUBJECT = 0.5, 0.25  # half as much will do beside a sentence whose cosine is as high
_FIRST_WORDS = 3  # a name among them is what the sentence is about
_SAME_WORD = 0.6  # the likeness from which another word says the same
_GENERAL = 0.5  # a word as frequent as "very" or "people" tells nothing
_PLAIN = 0.5  # what a word counts for where its vectors do not tell how rare it is


def says_too_little(claim: EncodedText, source: EncodedText) -> bool:
    """Whether the source has so little of the claim that no likeness makes it support."""
    found = found_in(claim, source)
    if found >= _ENOUGH or claim.vectors is None or source.vectors is None:
        return found < _ENOUGH
    nearest = (source.vectors.sentences @ claim.vectors.sentences.mean(axis=0)).max()
    return found < _LEAST or bool(nearest < _SAME_SUBJECT)


def found_in(claim: EncodedText, source: EncodedText) -> float:
    """The telling words of the claim that the source has, each once: a rare one as 1, a frequent one less. Of
    whom it is said counts for nothing: "GaLore matters" says as little as "it matters"."""
    known, subject = likeness(claim, source), _subject(claim.text, source.text)
    if known is None:
        return _PLAIN * len((content(words(claim.text)) - subject) & source.stems)
    told = [(word, best) for word, best in _best(known) if word.stem not in subject]
    same = {word.stem: _tells(word, claim) for word, _ in told if word.stem in source.stems}
    near = {word.stem: _tells(word, claim) for word, best in told if best >= _SAME_WORD}
    return max(sum(same.values()), sum(near.values()))


def _subject(text: str, source: str) -> frozenset[str]:
    """The stems of the name that a sentence begins with, or nearly so. At its very beginning it may be one
    that only the source's capitals tell."""
    begun = words(text)[:_FIRST_WORDS]
    known = {word.text for word in names(text)[:1]} | {word.text for word in names(source)} & {begun[0].text}
    return content([word for word in begun if word.text in known][:1])


def _best(known: Likeness) -> list[tuple[Word, float]]:
    """Each telling word of the claim, and how alike the source's nearest word is."""
    return list(zip(known.mine, known.alike.max(axis=1).tolist(), strict=True))


def _tells(word: Word, claim: EncodedText) -> float:
    """How much a word says, 0 to 1: one that the model's vocabulary has only in pieces is rare."""
    assert claim.vectors is not None
    first, last = np.searchsorted(claim.vectors.starts, [word.start, word.end])
    rank = 1.0 if last - first > 1 else float(claim.vectors.weights[first])
    return max(0.0, (rank - _GENERAL) / (1 - _GENERAL))
