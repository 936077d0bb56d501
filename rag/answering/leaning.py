"""Whether a question that no paper of the library answers by itself is about a paper that was talked of.

In: a parsed query that led nowhere, with the papers of the conversation. Out: the same query about that one
of them which has its words; None where none has. "Does practice matter?" names no paper, and asks of the one
before it whose abstract speaks of practice.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.one_paper import asked_by_title
from rag.answering.parameters import parameters
from rag.answering.resources import asks_for_resource
from rag.model.query import Intent, ParsedQuery
from rag.query.anaphora import LEAD, content_words, has_subject
from rag.retrieval.abstention import word_matches
from rag.retrieval.ranking import SearchQuery
from rag.retrieval.searcher import Searcher
from rag.text.terms import terms

LEAST = 0.4  # of its content words, by their idf, that the paper has; off a paper's subject it has none
_WHAT_IF = re.compile(
    r"^\W*what (?:happens|happened|changes|changed|(?:would|will) (?:happen|change)) (?:when|if|once|as)\s+"
    r"(?:(?:you|u|one|we|they|i)\s+[\w-]+\s+)?",
    re.I,
)
_OF_ONE = (Intent.FACT, Intent.EXPLAIN)


def about_a_paper_before(searcher: Searcher, query: ParsedQuery) -> ParsedQuery | None:
    """The query about the one of the papers talked of that has most of its words."""
    papers = query.active_papers or query.talked_of
    typed = LEAD.sub("", query.message).strip() or query.message
    if query.intent not in _OF_ONE or query.act is not None or not query.filters.empty:
        return None
    rows = [row for id_ in papers if (row := searcher.catalogue.row(id_)) is not None]
    row = _nearest(searcher, rows, typed)
    if row is None:
        return None
    return replace(asked_by_title(searcher, query, searcher.catalogue.paper(row), typed), asked_term=None)


def _nearest(searcher: Searcher, rows: Sequence[int], typed: str) -> int | None:
    """The paper that has most of the words, by their idf, and enough of them; the first where what is asked
    can be asked of any."""
    if not rows:
        return None
    if asks_for_resource(typed) or not has_subject(typed):
        return rows[0]
    typed = _WHAT_IF.sub("", typed) if has_subject(_WHAT_IF.sub("", typed)) else typed
    looked_up = searcher.query(typed)
    shares = [share_of_words(searcher, row, looked_up, typed) for row in rows]
    best = max(shares)
    return rows[shares.index(best)] if best >= LEAST else None


def share_of_words(searcher: Searcher, row: int, query: SearchQuery, typed: str) -> float:
    """The share of the content words typed, by their idf, that a paper has or comes near; 0 where there are
    none."""
    wanted = set(terms(" ".join(content_words(typed))))
    found = [m for m in word_matches(searcher.catalogue, row, query) if wanted & set(terms(m.word))]
    total = sum(match.idf for match in found)
    near = parameters().routing.keeps
    had = sum(match.idf for match in found if match.present or match.similarity >= near)
    return had / total if total else 0.0
