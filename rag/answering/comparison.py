"""Papers side by side: what each says on the reader's question, the problem, the approach, the
result, the numbers.

In: paper ids, an optional question. Out: rows of places in a list of citations; every cell quotes
its paper, and is empty where no sentence fits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.entities.aliases import short_title
from rag.model.answer import Answer, Citation, Status
from rag.model.paper import Paper
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.ranking import Evidence, Move

MOST_COMPARED = 5  # papers in one comparison
ASPECT_WORDS = 60  # of what a paper says to the reader's question
LEAST_FIT = 0.2  # what a sentence must fit to stand for a role
REPEAT_COST = 0.7  # what it costs when one sentence stands for two roles
SENTENCES_CONSIDERED = 20  # sentences; an abstract has some ten
# "12", "3.5", "100K", "7B", but not years, "(1)" or the digits of names ("T5", "GPT-4", "UL2 2")
_FIGURE = re.compile(
    r"(?<![\w.(-])(?!(?:19|20)\d\d\b)(?:\d+[.,]\d+|\d{2,}|\d+(?=\s?(?:[KMBT]\b|[mb]illion)))(?![\w-]*-bit)"
)
_MEASURED = re.compile(r"\d\s?(?:%|x\b|×|times\b|points?\b|percent)|\b(?:half|twice|double|triple)\b", re.I)
_DOES = re.compile(
    r"\b(?:us(?:es?|ing)|combin\w+|adopts?|adds?|casts?|learns?|builds?|replac\w+|optimi[sz]\w+|consists?"
    r"|components?|framework|method|modules?|stages?|introduc\w+|propos\w+|by \w+ing)\b",
    re.I,
)
_ASIDE = re.compile(r"https?:|\b(?:code|checkpoints?|released?|available|hoped?|future work)\b", re.I)


class Role(StrEnum):
    """What a reader compares papers on."""

    PROBLEM = "Problem"
    APPROACH = "Approach"
    RESULT = "Result"
    NUMBERS = "Numbers"


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
    query = assistant.searcher.query(aspect.strip() or " ".join(names))
    found = [score_sentences(composer.catalogue, row, query) for row in rows]
    lines = _rows(composer, found, names, aspect.strip())
    return Comparison(papers, names, lines, tuple(composer.citations))


def _rows(
    composer: Composer, found: Sequence[Sequence[Evidence]], names: Sequence[str], aspect: str
) -> tuple[ComparisonRow, ...]:
    lines = []
    if aspect:
        chosen = [choose(sentences, words=ASPECT_WORDS, most=2) for sentences in found]
        lines.append(ComparisonRow(aspect, tuple(_places(composer, cell) for cell in chosen)))
    by_paper = [roles(sentences, name) for sentences, name in zip(found, names, strict=True)]
    for role in Role:
        cells = ([fitting[role]] if role in fitting else [] for fitting in by_paper)
        lines.append(ComparisonRow(role, tuple(_places(composer, cell) for cell in cells)))
    return tuple(lines)


def _places(composer: Composer, sentences: Sequence[Evidence]) -> tuple[int, ...]:
    """Where each sentence stands in the composer's citations."""
    places = []
    for sentence in sentences:
        composer.marker(sentence)
        span = (sentence.paper_id, sentence.start, sentence.end)
        spans = [(c.paper_id, c.start, c.end) for c in composer.citations]
        places.append(spans.index(span))
    return tuple(places)


def roles(sentences: Sequence[Evidence], name: str) -> dict[Role, Evidence]:
    """The sentences for each role that together fit best; `name` is what the paper calls its work."""
    sentences = sentences[:SENTENCES_CONSIDERED]
    if not sentences:
        return {}
    fits = {role: [_fit(role, s, n, len(sentences), name) for n, s in enumerate(sentences)] for role in Role}
    narrative = (Role.PROBLEM, Role.APPROACH, Role.RESULT)
    best = max(
        product(range(len(sentences)), repeat=len(narrative)),
        key=lambda places: (
            sum(fits[r][p] for r, p in zip(narrative, places, strict=True))
            - REPEAT_COST * (len(places) - len(set(places)))
        ),
    )
    chosen = dict(zip(narrative, best, strict=True))
    counted = [fit - REPEAT_COST / 2 * (n in best) for n, fit in enumerate(fits[Role.NUMBERS])]
    chosen[Role.NUMBERS] = counted.index(max(counted))
    return {role: sentences[n] for role, n in chosen.items() if fits[role][n] >= LEAST_FIT}


def _fit(role: Role, sentence: Evidence, number: int, of: int, name: str) -> float:
    """How well a sentence fits a role, about 0 to 2; 0 is not at all."""
    place = number / max(1, of - 1)
    figures = len(set(_FIGURE.findall(sentence.text)))
    measured = len(_MEASURED.findall(sentence.text))
    aside = 0.6 * bool(_ASIDE.search(sentence.text))
    if role is Role.PROBLEM:
        return (sentence.move is Move.PROBLEM) + 0.6 * (1 - place) - 0.4 * bool(measured)
    if role is Role.APPROACH:
        named = 0.3 * (name.casefold() in sentence.text.casefold())
        does = 0.4 * bool(_DOES.search(sentence.text)) - 0.4 * bool(measured) - aside
        return 0.8 * (sentence.move is Move.IDEA) + named + does + 0.4 * (1 - abs(place - 0.3))
    if role is Role.RESULT:
        return (sentence.move is Move.RESULT) + 0.4 * place + 0.3 * bool(measured) - aside
    return min(3, measured) + 0.4 * min(3, figures) - aside if figures or measured else 0.0
