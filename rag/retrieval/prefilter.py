"""The pre-filter: which papers pass the filters of a question, before anything is scored."""

from collections.abc import Callable, Iterable

import numpy as np

from rag.model.filters import Filters, alternatives
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.mentions import mentioning
from store.snapshot import BoolArray

Mask = BoolArray  # (n,), which rows of a snapshot may be found


def prefilter(catalogue: Catalogue, filters: Filters) -> Mask:
    """A mask of the rows that pass. (n,)"""
    mask = np.zeros(len(catalogue.snapshot.alive), np.bool_)
    for row, columns in catalogue.columns.items():
        published, organisation = columns.get("published"), columns.get("organisation")
        upvotes, authors = columns.get("upvotes"), columns.get("author_count")
        mask[row] = filters.accepts(_text(published), _text(organisation), _number(upvotes), _number(authors))
    if filters.papers is not None:
        chosen = [row for id_ in filters.papers.split() if (row := catalogue.row(id_)) is not None]
        mask &= np.isin(np.arange(len(mask)), chosen)
    if filters.author:
        mask &= _any_of(filters.author, lambda name: catalogue.authors.by(name).rows, len(mask))
    if filters.mentions:
        mask &= _any_of(filters.mentions, lambda words: mentioning(catalogue, words), len(mask))
    if filters.venue:
        meant = frozenset[str]().union(*map(catalogue.venues_called, filters.venue.split(" or ")))
        mask[[row for row, columns in catalogue.columns.items() if columns.get("venue") not in meant]] = False
    if filters.except_author:
        mask &= ~_any_of(filters.except_author, lambda name: catalogue.authors.by(name).rows, len(mask))
    if filters.except_mentions:
        mask &= ~_any_of(filters.except_mentions, lambda words: mentioning(catalogue, words), len(mask))
    return mask


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
