"""The lexer of a model's reply as it streams in: words, citation markers, links and tags.

In: the beginning of what is left of a reply. Out: its first token, or None while it depends on
what follows. Which numbers are sources, and which links are allowed, is decided by the reader.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

MOST_HELD_BACK = 1000  # characters that may be held back for a link or a tag that does not end
MOST_SOURCES = 30  # a larger number in round brackets is a year or a count, not a citation


class Kind(Enum):
    """What a token is."""

    GAP = auto()  # white space
    WORD = auto()  # a word or what is left of one, up to the next white space or bracket
    PART = auto()  # letters that begin a word and cannot become anything else
    MARK = auto()  # a character on its own
    CITATION = auto()
    LINK = auto()  # a Markdown link; `shown` is its label
    REMOVED = auto()  # an image or a tag


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what it takes from the reply, `shown` what may be shown instead of it."""

    kind: Kind
    text: str
    shown: str = ""
    numbers: tuple[int, ...] = ()


_NUMBERS = r"#?\d{1,3}(?:\s*(?:,|;|–|—|-|&|and|to)\s*(?:and\s+)?(?:[Ss]ources?\s*)?#?\d{1,3})*"
_NAMED = (
    r"(?:(?:[Cc]ite|[Cc]itations?|[Ss]ources?|[Pp]apers?|[Rr]efs?\.?|[Rr]eferences?|[Dd]ocuments?"
    r"|[Aa]bstracts?|[Ss])\s*:?\s*)"
)
_SQUARE = re.compile(rf"\[\[?\s*\^?{_NAMED}?({_NUMBERS})\s*\]\]?(?:\([^)\n]*\))?(?!\()")
_LENS = re.compile(rf"[【［]\s*{_NAMED}?(\d[^†:】］\n]*)[^】］\n]*[】］]")
_RAISED = re.compile(rf"<sup>\s*(?:\[\s*)?{_NAMED}?({_NUMBERS})\s*\]?\s*</sup>", re.I)
_LATEX = re.compile(rf"~?\\cite[pt]?\{{\s*{_NAMED}?({_NUMBERS})\s*\}}")
_BOLD = re.compile(rf"(\*\*|__)\s*((?:\[\s*{_NAMED}?{_NUMBERS}\s*\]\s*)+)\1")
_ROUND = re.compile(rf"\((?:see\s+)?({_NAMED}?)({_NUMBERS})\)(?=\s*(?:[.,;:!?\[(\n]|$))")
_SPOKEN = re.compile(rf"[Ss]ources?\s+({_NUMBERS})\b")
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?")
_LINK = re.compile(r"\[([^\[\]\n]*)\](?:\([^)\n]*\)|:\s*<?[a-zA-Z][\w+.-]*:\S+)")
_TAG = re.compile(r"<(?:!--.*?-->|[/!?]?[a-zA-Z][^<>]*>)", re.S)
# Pieces of a stream up to what may be a marker or a link, not words in the sense of rag/text.
_WORD = re.compile(r"(?:[^\s\[\]【】［］<>()!\\~*_]|!(?!\[)|\\(?!cite)|~(?!\\)|\*(?!\*?\s*\[)|_(?!_?\s*\[))+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SCHEMES = ("http", "https", "ftp", "file", "data", "javascript", "vbscript", "mailto", "www")
_UNSURE = re.compile(  # what may yet become a marker, a link or a tag
    rf"!(?:\[[^\n]*)?$|\[[^\]\n]*$|\[[^\]\n]*\]$|\[[^\]\n]*\]:\s*\S*$|\[[^\]\n]*\]\([^)\n]*$|[【［][^】］\n]*$"
    r"|\((?:s(?:ee?)?\s*)?(?:[A-Za-z]{0,10}\.?\s*:?\s*)?[\d\s,;#–—&-]*(?:\band?|\bto)?\s*$"
    rf"|\((?:see\s+)?{_NAMED}?{_NUMBERS}\)\s*$"
    r"|<[/!?]?$|<[/!?]?[a-zA-Z!-][^<>]*$|[Ss](?:o(?:u(?:r(?:c(?:es?)?)?)?)?)?$|[Ss]ources?\s+$"
    rf"|[Ss]ources?\s+{_NUMBERS}(?:\s*(?:[,;–—&-]|a|an|and|t|to))?\s*$"
    r"|<sup>[^<\n]{0,40}(?:<(?:/(?:s(?:up?)?)?)?)?$|~?\\(?:c(?:i(?:t(?:e[pt]?(?:\{[^}\n]*)?)?)?)?)?$|~$"
    r"|(?:\*\*?|__?)(?:\s*\[[^\]\n]*(?:\]|$))*\s*[*_]?$",
    re.I,
)
_BEGUN = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*)?$|\r$")  # an escape that may go on
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]|\r(?=\n)")


