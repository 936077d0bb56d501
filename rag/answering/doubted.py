"""Papers of a list that only perhaps fit: the mark goes with them from one list to the next.

In: hits, a query that says which papers were doubted before. Out: hits that are marked, the query that says
which are, and how a line of the answer says it.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.citations import with_date
from rag.model.paper import Paper
from rag.model.query import ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Hit

PERHAPS = "perhaps"


def as_doubted(catalogue: Catalogue, query: ParsedQuery, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits, those marked too that an earlier list doubted."""
    ids = catalogue.snapshot.id
    return tuple(replace(hit, doubtful=hit.doubtful or ids(hit.row) in query.doubted) for hit in hits)


def with_doubted(catalogue: Catalogue, query: ParsedQuery, hits: Sequence[Hit]) -> ParsedQuery:
    """The query, which holds for the next message which papers of its list only perhaps fit."""
    return replace(query, doubted=tuple(catalogue.snapshot.id(hit.row) for hit in hits if hit.doubtful))


def how_many(hits: Sequence[Hit]) -> str:
    """ ", 2 of them perhaps"; nothing where all fit, or none surely does."""
    doubtful = sum(hit.doubtful for hit in hits)
    if doubtful in (0, len(hits)):
        return ""
    return f", {'one' if doubtful == 1 else f'{doubtful:,}'} of them {PERHAPS}"


def dated(query: ParsedQuery, paper: Paper) -> str:
    """The paper as a line of a list calls it: "Slow Moss (2021-04-01, perhaps)"."""
    called, doubt = with_date(paper), in_brackets(query, paper.paper_id)
    return f"{called[:-1]}, {doubt[2:]}" if doubt and paper.published else called + doubt


def in_brackets(query: ParsedQuery, paper_id: str) -> str:
    """ " (perhaps)" behind the name of a paper that only perhaps fits, where no list marks it."""
    return f" ({PERHAPS})" if paper_id in query.doubted else ""
