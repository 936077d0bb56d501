"""Which of several papers of a conversation a question is about.

In: a parsed query that leans on a list before it. Out: the same query about the one paper of the list that
it fits best; as it was where it asks about several, or about no list. The titles of the whole list would
say nothing about which of them is meant, so that papers are compared by the message alone; of those that it
fits best the first that states what is asked is meant. Where it says little, the first of a list is the
likeliest.
"""

import numpy as np

from rag.answering.one_paper import asked_by_title
from rag.answering.stated import stated
from rag.model.query import Intent, ParsedQuery
from rag.query.anaphora import LEAD, SEVERAL, has_subject
from rag.query.picked import is_rest
from rag.retrieval.searcher import Searcher

_LOOKED_AT = 3  # papers, of which the first that states what is asked is meant
_OF_ONE = (Intent.FACT, Intent.EXPLAIN)


def narrowed(searcher: Searcher, query: ParsedQuery, first_is: float) -> ParsedQuery:
    """The query about one of its active papers, of which the first is ahead of one far down by `first_is`."""
    catalogue = searcher.catalogue
    rows = [row for id_ in query.active_papers if (row := catalogue.row(id_)) is not None]
    if (
        len(rows) < 2
        or query.intent not in _OF_ONE
        or SEVERAL.search(query.message)
        or is_rest(query.message)
    ):
        return query
    typed = LEAD.sub("", query.message).strip() or query.message
    if not has_subject(typed):
        return asked_by_title(searcher, query, catalogue.paper(rows[0]), typed)
    allowed = np.zeros(len(catalogue.snapshot.alive), np.bool_)
    allowed[rows] = True
    ranking = searcher.search(typed, allowed=allowed)
    ahead = {row: first_is / (1 + place) for place, row in enumerate(rows)}
    found = zip(ranking.rows.tolist(), ranking.scores.tolist(), strict=True)
    best = sorted(found, key=lambda one: -(one[1] + ahead[one[0]]))[:_LOOKED_AT]
    looked_up = searcher.query(typed)
    saying = (row for row, _ in best if stated(searcher, row, looked_up, typed, own=True).stated)
    return asked_by_title(searcher, query, catalogue.paper(next(saying, best[0][0])), typed)
