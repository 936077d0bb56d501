"""The signs of vectors: a bit for each component. By them those near a query are found without reading all.

In: vectors. Out: an array of a thirty-second of their size, and distances: in how many signs two differ. For
unit vectors that number grows with the angle (Charikar, 2002). Of some thousand rows with the fewest those
are taken that agree with the query where it is large (Gordo and others, 2014), and their vectors say which
are the nearest.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from store.item import FloatArray, IntArray

FORMAT = "signs-1"  # the folder; another where the array is made differently
WORD = 64  # bits
SignWords = npt.NDArray[np.uint64]
_OCTETS = np.arange(256, dtype=np.uint8)
_SIGNS_OF_OCTETS = np.unpackbits(_OCTETS[:, None], axis=1).astype(np.float32) * 2 - 1  # (256, 8)


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
    differ = np.empty(len(found), np.uint64)
    counted = np.empty(len(found), np.uint8)
    for word, signs in zip(arrays.words, wanted, strict=True):
        found += np.bitwise_count(np.bitwise_xor(word, signs, out=differ), out=counted)
    return found


def nearest(apart: npt.NDArray[np.uint16], count: int) -> IntArray:
    """The rows that differ least, at least `count` where there are so many: of equal ones all. Ascending."""
    upto = np.cumsum(np.bincount(apart))
    found: IntArray = np.flatnonzero(apart <= np.searchsorted(upto, count))
    return found


def agreement(words: SignWords, query: FloatArray) -> FloatArray:
    """The query's components (d,), each with the sign that a row has there, summed, for rows (w, k): tells
    better than a count of signs how near each is. (k,)"""
    octets = np.ascontiguousarray(words.T).view(np.uint8)
    filled = np.zeros(octets.shape[1] * 8, np.float32)
    filled[: len(query)] = query
    sums = _SIGNS_OF_OCTETS @ filled.reshape(-1, 8).T  # (256, octets): what each octet adds
    found = np.zeros(len(octets), np.float32)
    for at in range(octets.shape[1]):
        found += sums[octets[:, at], at]
    return found


def signs_of(vectors: FloatArray) -> SignWords:
    """The signs of vectors (n, d), by vector. (n, w)"""
    bits = np.packbits(vectors > 0, axis=1)
    filled = np.pad(bits, ((0, 0), (0, -bits.shape[1] % (WORD // 8))))
    return np.ascontiguousarray(filled).view(np.uint64)
