"""CSV: a row for each paper, with everything that is known of it.

In: papers. Out: text with a line of headings. Spreadsheets take a cell that begins with "=" for a formula and
run it, so one more blank stands before such a cell.
"""

import csv
import io
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
