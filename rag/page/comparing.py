"""Papers side by side: fields, then what each says of the problem, the idea, the result, or of
what the reader asks; every cell quotes its paper.

In: paper ids, an optional question. Out: an Answer-like list of citations and HTML.
"""

from collections.abc import Sequence

from rag.answer import Answer, Citation, Status
from rag.assistant import Assistant
from rag.catalogue import Catalogue
from rag.compose import Composer
from rag.evidence import Evidence, Move, choose, evidence
from rag.page.html import button, esc, tag
from rag.papers import Paper
from rag.question.coined import short_title

MOST = 5
WORDS = 60
MOVES = {Move.PROBLEM: "Problem", Move.IDEA: "Idea", Move.RESULT: "Result"}


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
    fields: dict[str, list[str | int | None]] = {
        "Published": [p.published for p in papers],
        "Organisation": [p.organisation for p in papers],
        "Authors": [p.author_count or len(p.authors) or None for p in papers],
    }
    return [
        tag("tr", tag("th", name, scope="row") + "".join(tag("td", esc(v or "–")) for v in values))
        for name, values in fields.items()
        if any(values)
    ]


def _quoted_rows(assistant: Assistant, composer: Composer, rows: Sequence[int], aspect: str) -> list[str]:
    names = [short_title(composer.catalogue.paper(row).title) for row in rows]
    query = assistant.searcher.query(aspect or " ".join(names))
    found = [evidence(composer.catalogue, row, query) for row in rows]
    lines = []
    most = 2 if aspect else 1
    cells = [_cell(composer, choose(sentences, words=WORDS, most=most)) for sentences in found]
    lines.append(_line(aspect or "In short", cells))
    for move, label in MOVES.items():
        best = [_best(sentences, move) for sentences in found]
        if any(best):
            lines.append(_line(label, [_cell(composer, [b] if b else []) for b in best]))
    return lines


def _best(sentences: Sequence[Evidence], move: Move) -> Evidence | None:
    of_move = [s for s in sentences if s.move is move]
    return max(of_move, key=lambda s: s.score, default=None)


def _line(label: str, cells: Sequence[str]) -> str:
    return tag("tr", tag("th", esc(label), scope="row") + "".join(cells))


def _cell(composer: Composer, sentences: Sequence[Evidence]) -> str:
    if not sentences:
        return tag("td", "no sentence of this kind", class_="hint")
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
