"""Where the papers use certain words: the same words side by side, exact but for their endings and hyphens.

In: a phrase, a catalogue. Out: rows and places in their texts. Rows come from the postings, places from the
texts. A phrase with capitals is a name: it is found with capitals only ("GLUE" is not "glue"). Letters
without a vowel that nobody writes are the plural of those without their "s": "llms" are LLMs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rag.retrieval.catalogue import Catalogue
from rag.text.runs import runs
from rag.text.stemming import stem
from rag.text.terms import fold, terms
from store.snapshot import BoolArray

_BETWEEN = r"[\s\-‐‑–/'’.]{0,2}"  # what may stand between two words of one phrase
_NUMBERED = re.compile(r"[A-Za-z]*\d[\w.]*")  # "LLaMA" is named by "LLaMA2" too
_PLURAL = re.compile(r"(?<=[A-Z]{2})s$")  # of an acronym: "LLMs"
_LETTERS = re.compile(  # of an acronym in small letters: "llms", not "gas"
    r"(?<=\b[bcdfghj-np-tv-z]{2})s$|(?<=\b[bcdfghj-np-tv-z]{3})s$"
)
MOST_READ = 300  # papers that are read for what they do without
_LACKING = (  # before what is lacking, with up to two words of any kind in between
    r"\b(?:without|no|lacking|absence of|free (?:of|from))"
    r"(?:\s+(?:any|the|an?|need|for|of|to|access|using|requiring|needing|relying|on)\b)*(?:\s+[\w-]+){0,2}?[\s-]+"
)
MOST_FORMS = 40  # terms that are a name with a number behind it


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to be found: `key` their stems as one, `near` matches where they may stand, `capitals` is how
    many capitals the place must have."""

    key: str
    near: re.Pattern[str]
    capitals: int


def phrase_of(text: str) -> Phrase:
    """The phrase that a text is; its key is empty where it has no word."""
    capitals = min(2 if text.isupper() else 1, sum(c.isupper() for c in text))
    stems = _stems(text)
    words = (r"[-‐‑]?".join(map(re.escape, stem_.rstrip("eiy") or stem_)) + r"[^\W_]*" for stem_ in stems)
    return Phrase("".join(stems), re.compile(r"(?<![^\W_])" + _BETWEEN.join(words), re.I), capitals)


def places(text: str, phrase: Phrase) -> Iterator[tuple[int, int]]:
    """Each place of the phrase in a text, from start to end."""
    for match in phrase.near.finditer(text):
        joined, capitals = "".join(_stems(match[0])), sum(c.isupper() for c in match[0])
        ending = joined.removeprefix(phrase.key) if joined.startswith(phrase.key) else " "
        numbered = phrase.capitals and _NUMBERED.fullmatch(ending)
        if capitals >= phrase.capitals and (not ending or numbered):
            yield match.span()


def _stems(text: str) -> list[str]:
    """The stems of a text's words; the plural of an acronym is not one that the stemmer knows."""
    return [stem(fold(_PLURAL.sub("", run))) for run in runs(text)]


def mentioning(catalogue: Catalogue, text: str) -> dict[int, tuple[tuple[int, int], ...]]:
    """The rows whose title or text has the phrase, each with its places in the text: none where only the
    title has it."""
    found = _having(catalogue, text)
    singular = _LETTERS.sub("", text)
    return found if found or singular == text else _having(catalogue, singular)


def _having(catalogue: Catalogue, text: str) -> dict[int, tuple[tuple[int, int], ...]]:
    """The same of the phrase as it is written."""
    phrase = phrase_of(text)
    if not phrase.key:
        return {}
    found = {}
    for row in np.flatnonzero(_rows(catalogue, text, phrase) & catalogue.snapshot.alive).tolist():
        paper = catalogue.paper(row)
        inside = tuple(places(paper.text, phrase))
        if inside or any(places(paper.title, phrase)):
            found[row] = inside
    return found


def titled(catalogue: Catalogue, text: str) -> list[int]:
    """The rows whose title has the phrase, ascending."""
    phrase = phrase_of(text)
    if not phrase.key:
        return []
    rows = np.flatnonzero(_rows(catalogue, text, phrase) & catalogue.snapshot.alive).tolist()
    return [row for row in rows if any(places(catalogue.paper(row).title, phrase))]


def _rows(catalogue: Catalogue, text: str, phrase: Phrase) -> BoolArray:
    """Rows that have all the words, joined or apart. (n,)"""
    snapshot = catalogue.snapshot
    parts = terms(" ".join(runs(text)))
    apart = np.ones(len(snapshot.alive), np.bool_) if parts else np.zeros(len(snapshot.alive), np.bool_)
    for part in parts:
        apart &= snapshot.matched(part)
    forms = {phrase.key, f"{phrase.key}s", *terms(text.replace(" ", ""))}
    if phrase.capitals and len(parts) == 1:
        longer = sorted(snapshot.terms_starting_with(phrase.key))
        forms.update(t for t in longer[:MOST_FORMS] if _NUMBERED.fullmatch(t[len(phrase.key) :]))
    for form in forms:
        apart |= snapshot.matched(form)
    return apart


def says_without(catalogue: Catalogue, subject: str, lacking: str) -> bool:
    """Whether a paper with the word `subject` tells of doing without `lacking`: "without any labels",
    "label-free". Such a paper is about that; where there is none, "subject without lacking" leaves out, but
    what no paper has cannot be left out."""
    words, snapshot = runs(lacking), catalogue.snapshot
    parts = terms(f"{subject} {lacking}")
    if not words or not parts:
        return False
    if not any(snapshot.matched(part).any() for part in terms(lacking)):
        return True
    rows = snapshot.alive.copy()
    for part in parts:
        rows &= snapshot.matched(part)
    last = re.escape((key := stem(fold(words[-1]))).rstrip("eiy") or key)
    told = re.compile(rf"{_LACKING}{last}|\b{last}[^\W_]*[\s\-‐‑]free\b|\b(?:un|non-?){last}", re.I)
    papers = map(catalogue.paper, np.flatnonzero(rows)[:MOST_READ].tolist())
    return any(told.search(f"{paper.title}\n{paper.text}") for paper in papers)
