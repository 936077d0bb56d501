"""Tables as text: CSV, and tables whose columns stand between tabs, semicolons or bars.

In: text with a row of headings. Out: an Entry or a Problem for each row below it. A quotation mark that is
never closed would swallow the rows that follow; they are read all the same.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from statistics import mode

from rag.ingest.formats.columns import Headings, entry_of, headings_in
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.stray_rows import MISSING, abstract_among

_SEPARATORS = (",", "\t", ";", "|")
_LOOKED_AT = 100_000  # characters in which the headings stand
_END = "\x1aend\x1a"  # the last row; where an open quotation mark took it for text there is none
_UNCLOSED, _TOO_MANY = "a quotation mark that is not closed", "more cells than the table has headings"
_TITLE = re.compile(r"title", re.IGNORECASE)
_LONGEST_LINE = 10_000  # characters of one that may hold headings
_BELOW = 50  # lines that are looked at for the rows below it
_LONGEST = 2**31 - 1  # of a cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, and its first and last line, counted from 1."""

    cells: list[str]
    first: int
    last: int

    @property
    def where(self) -> str:
        return f"line {self.first}"


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands between the cells, the headings, and the lines before the first row below them."""

    separator: str
    headings: Headings
    start: int


def sniff(source: Source) -> bool:
    """Whether one of the first rows holds headings of papers, and another row follows."""
    return _layout(_lines(source.text[:_LOOKED_AT])) is not None


def read(source: Source) -> Listed:
    """Each row as an entry, by the headings that stand above it."""
    first = _layout(_lines(source.text[:_LOOKED_AT]))
    if not first:
        return []
    lines = _lines(source.text)
    found: Listed = [
        item for row in _before(lines[: first.start], first.separator) for item in _above(row, first.headings)
    ]
    layouts = [first, *_later(lines, first)]
    ends = [*(layout.start - 1 for layout in layouts[1:]), len(lines)]
    for layout, end in zip(layouts, ends, strict=True):
        found += _below(lines, layout, end)
    return found


def _below(lines: list[str], layout: Layout, end: int) -> Listed:
    """The rows below headings, to this line."""
    separator, headings, at = layout.separator, layout.headings, layout.start
    found: Listed = []
    while at < end:
        for row in _rows(lines, separator, at, end):
            at = row.last
            if _swallows(row, lines, separator, len(headings.names)):
                at = row.first
                row = Row(_unquoted(lines[at - 1], separator), at, at)
                found.append(_paper(row, headings, unclosed=True))
                break
            found += [] if headings.are_again(row.cells) else [_paper(row, headings)]
        else:
            break
    return found


def _before(lines: list[str], separator: str) -> list[Row]:
    """The rows above the headings, which are the last row of these lines."""
    return list(_rows(lines, separator, 0))[:-1]


def _above(row: Row, headings: Headings) -> Listed:
    """The paper of a row that stands above the headings, as where files were joined or lines mixed up; what
    else is there, such as the words that were searched for, is no row."""
    cells = row.cells if row.cells[-1].strip() else row.cells[:-1]  # of a bar at the end of each line
    paper = _paper(row, headings) if len(cells) == len(headings.names) else None
    if isinstance(paper, Entry):
        return [paper]
    return [Problem(row.where, MISSING)] if abstract_among(row.cells) else []


def _lines(text: str) -> list[str]:
    """The lines with their ends. Excel's "sep=;", which comes first, is left empty."""
    text = text.replace("\0", "")
    lines = list(io.StringIO(text if text.endswith(("\n", "\r")) else f"{text}\n", newline=""))
    return ["\n", *lines[1:]] if re.fullmatch(r"sep=.\s*", lines[0]) else lines


def _layout(lines: list[str]) -> Layout | None:
    """The headings that stand first, whatever stands between them."""
    found = [layout for separator in _SEPARATORS if (layout := _layout_by(lines, separator))]
    return min(found, key=lambda layout: layout.start, default=None)


def _layout_by(lines: Sequence[str], separator: str) -> Layout | None:
    """The headings between which this stands."""
    rows = list(islice(_rows(lines, separator, 0), 20))
    headings = headings_in([row.cells for row in rows])
    below = rows[headings.row + 1 :] if headings else []
    if headings and below and not all(re.fullmatch(r"[\s:-]*", cell) for cell in below[0].cells):
        usual = mode(sorted((len(row.cells) for row in below), reverse=True))
        return Layout(separator, headings.without_foreign(usual), rows[headings.row].last)
    return None


def _later(lines: list[str], last: Layout) -> Iterator[Layout]:
    """Other headings further down, as where tables were joined, above a row of as many cells."""
    for at, line in enumerate(lines[last.start :], last.start):
        if len(line) > _LONGEST_LINE or not _TITLE.search(line):
            continue
        for separator in _SEPARATORS:
            own = headings_in(list(csv.reader([line], delimiter=separator))) if separator in line else None
            if not own or (separator, own.names) == (last.separator, last.headings.names):
                continue
            found = _layout_by(lines[at : at + _BELOW], separator)
            if found and found.start == 1 and _fits(found, lines[at + 1 : at + _BELOW]):
                last = Layout(separator, found.headings, at + 1)
                yield last
                break


def _fits(layout: Layout, below: list[str]) -> bool:
    """Whether the first row below headings has their number of cells."""
    row = next(_rows(below, layout.separator, 0), None)
    return row is not None and len(row.cells) == len(layout.headings.names)


def _rows(lines: Sequence[str], separator: str, start: int, end: int | None = None) -> Iterator[Row]:
    """The rows that are not empty, of the lines from one to another; the last one ends with `_END` where it
    is not closed."""
    csv.field_size_limit(_LONGEST)
    end = len(lines) if end is None else end
    rest = (lines[number] for number in range(start, end))
    reader = csv.reader(chain(rest, [_END]), delimiter=separator)
    last = start
    for cells in reader:
        first, last = last + 1, min(start + reader.line_num, end)
        if any(cell.strip() for cell in cells) and cells != [_END]:
            yield Row(cells, first, last)


def _swallows(row: Row, lines: list[str], separator: str, width: int) -> bool:
    """Whether an open quotation mark took the rows that follow, or the end of the file, for text."""
    if _END in row.cells[-1]:
        return True
    own, more = lines[row.first - 1 : row.last], lines[row.first : row.last]
    if not more or (len(row.cells) == width and _is_strict(own, separator)):
        return False
    return any(len(next(csv.reader([line], delimiter=separator), [])) == width for line in more)


def _is_strict(lines: list[str], separator: str) -> bool:
    """Whether a row is written as the rules of CSV want it."""
    try:
        return bool(list(csv.reader(lines, delimiter=separator, strict=True)))
    except csv.Error:
        return False


def _unquoted(line: str, separator: str) -> list[str]:
    """The cells of a line whose quotation marks mean nothing."""
    cells = next(csv.reader([line], delimiter=separator, quoting=csv.QUOTE_NONE), [])
    return [cell.strip('"') for cell in cells]


def _paper(row: Row, headings: Headings, *, unclosed: bool = False) -> Entry | Problem:
    width = len(headings.names)
    if any(cell.strip() for cell in row.cells[width:]) or (unclosed and len(row.cells) != width):
        return Problem(row.where, _UNCLOSED if unclosed else _TOO_MANY)
    return entry_of(headings.fields(row.cells), row.where)


FORMAT = Format("CSV", sniff, read)
