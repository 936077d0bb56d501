"""Which papers of a conversation were listed as ones that only perhaps fit.

In: a parsed query that keeps to papers of an earlier list, the turns before it. Out: the same query with
those of them that the list marked so. Whatever is done with a list, what is left of it is no surer
than before.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.model.conversation import Turn
from rag.model.query import ParsedQuery
from rag.query.talked_of import LISTS


def with_doubts(query: ParsedQuery, history: Sequence[Turn]) -> ParsedQuery:
    """The query with the papers that the latest list which has them marked as doubtful."""
    papers = query.within or query.active_papers
    return replace(query, doubted=tuple(id_ for id_ in papers if _is_doubted(id_, history)))


def _is_doubted(id_: str, history: Sequence[Turn]) -> bool:
    lists = (t for t in reversed(history) if t.query.intent in LISTS and id_ in t.paper_ids)
    turn = next(lists, None)
    return turn is not None and id_ in turn.query.doubted
