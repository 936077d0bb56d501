"""The vectors of some rows of a segment, read from its files row by row and not through a map.

In: where the files lie, the mapped arrays, rows. Out: arrays over what these rows have; a map would hold a
stretch of the file around each row in memory. What belongs to rows side by side is not copied.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from store.content import Arrays, Int8Array
from store.item import FloatArray, IntArray
from store.mapped import Rows

Owned = tuple[Int8Array, FloatArray, IntArray]  # vectors and scales (m,), how many each owner has


class RowVectors:
    """The vectors of one segment, by row."""

    def __init__(self, folder: Path, arrays: Arrays, files: Mapping[str, str]) -> None:
        self._arrays = arrays
        self._documents, self._sentences, self._tokens = (
            Rows(folder / f"{files[name]}.npy", getattr(arrays, name))
            for name in ("documents", "sentences", "tokens")
        )

    def documents(self, rows: IntArray) -> FloatArray:
        """The documents' vectors. (len(rows), d)"""
        few = len(rows) < len(self._arrays.documents) / 4
        found: FloatArray = self._documents.take(rows) if few else self._arrays.documents[rows]
        return found

    def sentences(self, rows: IntArray) -> Owned:
        """The vectors of the rows' sentences."""
        firsts, lengths = runs_of(self._arrays.sentence_starts, rows)
        scales = self._arrays.sentence_scales[places_of(firsts, lengths)]
        return self._sentences.runs(firsts, lengths), scales, lengths

    def tokens(self, rows: IntArray) -> tuple[Owned, IntArray]:
        """The vectors of the tokens of the rows' sentences, and how many sentences each row has."""
        a = self._arrays
        sentences, counts = runs_of(a.sentence_starts, rows)
        each = runs_of(a.token_starts, places_of(sentences, counts))[1]
        firsts = a.token_starts[sentences]
        lengths = a.token_starts[sentences + counts] - firsts
        return (self._tokens.runs(firsts, lengths), a.token_scales[places_of(firsts, lengths)], each), counts


def runs_of(starts: IntArray, owners: IntArray) -> tuple[IntArray, IntArray]:
    """Where what each owner has begins, and how much it is. (len(owners),) each"""
    firsts = starts[owners]
    return firsts, starts[owners + 1] - firsts


def places_of(firsts: IntArray, lengths: IntArray) -> IntArray:
    """The places of all runs, one behind the other. (m,)"""
    begun = np.cumsum(lengths) - lengths
    places: IntArray = np.repeat(firsts - begun, lengths) + np.arange(int(lengths.sum()))
    return places
