"""Browsing the library: papers found and sorted, similar papers, papers by year, and example questions.

In: an assistant, what the reader typed. Out: papers and counts. Reads only.
"""

import random
from calendar import month_name
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.answering.assistant import Assistant
from rag.entities.aliases import short_title
from rag.model.errors import AskError
from rag.model.filters import Filters
from rag.model.paper import Paper, date_order
from rag.query.dates import find_dates

PAGE_SIZE = 50  # papers on one page of a listing
SIMILAR = 5
MOST_SCANNED = 5000  # papers up to which every title is looked at for the words
SEARCHED = 50  # papers that the search adds to those whose title has the words
SORTABLE = ("title", "authors", "published", "organisation", "upvotes", "text_kind", "sources", "doi")
SAMPLED = 60  # papers that example questions are drawn from
EXAMPLES = 4
SHORTEST_NAME, LONGEST_NAME = 4, 40  # characters of a name in an example question


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of papers; pages are counted from 0."""

    papers: tuple[Paper, ...]
    total: int
    page: int
    last_page: int


def find_paper(assistant: Assistant, paper_id: str) -> Paper | None:
    """The paper as it is in the library now."""
    row = assistant.catalogue.row(paper_id)
    return None if row is None else assistant.catalogue.paper(row)


def papers_named(assistant: Assistant, name: str) -> list[Paper]:
    """The paper that goes by this name, else the first that the search finds; at most one."""
    try:
        return assistant.catalogue.find(name)[:1]
    except AskError:
        found = assistant.search(name, 1).papers
        return [paper for ranked in found if (paper := find_paper(assistant, ranked.paper_id))]


def list_papers(
    assistant: Assistant, query: str, *, sort: str = "", descending: bool = False, page: int = 0
) -> Listing:
    """The papers that match a query, all of them where it is blank; sorted by a field of SORTABLE, else
    the most likely first. `page` counts from 0; one beyond the ends is the nearest one."""
    catalogue = assistant.catalogue
    rows = _listed(assistant, query, sort, descending=descending)
    last = max(0, (len(rows) - 1) // PAGE_SIZE)
    page = min(max(page, 0), last)
    papers = tuple(catalogue.paper(row) for row in rows[page * PAGE_SIZE : (page + 1) * PAGE_SIZE])
    return Listing(papers, len(rows), page, last)


def listed_papers(
    assistant: Assistant, query: str, *, sort: str = "", descending: bool = False
) -> list[Paper]:
    """All the papers of a listing, in its order."""
    return [assistant.catalogue.paper(row) for row in _listed(assistant, query, sort, descending=descending)]


def _listed(assistant: Assistant, query: str, sort: str, *, descending: bool) -> list[int]:
    rows = _matching(assistant, query)
    return _sorted(assistant, rows, sort, descending=descending) if sort in SORTABLE else rows


def _matching(assistant: Assistant, query: str) -> list[int]:
    """Rows of papers whose title, authors or other fields have the words, then those the search finds."""
    catalogue = assistant.catalogue
    everything = [int(row) for row in catalogue.snapshot.rows]
    if not query.strip():
        return everything
    words = query.casefold().split()
    having = (
        [r for r in everything if _has(catalogue.paper(r), words)] if len(everything) <= MOST_SCANNED else []
    )
    found = (catalogue.row(ranked.paper_id) for ranked in assistant.search(query, SEARCHED).papers)
    return list(dict.fromkeys([*having, *(row for row in found if row is not None)]))


def _has(paper: Paper, words: Sequence[str]) -> bool:
    fields = (paper.title, paper.organisation, paper.published, paper.paper_id, paper.venue, paper.doi)
    text = " ".join(field for field in (*fields, *paper.authors) if field).casefold()
    return all(word in text for word in words)


def _sorted(assistant: Assistant, rows: list[int], field: str, *, descending: bool) -> list[int]:
    """By the field; what lacks it stands last either way."""
    values = {row: _value(assistant, row, field) for row in rows}
    if field == "published":
        values = {row: d and date_order(d, newest_first=descending) for row, d in values.items()}
    having = [row for row in rows if values[row] not in (None, ())]
    lacking = [row for row in rows if values[row] in (None, ())]
    return sorted(having, key=lambda row: values[row], reverse=descending) + lacking


def _value(assistant: Assistant, row: int, field: str) -> Any:
    """What to sort by; the papers of a large library are opened only where it must be."""
    columns = assistant.catalogue.columns[row]
    value: Any = columns[field] if field in columns else getattr(assistant.catalogue.paper(row), field)
    if field == "authors" and value:
        value = value[0].split()[-1]  # as reference lists are sorted: by the family name of the first
    return value.casefold() if isinstance(value, str) else value


def similar_papers(assistant: Assistant, paper_id: str) -> list[Paper]:
    """The papers whose whole text is nearest, the nearest first; none for an unknown id."""
    catalogue = assistant.catalogue
    row = catalogue.row(paper_id)
    if row is None:
        return []
    snapshot = catalogue.snapshot
    near = snapshot.nearest_documents(snapshot.alive, snapshot.document_vector(row), SIMILAR + 1)
    best = [int(r) for r in near if r != row][:SIMILAR]
    return [catalogue.paper(r) for r in best]


def papers_by_year(assistant: Assistant) -> list[tuple[str, int]]:
    """How many papers each year has, the earliest first; those without a date last."""
    found: Counter[str] = Counter()
    for date_, papers in assistant.catalogue.columns.counted("published").items():
        found[str(date_ or "")[:4] or "no date"] += papers
    return sorted(found.items())


def published_range(assistant: Assistant) -> tuple[str, str] | None:
    """The first and the last date of publication, of the precision they have."""
    dates = _dates(assistant)
    return (dates[0], dates[-1]) if dates else None


def _dates(assistant: Assistant) -> list[str]:
    return sorted(str(date_) for date_ in assistant.catalogue.columns.counted("published") if date_)


def filters_from(since: str, until: str, today: date) -> Filters:
    """Dates as a reader writes them ("2024", "March 2025"); AskError where one cannot be read."""
    first = find_dates(f"since {since}", today).since if since.strip() else None
    last = find_dates(f"until {until}", today).until if until.strip() else None
    for typed, found in ((since, first), (until, last)):
        if typed.strip() and found is None:
            raise AskError(f"{typed.strip()[:40]!r} is not a date; write it like 2024, 2024-03 or 2024-03-31")
    return Filters(since=first, until=last)


def question_about(paper: Paper) -> str:
    """A first question about one paper."""
    return f"What does {short_title(paper.title)} do?"


def example_questions(assistant: Assistant) -> list[str]:
    """At most four that the papers answer: a plain question, one by name, a comparison, a list. The
    same until the library changes."""
    catalogue = assistant.catalogue
    rows = [int(r) for r in catalogue.snapshot.rows]
    drawn = random.Random(len(rows)).sample(rows, min(SAMPLED, len(rows)))
    papers = [catalogue.paper(row) for row in drawn]
    asked = [q for p in papers for q in p.questions[:1] if len(q) < 90]
    named = [short_title(p.title) for p in papers if _has_name(p)]
    found = asked[:1] + [f"What is {name} and what does it achieve?" for name in named[:1]]
    if len(named) > 2:
        found.append(f"Compare {named[1]} and {named[2]}")
    by_name = catalogue.columns.counted("organisation").items()
    organisations = Counter({str(name): number for name, number in by_name if name})
    found += [f"Which papers are by {name}?" for name, count in organisations.most_common(1) if count > 1]
    dates = _dates(assistant)
    found += [f"Which papers were published since {_month(dates[-1])}?"] if dates else []
    return found[:EXAMPLES]


def _month(published: str) -> str:
    """ "December 2025"; a year alone stays one."""
    year, _, rest = published.partition("-")
    return f"{month_name[int(rest[:2])]} {year}" if rest[:2].isdecimal() else year


def _has_name(paper: Paper) -> bool:
    name = short_title(paper.title)
    return SHORTEST_NAME <= len(name) <= LONGEST_NAME and len(name.split()) <= 2 and name != paper.title
