"""The subjects that a list is to leave out: "about LoRA but not quantization", "excluding surveys".

In: a question, and what papers say. Out: the subjects left out, and the question without them. "Learning
without labels", "non-convex" and "optimizers other than Adam" are subjects, and stay as they are. Which words
leave something out is told by rag/query/exclusion_forms.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.query.exclusion_forms import (
    ABOUT,
    AGAIN,
    MENTIONING,
    OTHER_THAN,
    PAPERS,
    WHOSE,
    Says,
    begins,
    is_of_records,
    is_surely_apart,
    left_out_after,
    named_before,
    perhaps_begins,
)
from rag.query.fixed_phrases import Tokens, at, phrases, tokens

_BEFORE = "all any are deal dealing either focus focused focusing related that the use"
_LEAD = PAPERS | ABOUT | frozenset(_BEFORE.split())
_LINK = frozenset(
    "also and are be but deals did do does has have is it just only that to was were which who , ( ;".split()
)
_WRITTEN = frozenset("made published released written".split())
_ENDS = frozenset("? . ! ; : - – — ( ) but please published since that which".split())
_CONTRAST = phrases("rather than,instead of,as opposed to,in place of".split(","))
_CONTRAST_ENDS = _ENDS | frozenset(", at for in to when".split())
_NON = "non-"
_BEHIND = {"neither": ABOUT | MENTIONING, "nothing": {"with", "though"}, "none": {"with", "though"}}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What one exclusion leaves out: `said` are the words before its subjects, from `place` on."""

    found: Tokens
    place: int
    said: tuple[str, ...]
    subjects: tuple[str, ...]

    @property
    def by_whom(self) -> bool:
        """Whether it is said of who wrote the papers: "not by Meta", not "apart from transformers"."""
        return self.said[-1] in WHOSE and not at(self.said, len(self.said) - 2, OTHER_THAN)


_OPERATOR = re.compile(r"(?<=[a-z0-9)\"])\s+(?:AND\s+)?NOT\s+(?=\S)")  # as search engines have it


def find_exclusion(
    text: str,
    wanted: Callable[[Exclusion], bool] = lambda exclusion: not exclusion.by_whom,
    says: Says = lambda before, without: True,
) -> tuple[tuple[str, ...], str]:
    """The subjects that a question leaves out, and the question without the words that say so; `wanted` tells
    which exclusions are looked for, `says` whether papers say of the word before "without" that it is without
    that."""
    excluded: list[str] = []
    found = tokens(_OPERATOR.sub(" but not ", text))
    place = 0
    while place < len(found.words):
        begin, subjects, end = _at(found, place, says)
        said = found.words[place:begin]
        if not subjects or not wanted(Exclusion(found, place, said, tuple(subjects))):
            place += 1
            continue
        behind = _LINK | _BEHIND.get(said[0], frozenset())
        while place and found.words[place - 1] in behind:
            place -= 1
        end = found.skip(end, (")",) if place else (",",))
        excluded += subjects
        found, place = tokens(found.without(place, end)), 0
    return tuple(dict.fromkeys(excluded)), found.text if excluded else text


def find_contrast(text: str) -> tuple[str | None, str]:
    """What a list is to have less of than of its subject ("images rather than text"), and the question
    without it."""
    found = tokens(text)
    for place in range(1, len(found.words)):
        length = at(found.words, place, _CONTRAST)
        if length and not PAPERS.isdisjoint(found.words[:place]):
            begin = found.skip(place + length, _LEAD | {"by"})
            end = begin
            while end < len(found.words) and found.words[end] not in _CONTRAST_ENDS:
                end += 1
            if end > begin:
                return found.between(begin, end), found.without(place - (found.words[place - 1] == ","), end)
    return None, text


def _at(found: Tokens, place: int, says: Says) -> tuple[int, list[str], int]:
    """Where the first subject begins that an exclusion at this place leaves out, the subjects, and where they
    end; no subject where there is no exclusion."""
    words = found.words
    nothing: tuple[int, list[str], int] = (0, [], 0)
    if words[place].startswith(_NON) and set(words[place + 1 : place + 2]) & PAPERS:
        start, end = found.spans[place]
        return place + 1, [found.text[start + len(_NON) : end]], place + 1
    if begin := begins(found, place):
        comma = words.index(",", begin) if not place and "," in words[begin:] else None
        first, subjects, end = _subjects(found, begin, comma)  # "Apart from X, what is there on Y?"
        return (first, subjects, end) if subjects and not is_of_records(subjects[0]) else nothing
    for closing in range(place + 2, min(len(words), place + 9)):
        if named_before(found, closing) == place:
            first, subjects, _ = _subjects(found, place + 1, closing)
            return (first, subjects, left_out_after(found, closing)) if subjects else nothing
    if begin := perhaps_begins(found, place):
        first, subjects, end = _subjects(found, begin)
        if not subjects or is_of_records(subjects[0]):
            return nothing
        if is_surely_apart(words, place) or not says(words[place - 1], subjects[0]):
            return first, subjects, end
    return nothing


def _subjects(found: Tokens, begin: int, most: int | None = None) -> tuple[int, list[str], int]:
    """Where the first of the subjects begins, the subjects, told apart at "or", and where they end, `most` at
    the latest."""
    words = found.words[:most]
    begin = found.skip(begin, _LEAD)
    if set(words[begin + 1 : begin + 2]) & WHOSE:
        begin = found.skip(begin, _WRITTEN)
    begin = found.skip(begin, _LEAD | WHOSE)
    if words[begin : begin + 1] and words[begin] == "a":
        begin += 1
    end, start, subjects = begin, begin, []
    while end < len(words) and words[end] not in _ENDS and not _is_date(words, end):
        if words[end] in ("and", ",") and at(words, end + 1, AGAIN):
            break
        if words[end] in ("or", "nor", ",") or _parts(words, start, end):
            subjects.append(found.between(start, end))
            start = found.skip(end + 1, _LEAD | {"or", "nor"})
            end = max(end, start - 1)
        end += 1
    last = end
    while last > start and words[last - 1] in PAPERS:
        last -= 1
    subjects.append(found.between(start, last))
    return begin, [subject for subject in subjects if subject], end


def _parts(words: tuple[str, ...], start: int, place: int) -> bool:
    """Whether an "and" joins two subjects of equal length: "markets and nuclei", not "gene regulation and
    expression"."""
    if words[place] != "and":
        return False
    end = next(
        (n for n in range(place + 1, len(words)) if words[n] in _ENDS | {"or", ",", "and"}), len(words)
    )
    return place - start == end - place - 1


def _is_date(words: tuple[str, ...], place: int) -> bool:
    """ "from 2023", "in 2024"."""
    year = words[place + 1 : place + 2]
    return words[place] in ("from", "in") and bool(year) and year[0].isdigit()
