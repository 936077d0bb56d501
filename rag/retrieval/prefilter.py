"""The pre-filter: which papers pass the filters of a question, before anything is scored."""

import numpy as np

from rag.model.filters import Filters
from rag.retrieval.catalogue import Catalogue
from store.snapshot import BoolArray

Mask = BoolArray  # (n,), which rows of a snapshot may be found


def prefilter(catalogue: Catalogue, filters: Filters) -> Mask:
    """A mask of the rows that pass. (n,)"""
    mask = np.zeros(len(catalogue.snapshot.alive), np.bool_)
    for row, columns in catalogue.columns.items():
        published, organisation = columns.get("published"), columns.get("organisation")
        upvotes, authors = columns.get("upvotes"), columns.get("author_count")
        mask[row] = filters.accepts(_text(published), _text(organisation), _number(upvotes), _number(authors))
    return mask


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None
