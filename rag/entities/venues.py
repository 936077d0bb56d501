"""Journals, conferences and series, as people call them: "NeurIPS", "Nature", "Annals of Statistics".

In: the name of a venue as papers give it, and as a reader types it. Out: whether they may be the same. Years,
numbers and what stands round every proceedings' name are forgiven; "Nature" is not "Nature Communications".
"""

import re
from collections.abc import Collection, Sequence

from rag.text.runs import runs
from rag.text.terms import fold

_FRAME = frozenset(  # stands in names of venues without telling one from another
    """the of on in and for a an proceedings proc annual international european conference conf meeting
    symposium advances acm ieee cvf edition volume vol virtual event""".split()
)
_SMALL = frozenset("the of on in and for a an".split())
_ALSO = {"neurips": "nips"}  # not made of first letters
_SHORTEST = 3  # letters of an acronym that is made of first letters
_ACRONYM = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z]{2,}(?=\b|\d)")
_COUNTED = re.compile(r"\d+(?:st|nd|rd|th)?|\w*\d{2,4}")


def same_venues(name: str, venues: Collection[str]) -> frozenset[str]:
    """Those of the venues that go by this name; where one has exactly this name, no others."""
    wanted = _words(name)
    if not wanted:
        return frozenset()
    exact = frozenset(venue for venue in venues if _words(venue) == wanted)
    return exact or frozenset(venue for venue in venues if _goes_by(venue, wanted))


def is_acronym(name: str) -> bool:
    """Whether a name is spelt like a conference's short one: "ICML", "NeurIPS"."""
    return len(name) >= _SHORTEST and bool(_ACRONYM.fullmatch(name))


def _goes_by(venue: str, wanted: Sequence[str]) -> bool:
    if len(wanted) == 1:
        return bool(_short_forms(venue) & {wanted[0], _ALSO.get(wanted[0], wanted[0])})
    given, size = _words(venue), len(wanted)
    for start in range(len(given) - size + 1):
        if given[start : start + size] == list(wanted):
            return _FRAME.issuperset(given[:start] + given[start + size :])
    return False


def _words(name: str) -> list[str]:
    """The words of a name, without its numbers, what stands in brackets and "the" before it."""
    found = [fold(run) for run in runs(re.sub(r"\([^()]*\)", " ", name)) if not _COUNTED.fullmatch(run)]
    return found[1:] if found[:1] == ["the"] else found


def _short_forms(venue: str) -> set[str]:
    """The acronyms that stand in a name, and those that its first letters make at its beginning or end."""
    written = [] if venue.isupper() else _ACRONYM.findall(venue)
    made = set[str]()
    for part in re.split(r"[,:;]", venue):  # a place and days may follow
        initials = "".join(word[0] for word in _words(part) if word not in _SMALL)
        for n in range(len(initials) - _SHORTEST + 1):
            made |= {initials[n:], initials[: len(initials) - n]}
    return {fold(one) for one in written} | made
