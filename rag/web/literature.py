"""A literature table on the page: papers against questions, each cell quoted or not stated.

In: a table, whether it is still being filled. Out: markup; what stands in it is decided by
rag/answering/literature.py.
"""

from typing import Any

from rag.answering.citations import name_of
from rag.answering.literature import NOT_STATED, Cell, LiteratureRow, LiteratureTable
from rag.web.html import EMPTY, Markup, button, plural, sideways, tag

FILES = {"csv": "CSV", "markdown": "Markdown"}


def literature_view(table: LiteratureTable, *, running: bool = False) -> Markup:
    """The rows that are filled, with how far it is while it is being filled."""
    places = {id(citation): place for place, citation in enumerate(table.citations)}
    head = tag("tr", *(tag("th", text, scope="col") for text in ("Paper", *table.questions)))
    body = (_row(row, places) for row in table.rows)
    grid = tag("table", tag("thead", head), tag("tbody", *body))
    around = tag(
        "div",
        grid,
        class_="table compared literature",
        tabindex="0",
        role="region",
        aria_label="Literature table",
    )
    grid_with_hint = sideways(len(table.questions)) + around if table.rows else EMPTY
    return (_progress(table) if running else _done(table)) + grid_with_hint


def _progress(table: LiteratureTable) -> Markup:
    done: Any = len(table.rows)
    line = tag("p", f"{done:,} of {plural(table.papers, 'paper')} read")
    bar = tag("progress", value=done, max=max(1, table.papers), aria_label="Filling the table")
    return tag("div", line, bar, button("Stop", "halt_table"), class_="report", role="status")


def _done(table: LiteratureTable) -> Markup:
    left = table.papers - len(table.rows)
    told = plural(len(table.rows), "paper") + (f", stopped before {left:,} more" if left else "")
    files = [
        button(label, "export_table", data_format=name, aria_label=f"The table as {label}")
        for name, label in FILES.items()
    ]
    closing = button("Close the table", "close_table")
    return tag("div", tag("p", told, class_="hint", role="status"), *files, closing, class_="shelf-head")


def _row(row: LiteratureRow, places: dict[int, int]) -> Markup:
    title = button(name_of(row.paper), "paper", class_="title", data_paper=row.paper.paper_id)
    cells = (_cell(cell, row, places) for cell in row.cells)
    return tag("tr", tag("th", title, scope="row", title=row.paper.title), *cells)


def _cell(cell: Cell, row: LiteratureRow, places: dict[int, int]) -> Markup:
    if not cell.text:
        return tag("td", NOT_STATED, class_="hint")
    if cell.citation is None:
        return tag("td", cell.text)
    marker = button(
        str(row.number),
        "cite_table",
        class_="mark quoted",
        data_cite=places[id(cell.citation)],
        data_number=row.number,
        aria_label=f"Source {row.number}, quoted: {row.paper.title}",
    )
    return tag("td", tag("q", f"“{cell.text}”"), " ", marker)
