"""A query put to one paper, its title written out beside what was typed.

In: what was typed, the one paper that is meant. Out: the query with its question about that paper alone.
"""

from dataclasses import replace

from rag.entities.aliases import short_title
from rag.model.paper import Paper
from rag.model.query import ParsedQuery
from rag.retrieval.searcher import Searcher


def asked_of(query: ParsedQuery, paper: Paper, question: str) -> ParsedQuery:
    """The query, its question in these words, about this paper."""
    return replace(
        query,
        question=question,
        unfiltered=question,
        search_text=question,
        active_papers=(paper.paper_id,),
    )


def asked_by_title(searcher: Searcher, query: ParsedQuery, paper: Paper, typed: str) -> ParsedQuery:
    """The query with what was typed and the paper's title: "how long (Slow Moss)?". Names of other papers
    stay only where they were typed."""
    question = f"{typed.rstrip('?!. ')} ({short_title(paper.title)}){'?' if typed.endswith('?') else ''}"
    names = searcher.catalogue.names.lookup(question)
    mentions = tuple(name for name in names if paper.paper_id in name.paper_ids or name.text in typed)
    return replace(asked_of(query, paper, question), mentions=mentions)
