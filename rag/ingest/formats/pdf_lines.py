"""The lines of a PDF's first pages, with where they stand and how they look.

In: the bytes of a PDF. Out: its lines in the order in which it draws them, in points from the top left,
its whole text, and what it says of itself. A scan has no lines. Knows nothing of papers.
"""

import ctypes
import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from rag.model.errors import PageError

PAGES = 2
MOST_CHARACTERS = 30_000  # of one page
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
ACCENTS = dict(
    zip(
        "´`¨ˆ^˜~ˇ¯˘˙˝˚¸˛",
        "\u0301\u0300\u0308\u0302\u0302\u0303\u0303\u030c\u0304\u0306\u0307\u030b\u030a\u0327\u0328",
        strict=True,
    )
)
NEAR = 150  # characters
HYPHEN = "\u00ad"  # at the end of a line, where the word goes on
_BOLD = re.compile(r"bold|black|heavy|medi|semib|demi|cmbx|sfbx|-b$|\bb$", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|slanted|cmti|sfti|-it$|-i$", re.IGNORECASE)
_ONE_WORD = frozenset("without within into onto upon therefore however otherwise overall outperform".split())

_library = threading.Lock()  # PDFium is not made for threads


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


@dataclass(frozen=True)
class Document:
    """What the first pages show, and what the file itself says: its title, authors and subject."""

    lines: tuple[Line, ...]
    first_text: str
    title: str
    authors: str
    subject: str
    height: float

    @cached_property
    def words(self) -> frozenset[str]:
        return words_in(self.lines)


def read_document(name: str, data: bytes) -> Document:
    """The first pages; PageError where the file cannot be opened."""
    import pypdfium2

    with _library:
        try:
            with pypdfium2.PdfDocument(data) as document:
                return _document(document)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise PageError(name, "an encrypted PDF; save it without a password") from None
            raise PageError(name, "a damaged PDF, or one that was cut off; fetch it again") from None


def _document(document: Any) -> Document:
    lines: list[Line] = []
    texts: list[str] = []
    heights = [0.0]
    for number in range(min(PAGES, len(document))):
        page = document[number]
        heights.append(page.get_size()[1])
        shown = page.get_textpage()
        texts.append(shown.get_text_range(0, min(shown.count_chars(), MOST_CHARACTERS)))
        lines += _lines(number, _characters(shown.raw, heights[-1]))
    about = {key: _clean(value) for key, value in document.get_metadata_dict().items()}
    subject = f"{about.get('Subject', '')} {about.get('Keywords', '')}"
    first = _clean("".join(texts[:1]))
    return Document(tuple(lines), first, about.get("Title", ""), about.get("Author", ""), subject, heights[1])


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "")


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
        cut = re.search(rf"([^\W\d_]+)[-{HYPHEN}]$", text)
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


def _characters(page: Any, height: float) -> Iterator[Character]:
    """Each character that is drawn upright."""
    import pypdfium2.raw as pdfium

    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    styles: dict[int, tuple[bool, bool]] = {}
    spaced = False
    for index in range(min(pdfium.FPDFText_CountChars(page), MOST_CHARACTERS)):
        text = _character(page, index)
        if not text.strip():
            spaced = True
            continue
        pdfium.FPDFText_GetMatrix(page, index, matrix)
        pdfium.FPDFText_GetLooseCharBox(page, index, box)
        pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        size = pdfium.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
        if abs(matrix.b) > 0.3 * math.hypot(matrix.a, matrix.b) or not 1 < size < 500:
            continue
        drawn = ctypes.cast(pdfium.FPDFText_GetTextObject(page, index), ctypes.c_void_p).value or 0
        if drawn not in styles:
            styles[drawn] = _style(page, index)
        yield Character(text, box.left, box.right, height - y.value, size, spaced, *styles[drawn])
        spaced = False


def _character(page: Any, index: int) -> str:
    import pypdfium2.raw as pdfium

    code = pdfium.FPDFText_GetUnicode(page, index)
    if code in (0xFFFE, 2) or pdfium.FPDFText_IsHyphen(page, index) == 1:
        return HYPHEN
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return LIGATURES.get(chr(code), chr(code) if code >= 32 else " ")


def _style(page: Any, index: int) -> tuple[bool, bool]:
    """Whether a character is bold, and whether it is italic, by the name of its font."""
    import pypdfium2.raw as pdfium

    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(page, index, name, 100, flags)
    font = name.value.decode("latin-1")
    return bool(_BOLD.search(font)), bool(_ITALIC.search(font))


def _lines(page: int, characters: Iterable[Character]) -> list[Line]:
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
        middle = (accent.left + accent.right) / 2
        for near in sorted(
            range(max(0, place - NEAR), min(len(letters), place + NEAR)), key=lambda n: abs(n - place)
        ):
            letter = letters[near]
            under = (
                letter.left <= middle <= letter.right and abs(letter.base - accent.base) < 0.4 * letter.size
            )
            base = {"ı": "i", "ȷ": "j"}.get(letter.text, letter.text)
            whole = unicodedata.normalize("NFC", base + ACCENTS[accent.text])
            if under and near != place and len(whole) == 1:
                letters[near] = replace(letter, text=whole)
                letters[place] = replace(accent, text="")
                break
    return [letter for letter in letters if letter.text]


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
