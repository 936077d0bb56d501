"""Read the derived indexes as they stood at one moment.

In: the words and vectors of a question. Out: scores, one per row; a row is an item's
number, valid within this snapshot. Knows how near things are, not what they mean.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from store.content import Row, ranges
from store.item import FloatArray, IntArray
from store.ledger import DamagedError, Ledger, Manifest
from store.segment import Segment
from store.words import inverse_document_frequency

BLOCK = 16384  # rows of a map that are multiplied at a time
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PartScores:
    """How near each part of one item is. All (m,), the heading first; spans (m, 2)."""

    spans: IntArray
    meaning: FloatArray
    late: FloatArray


class Snapshot:
    """All segments of one manifest, numbered as one."""

    def __init__(self, folder: Path, manifest: Manifest, before: Sequence[Segment] = ()) -> None:
        """`before`: segments that are open already; those still in force are not opened again."""
        self.manifest = manifest
        opened = {segment.folder.name: segment for segment in before}
        self.segments = [_opened(folder / name, opened.get(name)) for name in manifest.segments]
        self.offsets = np.cumsum([0] + [len(s) for s in self.segments])
        self.alive: BoolArray = np.ones(int(self.offsets[-1]), np.bool_)
        for number, name in enumerate(manifest.segments):
            self.alive[self.offsets[number] + np.array(manifest.dead.get(name, ()), np.int64)] = False
        self.rows: IntArray = np.flatnonzero(self.alive)

    def __len__(self) -> int:
        return len(self.rows)

    def id(self, row: int) -> str:
        segment, local = self._locate(row)
        return segment.id(local)

    def payload(self, row: int) -> bytes:
        segment, local = self._locate(row)
        return segment.payload(local)

    def find(self, handle: str) -> list[int]:
        """Rows that may go by this handle; look at the payload before believing it."""
        found = [
            int(offset) + row
            for segment, offset in zip(self.segments, self.offsets, strict=False)
            for row in segment.rows_of(handle)
        ]
        return [row for row in found if self.alive[row]]

    def columns(self) -> Iterator[tuple[int, Row]]:
        """Each row with what can be filtered on."""
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            for local, columns in enumerate(segment.columns):
                if self.alive[offset + local]:
                    yield int(offset) + local, columns

    def ids(self) -> Iterator[str]:
        """The ids, in the order of `rows`."""
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            yield from compress(segment.ids, self.alive[offset : offset + len(segment)].tolist())

    def tags(self) -> Iterator[tuple[int, list[tuple[str, float]]]]:
        """Each row with its tags."""
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            for local, tags in enumerate(segment.tags):
                if self.alive[offset + local]:
                    yield int(offset) + local, tags

    def rarity(self, terms: Sequence[str]) -> FloatArray:
        """Inverse document frequency of each term over the whole library. (len(terms),)"""
        counts = [
            sum((found := s.postings.find(term)).stop - found.start for s in self.segments) for term in terms
        ]
        return inverse_document_frequency(counts, len(self.alive)) if terms else np.zeros(0, np.float32)

    def known(self, term: str) -> bool:
        """Whether any text has this term."""
        return any((found := s.postings.find(term)).stop > found.start for s in self.segments)

    def terms_starting_with(self, prefix: str) -> set[str]:
        return {term for s in self.segments for term in s.postings.starting_with(prefix)}

    def lexical(self, weights: Mapping[str, float]) -> FloatArray:
        """BM25: the sum of `weights` (rarity times whatever the caller adds) of the terms a
        row has, each by how much of it the row has. (n,)"""
        scores = np.zeros(len(self.alive), np.float32)
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            for term, weight in weights.items():
                where = segment.postings.find(term)
                scores[offset + segment.postings.rows[where]] += weight * segment.postings.weights[where]
        return scores

    def matched(self, term: str) -> BoolArray:
        """The rows that have a term. (n,)"""
        found = np.zeros(len(self.alive), np.bool_)
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            found[offset + segment.postings.rows[segment.postings.find(term)]] = True
        return found

    def whole(self, query: FloatArray) -> FloatArray:
        """Cosine of every row's whole text with the query (d,). (n,)"""
        scores = np.zeros(len(self.alive), np.float32)
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            vectors = segment.arrays.whole
            for start in range(0, len(vectors), BLOCK):
                block = vectors[start : start + BLOCK]
                scores[offset + start : offset + start + len(block)] = block @ query
        return scores

    def parts(self, rows: IntArray, query: FloatArray) -> FloatArray:
        """Cosine of each row's best sentence. Rows ascending; (len(rows),)"""
        return self._best(rows, query, "part")

    def keys(self, rows: IntArray, query: FloatArray) -> FloatArray:
        """Cosine of each row's best key; 0 where it has none. Rows ascending; (len(rows),)"""
        return self._best(rows, query, "key")

    def late(self, rows: IntArray, tokens: FloatArray, weights: FloatArray) -> FloatArray:
        """MaxSim (Khattab and Zaharia, 2020): for each of the query's tokens (t, p) the
        cosine of the row's nearest token, summed by weight (t,). Rows ascending; (len(rows),)"""
        pieces = [np.zeros(0, np.float32)]
        for segment, local in self._by_segment(rows):
            a = segment.arrays
            parts, part_starts = ranges(a.part_starts, local)
            places, token_starts = ranges(a.token_starts, parts)
            near = (a.tokens[places].astype(np.float32) @ tokens.T) * a.token_scales[places, None]
            pieces.append(_reduce_max(near, token_starts[part_starts]) @ weights)
        return np.concatenate(pieces)

    def part_scores(self, row: int, query: FloatArray, tokens: FloatArray, weights: FloatArray) -> PartScores:
        """The same nearnesses for each part of one row."""
        segment, local = self._locate(row)
        a = segment.arrays
        p0, p1 = a.part_starts[local : local + 2]
        meaning = (a.parts[p0:p1].astype(np.float32) @ query) * a.part_scales[p0:p1] if query.size else None
        t0, t1 = a.token_starts[p0], a.token_starts[p1]
        near = (a.tokens[t0:t1].astype(np.float32) @ tokens.T) * a.token_scales[t0:t1, None]
        late = _reduce_max(near, a.token_starts[p0 : p1 + 1] - t0) @ weights
        zeros = np.zeros(p1 - p0, np.float32)
        return PartScores(np.asarray(a.spans[p0:p1]), zeros if meaning is None else meaning, late)

    def token_matches(self, row: int, tokens: FloatArray) -> FloatArray:
        """For each of the query's tokens (t, p), the cosine of the row's nearest one. (t,)"""
        segment, local = self._locate(row)
        a = segment.arrays
        t0, t1 = (a.token_starts[p] for p in a.part_starts[local : local + 2])
        near = (a.tokens[t0:t1].astype(np.float32) @ tokens.T) * a.token_scales[t0:t1, None]
        best: FloatArray = near.max(axis=0, initial=0.0)
        return best

    def part_matches(self, row: int, tokens: FloatArray) -> FloatArray:
        """The same for each part of the row. (m, t), the heading first"""
        segment, local = self._locate(row)
        a = segment.arrays
        p0, p1 = a.part_starts[local : local + 2]
        t0, t1 = a.token_starts[p0], a.token_starts[p1]
        near = (a.tokens[t0:t1].astype(np.float32) @ tokens.T) * a.token_scales[t0:t1, None]
        return _reduce_max(near, a.token_starts[p0 : p1 + 1] - t0)

    def vector(self, row: int) -> FloatArray:
        """The whole text's vector. (d,)"""
        segment, local = self._locate(row)
        return np.asarray(segment.arrays.whole[local])

    def _best(self, rows: IntArray, query: FloatArray, grain: str) -> FloatArray:
        pieces = [np.zeros(0, np.float32)]
        for segment, local in self._by_segment(rows):
            a = segment.arrays
            vectors, scales = getattr(a, f"{grain}s"), getattr(a, f"{grain}_scales")
            places, starts = ranges(getattr(a, f"{grain}_starts"), local)
            near = (vectors[places].astype(np.float32) @ query) * scales[places]
            pieces.append(_reduce_max(near, starts))
        return np.concatenate(pieces)

    def _by_segment(self, rows: IntArray) -> Iterator[tuple[Segment, IntArray]]:
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            local = rows[(rows >= offset) & (rows < offset + len(segment))] - offset
            if len(local):
                yield segment, local

    def _locate(self, row: int) -> tuple[Segment, int]:
        number = int(np.searchsorted(self.offsets, row, side="right")) - 1
        return self.segments[number], row - int(self.offsets[number])


