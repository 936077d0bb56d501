"""Late interaction: the word pieces of some rows beside those of a query.

In: what tells rows apart by segment, the query's tokens. Out: cosines, some rows at a time; the largest of
each run of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from store.item import FloatArray, IntArray
from store.segment import Segment

ROWS_AT_ONCE = 64  # texts whose tokens are compared with the query's at a time: up to 512 by 20,000
BySegment = Callable[[IntArray], Iterable[tuple[Segment, IntArray]]]


def compared(
    by_segment: BySegment, rows: IntArray, tokens: FloatArray
) -> Iterator[tuple[int, tuple[FloatArray, IntArray, IntArray]]]:
    """Some rows at a time: the first one's place; the cosines of their tokens with the query's (t, m), how
    many tokens each of their sentences has, and how many sentences each row. Rows ascending."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = by_segment(rows[start : start + ROWS_AT_ONCE])
        read = [segment.vectors.tokens(local) for segment, local in some]
        vectors, scales, each = map(_joined, zip(*(owned for owned, _ in read), strict=True))
        near = (tokens @ vectors.astype(np.float32).T) * scales
        yield start, (near, each, _joined([counts for _, counts in read]))


def _joined(pieces: Sequence[Any]) -> Any:
    """Arrays one behind the other; a single one is not copied."""
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)


def largest(values: FloatArray, starts: IntArray) -> FloatArray:
    """The largest of each run of columns; 0 for an empty run. (t, n) of (t, m), for starts (n + 1,)."""
    found, filled = np.zeros((len(values), len(starts) - 1), np.float32), np.diff(starts) > 0
    if filled.any():
        found[:, filled] = np.maximum.reduceat(values, starts[:-1][filled], axis=1)
    return found


def reduce_max(values: FloatArray, starts: IntArray) -> FloatArray:
    """The largest of each run of rows; 0 for an empty run. (n, ...) for starts (n + 1,)."""
    lengths = np.diff(starts)
    found = np.zeros((len(lengths), *values.shape[1:]), np.float32)
    if len(values):
        filled = lengths > 0
        found[filled] = np.maximum.reduceat(values, starts[:-1][filled], axis=0)
    return found
