"""Papers side by side: what each says on the reader's question, the problem, the approach, the
result, the numbers.

In: paper ids, an optional question. Out: rows of places in a list of citations; every cell quotes
its paper, and is empty where no sentence fits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.parameters import RoleWeights, parameters
from rag.answering.tabled import states
from rag.entities.aliases import short_title
from rag.model.answer import Answer, Citation, Status
from rag.model.paper import Paper
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.ranking import Evidence, Move

MOST_COMPARED = 5  # papers in one comparison
ASPECT_WORDS = 60  # of what a paper says to the reader's question
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


def roles(sentences: Sequence[Evidence], name: str, using: RoleWeights | None = None) -> dict[Role, Evidence]:
    """The sentences for each role that together fit best; `name` is what the paper calls its work."""
    sentences, using = sentences[:SENTENCES_CONSIDERED], using or parameters().roles
    if not sentences:
        return {}
    places = [n / max(1, len(sentences) - 1) for n in range(len(sentences))]
    fits = {
        role: [_fit(role, s, p, name, using) for s, p in zip(sentences, places, strict=True)] for role in Role
    }
    narrative = (Role.PROBLEM, Role.APPROACH, Role.RESULT)
    best = max(
        product(range(len(sentences)), repeat=len(narrative)),
        key=lambda chosen: (
            sum(fits[r][n] for r, n in zip(narrative, chosen, strict=True))
            - using.twice * (len(chosen) - len(set(chosen)))
        ),
    )
    chosen = dict(zip(narrative, best, strict=True))
    counted = [fit - using.twice / 2 * (n in best) for n, fit in enumerate(fits[Role.NUMBERS])]
    chosen[Role.NUMBERS] = counted.index(max(counted))
    return {role: sentences[n] for role, n in chosen.items() if fits[role][n] >= using.least}


def _fit(role: Role, sentence: Evidence, place: float, name: str, using: RoleWeights) -> float:
    """How well a sentence tells what the role asks for; 0 is not at all. `place`: 0 first, 1 last."""
    figures = len(set(_FIGURE.findall(sentence.text)))
    measured = len(_MEASURED.findall(sentence.text))
    aside = using.aside * bool(_ASIDE.search(sentence.text))
    if role is Role.PROBLEM:
        is_problem = sentence.move is Move.PROBLEM
        return is_problem + using.problem_early * (1 - place) - using.problem_measured * bool(measured)
    if role is Role.APPROACH:
        named = using.approach_named * (name.casefold() in sentence.text.casefold())
        does = using.approach_does * bool(_DOES.search(sentence.text))
        does = does - using.approach_measured * bool(measured) - aside
        near = using.approach_near_place * (1 - abs(place - using.approach_place))
        return using.approach_idea * (sentence.move is Move.IDEA) + named + does + near
    if role is Role.RESULT:
        is_result = sentence.move is Move.RESULT
        return is_result + using.result_late * place + using.result_measured * bool(measured) - aside
    most = using.numbers_most
    told = min(most, measured) + using.numbers_figure * min(most, figures) - aside
    return told if figures or measured else 0.0
