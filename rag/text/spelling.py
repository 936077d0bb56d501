"""The spelling corrector: the nearest of many spellings, and how far it is.

In: what was typed, and what may be meant. Out: one of those, or None. Case and accents are
folded by the caller. Distances are optimal string alignment: an insertion, a deletion, a substitution or
two neighbours swapped counts one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

Buckets = dict[tuple[str, int], list[str]]
_HASTE = """
duz=does dus=does wat=what wot=what wut=what wich=which hw=how hwo=how teh=the thier=their pls=please
plz=please iz=is wen=when
"""
BY_SOUND = dict(pair.split("=") for pair in _HASTE.split())  # too short to be told by their letters


def bucketed(keys: Iterable[str]) -> Buckets:
    """Keys, none of them empty, by first letter and length, so that a typo is compared with few of them."""
    buckets: Buckets = defaultdict(list)
    for key in keys:
        buckets[key[0], len(key)].append(key)
    return buckets


def nearest(typed: str, choices: Sequence[str], most: int, *, any_case: bool = False) -> str | None:
    """The choice that is at most `most` edits away and fewest of all; of several the first."""
    fold = str.lower if any_case else None
    near = process.extractOne(typed, choices, scorer=OSA.distance, score_cutoff=most, processor=fold)
    return near[0] if near else None


def closest(typed: str, buckets: Buckets, most: int) -> tuple[str, int] | None:
    """The nearest key with the same first letter, and how far it is: at most `most` edits. `typed` is not
    empty; of several keys as near a shorter one is taken."""
    best: tuple[str, int] | None = None
    for length in range(len(typed) - most, len(typed) + most + 1):
        cutoff = most if best is None else best[1] - 1
        if cutoff < 0:
            break
        if near := nearest(typed, buckets.get((typed[0], length), ()), cutoff):
            best = (near, int(OSA.distance(typed, near)))
    return best
