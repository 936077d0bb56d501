"""Rows of tables that nothing read: their headings are gone, or stand where no reader looks for them.

In: a text, and what was read of it. Out: a Problem for each such row, so that none is lost in silence. A row
is a line of three cells or more, one of them as long as an abstract.
"""

import re

from rag.ingest.formats.format import Entry, Listed, Problem

MISSING = "a row of a table whose headings are missing"
_LEAST = 3  # cells
_LONG = 100  # letters of a cell that may be an abstract
_LONGEST = 100_000  # letters of a line that is looked at
_COMPARED = 60  # letters by which what was read is known again
_QUOTED = re.compile(r'",(?:[^",]{0,100},){0,5}"')  # between two cells in quotation marks


def stray_rows(text: str, found: Listed) -> list[Problem]:
    """A Problem for each row that is neither read nor reported."""
    rows = [(number, cell) for number, line in enumerate(text.split("\n"), 1) if (cell := row_abstract(line))]
    if not rows:
        return []
    read = "\n".join(_plain(f"{item.title}\n{item.abstract}") for item in found if isinstance(item, Entry))
    told = {item.where for item in found if isinstance(item, Problem)}
    lines = text.split("\n")
    lost = (
        number
        for number, cell in rows
        if f"line {number}" not in told
        and (
            _plain(cell)[:_COMPARED] not in read or _plain(lines[number - 1]) in read
        )  # or it was taken for text
    )
    return [Problem(f"line {number}", MISSING) for number in lost]


def row_abstract(line: str) -> str | None:
    """The longest cell of a line that is a row, where it may be an abstract."""
    if not _LONG < len(line) < _LONGEST:
        return None
    cells = [cell.strip() for cell in _cells(line.strip(" \r")) if any(sign.isalnum() for sign in cell)]
    longest = max(cells, key=len, default="")
    return longest if len(cells) >= _LEAST and len(longest) >= _LONG and " " in longest else None


def _cells(line: str) -> list[str]:
    if line.startswith("|") and line.endswith("|"):
        return line.split("|")
    if line.startswith('"') and len(between := _QUOTED.split(line)) >= _LEAST - 1:
        return [*between, *line[line.rfind('"') :].split(",")]
    return line.split("\t")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
