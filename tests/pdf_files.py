"""A small writer of PDFs: text in the fonts that every reader has, wherever it shall stand."""

from dataclasses import dataclass, field

FONTS = ("Times-Roman", "Times-Bold", "Times-Italic", "Helvetica", "Helvetica-Bold")
ROMAN, BOLD, ITALIC, SANS, SANS_BOLD = range(len(FONTS))
WIDTH, HEIGHT = 612, 792
_NARROW, _WIDE = "iljtfrI.,;:'()-! ", "mwMWABCDEFGHKLNOPQRSTUVXYZ&@—"


def width(text: str, size: float) -> float:
    """About how wide the text is."""
    return size * sum(0.3 if c in _NARROW else 0.7 if c in _WIDE else 0.48 for c in text)


@dataclass
class Sheet:
    """One page; `y` counts from its top."""

    drawn: list[str] = field(default_factory=list)

    def line(self, text: str, x: float, y: float, size: float = 10, font: int = ROMAN) -> None:
        shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.drawn.append(f"BT /F{font} {size} Tf {x:.1f} {HEIGHT - y:.1f} Td ({shown}) Tj ET")

    def centred(
        self, text: str, y: float, size: float = 10, font: int = ROMAN, middle: float = WIDTH / 2
    ) -> None:
        self.line(text, middle - width(text, size) / 2, y, size, font)

    def upwards(self, text: str) -> None:
        """At the left edge, turned, as arXiv stamps a paper."""
        self.drawn.append(f"BT /F0 20 Tf 0 1 -1 0 32 230 Tm ({text}) Tj ET")

    def marked(self, pieces: str, x: float, y: float, size: float = 10, font: int = ROMAN) -> None:
        """A line with raised marks: "Ada Fern^1^, Bo Reed^2^"."""
        for number, piece in enumerate(pieces.split("^")):
            raised = number % 2
            self.line(piece, x, y - 4 * raised, size * (0.7 if raised else 1), font)
            x += width(piece, size * (0.7 if raised else 1)) * 1.02

    def paragraph(
        self, text: str, x: float, y: float, wide: float, size: float = 10, font: int = ROMAN
    ) -> float:
        """The text in lines of this width; returns where the next line would stand."""
        line = ""
        for word in text.split():
            if line and width(f"{line} {word}", size) > wide:
                self.line(line, x, y, size, font)
                line, y = "", y + 1.2 * size
            line = f"{line} {word}".strip()
            if word.endswith("-|"):  # a word cut at the end of the line
                self.line(line[:-1], x, y, size, font)
                line, y = "", y + 1.2 * size
        if line:
            self.line(line, x, y, size, font)
            y += 1.2 * size
        return y


def pdf(*sheets: Sheet, title: str = "", author: str = "", subject: str = "") -> bytes:
    """A PDF of these pages."""
    info = "".join(
        f"/{key} ({value}) " for key, value in (("Title", title), ("Author", author), ("Subject", subject))
    )
    fonts = " ".join(
        f"/F{n} << /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        for n, name in enumerate(FONTS)
    )
    pages = [4 + 2 * number for number in range(len(sheets))]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in pages)}] >>".encode(),
        f"<< {info}>>".encode("cp1252"),
    ]
    for number, sheet in zip(pages, sheets, strict=True):
        drawn = "\n".join(sheet.drawn).encode("cp1252")
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << {fonts} >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {number + 1} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
