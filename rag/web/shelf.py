"""The library on the page: a table to search and sort, a page per paper, papers by year.

In: an assistant's catalogue, what the reader wants to see. Out: HTML. Never writes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.answering.assistant import Assistant
from rag.model.paper import Paper
from rag.retrieval.catalogue import Catalogue
from rag.web.html import button, esc, plural, tag
from rag.web.sources import facts

ROWS = 50  # papers on one screen
SIMILAR = 5
SCANNED = 5000  # papers up to which every title is looked at for the words
SEARCHED = 50  # papers that the search adds to those whose title has the words
COLUMNS = {
    "title": "Title",
    "published": "Date",
    "organisation": "Organisation",
    "upvotes": "Upvotes",
    "text_kind": "Kind",
    "sources": "Sources",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the table shows."""

    query: str = ""
    sort: str = ""
    down: bool = False
    page: int = 0

    def sorted_by(self, column: str) -> "Wanted":
        """The other way round when it is sorted by this already."""
        if column not in COLUMNS:
            return self
        first_down = column in ("published", "upvotes")
        down = not self.down if column == self.sort else first_down
        return Wanted(self.query, column, down)


def table(assistant: Assistant, wanted: Wanted, chosen: Sequence[str] = ()) -> str:
    """The papers that fit, one screen of them."""
    catalogue = assistant.catalogue
    rows = _sorted(catalogue, _fitting(assistant, catalogue, wanted.query), wanted)
    last = max(0, (len(rows) - 1) // ROWS)
    page = min(max(wanted.page, 0), last)
    papers = [catalogue.paper(row) for row in rows[page * ROWS : (page + 1) * ROWS]]
    if not papers:
        said = (
            "No paper fits; search for something else." if wanted.query else "No papers yet; add some below."
        )
        return tag("p", said, class_="hint")
    head = tag("tr", "".join(_header(name, label, wanted) for name, label in COLUMNS.items()) + _COMPARE)
    body = "".join(_row(p, compared=p.paper_id in chosen) for p in papers)
    count = f"{plural(len(rows), 'paper')}" + (
        " found, the likeliest first" if wanted.query and not wanted.sort else ""
    )
    grid = tag("table", tag("thead", head) + tag("tbody", body))
    around = tag("div", grid, class_="table", tabindex="0", role="region", aria_label="Papers")
    return tag("p", count, class_="hint", role="status") + around + _pager(page, last)


_COMPARE = tag("th", "Compare", scope="col")


def _fitting(assistant: Assistant, catalogue: Catalogue, query: str) -> list[int]:
    """Rows of papers whose title or organisation has the words, then those the search finds."""
    everything = [int(row) for row in catalogue.snapshot.rows]
    if not query.strip():
        return everything
    words = query.casefold().split()
    having = [r for r in everything if _has(catalogue.paper(r), words)] if len(everything) <= SCANNED else []
    found = (catalogue.row(ranked.paper_id) for ranked in assistant.search(query, SEARCHED).papers)
    return list(dict.fromkeys([*having, *(row for row in found if row is not None)]))


def _has(paper: Paper, words: Sequence[str]) -> bool:
    text = f"{paper.title} {paper.organisation or ''} {paper.published or ''} {paper.paper_id}".casefold()
    return all(word in text for word in words)


def _sorted(catalogue: Catalogue, rows: list[int], wanted: Wanted) -> list[int]:
    """By the column; what lacks it stands last either way."""
    if wanted.sort not in COLUMNS:
        return rows
    values = {row: _value(catalogue, row, wanted.sort) for row in rows}
    having = [row for row in rows if values[row] not in (None, ())]
    lacking = [row for row in rows if values[row] in (None, ())]
    return sorted(having, key=lambda row: values[row], reverse=wanted.down) + lacking


def _value(catalogue: Catalogue, row: int, column: str) -> Any:
    """What to sort by; the papers of a large library are opened only where it must be."""
    columns = catalogue.columns.get(row, {})
    value = columns[column] if column in columns else getattr(catalogue.paper(row), column)
    return value.casefold() if isinstance(value, str) else value


def _header(name: str, label: str, wanted: Wanted) -> str:
    sort = ("descending" if wanted.down else "ascending") if wanted.sort == name else "none"
    arrow = {"descending": " ↓", "ascending": " ↑", "none": ""}[sort]
    return tag(
        "th", button(label + arrow, "sort", class_="sort", data_column=name), scope="col", aria_sort=sort
    )


def _row(paper: Paper, *, compared: bool) -> str:
    cells = [
        tag("td", button(paper.title, "paper", class_="title", data_paper=paper.paper_id), class_="wide"),
        tag("td", esc(paper.published or "–"), class_="short"),
        tag("td", esc(paper.organisation or "–")),
        tag(
            "td",
            "–" if paper.upvotes is None else f"{paper.upvotes:,}",
            class_="figure",
            data_label="Upvotes",
        ),
        tag("td", esc(paper.text_kind), class_="short"),
        tag("td", esc(", ".join(paper.sources)), class_="from"),
        tag("td", compare_button(paper, "shelf", "Added" if compared else "Add", compared=compared)),
    ]
    return tag("tr", "".join(cells))


def compare_button(paper: Paper, within: str, label: str, *, compared: bool) -> str:
    """Takes a paper into the comparison or out of it; `within` is the part of the page it is on."""
    return button(
        label,
        "choose",
        data_paper=paper.paper_id,
        data_within=within,
        aria_pressed="true" if compared else "false",
        aria_label=f"{label}: {paper.title}",
    )


def _pager(page: int, last: int) -> str:
    if not last:
        return ""
    before = button("Previous", "page", data_page=page - 1, disabled=page == 0)
    after = button("Next", "page", data_page=page + 1, disabled=page == last)
    return tag(
        "nav",
        f"{before}<span>Page {page + 1} of {last + 1}</span>{after}",
        class_="pager",
        aria_label="Pages",
    )


def paper_page(assistant: Assistant, paper_id: str, *, sure: bool = False, compared: bool = False) -> str:
    """All that is known of a paper, with what one can do; `sure` asks before it is removed."""
    catalogue = assistant.catalogue
    row = catalogue.row(paper_id)
    if row is None:
        return tag("p", "This paper is no longer in the library.", class_="hint") + button("Back", "shelf")
    paper = catalogue.paper(row)
    acts = [
        button("Ask about this paper", "about", class_="strong", data_paper=paper_id),
        compare_button(paper, "paper", "In comparison" if compared else "Compare", compared=compared),
        button("BibTeX", "paper_bibtex", data_paper=paper_id),
    ]
    if sure:
        acts.append(tag("span", "Remove it from the library?", class_="hint", role="alert"))
        acts.append(button("Yes, remove", "remove", class_="danger", data_paper=paper_id))
        acts.append(button("Keep it", "paper", data_paper=paper_id))
    else:
        acts.append(button("Remove…", "paper", data_paper=paper_id, data_sure="yes"))
    from_ = tag(
        "p", f"{esc(paper.text_kind.capitalize())} from {esc(', '.join(paper.sources))}", class_="hint"
    )
    inside = [
        button("← All papers", "shelf"),
        tag("h2", esc(paper.title)),
        tag("p", facts(paper), class_="facts"),
        tag("div", "".join(acts), class_="acts"),
        tag("p", esc(paper.text), class_="reading"),
        from_,
        tag("h3", "Similar papers"),
        tag("ul", "".join(_like(p) for p in similar(catalogue, row)), class_="similar"),
    ]
    return tag("article", "".join(inside), class_="paper")


def _like(paper: Paper) -> str:
    return tag("li", button(paper.title, "paper", class_="title", data_paper=paper.paper_id))


def similar(catalogue: Catalogue, row: int) -> list[Paper]:
    """The papers whose whole text is nearest."""
    near = catalogue.snapshot.document_scores(catalogue.snapshot.document_vector(row))
    near = np.where(catalogue.snapshot.alive, near, -np.inf)
    near[row] = -np.inf
    best = [int(r) for r in np.argsort(-near)[:SIMILAR] if np.isfinite(near[r])]
    return [catalogue.paper(r) for r in best]


def years(catalogue: Catalogue) -> str:
    """How many papers each year has."""
    found = [str(c.get("published") or "")[:4] or "no date" for c in catalogue.columns.values()]
    counts = sorted(Counter(found).items())
    if not counts:
        return ""
    most = max(count for _, count in counts)
    bars = [
        tag(
            "li",
            tag("span", esc(year), class_="year")
            + tag("span", "", class_="bar", style=f"width:{max(2, round(100 * count / most))}%")
            + tag("span", f"{count:,}", class_="figure"),
        )
        for year, count in counts
    ]
    return tag(
        "section", tag("h2", "Papers by year", class_="small") + tag("ul", "".join(bars)), class_="years"
    )


def sum_up(catalogue: Catalogue) -> str:
    """How many papers, and from when to when."""
    dates = sorted(str(c["published"]) for c in catalogue.columns.values() if c.get("published"))
    span = f", {dates[0][:7]} to {dates[-1][:7]}" if dates else ""
    return plural(len(catalogue), "paper") + span
