"""Characters that stand on a page as lines, and lines as one text.

In: characters, each where it stands and how it looks, in the order in which a page draws them, in points
from the top left. Out: lines in the same order. Knows nothing of PDF, nor of papers.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

ACCENTS = dict(
    zip(
        "´`¨ˆ^˜~ˇ¯˘˙˝˚¸˛",
        "\u0301\u0300\u0308\u0302\u0302\u0303\u0303\u030c\u0304\u0306\u0307\u030b\u030a\u0327\u0328",
        strict=True,
    )
)
NEAR = 150  # characters
HYPHEN = "\u00ad"  # at the end of a line, where the word goes on
_ONE_WORD = frozenset("without within into onto upon therefore however otherwise overall outperform".split())


@dataclass(frozen=True, slots=True)
class Character:
    """One that is drawn. `spaced`: a space or a break came before it. `base`: how far down it stands."""

    text: str
    left: float
    right: float
    base: float
    size: float
    spaced: bool
    bold: bool
    italic: bool


@dataclass(frozen=True)
class Line:
    """Characters side by side; a wide gap, as between two columns, ends a line."""

    page: int
    characters: tuple[Character, ...]

    @cached_property
    def size(self) -> float:
        """That of most of its characters."""
        return Counter(round(c.size, 1) for c in self.characters).most_common(1)[0][0]

    @cached_property
    def base(self) -> float:
        """How far down most of its characters stand."""
        return Counter(round(c.base, 1) for c in self.characters).most_common(1)[0][0]

    @cached_property
    def text(self) -> str:
        return _text(self.characters)

    @cached_property
    def level(self) -> tuple[Character, ...]:
        """What is not raised, as marks are that tie authors to places."""
        raised = self.base - 0.15 * self.size
        return tuple(c for c in self.characters if c.base > raised or c.size > 0.9 * self.size)

    @cached_property
    def level_text(self) -> str:
        return _text(self.level)

    @cached_property
    def listed_text(self) -> str:
        """What is not raised, with a bar in each gap that is wider than between words."""
        return _text(self.level, bars=True)

    @cached_property
    def bold(self) -> bool:
        return 2 * sum(c.bold for c in self.characters) > len(self.characters)

    @cached_property
    def italic(self) -> bool:
        return 2 * sum(c.italic for c in self.characters) > len(self.characters)

    @cached_property
    def left(self) -> float:
        return min(c.left for c in self.characters)

    @cached_property
    def right(self) -> float:
        return max(c.right for c in self.characters)


def words_in(lines: Iterable[Line]) -> frozenset[str]:
    """The words that stand within lines, in small letters, with their hyphens."""
    found: set[str] = set()
    cut = False
    for line in lines:
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.casefold())
        found.update(words[1 if cut else 0 :])
        cut = line.text.endswith(("-", HYPHEN))
        if cut and words:  # half a word
            found.discard(words[-1])
    return frozenset(found)


def joined(lines: Iterable[str], words: frozenset[str]) -> str:
    """Lines as one text. Where a word goes on in the next line, its hyphen stays if the word has one."""
    text = ""
    for line in lines:
        line = line.strip()
        cut = re.search(rf"(?<![^\W\d_])([^\W\d_]+)[-{HYPHEN}]$", text)
        goes_on = re.match(r"[^\W\d_]+", line)
        if cut and goes_on:
            parts = cut[1].casefold(), goes_on[0].casefold()
            text = text[:-1] + ("-" if _has_hyphen(*parts, words) or line[0].isupper() else "") + line
        else:
            text = f"{text} {line}" if text else line
    return text.replace(HYPHEN, "-").strip()


def _has_hyphen(first: str, second: str, words: frozenset[str]) -> bool:
    """Whether two halves of a word are written with a hyphen, by how the pages write it elsewhere."""
    if first + second in words or first + second in _ONE_WORD:
        return False
    apart = min(len(first), len(second)) > 3 and first in words and second in words
    return f"{first}-{second}" in words or apart


def lines_of(page: int, characters: Iterable[Character]) -> list[Line]:
    lines: list[list[Character]] = []
    for character in _accented(list(characters)):
        if lines and _goes_on(lines[-1], character):
            lines[-1].append(character)
        else:
            lines.append([character])
    return [Line(page, tuple(line)) for line in lines]


def _accented(characters: list[Character]) -> list[Character]:
    """Accents that are drawn over letters, as TeX does, put on them: they may come before or much later."""
    letters = list(characters)
    for place, accent in enumerate(characters):
        if accent.text not in ACCENTS:
            continue
        near = range(max(0, place - NEAR), min(len(letters), place + NEAR))
        for other in sorted(near, key=lambda at: abs(at - place)):
            if other != place and (whole := _with_accent(letters[other], accent)):
                letters[other] = replace(letters[other], text=whole)
                _close_up(letters, place)
                letters[place] = replace(accent, text="")
                break
    return [letter for letter in letters if letter.text]


def _with_accent(letter: Character, accent: Character) -> str | None:
    """The letter with the accent, if that stands over it."""
    middle = (accent.left + accent.right) / 2
    if not letter.left <= middle <= letter.right or abs(letter.base - accent.base) > 0.4 * letter.size:
        return None
    base = {"ı": "i", "ȷ": "j"}.get(letter.text, letter.text)
    whole = unicodedata.normalize("NFC", base + ACCENTS[accent.text])
    return whole if len(whole) == 1 else None


def _close_up(letters: list[Character], place: int) -> None:
    """Where an accent stood is no space, unless there is room for one."""
    if 0 < place < len(letters) - 1:
        before, after = letters[place - 1], letters[place + 1]
        spaced = after.left - before.right > 0.1 * after.size
        letters[place + 1] = replace(after, spaced=spaced or after.base - before.base > after.size)


def _goes_on(line: list[Character], character: Character) -> bool:
    """Whether a character stands right of the last one, on the same line, be it raised or lowered."""
    last = line[-1]
    size = max(last.size, character.size, line[0].size)
    gap = character.left - last.right
    onwards = character.left > last.left - 0.1 or gap > -0.7 * size  # a ligature is several in one place
    return abs(character.base - last.base) < 0.6 * size and onwards and gap < 1.6 * size


def _text(characters: tuple[Character, ...], *, bars: bool = False) -> str:
    """The text; a space is where one is written, and where nothing is drawn for a while."""
    text = ""
    last: Character | None = None
    for character in characters:
        if last and bars and character.left - last.right > 0.8 * character.size:
            text += " | "
        elif last and (character.spaced or character.left - last.right > 0.25 * character.size):
            text += " "
        text += character.text
        last = character
    return text
