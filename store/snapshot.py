"""Read the derived indexes as they stood at one moment.

In: the words and vectors of a question. Out: scores, one per row; a row is an item's
number, valid within this snapshot. Cosines are between -1 and 1.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from store.columns import ColumnTable
from store.comparing import ROWS_AT_ONCE, compared, largest, reduce_max
from store.content import Fields, starts_of
from store.item import FloatArray, IntArray
from store.manifest import Manifest
from store.mapped import give_back
from store.name_table import NameTable, Part
from store.row_vectors import Owned, places_of, runs_of
from store.segment import Segment
from store.signs import agreement, distances, nearest, signs_of
from store.words import inverse_document_frequency

BLOCK = 16384  # vectors that are read and multiplied at a time
LOOKED_AT = 4096  # document vectors that are read at least, where there are many
TERMS_KEPT = 1024  # terms whose places are kept
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SentenceScores:
    """One item's sentences against a query. All (m,), the heading first; sentence_spans (m, 2)."""

    sentence_spans: IntArray
    cosine: FloatArray
    maxsim: FloatArray


class Snapshot:
    """All segments of one manifest, numbered as one. Nothing in it changes: threads may share it.

    Arrays over rows have a place for every row, also for those that were removed or replaced: (n,) with
    n = len(alive). Scores of tokens and sentences are of unit vectors kept in eight bits: exact to 0.01.
    """

    def __init__(self, folder: Path, manifest: Manifest, before: Sequence[Segment] = ()) -> None:
        """`before`: segments that are open already; those still in force are not opened again."""
        self.folder, self.manifest = folder, manifest
        opened = {segment.folder.name: segment for segment in before}
        self.segments = [_opened(folder / name, opened.get(name)) for name in manifest.segments]
        self.offsets = np.cumsum([0] + [len(s) for s in self.segments])
        self._offsets: list[int] = self.offsets.tolist()
        self.alive: BoolArray = np.ones(int(self.offsets[-1]), np.bool_)
        for number, name in enumerate(manifest.segments):
            self.alive[self.offsets[number] + np.array(manifest.tombstones.get(name, ()), np.int64)] = False
        self.rows: IntArray = np.flatnonzero(self.alive)
        self._places = lru_cache(maxsize=TERMS_KEPT)(self._found)  # one question asks for each some ten times

    def __len__(self) -> int:
        return len(self.rows)

    def sizes(self) -> tuple[int, int, int]:
        """How many items there are, their sentences (each heading is one) and their expansion queries."""
        owned = np.zeros(2, np.int64)
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            alive, arrays = self.alive[offset : offset + len(segment)], segment.arrays
            starts = arrays.sentence_starts, arrays.expansion_query_starts
            owned += [np.diff(of_rows)[alive].sum() for of_rows in starts]
        return len(self), int(owned[0]), int(owned[1])

    def id(self, row: int) -> str:
        """The id of the item at a row."""
        segment, local = self._locate(row)
        return segment.id(local)

    def payload(self, row: int) -> bytes:
        """What was kept with the item at a row, as it was given."""
        segment, local = self._locate(row)
        return segment.payload(local)

    def find(self, lookup_key: str) -> list[int]:
        """Rows that may go by this key; look at the payload before believing it."""
        rows: list[int] = self.found(lookup_key).tolist()
        return rows

    def found(self, lookup_key: str) -> IntArray:
        """The same as an array: of some keys there are as many as items."""
        parts = zip(self.segments, self.offsets, strict=False)
        pieces = [segment.rows_of(lookup_key) + offset for segment, offset in parts]
        rows: IntArray = np.concatenate([np.zeros(0, np.int64), *pieces])
        return rows[self.alive[rows]]

    def columns(self) -> Iterator[tuple[int, Fields]]:
        """Each row with what can be filtered on."""
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            for local, columns in enumerate(segment.columns):
                if self.alive[offset + local]:
                    yield int(offset) + local, columns

    def ids(self) -> Iterator[str]:
        """The ids, in the order of `rows`."""
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            yield from compress(segment.ids, self.alive[offset : offset + len(segment)].tolist())

    @cached_property
    def names(self) -> NameTable:
        """The tags of all items, to be looked up."""
        parts = zip(self.segments, self.offsets.tolist(), strict=False)
        return NameTable([Part(s.names, self.alive[first : first + len(s)], s.id) for s, first in parts])

    @cached_property
    def by_column(self) -> ColumnTable:
        """What can be filtered on, of all items."""
        return ColumnTable([s.by_column for s in self.segments], self.offsets, self.alive)

    def idf(self, terms: Sequence[str]) -> FloatArray:
        """Inverse document frequency of each term over the whole library. (len(terms),)"""
        counts = list(map(self.frequency, terms))
        return inverse_document_frequency(counts, len(self.alive)) if terms else np.zeros(0, np.float32)

    def known(self, term: str) -> bool:
        """Whether any text has this term."""
        return self.frequency(term) > 0

    def terms_spelt_like(self, term: str, most: int) -> set[str]:
        """The terms of all texts that may be at most `most` edits away, two at most, with the same first
        letter."""
        return {found for s in self.segments for found in s.terms_spelt_like(term, most)}

    def terms_starting_with(self, prefix: str) -> set[str]:
        """The terms of all texts that begin so, at most a few thousand of each segment."""
        return {term for s in self.segments for term in s.postings.starting_with(prefix)}

    def _found(self, term: str) -> list[slice]:
        """Where a term's postings stand, by segment."""
        return [segment.postings.find(term) for segment in self.segments]

    def lexical(self, weights: Mapping[str, float]) -> FloatArray:
        """BM25: the sum of `weights` (idf times whatever the caller adds) of the terms a
        row has, each by how much of it the row has. (n,)"""
        scores = np.zeros(len(self.alive), np.float32)
        for number, (segment, offset) in enumerate(zip(self.segments, self.offsets, strict=False)):
            here = scores[offset : offset + len(segment)]
            for term, weight in weights.items():
                if (where := self._places(term)[number]).stop > where.start:
                    here[segment.postings.rows[where]] += weight * segment.postings.weights[where]
        return scores

    def matched(self, term: str) -> BoolArray:
        """The rows that have a term. (n,)"""
        found = np.zeros(len(self.alive), np.bool_)
        parts = zip(self.segments, self.offsets, self._places(term), strict=False)
        for segment, offset, where in parts:
            if where.stop > where.start:
                found[offset : offset + len(segment)][segment.postings.rows[where]] = True
        return found

    def has(self, row: int, term: str) -> bool:
        """Whether a row has a term."""
        number = bisect_right(self._offsets, row) - 1
        found = self.segments[number].postings.rows[self._places(term)[number]]
        return bool((found == row - self._offsets[number]).any())

    def frequency(self, term: str) -> int:
        """How many rows have a term, those that were removed or replaced among them."""
        return sum(found.stop - found.start for found in self._places(term))

    def document_scores(self, rows: IntArray, query: FloatArray) -> FloatArray:
        """Cosine of each row's document vector with the query (d,). Rows ascending; (len(rows),)"""
        pieces = [np.zeros(0, np.float32)]
        for segment, local in self._by_segment(rows):
            pieces += [segment.vectors.documents(some) @ query for some in _blocks(local)]
        return np.concatenate(pieces)

    def nearest_documents(self, usable: BoolArray, query: FloatArray, count: int) -> IntArray:
        """The `count` rows among the `usable` (n,) whose document vectors are nearest to the query (d,), the
        nearest first. Of many rows only the vectors that have the most signs in common with it are read."""
        rows = np.flatnonzero(usable)
        looked_at = max(LOOKED_AT, 32 * count)
        if len(rows) > 2 * looked_at:
            rows = self._near_by_signs(rows, query, looked_at)
        scores = self.document_scores(rows, query)
        return rows[np.lexsort((rows, -scores))[:count]]

    def _near_by_signs(self, rows: IntArray, query: FloatArray, count: int) -> IntArray:
        """Those of the rows whose vectors are worth reading, half of `count`, ascending."""
        give_back()
        wanted = signs_of(query[None])[0]
        apart = np.concatenate([distances(segment.signs, wanted) for segment in self.segments])
        apart = apart if len(rows) == len(apart) else apart[rows]
        rows = rows[nearest(apart, 2 * count)]
        words = [segment.signs.words[:, local] for segment, local in self._by_segment(rows)]
        agreed = agreement(np.concatenate(words, axis=1), query)
        return np.sort(rows[np.argpartition(-agreed, count // 2)[: count // 2]])

    def best_sentence_scores(self, rows: IntArray, query: FloatArray) -> FloatArray:
        """Cosine of each row's best sentence with the query (d,). Rows ascending; (len(rows),)"""
        return self._best(rows, query, lambda segment, local: segment.vectors.sentences(local))

    def best_expansion_query_scores(self, rows: IntArray, query: FloatArray) -> FloatArray:
        """Cosine of each row's best expansion query with the query (d,); 0 where it has none. Rows
        ascending; (len(rows),)"""

        def owned(segment: Segment, local: IntArray) -> Owned:
            a = segment.arrays
            firsts, lengths = runs_of(a.expansion_query_starts, local)
            places = places_of(firsts, lengths)
            return a.expansion_queries[places], a.expansion_query_scales[places], lengths

        return self._best(rows, query, owned)

    def nearest_tokens(self, rows: IntArray, tokens: FloatArray) -> FloatArray:
        """For each of the query's tokens (t, p) the cosine of each row's nearest token. Rows ascending;
        (len(rows), t). Their sum by weight is MaxSim (Khattab and Zaharia, 2020)."""
        found = np.zeros((len(rows), len(tokens)), np.float32)
        for start, (near, each, counts) in compared(self._by_segment, rows, tokens):
            by_row = starts_of(each)[starts_of(counts)]
            found[start : start + ROWS_AT_ONCE] = largest(near, by_row).T
        return found

    def nearest_sentences(self, rows: IntArray, tokens: FloatArray, weights: FloatArray) -> FloatArray:
        """MaxSim of each row's one sentence that comes nearest, the heading among them; `weights` (t,) as
        above. Rows in any order, each at most once; (len(rows),)"""
        order, found = np.argsort(rows), np.zeros(len(rows), np.float32)
        for start, (near, each, counts) in compared(self._by_segment, rows[order], tokens):
            by_sentence = weights @ largest(near, starts_of(each))
            found[order[start : start + ROWS_AT_ONCE]] = np.maximum.reduceat(
                by_sentence, starts_of(counts)[:-1]
            )
        return found

    def sentence_scores(
        self, row: int, query: FloatArray, tokens: FloatArray, weights: FloatArray
    ) -> SentenceScores:
        """Cosine and MaxSim of each sentence of one row, as above."""
        segment, local = self._locate(row)
        a = segment.arrays
        s0, s1 = a.sentence_starts[local : local + 2]
        cosine = np.zeros(s1 - s0, np.float32)
        if query.size:
            cosine = (a.sentences[s0:s1].astype(np.float32) @ query) * a.sentence_scales[s0:s1]
        maxsim = self.sentence_token_similarities(row, tokens) @ weights
        return SentenceScores(np.asarray(a.sentence_spans[s0:s1]), cosine, maxsim)

    def token_similarities(self, row: int, tokens: FloatArray) -> FloatArray:
        """For each of the query's tokens (t, p), the cosine of the row's nearest one. (t,)"""
        best: FloatArray = self._near(row, tokens)[0].max(axis=0, initial=0.0)
        return best

    def sentence_token_similarities(self, row: int, tokens: FloatArray) -> FloatArray:
        """The same for each sentence of the row. (m, t), the heading first"""
        return reduce_max(*self._near(row, tokens))

    def _near(self, row: int, tokens: FloatArray) -> tuple[FloatArray, IntArray]:
        """The cosine of each of the row's tokens with each of the query's, and where its sentences begin."""
        segment, local = self._locate(row)
        a = segment.arrays
        s0, s1 = a.sentence_starts[local : local + 2].tolist()
        starts = a.token_starts[s0 : s1 + 1]
        t0, t1 = starts[0], starts[-1]
        return (a.tokens[t0:t1].astype(np.float32) @ tokens.T) * a.token_scales[t0:t1, None], starts - t0

    def document_vector(self, row: int) -> FloatArray:
        """The vector of the row's whole text. (d,)"""
        segment, local = self._locate(row)
        return np.asarray(segment.arrays.documents[local])

    def _best(
        self, rows: IntArray, query: FloatArray, of: Callable[[Segment, IntArray], Owned]
    ) -> FloatArray:
        """The largest cosine among the vectors that each row owns; 0 where it owns none."""
        pieces = [np.zeros(0, np.float32)]
        for segment, local in self._by_segment(rows):
            vectors, scales, lengths = of(segment, local)
            near = (vectors.astype(np.float32) @ query) * scales
            pieces.append(reduce_max(near, starts_of(lengths)))
        return np.concatenate(pieces)

    def _by_segment(self, rows: IntArray) -> Iterator[tuple[Segment, IntArray]]:
        bounds = rows.searchsorted(self.offsets).tolist()
        for number in range(len(self.segments)):
            if (some := slice(*bounds[number : number + 2])).start < some.stop:
                yield self.segments[number], rows[some] - self.offsets[number]

    def _locate(self, row: int) -> tuple[Segment, int]:
        number = bisect_right(self._offsets, row) - 1
        return self.segments[number], row - self._offsets[number]


def _opened(folder: Path, before: Segment | None) -> Segment:
    return before if before is not None and before.is_in(folder) else Segment(folder)


def _blocks(rows: IntArray) -> Iterator[IntArray]:
    return (rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK))
