"""The authors on the first page of a paper.

In: the lines between its title and its abstract. Out: their names, in the order in which they are
printed; none where it is not certain that they are names.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from rag.ingest.formats.pdf_lines import Line

MOST_LINES = 60
_MARKS = re.compile(r"[*∗†‡§¶‖⋆♯♭♠♣◦⊥]+|(?<=\w)[\d¹²³⁴⁵⁶⁷⁸⁹⁰]+(?:\s*,\s*\d+)*|(?<=[A-Za-z])\s\d+(?=,|$)")
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:[;,·•|]|\band\b|\bund\b|\bet\b|&)\s*", re.IGNORECASE)
_PARTICLES = frozenset(
    "van von de der den del della da di du dos das do la le los el al bin ben ibn ter ten zu y e af".split()
)
_NAME_PART = re.compile(r"(?:[^\W\d_]\.-?)+|[^\W\d_][^\W\d_'’.-]*(?:['’.-]+[^\W\d_]+)*\.?")
_PLACE = re.compile(  # words of affiliations, places, roles and notes
    r"universi|institut|depart|laborator|\blabs?\b|college|school|facult|academ|cent(?:er|re)\b|research"
    r"|\binc\b|corp|\bltd|gmbh|\bllc|company|hospital|clinic|google|microsoft|facebook|\bmeta\b|\bibm\b"
    r"|amazon|deepmind|openai|nvidia|\bapple\b|\bintel\b|\bcnrs\b|inria|\bmit\b|\beth\b|division|\bgroup\b"
    r"|\bteam\b|societ|foundation|technolog|scien|engineer|comput|street|avenue|\broad\b|\bbox\b|\busa\b"
    r"|united|kingdom|states|\bnew york\b|\bsan \w+|\blos angeles\b|\bhong kong\b|\bcalifornia\b|e-?mail"
    r"|correspond|editor|member|fellow|student|\bieee\b|\bacm\b|abstract|draft|version|publish|receiv"
    r"|accept|review|anonymous|proceedings|conference|workshop|journal|equal|\bpapers?\b|contribut|author|systems"
    r"|(?:january|february|march|april|june|july|august|september|october|november|december)\b|@|\d{3}|http|www",
    re.IGNORECASE,
)


def find_authors(lines: Sequence[Line], named: str, small_words: frozenset[str]) -> tuple[str, ...]:
    """The names. `named`: the authors that the file itself names, which are believed when the page has
    each of them. `small_words`: those that the pages write without a capital: no name is made of them."""
    printed = [name for name in _printed(lines[:MOST_LINES]) if not _is_made_of(name, small_words)]
    own = [part for part in _BETWEEN.split(named) if part]
    text = _letters(" ".join(line.level_text for line in lines[:MOST_LINES]))
    if len(own) >= max(1, len(printed)) and all(_is_name(n) and _letters(n) in text for n in own):
        return tuple(own)
    return tuple(dict.fromkeys(printed))


def _is_made_of(name: str, words: frozenset[str]) -> bool:
    return all(word.casefold() in words for word in name.split() if len(word) > 2)


def _printed(lines: Sequence[Line]) -> list[str]:
    """Names in the type of the first; below an affiliation there are none until the next gap."""
    names: list[str] = []
    places: list[Line] = []
    first: Line | None = None
    for line, text in _whole(lines):
        found = max(_names(text), _names(line.listed_text) if text == line.level_text else [], key=len)
        below = any(_is_below(line, place) for place in places)
        if not found or below or (first and not _alike(line, first)):
            if not found or below:
                places.append(line)
            continue
        first = first or line
        names += found
    return names


def _whole(lines: Sequence[Line]) -> list[tuple[Line, str]]:
    """Each line with its text; a list of names that goes on in the next line is one."""
    whole: list[tuple[Line, str]] = []
    for line in lines:
        text = re.sub(r"^by\s+", "", line.level_text, flags=re.IGNORECASE)
        if whole and _alike(line, whole[-1][0]) and 0 < line.base - whole[-1][0].base < 3 * line.size:
            before = whole[-1][1]
            several = ";" in before or not (_PLACE.search(before) or _PLACE.search(text))
            listed = several and _BETWEEN.search(before)
            if listed and (re.search(r"(?:[,;&]|\band)$", before) or re.match(r"(?:and|&)\s", text)):
                whole[-1] = (line, f"{before} {text}")
                continue
            last = _BETWEEN.split(before)[-1]
            if listed and re.fullmatch(r"[^\W\d_]\S*", last) and not _is_name(last):
                whole[-1] = (line, f"{before} {text}")
                continue
        whole.append((line, text))
    return whole


def _names(text: str) -> list[str]:
    """The names in a line; none where half of what it lists is something else."""
    text = _MARKS.sub("", re.sub(r",? (?:(?:Senior |Student )?Member|Fellow),? IEEE", "", text))
    if _PLACE.search(text):  # Ada Fern, University of Moss; Bo Reed, Tidal Institute
        return [name for piece in text.split(";") for name in _before_place(piece)]
    parts = [re.sub(r"^(?:Prof|Dr)\. ?", "", part).strip(" .:") for part in _BETWEEN.split(text)]
    parts = [part for part in parts if part]
    names = [part for part in parts if _is_name(part)]
    return names if 2 * len(names) > len(parts) else []


def _before_place(text: str) -> list[str]:
    """Names that the place where they work follows, after a comma."""
    parts = [re.sub(r"^(?:Prof|Dr)\. ?", "", part).strip(" .:") for part in _BETWEEN.split(text)]
    names = list(takewhile(_is_name, (part for part in parts if part)))
    return names if len(names) < len(parts) and "," in text else []


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 5 or _PLACE.search(text) or not words[0][0].isupper():
        return False
    right = all(
        _NAME_PART.fullmatch(word) and (word[0].isupper() or word.casefold() in _PARTICLES) for word in words
    )
    return right and sum(char.isalpha() for char in words[-1]) > 1


def _alike(line: Line, other: Line) -> bool:
    same = (line.bold, line.italic) == (other.bold, other.italic)
    return same and abs(line.size - other.size) < 0.4


def _is_below(line: Line, place: Line) -> bool:
    beside = min(line.right, place.right) > max(line.left, place.left)
    return beside and 0 < line.base - place.base < 1.6 * max(line.size, place.size)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
