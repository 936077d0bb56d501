"""The pre-filter: which papers pass the filters of a question, before anything is scored."""

from collections.abc import Callable, Iterable

import numpy as np

from rag.entities.venues import same_venues
from rag.model.filters import Filters, alternatives
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.mentions import mentioning, titled
from store.snapshot import BoolArray

Mask = BoolArray  # (n,), which rows of a snapshot may be found


def prefilter(catalogue: Catalogue, filters: Filters) -> Mask:
    """A mask of the rows that pass. (n,)"""
    where = catalogue.columns.where
    mask = catalogue.snapshot.alive.copy()
    if filters.since or filters.until or filters.except_dates:
        mask &= where("published", lambda date: filters.accepts_date(_text(date)))
    if filters.organisation or filters.except_organisation:
        mask &= where("organisation", lambda name: filters.accepts_organisation(_text(name)))
    if filters.min_upvotes is not None or filters.max_upvotes is not None:
        mask &= where("upvotes", lambda number: filters.accepts_upvotes(_number(number)))
    if filters.min_authors is not None or filters.max_authors is not None:
        mask &= where("author_count", lambda number: filters.accepts_author_count(_number(number)))
    if filters.papers is not None:
        chosen = [row for id_ in filters.papers.split() if (row := catalogue.row(id_)) is not None]
        mask &= np.isin(np.arange(len(mask)), chosen)
    if filters.author:
        mask &= _any_of(filters.author, lambda name: catalogue.authors.by(name).rows, len(mask))
    if filters.mentions:
        mask &= _any_of(filters.mentions, lambda words: mentioning(catalogue, words), len(mask))
    if filters.in_title:
        mask &= _any_of(filters.in_title, lambda words: titled(catalogue, words), len(mask))
    if filters.venue:
        meant = frozenset[str]().union(*map(catalogue.venues_called, filters.venue.split(" or ")))
        mask &= where("venue", lambda venue: venue in meant)
    if filters.except_author:
        mask &= ~_any_of(filters.except_author, lambda name: catalogue.authors.by(name).rows, len(mask))
    if filters.except_mentions:
        mask &= ~_any_of(filters.except_mentions, lambda words: mentioning(catalogue, words), len(mask))
    return mask


def is_of_venue(venue: str, name: str) -> bool:
    """Whether a venue, as a paper names it, goes by a name as a person types it."""
    return bool(same_venues(name, frozenset((venue,))))


def _any_of(joined: str, rows_of: Callable[[str], Iterable[int]], rows: int) -> Mask:
    """The rows that any of the alternatives has, all of it. (rows,)"""
    mask = np.zeros(rows, np.bool_)
    for together in alternatives(joined):
        mask[sorted(set.intersection(*(set(rows_of(one)) for one in together)))] = True
    return mask


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None
