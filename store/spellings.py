"""Strings that are found with a slip or two in them, without looking at any other string.

In: strings with their numbers, then one as it was typed. Out: the numbers of those that are at most two edits
away and begin with the same letter; others may be among them, so the caller compares. Two strings so near
have a form in common that each becomes when at most two letters are taken out (symmetric deletion, Garbe
2012): those forms are hashed and sorted.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

HashArray = npt.NDArray[np.uint64]  # (h,) sorted; 32 bits of a hash, then a number

MOST = 2  # letters that are taken out
_ONE_UP_TO = 7  # letters: of shorter strings one is enough, as nobody forgives two slips in them
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))
_INVERSE_TWICE = np.uint64(pow(_BASE, -2, 1 << 64))
_MIX = np.uint64(0xD6E8FEB86659FD93)
LONGEST = 100  # letters; of what is longer no misspelling is looked for: its forms grow with the square
_AT_ONCE = 4096  # strings, so that what is held stays within some megabytes


def spellings_of(texts: Sequence[str], numbers: Sequence[int]) -> HashArray:
    """The forms of every text, none of them empty, under its number. (h,)"""
    by_length: dict[int, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        if len(text) <= LONGEST:
            by_length[len(text)].append(at)
    found = [np.zeros(0, np.uint64)]
    for length, members in by_length.items():
        for start in range(0, len(members), _AT_ONCE):
            some = members[start : start + _AT_ONCE]
            forms = _forms([texts[at] for at in some], 1 if length <= _ONE_UP_TO else MOST)
            owners = np.array([numbers[at] for at in some], np.uint64)
            found.append(((forms << np.uint64(32)) | owners[:, None]).ravel())
    pairs = np.sort(np.concatenate(found))
    once: HashArray = pairs[np.diff(pairs, prepend=pairs[:1] + np.uint64(1)) != 0]  # quicker than np.unique
    return once


def spelt_like(typed: str, spellings: HashArray, most: int) -> list[int]:
    """The numbers of the texts that may be at most `most` edits away, ascending; `typed` is not empty."""
    if len(typed) > LONGEST:
        return []
    return numbers_of(spellings, _forms_typed(typed, min(most, MOST)))


@lru_cache(maxsize=2048)
def _forms_typed(typed: str, deletions: int) -> HashArray:
    """The forms of what was typed: they are looked up in every segment. Room for the words of all unrelated
    questions, which every library is asked, and for those of its readers."""
    forms: HashArray = np.unique(_forms([typed], deletions)[0])
    return forms


def numbers_of(sorted_: HashArray, hashes: HashArray) -> list[int]:
    """The numbers that stand under any of these hashes of 32 bits, each once, ascending."""
    wanted = hashes << np.uint64(32)
    first = sorted_.searchsorted(wanted).tolist()
    last = sorted_.searchsorted(wanted | np.uint64(0xFFFFFFFF), side="right").tolist()
    runs = [sorted_[a:b].tolist() for a, b in zip(first, last, strict=True) if a < b]
    return sorted({pair & 0xFFFFFFFF for run in runs for pair in run})


def _forms(texts: Sequence[str], deletions: int) -> HashArray:
    """The hash of each text, all of one length n, and of what is left when so many letters behind the first
    are taken out. (len(texts), forms), 32 bits each."""
    encoded = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(encoded, np.uint32).reshape(len(texts), -1).astype(np.uint64)
    n = codes.shape[1]
    powers = np.cumprod(np.full(n, _BASE, np.uint64))
    upto = np.zeros((len(texts), n + 1), np.uint64)
    np.cumsum(codes * powers, axis=1, out=upto[:, 1:])
    whole = upto[:, -1:]
    forms: list[Any] = [whole]
    if n > 1:
        at = np.arange(1, n)
        forms.append(upto[:, at] + (whole - upto[:, at + 1]) * _INVERSE)
    if deletions > 1 and n > 2:
        i, j = np.triu_indices(n - 1, 1)
        i, j = i + 1, j + 1
        between = (upto[:, j] - upto[:, i + 1]) * _INVERSE
        forms.append(upto[:, i] + between + (whole - upto[:, j + 1]) * _INVERSE_TWICE)
    mixed: HashArray = (np.concatenate(forms, axis=1) * _MIX) >> np.uint64(32)
    return mixed
