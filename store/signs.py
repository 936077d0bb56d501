"""The signs of vectors: a bit for each component. By them those near a query are found without reading all.

In: vectors. Out: an array of a thirty-second of their size, and distances: in how many signs two differ. For
unit vectors that number grows with the angle (Charikar, 2002): some thousand rows with the fewest hold the
nearest hundred, and their vectors then say which those are.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from store.item import FloatArray, IntArray

FORMAT = "signs-1"  # the folder; another where the array is made differently
WORD = 64  # bits
SignWords = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class SignArrays:
    """The signs of n vectors, by words of 64 components: each word of all rows lies together, so that it is
    compared in one go."""

    words: SignWords  # (w, n)


def sign_arrays(vectors: FloatArray) -> SignArrays:
    """The signs of vectors (n, d); components that fill up the last word count as not positive."""
    return SignArrays(np.ascontiguousarray(signs_of(vectors).T))


def fit(arrays: SignArrays, rows: int, width: int) -> bool:
    """Whether the array is that of so many vectors of this width."""
    return arrays.words.shape == (-(-width // WORD), rows) and arrays.words.dtype == np.uint64


def distances(arrays: SignArrays, wanted: SignWords) -> npt.NDArray[np.uint16]:
    """In how many signs each row differs from a query with these (w,). (n,)"""
    found = np.zeros(arrays.words.shape[1], np.uint16)
    for word, signs in zip(arrays.words, wanted, strict=True):
        found += np.bitwise_count(word ^ signs)
    return found


def nearest(apart: npt.NDArray[np.uint16], count: int) -> IntArray:
    """The rows that differ least, at least `count` where there are so many: of equal ones all. Ascending."""
    upto = np.cumsum(np.bincount(apart))
    found: IntArray = np.flatnonzero(apart <= np.searchsorted(upto, count))
    return found


def signs_of(vectors: FloatArray) -> SignWords:
    """The signs of vectors (n, d), by vector. (n, w)"""
    bits = np.packbits(vectors > 0, axis=1)
    filled = np.pad(bits, ((0, 0), (0, -bits.shape[1] % (WORD // 8))))
    return np.ascontiguousarray(filled).view(np.uint64)
