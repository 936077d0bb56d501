"""The library on the page: a table to search, sort and narrow, a page per paper, papers by year.

In: an assistant, what the reader wants to see, tags. Out: markup. Never writes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.assistant import Assistant
from rag.answering.browse import find_paper, papers_by_year, published_range, similar_papers
from rag.answering.shelved import Listing, Narrowing, Wanted, page_of
from rag.answering.tagged import tags_on
from rag.ingest.tags import Tags
from rag.model.paper import Paper, shown_kind
from rag.web.export_menu import export_menu
from rag.web.html import EMPTY, Markup, button, plural, sideways, tag
from rag.web.selecting import tag_line
from rag.web.sources import paper_facts

LONGEST_TEXT = 200  # characters that a column is looked through for
NO_TAGS: Tags = {}
COLUMNS = {
    "title": "Title",
    "authors": "Authors",
    "published": "Date",
    "organisation": "Organisation",
    "upvotes": "Upvotes",
    "text_kind": "Kind",
    "sources": "Sources",
    "doi": "DOI",
}


@dataclass(frozen=True, slots=True)
class TableState:
    """What the table shows."""

    query: str = ""
    sort: str = ""
    down: bool = False
    page: int = 0
    tag: str = ""
    having: tuple[Narrowing, ...] = ()  # texts that columns must hold

    def sorted_by(self, column: str) -> "TableState":
        """The other way round when it is sorted by this already."""
        if column not in COLUMNS:
            return self
        first_down = column in ("published", "upvotes")
        down = not self.down if column == self.sort else first_down
        return replace(self, sort=column, down=down, page=0)

    def narrowed(self, column: str, text: str) -> "TableState":
        """Only papers that have the text in a column; all again where it is empty."""
        if column not in COLUMNS:
            return self
        kept = [one for one in self.having if one[0] != column]
        text = " ".join(text.split())[:LONGEST_TEXT]
        return replace(self, page=0, having=tuple([*kept, (column, text)] if text else kept))

    @property
    def is_part(self) -> bool:
        """Whether it shows only a part of the library."""
        return bool(self.query or self.tag or self.having)

    def wanted(self, tags: Tags) -> Wanted:
        """The papers that it shows."""
        among = tags.get(self.tag, ()) if self.tag else None
        return Wanted(self.query, self.sort, self.down, among, self.having)


@dataclass(frozen=True, slots=True)
class Marked:
    """What of the table is marked: the papers that are compared and picked, by id; `narrowing`: whether the
    row of filters is open."""

    chosen: Sequence[str] = ()
    picked: Sequence[str] = ()
    narrowing: bool = False


def table(
    assistant: Assistant, state: TableState, marked: Marked | None = None, tags: Tags = NO_TAGS
) -> Markup:
    """The papers that fit, one page of them."""
    marked = marked or Marked(narrowing=bool(state.having))
    found = page_of(assistant, state.wanted(tags), state.page)
    if not found.papers and not state.is_part:
        return tag("p", _NO_PAPERS, class_="hint")
    head = tag("tr", _PICK, *(_header(name, label, state) for name, label in COLUMNS.items()), _COMPARE)
    rows = (
        _row(
            p,
            tags_on(tags, p.paper_id),
            compared=p.paper_id in marked.chosen,
            picked=p.paper_id in marked.picked,
        )
        for p in found.papers
    )
    body = rows if found.papers else [tag("tr", tag("td", _NOTHING_FITS, colspan=len(COLUMNS) + 2))]
    grid = tag("table", tag("thead", head, _narrowing(state, shown=marked.narrowing)), tag("tbody", *body))
    around = tag("div", grid, class_="table shelved", tabindex="0", role="region", aria_label="Papers")
    above = tag("div", *_above(found, state, marked), class_="shelf-head")
    return above + _tag_row(tags, state.tag) + sideways(0) + around + _pager(found.page, found.last_page)


def _above(found: Listing, state: TableState, marked: Marked) -> Iterator[Markup]:
    """How many there are, and what can be done with all of them."""
    order = " found, the most likely first" if state.query and not state.sort else ""
    told = plural(found.total, "paper") + order if found.total else "No paper found"
    yield tag("p", told, class_="hint", role="status")
    if found.total:
        yield button("Select all", "mark_all", title="For tags, files, a table, or questions to these alone")
    if state.is_part and found.total:
        yield button("Ask only these", "only", title="Questions are then answered from these papers alone")
    yield button("Filter columns", "sieve", aria_pressed="true" if marked.narrowing else "false")
    yield export_menu("export_shelf", "These papers")


def _tag_row(tags: Tags, shown: str) -> Markup:
    """A button for each tag, which shows its papers, and all of them again."""
    chips = (
        button(
            f"{name} ({len(ids):,})",
            "tagged",
            class_="chip",
            data_tag="" if name == shown else name,
            aria_pressed="true" if name == shown else "false",
        )
        for name, ids in tags.items()
    )
    lead = tag("span", "Tags", class_="lead")
    return tag("div", lead, *chips, class_="understood", role="group", aria_label="Tags") if tags else EMPTY


def _narrowing(state: TableState, *, shown: bool) -> Markup:
    """A field below each heading; only papers that have its text in the column are shown."""
    having = dict(state.having)
    fields = (
        tag("td", _FIELD.format(column=name, label=label, text=having.get(name, "")))
        for name, label in COLUMNS.items()
    )
    return tag("tr", tag("td"), *fields, tag("td"), class_="sieve", hidden=not shown)


_FIELD = Markup(
    '<input class="column-text" data-column="{column}" value="{text}" aria-label="Only with this in {label}" '
    'placeholder="Filter">'
)


_NOTHING_FITS = "No paper fits; search for something else."
_NO_PAPERS = "No papers yet; add some above."
_COMPARE = tag("th", "Compare", scope="col")
_PICK = tag("th", tag("span", "Selected", class_="unseen"), scope="col")


def _header(name: str, label: str, state: TableState) -> Markup:
    sort = ("descending" if state.down else "ascending") if state.sort == name else "none"
    arrow = {"descending": " ↓", "ascending": " ↑", "none": ""}[sort]
    return tag(
        "th", button(label + arrow, "sort", class_="sort", data_column=name), scope="col", aria_sort=sort
    )


def _row(paper: Paper, tags: Sequence[str], *, compared: bool, picked: bool) -> Markup:
    title = button(paper.title, "paper", class_="title", data_paper=paper.paper_id)
    given = tag("div", *(tag("span", name, class_="kind") for name in tags), class_="facts")
    pick = _BOX.format(paper=paper.paper_id, title=paper.title, on=Markup("checked") if picked else EMPTY)
    upvotes = "–" if paper.upvotes is None else f"{paper.upvotes:,}"
    return tag(
        "tr",
        tag("td", pick, class_="pick"),
        tag(
            "td",
            title,
            tag("span", "Retracted", class_="retracted") if paper.retracted else EMPTY,
            given if tags else EMPTY,
            class_="wide",
        ),
        tag("td", _authors(paper), class_="from"),
        tag("td", paper.published or "–", class_="short"),
        tag("td", paper.organisation or "–"),
        tag("td", upvotes, class_="figure", data_label="Upvotes"),
        tag("td", shown_kind(paper.text_kind), class_="short"),
        tag("td", ", ".join(paper.sources), class_="from"),
        tag("td", paper.doi or "–", class_="from"),
        tag("td", compare_button(paper, "shelf", "Added" if compared else "Add", compared=compared)),
    )


_BOX = Markup(
    '<input type="checkbox" data-act="mark" data-paper="{paper}" aria-label="Select: {title}" {on}>'
)


def _authors(paper: Paper) -> str:
    """ "Ada Moss and others"; how many where nobody is named."""
    if not paper.authors:
        return plural(paper.author_count, "author") if paper.author_count else "–"
    return paper.byline


def compare_button(paper: Paper, within: str, label: str, *, compared: bool) -> Markup:
    """Takes a paper into the comparison or out of it; `within` is the part of the page it is on."""
    return button(
        label,
        "choose",
        data_paper=paper.paper_id,
        data_within=within,
        aria_pressed="true" if compared else "false",
        aria_label=f"{label}: {paper.title}",
    )


def _pager(page: int, last: int) -> Markup:
    if not last:
        return EMPTY
    before = button("Previous", "page", data_page=page - 1, disabled=page == 0)
    after = button("Next", "page", data_page=page + 1, disabled=page == last)
    where = tag("span", f"Page {page + 1} of {last + 1}")
    return tag("nav", before, where, after, class_="pager", aria_label="Pages")


def paper_page(
    assistant: Assistant, paper_id: str, tags: Tags = NO_TAGS, *, sure: bool = False, compared: bool = False
) -> Markup:
    """All that is known of a paper, with what one can do; `sure` asks before it is removed."""
    paper = find_paper(assistant, paper_id)
    if paper is None:
        return tag("p", "This paper is no longer in the library.", class_="hint") + button("Back", "shelf")
    acts = [
        button("Ask about this paper", "about", class_="strong", data_paper=paper_id),
        compare_button(paper, "paper", "In comparison" if compared else "Compare", compared=compared),
        *_removal(paper_id, sure=sure),
    ]
    origin = f"{shown_kind(paper.text_kind).capitalize()} from {', '.join(paper.sources)}"
    return tag(
        "article",
        button("← All papers", "shelf"),
        tag("h2", paper.title),
        tag("p", paper_facts(paper), class_="facts"),
        tag("div", *acts, class_="acts"),
        tag_line(tags, tags_on(tags, paper_id), paper=paper_id),
        export_menu("export_paper", "This paper", paper=paper_id),
        tag("p", paper.text, class_="reading"),
        tag("p", origin, class_="hint"),
        tag("h3", "Similar papers"),
        tag("ul", *(_like(p) for p in similar_papers(assistant, paper_id)), class_="similar"),
        class_="paper",
    )


def _removal(paper_id: str, *, sure: bool) -> list[Markup]:
    if not sure:
        return [button("Remove…", "paper", data_paper=paper_id, data_sure="yes")]
    return [
        tag("span", "Remove it from the library?", class_="hint", role="alert"),
        button("Yes, remove", "remove", class_="danger", data_paper=paper_id),
        button("Keep it", "paper", data_paper=paper_id),
    ]


def _like(paper: Paper) -> Markup:
    return tag("li", button(paper.title, "paper", class_="title", data_paper=paper.paper_id))


def years(assistant: Assistant) -> Markup:
    """How many papers each year has."""
    counts = papers_by_year(assistant)
    if not counts:
        return EMPTY
    most = max(count for _, count in counts)
    bars = (_bar(year, count, max(2, round(100 * count / most))) for year, count in counts)
    title = tag("h2", "Papers by year", class_="small")
    return tag("section", title, tag("ul", *bars), class_="years")


def _bar(year: str, count: int, percent: int) -> Markup:
    return tag(
        "li",
        _year(year),
        tag("span", class_="bar", style=f"width:{percent}%"),
        tag("span", f"{count:,}", class_="figure"),
    )


def _year(year: str) -> Markup:
    """The year, which shows its papers when it is pressed."""
    if not year.isdecimal():
        return tag("span", year, class_="year")
    return button(year, "year", class_="year", data_year=year, aria_label=f"{year}: show its papers")


def library_summary(assistant: Assistant) -> str:
    """How many papers, and from when to when."""
    dates = published_range(assistant)
    span = f", {dates[0][:7]} to {dates[1][:7]}" if dates else ""
    return plural(len(assistant.catalogue), "paper") + span
