"""Read files that list papers, exactly as they came.

In: a path, or a name and bytes. Out: a Page: its entries, and what was wrong with
it. The kind of page is seen from its content, never from the file's name. Knows
nothing of cleaning, identity or dates beyond copying them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.ingest.formats import Entry, Found, Trouble, read_bibtex, read_html, read_json, read_ris
from rag.model.errors import PageError

__all__ = ["Entry", "Page", "find_pages", "read_page", "read_text"]

MEGABYTE = 1_000_000
LARGEST_PAGE, LARGEST_JSON = 20 * MEGABYTE, 200 * MEGABYTE
BINARY_STARTS = {
    b"%PDF": "a PDF; save the abstracts as text, or the listing page as HTML",
    b"PK\x03\x04": "a zip archive; unpack it first",
    b"\x1f\x8b": "a gzip archive; unpack it first with: gunzip",
}
NOT_A_LISTING = (
    "not a listing of papers; it should be a saved Daily Papers page (text or HTML), "
    "JSONL with title and abstract, or BibTeX or RIS with abstracts"
)
BANNER = re.compile(
    r"new|Get trending papers in your email.*|Subscribe|Daily Papers|by\s?AK and the research community"
)
DATE = re.compile(r"(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)(?: (?P<count>\d+))?")
AUTHORS = re.compile(r"[•·]?\s*(\d+) authors?")
BANNER_LINES = 30  # a banner further down than this is text
TITLE_CHARACTERS = 300  # no title seen was longer, no abstract shorter
SHORT_ABSTRACT = 120


@dataclass(frozen=True, slots=True)
class Page:
    """One file as it was read; `date` is the page's own date line, where it has one."""

    name: str
    kind: str
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str

    @property
    def is_abstract(self) -> bool:
        long = len(self.text) >= SHORT_ABSTRACT and self.text.endswith((".", "!", "?", "。"))
        return long or len(self.text) > TITLE_CHARACTERS


@dataclass(frozen=True, slots=True)
class Block:
    """The lines down to a date; the date and what stood above it belong to the last entry."""

    lines: tuple[Line, ...]
    by: str | None = None
    date: str | None = None
    upvotes: int | None = None

    def read(self) -> Found:
        found = _pairs(self.lines)
        if self.date and found and isinstance(found[-1], Entry):
            authors = AUTHORS.fullmatch(self.by or "")
            found[-1] = replace(
                found[-1],
                author_count=int(authors[1]) if authors else None,
                organisation=_display_name(self.by) if self.by and not authors else None,
                date=self.date,
                upvotes=self.upvotes,
            )
        return found