def printable(text: str) -> str:
    """Without control characters, and without those that cannot be seen or turn text around."""
    kept = _ESCAPE.sub("", text)
    return "".join(
        c for c in kept if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )


def settled(text: str) -> int:
    """How much of a text that goes on can be made printable: not an escape that is cut in two."""
    match = _BEGUN.search(text, max(0, len(text) - 40))
    return match.start() if match else len(text)


def next_token(text: str, *, final: bool, begun: bool) -> Token | None:
    """The first token of a text that is not empty; None while it depends on what follows. `final`:
    nothing follows. `begun`: the text goes on with a word whose beginning was a PART."""
    if begun and (match := _WORD.match(text)):
        if final or match.end() < len(text):
            return Token(Kind.WORD, match[0], match[0])
        return Token(Kind.PART, text, text) if _LETTERS.fullmatch(text) else None
    if text[0].isspace():
        gap = text[: len(text) - len(text.lstrip())]
        return Token(Kind.GAP, gap, gap) if final or len(gap) < len(text) else None
    if not final and _UNSURE.match(text) and len(text) < MOST_HELD_BACK:
        return None
    return _special(text) or _plain(text, final=final)


def _special(text: str) -> Token | None:
    if match := _RAISED.match(text) or _LATEX.match(text):
        return Token(Kind.CITATION, match[0], numbers=numbers_in(match[1]))
    if match := _BOLD.match(text):
        return Token(Kind.CITATION, match[0], numbers=numbers_in(match[2]))
    if match := _IMAGE.match(text) or _TAG.match(text):
        return Token(Kind.REMOVED, match[0])
    if match := _SQUARE.match(text) or _LENS.match(text):
        return Token(Kind.CITATION, match[0], numbers=numbers_in(match[1]))
    if match := _ROUND.match(text):
        numbers = numbers_in(match[2])
        if match[1] or max(numbers) <= MOST_SOURCES:
            return Token(Kind.CITATION, match[0], numbers=numbers)
    if match := _SPOKEN.match(text):
        return Token(Kind.CITATION, match[0], "source", numbers=numbers_in(match[1]))
    if match := _LINK.match(text):
        return Token(Kind.LINK, match[0], match[1])
    return None


def _plain(text: str, *, final: bool) -> Token | None:
    match = _WORD.match(text)
    if not match:
        # "<" before a letter would begin a tag, "![" an image: apart they are harmless
        apart = text[0] == "<" and text[1:2].isalpha()
        return Token(Kind.MARK, text[0], "< " if apart else "" if text.startswith("![") else text[0])
    letters = _LETTERS.match(text)
    if letters and not any(scheme.startswith(letters[0].lower()) for scheme in _SCHEMES):
        return Token(Kind.PART, letters[0], letters[0])
    if final or match.end() < len(text) or len(text) >= MOST_HELD_BACK:
        return Token(Kind.WORD, match[0], match[0])
    return None


def numbers_in(text: str) -> tuple[int, ...]:
    """1, 3 and 5 of "1, 3-5" with 4 between; each once, a range of at most thirty."""
    found: list[int] = []
    for part in re.finditer(r"(\d+)(?:\s*(?:–|—|-|to)\s*#?(\d+))?", text):
        first, last = int(part[1]), int(part[2] or part[1])
        found += range(first, last + 1) if first <= last < first + MOST_SOURCES else (first, last)
    return tuple(dict.fromkeys(found))


_DOMAIN = re.compile(
    r"//\S|\b(?:https?|ftp|file|data|javascript|vbscript|mailto):\S|\bwww\.\w|\w@\w+\.\w"
    r"|[a-z0-9-]\.[a-z]{2,}/\S"
    r"|[a-z0-9-]\.(?:com|org|net|io|info|biz|xyz|ru|cn|example|online|top|ly|gg|site|link)\b",
    re.I,
)


def is_link(word: str) -> bool:
    """Whether a reader's program may make a link of this word."""
    return bool(_DOMAIN.search(unicodedata.normalize("NFKC", word)))
