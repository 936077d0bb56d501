"""Which papers pass the limits of a question.

In: a catalogue, filters. Out: rows. Knows nothing of what else is asked.
"""

import numpy as np

from rag.model.filters import Filters
from rag.retrieval.catalogue import Catalogue
from store.snapshot import BoolArray


def passing(catalogue: Catalogue, filters: Filters) -> tuple[list[int], BoolArray]:
    """The rows that pass, and the same as a mask (n,)."""
    rows = []
    for row, columns in catalogue.columns.items():
        published, organisation = columns.get("published"), columns.get("organisation")
        upvotes, authors = columns.get("upvotes"), columns.get("author_count")
        if filters.accepts(_text(published), _text(organisation), _number(upvotes), _number(authors)):
            rows.append(row)
    mask = np.zeros(len(catalogue.snapshot.alive), np.bool_)
    mask[rows] = True
    return rows, mask


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None
