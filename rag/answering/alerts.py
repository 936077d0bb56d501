"""Questions that a reader keeps, asked of new papers alone.

In: an assistant, questions, the ids of papers. Out: for each question the papers that answer it, each with
the sentence that does so best. Whether a paper answers is decided as in an answer
(rag/retrieval/abstention.py), paper by paper, as if no better one had been found in the library.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.assistant import Assistant
from rag.answering.naming import named_rows
from rag.model.paper import Paper
from rag.retrieval import abstention
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.prefilter import prefilter
from rag.retrieval.ranking import Ranking
from rag.retrieval.searcher import Searcher
from rag.retrieval.topics import JUDGED


@dataclass(frozen=True, slots=True)
class Alert:
    """A paper that answers a kept question, and its sentence: exactly `paper.text[start:end]`."""

    question: str
    paper: Paper
    quote: str
    start: int
    end: int
    odds: float


def alerts(assistant: Assistant, questions: Sequence[str], paper_ids: Sequence[str]) -> list[Alert]:
    """The papers among these that answer one of the questions, by question, the surest first. Ids that the
    library does not have are left out."""
    searcher = assistant.searcher
    rows = [row for id_ in paper_ids if (row := searcher.catalogue.row(id_)) is not None]
    if not rows:
        return []
    return [alert for question in questions for alert in _of_question(assistant, searcher, question, rows)]


def _of_question(
    assistant: Assistant, searcher: Searcher, question: str, rows: Sequence[int]
) -> Iterator[Alert]:
    catalogue, ranking = searcher.catalogue, ranked(assistant, searcher, question, rows)
    new = set(rows)
    places = [place for place, row in enumerate(ranking.rows.tolist()) if row in new]
    judged = ((odds_at(searcher, ranking, place), int(ranking.rows[place])) for place in places[:JUDGED])
    for odds, row in sorted(((odds, row) for odds, row in judged if odds >= 0), reverse=True):
        found = score_sentences(catalogue, row, ranking.query)
        for best in choose(found, ranking.query.using.passages, most=1):
            yield Alert(question, catalogue.paper(row), best.text, best.start, best.end, odds)


def ranked(assistant: Assistant, searcher: Searcher, question: str, rows: Sequence[int]) -> Ranking:
    """These rows and the best of the whole library, ranked for a question, within its own limits."""
    catalogue, query = searcher.catalogue, assistant.parse(question)[0]
    limits = None if query.filters.empty else prefilter(catalogue, query.filters)
    named, text = named_rows(catalogue, query.mentions), query.search_text or query.question
    best = searcher.search(text, allowed=limits, named=named, candidates=JUDGED).rows[:JUDGED]
    mask = np.zeros(len(catalogue.snapshot.alive), np.bool_)
    mask[[*rows, *best.tolist()]] = True
    if limits is not None:
        mask &= limits
    return searcher.search(text, allowed=mask, named=named, candidates=int(mask.sum()))


def odds_at(searcher: Searcher, ranking: Ranking, place: int) -> float:
    """The log odds that the paper at a place of a ranking answers, as if nothing better had been found."""
    from_here = ranking.among(ranking.rows[place:].tolist())
    if from_here.scores.max(initial=0.0) <= 0:
        return -np.inf
    return abstention.answered_logit(searcher.catalogue, from_here, searcher.background)
