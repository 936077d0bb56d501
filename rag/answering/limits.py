"""What the limits of a question leave out: papers it names, and those that would answer without them.

In: a query with filters, rows that do not pass them. Out: a sentence for the reader.
"""

from collections.abc import Sequence

from rag.answering.citations import name_of
from rag.model.paper import Paper
from rag.model.query import ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.text.prose import plural, spoken_list

NAMED = 3  # papers that are named, of those that are left out


def outside(catalogue: Catalogue, query: ParsedQuery, rows: Sequence[int]) -> str:
    """What to say of papers that are named but do not pass: "GaLore is from 2024-03, outside your limit"."""
    papers = [catalogue.paper(row) for row in rows]
    if len(papers) > 1:
        return f"{_named(papers)} are outside your {_limits(query)}."
    (paper,) = papers
    if not (query.filters.since or query.filters.until):
        return f"{name_of(paper)} is outside your {_limits(query)}."
    if paper.published is None:
        return f"{name_of(paper)} has no date, so it is outside your {_limits(query)}."
    return f"{name_of(paper)} is from {paper.published}, outside your {_limits(query)}."


def without_limits(catalogue: Catalogue, query: ParsedQuery, rows: Sequence[int]) -> str:
    """No paper within the limits answers, but these would without them."""
    papers = [catalogue.paper(row) for row in rows]
    would = (
        f"Without {'it' if len(query.filters.active()) == 1 else 'them'} {plural(len(rows), 'paper')} would"
    )
    return f"No paper within your {_limits(query)} answers this. {would}: {_named(papers)}."


def _limits(query: ParsedQuery) -> str:
    described = query.filters.describe()
    return f"{'limit' if len(described) == 1 else 'limits'} ({', '.join(described)})"


def _named(papers: Sequence[Paper]) -> str:
    """The first few with their dates, and how many more there are."""
    shown = [f"{name_of(paper)} ({paper.published or 'no date'})" for paper in papers[:NAMED]]
    more = len(papers) - len(shown)
    return spoken_list([*shown, f"{more:,} more"] if more else shown)
