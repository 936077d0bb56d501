"""Questions that a reader keeps, asked of new papers alone.

In: an assistant, questions, the ids of papers. Out: for each question the papers that answer it, each with
the sentence that does so best. What asks for several papers is answered by those that a list of the whole
library would hold (rag/retrieval/topics.py), and by those that surely fit one of the things that it names in
turn; anything else by a paper that scores as the best of the library does, where abstention
(rag/retrieval/abstention.py) would let it answer.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.assistant import Assistant
from rag.answering.naming import named_rows
from rag.answering.parameters import parameters
from rag.model.paper import Paper
from rag.model.query import Intent, ParsedQuery
from rag.query.alternatives import alternatives_of
from rag.retrieval import abstention
from rag.retrieval.compounds import compounds
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.prefilter import prefilter
from rag.retrieval.ranking import Ranking
from rag.retrieval.searcher import Searcher
from rag.retrieval.topics import JUDGED, fits, listed_logit

# Log odds above the line of an answer or of a list: who is told unasked wants to be told rightly. What comes
# of it is measured by `python -m eval.alerts`.
LEAST_ODDS = 1.0
# A paper that fits one of several things that are named must fit that one so surely, half of how sure the
# list is counting with it, and must not be far from the whole: log odds, share of the best score.
SURE, NEAR, LEAST_SHARE = 6.5, -1.0, 0.7


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
    query = assistant.parse(question)[0]
    ranking = ranked(searcher, query, rows)
    several = query.intent in (Intent.LIST, Intent.COUNT)
    judged = fitting(searcher, query, ranking) if several else answering(searcher, ranking, set(rows))
    new = ((odds, row) for row, odds in judged.items() if row in set(rows) and odds >= LEAST_ODDS)
    for odds, row in sorted(new, reverse=True):
        found = score_sentences(searcher.catalogue, row, ranking.query)
        for best in choose(found, ranking.query.using.passages, most=1):
            paper = searcher.catalogue.paper(row)
            yield Alert(question, paper, best.text, best.start, best.end, odds)


def ranked(searcher: Searcher, query: ParsedQuery, rows: Sequence[int]) -> Ranking:
    """These rows and the best of the whole library, ranked for a question, within its own limits."""
    named = named_rows(searcher.catalogue, query.mentions)
    return _beside_the_best(searcher, query, _text_of(query), rows, named)


def _text_of(query: ParsedQuery) -> str:
    return query.search_text or query.question


def _beside_the_best(
    searcher: Searcher,
    query: ParsedQuery,
    text: str,
    rows: Sequence[int],
    named: Mapping[int, float] | None = None,
) -> Ranking:
    """The same for another text than the whole question."""
    catalogue = searcher.catalogue
    limits = None if query.filters.empty else prefilter(catalogue, query.filters)
    best = searcher.search(text, allowed=limits, named=named, candidates=JUDGED).rows[:JUDGED]
    mask = np.zeros(len(catalogue.snapshot.alive), np.bool_)
    mask[[*rows, *best.tolist()]] = True
    if limits is not None:
        mask &= limits
    return searcher.search(text, allowed=mask, named=named, candidates=int(mask.sum()))


def fitting(searcher: Searcher, query: ParsedQuery, ranking: Ranking) -> dict[int, float]:
    """The papers that a list of the whole library would hold, or that surely fit one of the things that the
    question names in turn, by row, with their odds: no paper is surer than the list."""
    if not len(ranking.rows):
        return {}
    odds, listed = _fits(searcher, ranking)
    if listed < 0:
        return {}
    found = {row: min(odd, listed) for row, odd in odds.items() if odd >= 0}
    shares = ranking.scores / max(float(ranking.scores.max()), 1e-6)
    pairs = zip(ranking.rows.tolist(), shares.tolist(), strict=True)
    near = [row for row, share in pairs if share >= LEAST_SHARE and odds.get(row, NEAR - 1) >= NEAR]
    for part in alternatives_of(_text_of(query)):
        of_part = _beside_the_best(searcher, query, part, near)
        if len(of_part.rows):
            theirs, surely = _fits(searcher, of_part)
            more = min(surely, 0.0) + listed / 2 - SURE + LEAST_ODDS
            sure = {row: theirs[row] + more for row in near if row in theirs}
            found |= {row: max(odd, found.get(row, odd)) for row, odd in sure.items() if odd >= 0}
    return found


def _fits(searcher: Searcher, ranking: Ranking) -> tuple[dict[int, float], float]:
    """How far each paper fits what a ranking is for, by row, and how surely any does, in log odds."""
    odds = fits(searcher.catalogue, ranking, searcher.background)
    logit = float(odds.max())
    if ranking.near.shape[1]:
        seen = abstention.signals(searcher.catalogue, ranking, searcher.background)
        terms = compounds(searcher.catalogue, ranking)
        logit = listed_logit(odds, seen, ranking.query.using.abstention_several, terms)
    return dict(zip(ranking.rows.tolist(), odds.tolist(), strict=False)), logit


def answering(searcher: Searcher, ranking: Ranking, rows: Container[int]) -> dict[int, float]:
    """The papers among `rows` that answer as well as the best of the library, by row, with their odds. Of the
    best one that also fits the topic, as of a list, the line of an answer is enough."""
    least = parameters().routing.also_share * float(ranking.scores.max(initial=0.0))
    near = [n for n, score in enumerate(ranking.scores.tolist()) if score >= least > 0]
    odds = {int(ranking.rows[n]): odds_at(searcher, ranking, n) for n in near if int(ranking.rows[n]) in rows}
    found = {row: odd for row, odd in odds.items() if odd >= 0}
    best = int(ranking.rows[0]) if found else -1
    if best in found and found[best] < LEAST_ODDS:
        fit, _ = _fits(searcher, ranking)
        found[best] += LEAST_ODDS if fit[best] >= LEAST_ODDS else 0.0
    return found


def odds_at(searcher: Searcher, ranking: Ranking, place: int) -> float:
    """The log odds that the paper at a place of a ranking answers, as if nothing better had been found."""
    from_here = ranking.among(ranking.rows[place:].tolist())
    return abstention.answered_logit(searcher.catalogue, from_here, searcher.background)