def _opened(folder: Path, before: Segment | None) -> Segment:
    return before if before is not None and before.is_in(folder) else Segment(folder)


def _reduce_max(values: FloatArray, starts: IntArray) -> FloatArray:
    """The largest of each run of rows; 0 for an empty run. (n, ...) for starts (n + 1,)."""
    lengths = np.diff(starts)
    found = np.zeros((len(lengths), *values.shape[1:]), np.float32)
    if len(values):
        filled = lengths > 0
        found[filled] = np.maximum.reduceat(values, starts[:-1][filled], axis=0)
    return found


class Reader:
    """Hands out the newest snapshot; opening one costs some milliseconds, looking for a
    newer one a `stat`."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self._folder, self._ledger = folder, ledger
        self._stamp, self._snapshot = (-1, -1), Snapshot(folder, Manifest())

    def now(self) -> Snapshot:
        """The library as it is at this moment, also when another process is writing to it;
        DamagedError where the files are not what the manifest says."""
        stamp = self._ledger.stamp()
        if stamp != self._stamp:
            self._snapshot = self._open()
            self._stamp = stamp
        return self._snapshot

    def _open(self) -> Snapshot:
        for _ in range(5):  # a writer may sweep a segment between our reading of its name and of it
            try:
                snapshot = Snapshot(self._folder, self._ledger.read(), self._snapshot.segments)
                for segment in snapshot.segments:
                    segment.hold()
                return snapshot
            except FileNotFoundError as error:
                missing = error
            except (ValueError, EOFError) as error:  # numpy and json say so of a file that is cut short
                raise DamagedError(str(error)) from error
        raise DamagedError(str(missing)) from missing
