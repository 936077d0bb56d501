"""Find the venue whose papers a message asks for: "which papers appeared in Nature?", "NeurIPS papers".

In: a message, and what the library knows. Out: the names, joined as `Filters.venue` has them, and the message
without them; a year behind a name stays. What no paper names is a venue only behind "published in" and the
like, and where it is spelt like one, so that the answer can say that no paper here is from it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.entities.venues import is_acronym
from rag.query.phrases import Word, stretch, words_of

MOST_WORDS = 12  # of one name
_PAPERS = frozenset(
    "papers paper works work studies study articles article publications preprints ones those".split()
)
_IN = frozenset("in at from by to".split())
_APPEARED = frozenset("publish appear present accept print".split())  # stems
_BETWEEN = frozenset("that which was were is are has have had been got here".split())
_KINDS = frozenset("the journal conference proceedings magazine venue".split())
_JOINING = frozenset("of and & the on in for".split())
_OR = frozenset("or and".split())
_PERIODICAL = frozenset(
    """journal transactions letters annals proceedings conference symposium workshop bulletin reviews
    quarterly zeitschrift revue revista""".split()
)
_WELL_KNOWN = frozenset("nature science cell lancet".split())
_PLACES = frozenset("usa".split())
_IS_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR = re.compile(rf"\s*(?:,\s*)?(?:'|’)?(?P<year>{_IS_YEAR.pattern})(?!\w)")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name may begin, and from where on the text is cut; `sure`: "published in" stands before it."""

    first: int
    cut_start: int
    sure: bool


def find_venues(text: str, is_venue: Callable[[str], bool]) -> tuple[str | None, str]:
    """The venues that papers are to be from (see `Filters.venue`), and the text without them."""
    words = words_of(text)
    for place in _places(words):
        names, last = _names(text, words, place, is_venue)
        if names:
            end = words[last - 1].end
            year = _YEAR.match(text, end)
            rest = f"in {year['year']}{text[year.end() :]}" if year else text[end:]
            return " or ".join(names), f"{text[: place.cut_start]} {rest}"
    return _before_papers(text, words, is_venue)


def _places(words: Sequence[Word]) -> Iterator[_Place]:
    for number, word in enumerate(words[:-1]):
        if word.plain not in _IN:
            continue
        first, said = number + 1, number
        while first < len(words) - 1 and words[first].plain in _KINDS and words[first + 1].plain != "of":
            first += 1
        kind = any(w.plain in _KINDS - {"the"} for w in words[number + 1 : first])
        # "published by NVIDIA" names who did it
        appeared = number > 0 and words[number - 1].stem in _APPEARED and word.plain != "by"
        if appeared:
            said -= 1
            while said and words[said - 1].plain in _BETWEEN:
                said -= 1
            if said and words[said - 1].plain not in _PAPERS | {"what"}:
                said = number  # "what did Ng publish in Nature": the verb is somebody's
        if appeared or any(w.plain in _PAPERS for w in words[:number]):
            yield _Place(first, words[said].start, appeared or kind)


def _names(
    text: str, words: Sequence[Word], place: _Place, is_venue: Callable[[str], bool]
) -> tuple[list[str], int]:
    """The names that begin at a place, parted by "or" and "and", and the word behind them."""
    names: list[str] = []
    first = end = place.first
    while (last := _end_of_name(text, words, first, is_venue, sure=place.sure)) is not None:
        names.append(text[words[first].start : words[last - 1].end])
        first, end = last + 1, last
        if last >= len(words) - 1 or words[last].plain not in _OR:
            break
    return names, end


def _end_of_name(
    text: str, words: Sequence[Word], first: int, is_venue: Callable[[str], bool], *, sure: bool
) -> int | None:
    """The word behind the longest name that begins here; None where none does."""
    for last in range(stretch(words, first, most=MOST_WORDS, through=_JOINING), first, -1):
        name = text[words[first].start : words[last - 1].end]
        if _IS_YEAR.fullmatch(words[last - 1].text) or words[last - 1].plain in _JOINING:
            continue
        if (sure or _is_spelt_as_name(words[first:last])) and is_venue(name):
            return last
    last = stretch(words, first, most=MOST_WORDS, through=_JOINING - {"on", "in", "for"})
    while last > first and _IS_YEAR.fullmatch(words[last - 1].text):
        last -= 1
    return last if sure and last > first and _may_be_one(words[first:last]) else None


def _is_spelt_as_name(words: Sequence[Word]) -> bool:
    return all(word.text[0].isupper() or word.plain in _JOINING for word in words)


def _may_be_one(words: Sequence[Word]) -> bool:
    """Whether a name that no paper here has is spelt like a venue's."""
    if len(words) == 1:
        word = words[0]
        return (is_acronym(word.text) and word.plain not in _PLACES) or word.plain in _WELL_KNOWN
    return words[0].text[0].isupper() and any(word.plain in _PERIODICAL for word in words)


def _before_papers(
    text: str, words: Sequence[Word], is_venue: Callable[[str], bool]
) -> tuple[str | None, str]:
    """ "NeurIPS papers since 2020"."""
    for word, behind in pairwise(words):
        if behind.plain in _PAPERS and is_acronym(word.text) and is_venue(word.text):
            return word.text, f"{text[: word.start]} {text[word.end :]}"
    return None, text
