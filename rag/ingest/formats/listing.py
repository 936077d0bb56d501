"""A listing page saved as text: titles and abstracts in turn, with or without blank lines and details.

Three layouts are known: with dates, authors and votes below each abstract; with blank lines between
titles and abstracts and nothing else; with neither. The page's own date may stand above all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.stray_rows import row_abstract

BANNER = re.compile(
    r"new|Get trending papers in your email.*|Subscribe|Daily Papers|by\s?AK and the research community"
)
_NAME = "Daily Papers"
_ROW = re.compile(r"\|(?:[^|]*\|){3,}")  # of a table
_PAGE = re.compile(r"(?=Get trending papers in your email)")  # of several that were joined
DATE = re.compile(r"(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)(?: (?P<count>\d+))?")
AUTHOR_COUNT = re.compile(r"[•·]?\s*(\d+) authors?")
_DETAILS = re.compile(r"\d authors?\s{1,9}·\s{1,9}[A-Z][a-z]{2,8}\.? \d")
_MARKUP = re.compile(r"</|^[#@%<|{]")  # of other formats
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")  # of XML that another format cut through
_NO_TITLE = "an abstract without a title"
_COMPARED = 60  # letters by which an abstract is known again
BANNER_LINES = 30  # a banner further down than this is text
LONGEST_TITLE = 300  # no title seen was longer, no abstract shorter
SHORT_ABSTRACT = 120


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str

    @property
    def is_abstract(self) -> bool:
        long = len(self.text) >= SHORT_ABSTRACT and self.text.endswith((".", "!", "?", "。"))
        return long or len(self.text) > LONGEST_TITLE


@dataclass(frozen=True, slots=True)
class Block:
    """The lines down to a date; the date and what stood above it belong to the last entry."""

    lines: tuple[Line, ...]
    by: str | None = None
    date: str | None = None
    upvotes: int | None = None

    @property
    def has_authors(self) -> bool:
        return bool(self.date and AUTHOR_COUNT.fullmatch(self.by or ""))

    def read(self) -> Listed:
        found = _pairs(self.lines)
        if self.date and found and isinstance(found[-1], Entry):
            authors = AUTHOR_COUNT.fullmatch(self.by or "")
            found[-1] = replace(
                found[-1],
                author_count=int(authors[1]) if authors else None,
                organisation=_display_name(self.by) if self.by and not authors else None,
                date=self.date,
                upvotes=self.upvotes,
            )
        return found


def sniff(source: Source) -> bool:
    """Any text may be a listing; `read` finds nothing in one that is not."""
    return bool(source.text.strip())


def read(source: Source) -> Listed:
    """The entries in order, each with the date of its page; none where this is not surely a listing."""
    pages = [page for page in _PAGE.split(source.text) if page.strip()]
    before = len(pages) > 1 and any(Line(0, line.strip()).is_abstract for line in pages[0].split("\n"))
    if not before and len(pages) < 3:
        return _read_page(source)
    return [
        item
        for page in ([*pages[:1], *pages[1:]] if before else ["".join(pages[:2]), *pages[2:]])
        for item in _read_page(Source(source.name, page.encode("utf-8", "replace")))
    ]


def stray_entries(text: str, found: Listed) -> Listed:
    """The entries with authors and a date below them that another format took for its own text; what cannot
    be told from that text is reported. `found`: what was read."""
    read_whole = sum(isinstance(item, Entry) and _is_card(item) for item in found)
    if "·" not in text or len(_DETAILS.findall(text)) <= read_whole:
        return []
    read: defaultdict[str, list[str]] = defaultdict(list)
    for item in found:
        if isinstance(item, Entry):
            read[_plain(item.abstract)[:_COMPARED]].append(_plain(item.title))
    numbered = enumerate(re.split(r"\r\n?|\n", text), 1)
    blocks = _blocks([Line(n, line.strip()) for n, line in numbered if line.strip()])
    strays: Listed = []
    for block in blocks:
        listed = [item for item in block.read() if isinstance(item, Entry)] if block.has_authors else []
        if listed and not _is_among(listed[-1], read):
            stray, where = listed[-1], f"line {block.lines[-1].number}"
            strays.append(Problem(where, _NO_TITLE) if _MARKUP.search(stray.title) else stray)
    return strays


def _is_card(item: Entry) -> bool:
    """Whether its date is written as below a card, with authors: other formats write theirs otherwise."""
    return bool(item.date and item.author_count and DATE.fullmatch(item.date))


def _is_among(item: Entry, read: Mapping[str, list[str]]) -> bool:
    """Whether it was read; signs or a link may stand round its title."""
    own = _plain(item.title)
    return any(
        title in own or own in title for title in read.get(_plain(item.abstract)[:_COMPARED], ()) if title
    )


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _read_page(source: Source) -> Listed:
    numbered = enumerate(re.split(r"\r\n?|\n", source.text), 1)  # splitlines also cuts at \x85 and \u2028
    lines = [
        Line(n, line.strip())
        for n, line in numbered
        if line.strip() and not _ROW.fullmatch(line.strip()) and not row_abstract(line)
    ]
    banner, lines = _split_banner(lines)
    blocks = _blocks(list(_without_later_banners(lines)))
    found = [item for block in blocks for item in block.read()]
    if not banner and not any(block.date for block in blocks) and not _is_certain(found):
        return []
    dates = [line for line in banner if DATE.fullmatch(line)]
    page_date = dates[-1] if dates else None
    return [replace(item, page_date=page_date) if isinstance(item, Entry) else item for item in found]


def _without_later_banners(lines: list[Line]) -> Iterator[Line]:
    """Without the name and the date of another page that was joined to the first."""
    for line, above in zip(lines, [None, *lines], strict=False):
        below_name = above is not None and above.text == _NAME and DATE.fullmatch(line.text)
        if line.text != _NAME and not below_name:
            yield line


def _is_certain(found: Listed) -> bool:
    """Without a banner or dates it may be a letter or a novel: then every line must fit."""
    return all(
        isinstance(item, Entry) and Line(0, item.abstract).is_abstract and not item.title.endswith((".", ","))
        for item in found
    )


def _split_banner(lines: list[Line]) -> tuple[list[str], list[Line]]:
    """The lines above the first title, and the rest; `Subscribe` may be glued to that title."""
    first = next((n for n, line in enumerate(lines) if BANNER.fullmatch(line.text)), 0)
    texts = (
        n for n, line in enumerate(lines) if n > first and line.is_abstract
    )  # no banner goes on behind one
    until = min(next(texts, BANNER_LINES), BANNER_LINES)
    last = max((n for n, line in enumerate(lines[:until]) if BANNER.fullmatch(line.text)), default=-1)
    above = lines[:first] if any(line.is_abstract for line in lines[:first]) else []  # of another page
    banner, rest = [line.text for line in lines[len(above) : last + 1]], [*above, *lines[last + 1 :]]
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


def _pairs(lines: Sequence[Line]) -> Listed:
    """Titles with the abstracts below them; a line that is neither is reported, and the next pair found."""
    found: Listed = []
    at = 0
    while at < len(lines):
        line, below, after = lines[at], *[lines[n] if n < len(lines) else None for n in (at + 1, at + 2)]
        titled = not line.is_abstract or (below and below.is_abstract and len(line.text) <= LONGEST_TITLE)
        skips = below and not below.is_abstract and after and after.is_abstract
        if not titled or _TAG.fullmatch(line.text):
            found.append(Problem(f"line {line.number}", _NO_TITLE))
        elif below is None or skips:
            found.append(Problem(f"line {line.number}", "a title without an abstract"))
        else:
            found.append(Entry(line.text, below.text))
            at += 1
        at += 1
    return found


def _display_name(line: str) -> str:
    """`handle Display Name`: the picture's label, then the link; a handle has no spaces."""
    handle, _, display = line.partition(" ")
    return display.strip() or handle


FORMAT = Format("text", sniff, read)
