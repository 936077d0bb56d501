"""The library as a table: which papers it lists, in which order, a page at a time.

In: an assistant, what is wanted of its papers. Out: papers. Reads only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.answering.assistant import Assistant
from rag.model.paper import Paper, date_order

PAGE_SIZE = 50  # papers on one page of a listing
MOST_SCANNED = 5000  # papers up to which every title is looked at for the words
SEARCHED = 50  # papers that the search adds to those whose title has the words
LONGEST_LOOKED_FOR = 2000  # characters of what the search is asked
SORTABLE = ("title", "authors", "published", "organisation", "upvotes", "text_kind", "sources", "doi")
Narrowing = tuple[str, str]  # a field of SORTABLE and a text that it must hold


@dataclass(frozen=True, slots=True)
class Wanted:
    """The papers that match `query`, all where it is blank; of those only the ones `among` these ids, where
    any are given, and `having` these texts in their fields. Sorted by a field of SORTABLE, else the most
    likely first."""

    query: str = ""
    sort: str = ""
    descending: bool = False
    among: tuple[str, ...] | None = None
    having: tuple[Narrowing, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of papers; pages are counted from 0."""

    papers: tuple[Paper, ...]
    total: int
    page: int
    last_page: int


def list_papers(
    assistant: Assistant, query: str, *, sort: str = "", descending: bool = False, page: int = 0
) -> Listing:
    """A page of the papers that match a query; `page` counts from 0, one beyond the ends is the nearest."""
    return page_of(assistant, Wanted(query, sort, descending), page)


def page_of(assistant: Assistant, wanted: Wanted, page: int) -> Listing:
    """A page of what is wanted; `page` counts from 0, one beyond the ends is the nearest."""
    rows = _rows(assistant, wanted)
    last = max(0, (len(rows) - 1) // PAGE_SIZE)
    page = min(max(page, 0), last)
    shown = rows[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    return Listing(tuple(map(assistant.catalogue.paper, shown)), len(rows), page, last)


def listed_papers(assistant: Assistant, wanted: Wanted) -> list[Paper]:
    """All that is wanted, in its order."""
    return [assistant.catalogue.paper(row) for row in _rows(assistant, wanted)]


def _rows(assistant: Assistant, wanted: Wanted) -> list[int]:
    rows = _matching(assistant, wanted.query)
    if wanted.among is not None:
        among = {assistant.catalogue.row(id_) for id_ in wanted.among}
        rows = [row for row in rows if row in among]
    for field, text in wanted.having:
        rows = [row for row in rows if _holds(assistant.catalogue.paper(row), field, text)]
    if wanted.sort not in SORTABLE:
        return rows
    return _sorted(assistant, rows, wanted.sort, descending=wanted.descending)


def _holds(paper: Paper, field: str, text: str) -> bool:
    """Whether every word of the text stands in the field."""
    value: Any = getattr(paper, field) if field in SORTABLE else None
    whole = " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return all(word in whole.casefold() for word in text.casefold().split())


def _matching(assistant: Assistant, query: str) -> list[int]:
    """Rows of papers whose title, authors or other fields have the words, then those the search finds; it is
    not asked where no paper has, or is called by, any of the words: what is nearest then tells nothing."""
    catalogue = assistant.catalogue
    everything = [int(row) for row in catalogue.snapshot.rows]
    if not query.strip():
        return everything
    words = query.casefold().split()
    having = (
        [r for r in everything if _has(catalogue.paper(r), words)] if len(everything) <= MOST_SCANNED else []
    )
    searcher, asked = assistant.searcher, query[:LONGEST_LOOKED_FOR]
    fits = searcher.query(asked).idf or any(m.paper_ids for m in catalogue.names.lookup(asked))
    ranked = assistant.search(asked, SEARCHED).papers if fits else ()
    found = (catalogue.row(one.paper_id) for one in ranked)
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
