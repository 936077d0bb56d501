"""Papers side by side: what each says on the reader's question, the problem, the approach, the
result, the numbers.

In: paper ids, an optional question. Out: rows of places in a list of citations; every cell quotes
its paper, and is empty where no sentence fits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.parameters import parameters
from rag.answering.roles import Role, roles
from rag.answering.tabled import states
from rag.entities.aliases import short_title
from rag.model.answer import Answer, Citation, Status
from rag.model.paper import Paper
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.ranking import Evidence

MOST_COMPARED = 5  # papers in one comparison
ASPECT_WORDS = 60  # of what a paper says to the reader's question


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A label, and for each paper the indexes of its quotes in the citations."""

    label: str
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The papers in the order they were chosen; no rows where there are fewer than two."""

    papers: tuple[Paper, ...]
    names: tuple[str, ...]
    rows: tuple[ComparisonRow, ...] = ()
    citations: tuple[Citation, ...] = ()

    @property
    def answer(self) -> Answer | None:
        """The citations as an answer, whose sources can be shown."""
        if not self.rows:
            return None
        return Answer(f"Compare {' and '.join(self.names)}", "", Status.ANSWERED, "", self.citations)


def compare_papers(assistant: Assistant, ids: Sequence[str], aspect: str) -> Comparison:
    """At most five papers of the library, compared on `aspect` (may be empty) and by the roles of
    their sentences."""
    composer = Composer(assistant.catalogue)
    rows = [row for i in ids if (row := composer.catalogue.row(i)) is not None][:MOST_COMPARED]
    papers = tuple(composer.catalogue.paper(row) for row in rows)
    names = tuple(short_title(paper.title) for paper in papers)
    if len(papers) < 2:
        return Comparison(papers, names)
    aspect = aspect.strip()
    query = assistant.searcher.query(aspect or " ".join(names))
    found = [score_sentences(composer.catalogue, row, query) for row in rows]
    lines = []
    if aspect:
        using = parameters().routing
        chosen = [
            choose(sentences, query.using.passages, words=ASPECT_WORDS, most=2)
            if states(assistant.searcher, row, query, using)
            else []
            for row, sentences in zip(rows, found, strict=True)
        ]
        lines.append(ComparisonRow(aspect, tuple(_places(composer, cell) for cell in chosen)))
    lines += _by_roles(composer, found, names)
    return Comparison(papers, names, tuple(lines), tuple(composer.citations))


def _by_roles(
    composer: Composer, found: Sequence[Sequence[Evidence]], names: Sequence[str]
) -> Iterator[ComparisonRow]:
    told = [roles(sentences, name) for sentences, name in zip(found, names, strict=True)]
    for role in Role:
        cells = ([fitting[role]] if role in fitting else [] for fitting in told)
        yield ComparisonRow(role, tuple(_places(composer, cell) for cell in cells))


def _places(composer: Composer, sentences: Sequence[Evidence]) -> tuple[int, ...]:
    """Where each sentence stands in the composer's citations."""
    places = []
    for sentence in sentences:
        composer.marker(sentence)
        span = (sentence.paper_id, sentence.start, sentence.end)
        spans = [(c.paper_id, c.start, c.end) for c in composer.citations]
        places.append(spans.index(span))
    return tuple(places)
