"""Cut a text into sentences without losing a character's place.

In: a text. Out: (start, end) offsets, in order, white space between them left out.
Knows English scientific prose: abbreviations, initials, decimals, links.
"""

import re
from itertools import pairwise

Span = tuple[int, int]

# A stop, with closing quotes or brackets, followed by space and something that can begin a sentence.
_STOP = re.compile(r"""(?<![.!?])[.!?]++["'”’)\]]*+(?=\s+["'“‘(\[]*[\w$\\])""")
_LINE = re.compile(r"\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.?g|i\.?e|cf|vs|etc|al|approx|resp|w\.?r\.?t|a\.?k\.?a|viz|Fig|Figs|Eq|Eqs|Sec|Secs|Tab|Ref|Refs|No|Dr|Mr|Ms|"
    r"Prof|St|Inc|Ltd|Corp|Vol|Ch|App|Alg|Thm|Def|Lem|Prop)|(?:^|[\s(])[A-Z])\.$"
)
_DOTTED = re.compile(r"(?:\b[A-Za-z]\.){2}$")  # i.i.d., U.S.
_ENDS_OFTEN = re.compile(r"\b(?:etc|al|Inc|Ltd|Corp)\.$")


def sentences(text: str) -> list[Span]:
    """Offsets of the sentences; a blank line ends one too. Empty text, empty list."""
    stops = {m.end() for m in _STOP.finditer(text) if _ends_here(text, m)}
    edges = [0, *sorted(stops | {m.start() for m in _LINE.finditer(text)}), len(text)]
    return [span for a, b in pairwise(edges) if (span := _trim(text, a, b))[0] < span[1]]


def _ends_here(text: str, stop: re.Match[str]) -> bool:
    """Whether this stop ends a sentence or belongs to an abbreviation or an initial."""
    following = text[stop.end() :].lstrip()[:1]
    if stop.group()[0] != ".":
        return not following.islower()
    before = text[max(0, stop.start() - 12) : stop.start() + 1]
    if _ABBREVIATION.search(before) or _DOTTED.search(before):
        return bool(_ENDS_OFTEN.search(before)) and following.isupper()
    # Names such as iPhone or t-SNE may begin a sentence; a plain lower-case word does not.
    first_word = re.match(r"\S+", text[stop.end() :].lstrip())
    word = first_word.group() if first_word else ""
    return not (following.islower() and word.isalpha() and word.islower())


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
