"""Which papers of a library a command lists: by their fields, and by words that they must hold.

In: the library's catalogue, filters, words as typed. Out: papers in the library's order.
"""

from typing import TYPE_CHECKING

from rag.model.filters import Filters
from rag.model.paper import Paper

if TYPE_CHECKING:
    from rag.retrieval.catalogue import Catalogue

NAMED = 5  # venues that are named where none is called so


def listed(catalogue: "Catalogue", limits: Filters, text: str) -> list[Paper]:
    """The papers that pass the filters and hold all words."""
    venues = _venues(catalogue, limits.venue or "")
    chosen = {catalogue.row(id_) for id_ in (limits.papers or "").split()}
    among = {catalogue.paper(row).paper_id for row in chosen if row is not None}
    return [
        paper
        for paper in catalogue.papers()
        if limits.accepts(paper.published, paper.organisation, paper.upvotes, paper.author_count)
        and (not limits.venue or paper.venue in venues)
        and (limits.papers is None or paper.paper_id in among)
        and has_words(paper, text)
    ]


def has_words(paper: Paper, text: str) -> bool:
    """Whether every word stands somewhere in the paper or its fields."""
    fields = (paper.paper_id, paper.title, paper.text, paper.organisation or "", *paper.authors)
    whole = " ".join(fields).casefold()
    return all(word in whole for word in text.casefold().split())


def unknown_venue(catalogue: "Catalogue", limits: Filters) -> str | None:
    """What to say where no paper is of the venue that was asked for."""
    if not limits.venue or _venues(catalogue, limits.venue):
        return None
    names = sorted(catalogue.venues)
    here = f"; there are {', '.join(names[:NAMED])}{' and others' if names[NAMED:] else ''}" if names else ""
    return f"no paper says that it appeared in {limits.venue}{here}"


def _venues(catalogue: "Catalogue", joined: str) -> frozenset[str]:
    """The venues of the library that go by one of these names."""
    return frozenset[str]().union(*map(catalogue.venues_called, joined.split(" or ")))