def find_pages(paths: Iterable[Path]) -> list[Path]:
    """The files themselves and all those inside folders, by name; hidden ones are left out."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if not hidden and (file.is_file() or file == path):
                found[file] = None
    return list(found)


def read_page(path: Path) -> Page:
    """The papers listed in a file; PageError when there are none to be had."""
    try:
        if path.is_dir():
            raise PageError(str(path), "a folder; name the files in it")
        with path.open("rb") as file:
            start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
            limit = LARGEST_JSON if start.startswith((b"{", b"[")) else LARGEST_PAGE
            file.seek(0)
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise PageError(str(path), "no such file; check the path") from None
    except OSError as error:
        raise PageError(str(path), f"could not be opened: {error.strerror or error}") from None
    if len(data) > limit:
        raise PageError(str(path), f"larger than {limit // MEGABYTE} MB; split it into smaller files")
    return read_text(path.name, data)


def read_text(name: str, data: bytes) -> Page:
    """The papers listed in some bytes; PageError when there are none to be had."""
    text, problem = _decode(name, data)
    kind, found, date = _read(name, text)
    entries = tuple(item for item in found if isinstance(item, Entry))
    problems = tuple(_told(item for item in found if isinstance(item, Trouble)))
    if not entries:
        raise PageError(name, f"no paper could be read: {'; '.join(problems)}" if problems else NOT_A_LISTING)
    return Page(name, kind, entries, ((problem,) if problem else ()) + problems, date)


def _decode(name: str, data: bytes) -> tuple[str, str | None]:
    """The text, and a problem to report where its encoding had to be guessed."""
    if not data.strip():
        raise PageError(name, "empty; nothing to read")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), None
    for start, what in BINARY_STARTS.items():
        if data.startswith(start):
            raise PageError(name, what)
    if b"\0" in data[:100_000]:
        raise PageError(name, "binary, not text; save the listing as text, HTML or JSONL")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        import ftfy

        text = ftfy.fix_text(data.decode("cp1252", errors="replace"), uncurl_quotes=False)
        return text, "not UTF-8: read as Windows-1252; check the accents, or save it as UTF-8"


def _read(name: str, text: str) -> tuple[str, Found, str | None]:
    """The kind of page, what is on it, and its own date."""
    start = text.lstrip()
    if re.match(r"\{|\[\s*[\[{\]]", start):
        return "json", read_json(text), None
    if re.match(r"<(?:!doctype|!--|\?xml|html|head|body|div|main|article|section)", start, re.IGNORECASE):
        return "html", read_html(text), None
    if re.search(r"^TY  ?- ", text, re.MULTILINE):
        return "ris", read_ris(text), None
    if re.search(r"^\s*@\w+\s*[{(]", text, re.MULTILINE):
        return "bibtex", read_bibtex(text), None
    return _read_listing(name, text)


def _read_listing(name: str, text: str) -> tuple[str, Found, str | None]:
    """A listing saved as text: titles and abstracts in turn, with or without blank lines and details."""
    numbered = enumerate(re.split(r"\r\n?|\n", text), 1)  # splitlines also cuts at \x85 and \u2028
    banner, lines = _split_banner([Line(n, line.strip()) for n, line in numbered if line.strip()])
    blocks = _blocks(lines)
    found = [item for block in blocks for item in block.read()]
    if not banner and not any(block.date for block in blocks) and not _is_certain(found):
        raise PageError(name, NOT_A_LISTING)
    dates = [line for line in banner if DATE.fullmatch(line)]
    return "text", found, dates[-1] if dates else None


def _is_certain(found: Found) -> bool:
    """Without a banner or dates it may be a letter or a novel: then every line must fit."""
    return all(
        isinstance(item, Entry) and Line(0, item.abstract).is_abstract and not item.title.endswith((".", ","))
        for item in found
    )


def _split_banner(lines: list[Line]) -> tuple[list[str], list[Line]]:
    """The lines above the first title, and the rest; `Subscribe` may be glued to that title."""
    last = max((n for n, line in enumerate(lines[:BANNER_LINES]) if BANNER.fullmatch(line.text)), default=-1)
    banner, rest = [line.text for line in lines[: last + 1]], lines[last + 1 :]
    if banner and rest and DATE.fullmatch(rest[0].text):
        banner.append(rest.pop(0).text)
    if rest and re.match(r"Subscribe[^\sa-z]", rest[0].text):
        banner.append("Subscribe")
        rest[0] = replace(rest[0], text=rest[0].text.removeprefix("Subscribe"))
    return banner, rest


def _blocks(lines: list[Line]) -> list[Block]:
    """Cut after each `·` with a date below it; the line above is the authors or the organisation."""
    blocks, start = [], 0
    for number in range(len(lines) - 1):
        date = DATE.fullmatch(lines[number + 1].text)
        if lines[number].text != "·" or not date or number < start:
            continue
        above = lines[start:number]
        by = above.pop().text if above and not above[-1].is_abstract else None
        count = int(date["count"]) if date["count"] else None
        blocks.append(Block(tuple(above), by, date["date"], count))
        start = number + 2
    return [*blocks, Block(tuple(lines[start:]))]


def _pairs(lines: Sequence[Line]) -> Found:
    """Titles with the abstracts below them; a line that is neither is reported, and the next pair found."""
    found: Found = []
    at = 0
    while at < len(lines):
        line, below, after = lines[at], *[lines[n] if n < len(lines) else None for n in (at + 1, at + 2)]
        titled = not line.is_abstract or (below and below.is_abstract and len(line.text) <= TITLE_CHARACTERS)
        skips = below and not below.is_abstract and after and after.is_abstract
        if not titled:
            found.append(Trouble(f"line {line.number}", "an abstract without a title"))
        elif below is None or skips:
            found.append(Trouble(f"line {line.number}", "a title without an abstract"))
        else:
            found.append(Entry(line.text, below.text))
            at += 1
        at += 1
    return found


def _display_name(line: str) -> str:
    """`handle Display Name`: the picture's label, then the link; a handle has no spaces."""
    handle, _, display = line.partition(" ")
    return display.strip() or handle


def _told(troubles: Iterable[Trouble]) -> list[str]:
    """One sentence for each kind of trouble, however often it happened."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for trouble in troubles:
        places[trouble.what].append(trouble.where)
    return [
        f"{', '.join(where[:3])}{f' and {len(where) - 3} more' if len(where) > 3 else ''}: {what}"
        for what, where in places.items()
    ]
