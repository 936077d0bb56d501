"""Which papers a list keeps to because of the conversation: those of an earlier list, without those talked
of.

In: a parsed query, a mask of the rows that its filters leave. Out: a mask.
"""

from rag.model.query import ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.prefilter import Mask


def in_scope(catalogue: Catalogue, query: ParsedQuery, allowed: Mask | None) -> Mask | None:
    """The mask without what the conversation leaves out; None where every paper may be found. (n,)"""
    if not (query.within or query.besides):
        return allowed
    alive = catalogue.snapshot.alive
    mask = alive & ~alive
    mask[_rows(catalogue, query.within) if query.within else slice(None)] = True
    mask[_rows(catalogue, query.besides)] = False
    return mask & (alive if allowed is None else allowed)


def _rows(catalogue: Catalogue, ids: tuple[str, ...]) -> list[int]:
    return [row for id_ in ids if (row := catalogue.row(id_)) is not None]
