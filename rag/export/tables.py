"""CSV: a row for each paper, with everything that is known of it; other tables as CSV and Markdown.

In: papers, or rows of texts. Out: text with a line of headings. Spreadsheets take a cell that begins with "="
for a formula and run it, so one more blank stands before such a cell.
"""

import csv
import io
import re
from collections.abc import Sequence

from rag.export.plain import one_line
from rag.model.paper import Paper

HEADINGS = (
    "Title",
    "Authors",
    "Published",
    "Venue",
    "DOI",
    "arXiv ID",
    "URL",
    "Organisation",
    "Upvotes",
    "Author count",
    "Text kind",
    "Citations",
    "Retraction",
    "Abstract",
)
_FORMULA = ("=", "+", "-", "@")


def as_csv(papers: Sequence[Paper]) -> str:
    """A row per paper; several authors are set apart by "; "."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADINGS)
    rows.writerows([_cell(value) for value in _row(paper)] for paper in papers)
    return text.getvalue().rstrip("\n")


def _row(paper: Paper) -> tuple[object, ...]:
    return (
        paper.title,
        "; ".join(name.replace(";", ",") for name in paper.authors),
        paper.published,
        paper.venue,
        paper.doi,
        paper.arxiv_id,
        paper.url,
        paper.organisation,
        paper.upvotes,
        paper.author_count,
        paper.text_kind,
        paper.citation_count,
        paper.retraction,
        paper.text,
    )


def _cell(value: object) -> str:
    text = "" if value is None else one_line(str(value))
    return f" {text}" if text.startswith(_FORMULA) else text


def grid_csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts, the first the headings."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().rstrip("\n")


def grid_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts as a table, the first the headings; what Markdown would take for its own is escaped."""
    head, *body = ([_in_markdown(value) for value in row] for row in rows)
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _in_markdown(value: str) -> str:
    return re.sub(r"([\\|`*_\[\]<>])", r"\\\1", one_line(value))
