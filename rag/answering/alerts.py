"""Questions that a reader keeps, asked of new papers alone.

In: an assistant, questions, the ids of papers. Out: for each question the papers that answer it, each with
the sentence that does so best. Whether a paper answers is decided as in an answer
(rag/retrieval/abstention.py), paper by paper, against what unrelated questions score in the whole library.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.assistant import Assistant
from rag.answering.naming import named_rows
from rag.model.filters import NO_FILTERS
from rag.model.paper import Paper
from rag.retrieval import abstention
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.prefilter import prefilter
from rag.retrieval.ranking import Ranking
from rag.retrieval.searcher import Searcher


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
    ranking = _ranked(assistant, searcher, question, rows)
    judged = ((_odds(searcher, ranking.among([int(row)])), int(row)) for row in ranking.rows)
    for odds, row in sorted(((odds, row) for odds, row in judged if odds >= 0), reverse=True):
        best = choose(
            score_sentences(searcher.catalogue, row, ranking.query), ranking.query.using.passages, most=1
        )
        paper = searcher.catalogue.paper(row)
        for sentence in best[:1]:
            yield Alert(question, paper, sentence.text, sentence.start, sentence.end, float(odds))


def _ranked(assistant: Assistant, searcher: Searcher, question: str, rows: Sequence[int]) -> Ranking:
    """The rows that the question's own limits leave, ranked for it."""
    catalogue = searcher.catalogue
    query = assistant.parse(question)[0]
    mask = np.zeros(len(catalogue.snapshot.alive), bool)
    mask[list(rows)] = True
    if query.filters != NO_FILTERS:
        mask &= prefilter(catalogue, query.filters)
    named = named_rows(catalogue, query.mentions)
    return searcher.search(
        query.search_text or query.question, allowed=mask, named=named, candidates=len(rows)
    )


def _odds(searcher: Searcher, ranking: Ranking) -> float:
    """The log odds that the one paper of a ranking answers."""
    if ranking.scores.max(initial=0.0) <= 0:
        return -np.inf
    return abstention.answered_logit(searcher.catalogue, ranking, searcher.background)
