"""Rows of tables that nothing read: their headings are gone, or stand where no reader looks for them.

In: a text, and what was read of it. Out: a Problem for each such row, so that none is lost in silence. A row
is a line of three cells or more, one of them as long as an abstract.
"""

import re
from collections.abc import Iterable, Sequence

from rag.ingest.formats.format import Entry, Listed, Problem

MISSING = "a row of a table whose headings are missing"
_LEAST = 3  # cells
_LONG = 100  # letters of a cell that may be an abstract
_LONGEST = 100_000  # letters of a line that is looked at
_COMPARED = 60  # letters by which what was read is known again
_LABEL = 20  # letters that may stand in front of them
_SIGNS = re.compile(r"[\W_]+")
_QUOTED = re.compile(r'",(?:[^",]{0,100},){0,5}"')  # between two cells in quotation marks


def stray_rows(text: str, found: Listed) -> list[Problem]:
    """A Problem for each row that is neither read nor reported."""
    rows = [(number, cell) for number, line in enumerate(text.split("\n"), 1) if (cell := row_abstract(line))]
    if not rows:
        return []
    entries = [item for item in found if isinstance(item, Entry)]
    taken = {_plain(item.abstract)[:_COMPARED]: item for item in entries}
    read = _Read(entries, {_plain(cell) for _, cell in rows})
    told = {item.where for item in found if isinstance(item, Problem)}
    lines = text.split("\n")
    lost = (
        number
        for number, cell in rows
        if f"line {number}" not in told
        and (
            not read.begins(_plain(cell)[:_COMPARED], _plain(lines[number - 1]))
            or read.has_inside(_plain(lines[number - 1]))
            or _is_anothers(taken.get(_plain(cell)[:_COMPARED]), cell, lines[number - 1])
        )
    )
    return [Problem(f"line {number}", MISSING) for number in lost]


class _Read:
    """The titles and abstracts that were read, without signs, of those that are no cell the texts too."""

    def __init__(self, entries: Sequence[Entry], cells: set[str]) -> None:
        papers = [(_plain(item.title), _plain(item.abstract)) for item in entries]
        self._starts = {abstract[:_COMPARED] for _, abstract in papers}
        self._titled: dict[str, set[str]] = {}
        for title, abstract in papers:
            self._titled.setdefault(title[:_COMPARED], set()).add(abstract[:_COMPARED])
        self._abstracts = _lines(cells, (abstract for _, abstract in papers))
        self._others = _lines(cells, (text for paper in papers for text in paper))

    def begins(self, text: str, line: str) -> bool:
        """Whether an abstract begins with this text, behind a label at most; or a title does, and its paper's
        abstract is in the line."""
        if text in self._starts or _begins_one(text, self._abstracts):
            return True
        return any(abstract in line for abstract in self._titled.get(text, ()))

    def has_inside(self, line: str) -> bool:
        """Whether one that is no cell has this line for text."""
        return line in self._others


def _lines(cells: set[str], texts: Iterable[str]) -> str:
    """The texts that are no cells, each on a line."""
    return "\n".join(("", *(text for text in texts if text not in cells)))


def _is_anothers(item: Entry | None, cell: str, line: str) -> bool:
    """Whether the paper that begins with this cell goes on with more, and its title is not in the row."""
    return (
        item is not None and _plain(item.abstract) != _plain(cell) and _plain(item.title) not in _plain(line)
    )


def _begins_one(text: str, read: str) -> bool:
    """Whether one of the texts, each on a line, begins with this one, behind a label at most."""
    at = read.find(text)
    while at >= 0:
        if at - read.rfind("\n", 0, at) <= _LABEL:
            return True
        at = read.find(text, at + 1)
    return False


def row_abstract(line: str) -> str | None:
    """The longest cell of a line that is a row, where it may be an abstract."""
    if not _LONG < len(line) < _LONGEST:
        return None
    return abstract_among(_cells(line.strip(" \r")))


def abstract_among(cells: Sequence[str]) -> str | None:
    """The longest of three cells or more, where it may be an abstract."""
    cells = [cell.strip() for cell in cells if any(sign.isalnum() for sign in cell)]
    longest = max(cells, key=len, default="")
    return longest if len(cells) >= _LEAST and len(longest) >= _LONG and " " in longest else None


def _cells(line: str) -> list[str]:
    if line.startswith("|") and line.endswith("|"):
        return line.split("|")
    if line.startswith('"') and len(between := _QUOTED.split(line)) >= _LEAST - 1:
        return [*between, *line[line.rfind('"') :].split(",")]
    return line.split("\t")


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.lower())
