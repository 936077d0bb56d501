"""Papers side by side: their fields, then what each says; every cell quotes its paper.

In: a comparison. Out: markup; which sentences stand in it is decided by rag/answering/comparison.py.
"""

from collections.abc import Sequence

from rag.answering.comparison import MOST_COMPARED, Comparison
from rag.model.answer import Citation
from rag.model.paper import Paper
from rag.web.html import EMPTY, Markup, button, plural, sideways, tag

MOST_AUTHORS_NAMED = 3  # named; the others are counted
LONGEST_NAMED = 80  # characters of a name that is told of
_NOT_STATED = tag("td", "not stated", class_="hint")


def comparison_view(compared: Comparison) -> Markup:
    """The papers that were picked, and the table once there are two."""
    picked = _picked(compared)
    if not compared.rows:
        more = "two papers" if not compared.papers else "one more paper"
        hint = f"Pick {more} to compare: search above, or press Add in the library."
        return picked + tag("p", hint, class_="hint")
    named = zip(compared.papers, compared.names, strict=True)
    head = tag(
        "tr", tag("td", class_="corner"), *(tag("th", n, scope="col", title=p.title) for p, n in named)
    )
    grid = tag("table", tag("thead", head), tag("tbody", *_field_rows(compared.papers), *_quotes(compared)))
    table = tag("div", grid, class_="table compared", tabindex="0", role="region", aria_label="Comparison")
    return picked + sideways(len(compared.papers)) + table


def none_called(name: str, near: Sequence[Paper]) -> Markup:
    """That no paper goes by the name; those that may be meant can be pressed."""
    told = f"No paper is called {name[:LONGEST_NAMED]!r}; "
    if not near:
        return tag("p", told, "try its name or a few words of its title.", class_="problem", role="alert")
    offered = [button(paper.title, "choose", data_paper=paper.paper_id) for paper in near]
    return tag("p", told, "did you mean ", Markup(" ").join(offered), class_="problem", role="alert")


def taken_for(name: str, paper: Paper) -> Markup:
    """Which paper a name was taken for that is not surely its own."""
    told = f"No paper is called just {name[:LONGEST_NAMED]!r}: it was taken for {paper.title}. "
    return tag("p", told, class_="note", role="status")


def pushed_out(papers: Sequence[Paper]) -> Markup:
    """Which papers had to make room; nothing where none had."""
    if not papers:
        return EMPTY
    titles = "; ".join(paper.title for paper in papers)
    told = f"At most {MOST_COMPARED} papers are compared: left out is now {titles}."
    return tag("p", told, class_="note", role="status")


def _picked(compared: Comparison) -> Markup:
    """The papers that were picked; each can be taken out."""
    chips = [
        button(
            name,
            "choose",
            tag("span", "×", aria_hidden="true"),
            class_="chip",
            data_paper=paper.paper_id,
            aria_label=f"Remove {paper.title} from the comparison",
        )
        for paper, name in zip(compared.papers, compared.names, strict=True)
    ]
    only = button("Ask only these", "only", data_within="comparison")
    return tag("div", *chips, only, class_="understood") if chips else EMPTY


def _field_rows(papers: Sequence[Paper]) -> list[Markup]:
    fields: dict[str, list[str | None]] = {
        "Published": [p.published for p in papers],
        "Venue": [p.venue for p in papers],
        "Organisation": [p.organisation for p in papers],
        "Authors": [_authors(p) for p in papers],
        **({"Standing": [p.retraction for p in papers]} if any(p.retracted for p in papers) else {}),
    }
    return [
        _row(name, [tag("td", v) if v else _NOT_STATED for v in values]) for name, values in fields.items()
    ]


def _authors(paper: Paper) -> str | None:
    """ "A. One, B. Two, C. Three and 4 others"; how many where the names are not known."""
    if not paper.authors:
        return plural(paper.author_count, "author") if paper.author_count else None
    named = paper.authors[:MOST_AUTHORS_NAMED]
    if paper.author_count is None:
        return f"{', '.join(named)} and others"
    others = max(paper.author_count, len(paper.authors)) - len(named)
    return ", ".join(named) + (f" and {plural(others, 'other')}" if others else "")


def _quotes(compared: Comparison) -> list[Markup]:
    return [_row(row.label, [_cell(compared.citations, c) for c in row.cells]) for row in compared.rows]


def _row(label: str, cells: Sequence[Markup]) -> Markup:
    return tag("tr", tag("th", label, scope="row"), *cells)


def _cell(citations: Sequence[Citation], places: Sequence[int]) -> Markup:
    if not places:
        return _NOT_STATED
    quoted = [tag("q", f"“{citations[p].quote}”") + _marker(citations[p], p) for p in places]
    return tag("td", Markup(" ").join(quoted))


def _marker(citation: Citation, place: int) -> Markup:
    return button(
        str(citation.number),
        "cite_compared",
        class_="mark quoted",
        data_cite=place,
        data_number=citation.number,
        aria_label=f"Source {citation.number}, quoted: {citation.title}",
    )
