"""How many of something there are: a claim's count against the source's count of the same thing.

In: a claim and a source, encoded. Out: the two counts where the source gives another one of the same thing
and the claim's own nowhere, or "". Knows what is counted by the words behind a number; no grammar.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rag.verification.clauses import STOP, stems_of, word_set, words
from rag.verification.comparing import Match, compare_figures
from rag.verification.figures import Figure
from rag.verification.similarity import EncodedText

_REACH = 4  # words behind a number in which what it counts is named
_ENDS = re.compile(
    r"[.,;:()\[\]?!$]"
    r"|\b(?:of|in|on|for|with|to|from|by|at|and|or|that|which|as|than|per|is|are|was|were)\b"
)
_EACH = re.compile(
    r"\b(?:average|mean|typically|each|every|per|half|remaining|other|further|more)\b", re.IGNORECASE
)
_MEASURED = re.compile(r"(?:±|\+-|\+/-|\\pm)\s*$")
_DIMENSIONS = re.compile(r"(?<![\w.])([1-9])-?D\b")
_DEGREES = word_set("most least more very different")
_LARGE = 10_000  # what is larger is rounded and told in parts
_NEAR = 40  # characters between two counts that may be added
_ROUNDED = 0.12  # the relative difference that "nearly two hundred" explains


@dataclass(frozen=True, slots=True)
class _Count:
    """A figure, the stems of the words behind it, what is counted last (none for "three of them"), and
    whether a hyphen joins them: a 14-bus system is one system."""

    figure: Figure
    counted: tuple[str, ...]
    joined: bool = False


def other_count(claim: EncodedText, source: EncodedText) -> str:
    """The source's count and the claim's, of the same thing."""
    theirs = _counts(source)
    for mine in _counts(claim):
        if not mine.counted or mine.figure.value == 1 or _is_derived(mine, claim):
            continue
        same = [one for one in theirs if one.joined == mine.joined and _share_head(mine, one)]
        others = [one for one in same if one.figure.value != 1]
        if others and not _may_be(mine, same, source):
            other = others[0].figure
            return f"the source says {other.text} {other.noun}, the claim {mine.figure.text}"
    return ""


def _share_head(mine: _Count, other: _Count) -> bool:
    """Whether two count the same: what the source counts is named behind the claim's number. A verb may stand
    behind it."""
    return bool(other.counted) and other.counted[-1] in mine.counted


def _is_derived(mine: _Count, claim: EncodedText) -> bool:
    """Whether a count may have been worked out from others: an average, what is left, one end of a range."""
    figure = mine.figure
    return bool(_EACH.search(claim.text)) or bool(
        re.search(r"\b(?:the|between|and|to)\s+$", claim.text[: figure.start], re.IGNORECASE)
    )


def _may_be(mine: _Count, same: list[_Count], source: EncodedText) -> bool:
    """Whether the source may give the claim's count: as it is, rounded, of something unnamed, or as a sum."""
    value, theirs = mine.figure.value, _counts(source)
    for one in theirs:
        if one.figure.value == value and (not one.counted or not set(one.counted).isdisjoint(mine.counted)):
            return True
        if one in same and _nearly(mine.figure, one.figure):
            return True
    beside = [one for one in theirs if one.figure.value == 1 and _is_beside(one, same, source.text)]
    values = [one.figure.value for one in (*same, *beside)]
    return any(sum(some) == value for size in (2, 3) for some in combinations(values, size))


def _is_beside(single: _Count, same: list[_Count], text: str) -> bool:
    """Whether "one" adds to one of these counts: one quantum and five classical operations."""
    for one in same:
        first, last = sorted((single.figure.start, one.figure.start))
        if one.figure.value != 1 and last - first < _NEAR and "." not in text[first:last]:
            return single not in same
    return False


def _nearly(mine: Figure, other: Figure) -> bool:
    if compare_figures(mine, other, rounding=_ROUNDED) is not Match.DIFFERENT:
        return True
    return bool(mine.bound) and abs(mine.value - other.value) <= _ROUNDED * other.value


@lru_cache(maxsize=128)  # many claims are held against the same source
def _counts(text: EncodedText) -> tuple[_Count, ...]:
    found = []
    for figure in text.figures:
        whole = not figure.unit and not figure.named and figure.value.is_integer()
        if whole and figure.value < _LARGE and not _MEASURED.search(text.text, 0, figure.start):
            found.append(
                _Count(figure, _counted(text, figure), text.text[figure.end : figure.end + 1] == "-")
            )
    for match in _DIMENSIONS.finditer(text.text):
        figure = Figure(float(match[1]), "", "", match[0], match.start(), match.end(), "dimensions")
        found.append(_Count(figure, stems_of("dimensions")))
    return tuple(found)


def _counted(text: EncodedText, figure: Figure) -> tuple[str, ...]:
    """The stems of the telling words behind a number, as far as its phrase goes."""
    ends = [m.start() for m in [_ENDS.search(text.text, figure.end)] if m]
    ends += [f.start for f in text.figures if f.start >= figure.end]
    telling: list[str] = []
    for word in words(text.text, figure.end, min(ends, default=len(text.text)))[:_REACH]:
        if word.text.lower() in _DEGREES:
            continue
        if word.text.lower() in STOP:
            break
        telling += stems_of(word.text)[-2:]
    return tuple(telling)
