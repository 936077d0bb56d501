"""Papers side by side: fields, then what each says of what the reader asks, of the problem, the
approach, the result, the numbers; every cell quotes its paper.

In: paper ids, an optional question. Out: an Answer-like list of citations and HTML.
"""

from collections.abc import Sequence

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.entities.aliases import short_title
from rag.model.answer import Answer, Citation, Status
from rag.model.paper import Paper
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.ranking import Evidence
from rag.web.html import button, esc, plural, tag
from rag.web.roles import Role, roles

MOST = 5
WORDS = 60
AUTHORS = 3  # named; the others are counted
NOT_STATED = "not stated"


def compare(assistant: Assistant, ids: Sequence[str], aspect: str) -> tuple[str, Answer | None]:
    """The table, and its citations as an answer whose sources can be shown."""
    catalogue = assistant.catalogue
    rows = [row for i in ids if (row := catalogue.row(i)) is not None][:MOST]
    if len(rows) < 2:
        more = "two papers" if not rows else "one more paper"
        said = f"Pick {more} to compare: search above, or press Add in the library."
        return chosen(catalogue, rows) + tag("p", said, class_="hint"), None
    composer = Composer(catalogue)
    papers = [catalogue.paper(row) for row in rows]
    table = "".join(_field_rows(papers)) + "".join(_quoted_rows(assistant, composer, rows, aspect.strip()))
    head = "".join(tag("th", esc(short_title(p.title)), scope="col", title=p.title) for p in papers)
    grid = tag("table", tag("thead", tag("tr", '<td class="corner"></td>' + head)) + tag("tbody", table))
    titles = " and ".join(short_title(p.title) for p in papers)
    answer = Answer(f"Compare {titles}", "", Status.ANSWERED, "", tuple(composer.citations))
    around = tag("div", grid, class_="table compared", tabindex="0", role="region", aria_label="Comparison")
    return chosen(catalogue, rows) + around, answer


def chosen(catalogue: Catalogue, rows: Sequence[int]) -> str:
    """The papers that were picked; each can be taken out."""
    chips = []
    for row in rows:
        paper = catalogue.paper(row)
        cross = tag("span", "×", aria_hidden="true")
        chips.append(
            tag(
                "button",
                esc(short_title(paper.title)) + cross,
                type="button",
                class_="chip",
                data_act="choose",
                data_paper=paper.paper_id,
                aria_label=f"Take out {paper.title}",
            )
        )
    return tag("div", "".join(chips), class_="understood") if chips else ""


def _field_rows(papers: Sequence[Paper]) -> list[str]:
    fields: dict[str, list[str | None]] = {
        "Published": [p.published for p in papers],
        "Organisation": [p.organisation for p in papers],
        "Authors": [_authors(p) for p in papers],
    }
    return [
        tag("tr", tag("th", name, scope="row") + "".join(_field(v) for v in values))
        for name, values in fields.items()
    ]


def _field(value: str | None) -> str:
    return tag("td", esc(value)) if value else tag("td", NOT_STATED, class_="hint")


def _authors(paper: Paper) -> str | None:
    """ "A. One, B. Two, C. Three and 4 others"; how many where the names are not known."""
    count = max(paper.author_count or 0, len(paper.authors))
    if not paper.authors:
        return plural(count, "author") if count else None
    named = ", ".join(paper.authors[:AUTHORS])
    others = count - len(paper.authors[:AUTHORS])
    return f"{named} and {plural(others, 'other')}" if others > 0 else named


def _quoted_rows(assistant: Assistant, composer: Composer, rows: Sequence[int], aspect: str) -> list[str]:
    papers = [composer.catalogue.paper(row) for row in rows]
    names = [short_title(paper.title) for paper in papers]
    query = assistant.searcher.query(aspect or " ".join(names))
    found = [score_sentences(composer.catalogue, row, query) for row in rows]
    lines = []
    if aspect:
        cells = [_cell(composer, choose(sentences, words=WORDS, most=2)) for sentences in found]
        lines.append(_line(aspect, cells))
    told = [roles(sentences, name) for sentences, name in zip(found, names, strict=True)]
    for role in Role:
        cells = [_cell(composer, [chosen[role]] if role in chosen else []) for chosen in told]
        lines.append(_line(role, cells))
    return lines


def _line(label: str, cells: Sequence[str]) -> str:
    return tag("tr", tag("th", esc(label), scope="row") + "".join(cells))


def _cell(composer: Composer, sentences: Sequence[Evidence]) -> str:
    if not sentences:
        return tag("td", NOT_STATED, class_="hint")
    pieces = []
    for sentence in sentences:
        composer.marker(sentence)
        place = next(n for n, c in enumerate(composer.citations) if _same(c, sentence))
        pieces.append(tag("q", f"“{esc(sentence.text)}”") + _marker(composer.citations[place], place))
    return tag("td", " ".join(pieces))


def _same(citation: Citation, sentence: Evidence) -> bool:
    return (citation.paper_id, citation.start, citation.end) == (
        sentence.paper_id,
        sentence.start,
        sentence.end,
    )


def _marker(citation: Citation, place: int) -> str:
    return button(
        str(citation.number),
        "cite_compared",
        class_="mark quoted",
        data_cite=place,
        data_number=citation.number,
        aria_label=f"Source {citation.number}, quoted: {citation.title}",
    )
