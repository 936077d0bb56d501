"""A literature table as a file: CSV, Markdown or JSON.

In: a table. Out: text. In Markdown a quote has the number of its paper, and the papers follow below.
"""

from typing import Any

from rag.answering.citations import name_of
from rag.answering.literature import NOT_STATED, Cell, LiteratureTable
from rag.export.tables import grid_csv, grid_markdown
from rag.model.paper import Paper


def as_csv(table: LiteratureTable) -> str:
    """A row for each paper: its title, date, address, and the cells."""
    head = ["Paper", "Published", "Address", *table.questions]
    rows = [
        [row.paper.title, row.paper.published or "", _address(row.paper), *(_told(c) for c in row.cells)]
        for row in table.rows
    ]
    return grid_csv([head, *rows])


def as_markdown(table: LiteratureTable) -> str:
    """The table, then its papers with their numbers."""
    rows = [[name_of(row.paper), *(_quoted(cell, row.number) for cell in row.cells)] for row in table.rows]
    grid = grid_markdown([["Paper", *table.questions], *rows])
    return "\n".join([grid, "", *map(_source, _numbered(table))])


def as_json(table: LiteratureTable) -> dict[str, Any]:
    """The questions, and of each paper its answers: null where it is not stated."""
    rows = [
        {
            "paper_id": row.paper.paper_id,
            "title": row.paper.title,
            "answers": [_answer(cell) for cell in row.cells],
        }
        for row in table.rows
    ]
    return {"questions": list(table.questions), "rows": rows}


def _answer(cell: Cell) -> dict[str, Any] | None:
    if not cell.text:
        return None
    quoted = cell.citation
    return {"text": cell.text, "start": quoted and quoted.start, "end": quoted and quoted.end}


def _numbered(table: LiteratureTable) -> list[tuple[int, Paper]]:
    return [(row.number, row.paper) for row in table.rows]


def _source(numbered: tuple[int, Paper]) -> str:
    number, paper = numbered
    return f"{number}. {', '.join(filter(None, (paper.title, paper.published, _address(paper))))}"


def _told(cell: Cell) -> str:
    return cell.text or NOT_STATED


def _quoted(cell: Cell, number: int) -> str:
    return f"“{cell.text}” ({number})" if cell.citation else _told(cell)


def _address(paper: Paper) -> str:
    return paper.url or (f"https://doi.org/{paper.doi}" if paper.doi else "")
