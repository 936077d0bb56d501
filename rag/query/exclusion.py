"""The subjects that a list is to leave out: "about LoRA but not quantization", "excluding surveys".

In: a question. Out: the subjects left out, and the question without them. "Learning without labels",
"non-convex" and "optimizers other than Adam" are subjects, and stay as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rag.query.fixed_phrases import Tokens, at, phrases, tokens

_PAPERS = frozenset(
    """anything articles everything literature one ones paper papers publications research studies study those
    work works""".split()
)
_ABOUT = frozenset("about concerning covering for from in of on regarding using with".split())
_BEFORE = "all any are deal dealing either focus focused focusing related that the use"
_LEAD = _PAPERS | _ABOUT | frozenset(_BEFORE.split())
_LINK = frozenset("also and are be but deals do does is it just only that to was were which who , (".split())
_MANNER = frozenset("all always as every just limited merely necessarily only restricted so too yet".split())
_KINDS = frozenset("benchmark benchmarks dataset datasets overview review reviews survey surveys".split())
_ENDS = frozenset("? . ! ; ( ) but please published since that which".split())
_NOT = frozenset("not never aren't isn't don't doesn't didn't wasn't weren't".split())
_AUXILIARIES = frozenset("are did do does is was were".split())
_VERBS = phrases(
    """about, on, deal with, dealing with, use, using, involve, involving, cover, covering, mention,
    mentioning,
    concern, concerned with, concerning, focus on, focused on, focusing on, address, addressing,
    study,
    studying, consider, discuss, include, rely on, relying on, work on, work with, related to, relate to,
    based on, treat, target, talk about""".split(",")
)
_BUT_NOT = phrases(
    f"{one} {other}"
    for one in ("but", "and", "just", "only", ",")
    for other in ("not", "no", "none", "nothing")
)
_EXCEPT = phrases(
    "except,excepting,excluding,leaving out,leaving aside,leave out,with the exception of,barring".split(",")
)
_OTHER_THAN = phrases("other than, apart from, aside from, besides".split(", "))
MENTIONING = frozenset("contain containing contains mention mentioned mentioning mentions".split())
_WRITTEN, WHOSE = frozenset("made published released written".split()), frozenset(["by", "from"])
_SOUGHT = frozenset(  # what an alternative is one of: "methods other than backpropagation"
    """algorithms anything approaches architectures functions languages losses means method methods metrics
    modalities models optimizers something techniques things ways""".split()
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What one exclusion leaves out: `said` are the words before its subjects, from `place` on."""

    found: Tokens
    place: int
    said: tuple[str, ...]
    subjects: tuple[str, ...]


def find_exclusion(
    text: str, wanted: Callable[[Exclusion], bool] = lambda exclusion: exclusion.said[-1] not in WHOSE
) -> tuple[tuple[str, ...], str]:
    """The subjects that a question leaves out, and the question without the words that say so; `wanted` tells
    which exclusions are looked for."""
    excluded: list[str] = []
    found = tokens(text)
    place = 0
    while place < len(found.words):
        begin = _begins(found, place)
        first, subjects, end = _subjects(found, begin) if begin else (0, [], 0)
        said = found.words[place:first]
        if not subjects or not wanted(Exclusion(found, place, said, tuple(subjects))):
            place += 1
            continue
        behind = _LINK | _ABOUT | MENTIONING if said[:1] == ("neither",) else _LINK
        while place and found.words[place - 1] in behind:
            place -= 1
        end = found.skip(end, (")",))
        excluded += subjects
        found, place = tokens(found.without(place, end)), 0
    return tuple(dict.fromkeys(excluded)), found.text if excluded else text


def _begins(found: Tokens, place: int) -> int:
    """Where the subject begins that an exclusion at this place leaves out; 0 where there is none."""
    words = found.words
    before = words[place - 1] if place else ""
    if words[place] in _NOT and (begin := _whose(found, place)):
        return begin
    if words[place] in _NOT and (length := at(words, place + 1, _VERBS)):
        of_papers = words[place + 1] == "about" or _is_of_papers(words, place)
        return place + 1 + length if of_papers else 0
    if length := at(words, place, _BUT_NOT):
        manner = words[place + length : place + length + 1]
        return 0 if not manner or manner[0] in _MANNER else place + length
    if words[place] == "neither" and "nor" in words[place:]:
        return place + 1
    if words[place] == "without" and not MENTIONING.isdisjoint(words[:place]):
        return place + 1
    if before not in _ABOUT and (length := at(words, place, _EXCEPT)):
        return place + length
    if before not in _SOUGHT and (length := at(words, place, _OTHER_THAN)):
        return place + length
    if words[place] == "without":
        papers = found.skip(place + 1, ("all", "any", "the"))
        if set(words[papers : papers + 1]) & _PAPERS and set(words[papers + 1 : papers + 2]) & _ABOUT:
            return papers + 2
    return place + 1 if _is_no_kind(words, place) else 0


def _whose(found: Tokens, place: int) -> int:
    """Where "by Meta" or "from Meta" begins behind a "not"; 0 where neither follows."""
    after = found.skip(place + 1, _WRITTEN)
    follows = found.words[after : after + 1]
    return after if follows == ("by",) or (follows == ("from",) and _is_of_papers(found.words, place)) else 0


def _is_of_papers(words: tuple[str, ...], place: int) -> bool:
    """Whether it is papers that do not: "papers that do not use X", not "models that do not use X"."""
    while place and words[place - 1] in _AUXILIARIES:
        place -= 1
    if not place or words[place - 1] in _PAPERS | {",", "and", "but", "("}:
        return True
    return words[place - 1] in ("that", "which") and not set(words[place - 2 : place - 1]) & _SOUGHT


def _is_no_kind(words: tuple[str, ...], place: int) -> bool:
    """ "without surveys", "no surveys", "that are not a survey"."""
    if words[place] not in _NOT | {"no", "without"}:
        return False
    rest = [word for word in words[place + 1 : place + 3] if word != "a"]
    return bool(rest) and rest[0] in _KINDS


def _subjects(found: Tokens, begin: int) -> tuple[int, list[str], int]:
    """Where the first of the subjects begins, the subjects, told apart at "or", and where they end."""
    words = found.words
    begin = found.skip(begin, _LEAD)
    if set(words[begin + 1 : begin + 2]) & WHOSE:
        begin = found.skip(begin, _WRITTEN)
    begin = found.skip(begin, _LEAD | WHOSE)
    if words[begin : begin + 1] and words[begin] == "a":
        begin += 1
    end, start, subjects = begin, begin, []
    while end < len(words) and words[end] not in _ENDS and not _is_date(words, end):
        if words[end] in ("or", "nor", ","):
            subjects.append(found.between(start, end))
            start = found.skip(end + 1, _LEAD | {"or", "nor"})
            end = max(end, start - 1)
        end += 1
    last = end
    while last > start and words[last - 1] in _PAPERS:
        last -= 1
    subjects.append(found.between(start, last))
    return begin, [subject for subject in subjects if subject], end


def _is_date(words: tuple[str, ...], place: int) -> bool:
    """ "from 2023", "in 2024"."""
    year = words[place + 1 : place + 2]
    return words[place] in ("from", "in") and bool(year) and year[0].isdigit()
