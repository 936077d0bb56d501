"""Rows of tables that nothing read: their headings are gone, or stand where no reader looks for them.

In: a text, and what was read of it. Out: a Problem for each such row, so that none is lost in silence. A row
is a line of three cells or more, one of them as long as an abstract.
"""

import re

from rag.ingest.formats.format import Entry, Listed, Problem

MISSING = "a row of a table whose headings are missing"
_LEAST = 3
_LONG = 100  # letters of a cell that may be an abstract
_COMPARED = 60  # letters by which what was read is known again
_ROW = re.compile(
    r"^(?:\|(?:[^|\n]{0,20000}\|){3,40}[ \t\r]*"
    r"|[^\t\n]{3,2000}\t(?:[^\t\n]{0,20000}\t){1,40}[^\t\n]{0,2000}"
    r'|"(?:[^"\n]|""){1,20000}",(?:(?:"(?:[^"\n]|""){0,20000}"|[^",\n]{0,200}),?){2,40}\r?)$',
    re.MULTILINE,
)
_CELL = re.compile(r'"((?:[^"\n]|"")*)"|([^|\t\n]+)')


def stray_rows(text: str, found: Listed) -> list[Problem]:
    """A Problem for each row that is neither read nor reported."""
    rows = [row for row in _ROW.finditer(text) if _longest(row[0])]
    if not rows:
        return []
    read = "\n".join(_plain(f"{item.title}\n{item.abstract}") for item in found if isinstance(item, Entry))
    told = {item.where for item in found if isinstance(item, Problem)}
    problems, line, at = list[Problem](), 1, 0
    for row in rows:
        line, at = line + text.count("\n", at, row.start()), row.start()
        known = _plain(_longest(row[0]))[:_COMPARED] in read
        if not known and f"line {line}" not in told:
            problems.append(Problem(f"line {line}", MISSING))
    return problems


def _longest(row: str) -> str:
    """The longest of three cells or more, where it may be an abstract."""
    texts = (one or other for one, other in _CELL.findall(row))
    cells = [text for text in texts if any(letter.isalnum() for letter in text)]
    longest = max(cells, key=len, default="")
    return longest if len(cells) >= _LEAST and len(longest) >= _LONG and " " in longest else ""


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
