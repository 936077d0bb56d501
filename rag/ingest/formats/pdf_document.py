"""The first pages of a PDF: their lines, and what the file says of itself.

In: the bytes of a PDF. Out: a Document; a scan has no lines. Knows nothing of papers.
"""

import ctypes
import math
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rag.ingest.formats.pdf_lines import HYPHEN, Character, Line, lines_of, words_in
from rag.model.errors import PageError

PAGES = 2
MOST_CHARACTERS = 30_000  # of one page
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BOLD = re.compile(r"bold|black|heavy|medi|semib|demi|cmbx|sfbx|-b$|\bb$", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|slanted|cmti|sfti|-it$|-i$", re.IGNORECASE)

_library = threading.Lock()  # PDFium is not made for threads


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
    def small_words(self) -> frozenset[str]:
        """Words that are written without a capital somewhere."""
        return frozenset(word for line in self.lines for word in line.text.split() if word.islower())

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
        lines += lines_of(number, _characters(shown.raw, heights[-1]))
    about = {key: _clean(value) for key, value in document.get_metadata_dict().items()}
    subject = f"{about.get('Subject', '')} {about.get('Keywords', '')}"
    first = _clean("".join(texts[:1]))
    return Document(tuple(lines), first, about.get("Title", ""), about.get("Author", ""), subject, heights[1])


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "")


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
