"""The nearest of many spellings."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

Buckets = dict[tuple[str, int], list[str]]


def bucketed(keys: Iterable[str]) -> Buckets:
    """Keys by first letter and length, so that a typo is compared with few of them."""
    buckets: Buckets = defaultdict(list)
    for key in keys:
        buckets[key[0], len(key)].append(key)
    return buckets


def closest(typed: str, buckets: Buckets, most: int) -> tuple[str, int] | None:
    """The nearest key with the same first letter, and how far it is: at most `most` edits."""
    best: tuple[str, int] | None = None
    for length in range(len(typed) - most, len(typed) + most + 1):
        cutoff = most if best is None else best[1] - 1
        if cutoff < 0:
            break
        near = process.extractOne(
            typed, buckets.get((typed[0], length), ()), scorer=OSA.distance, score_cutoff=cutoff
        )
        if near:
            best = (near[0], int(near[1]))
    return best
