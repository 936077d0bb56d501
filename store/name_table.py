"""The names of all segments of a snapshot, looked up.

In: keys, words, what was typed. Out: names with the ids of the rows that have them. What a look-up reads does
not grow with the library, but for the titles that have a word.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from rag.text.name_keys import name_key
from store.item import IntArray
from store.kept_arrays import unpacked
from store.names import NameArrays, bucket, name_arrays, text_hash
from store.spellings import numbers_of, spelt_like

MOST_CALLED = 64  # names of one key that are read, those of the largest weights
WORDS_KEPT = 1024  # words of titles whose places are kept
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, the id of what it leads to and how much it weighs."""

    display: str
    id: str
    weight: float


@dataclass(frozen=True, eq=False)
class Part:
    """One segment's names: which of its rows count, (n,), and what gives a row's id."""

    arrays: NameArrays
    alive: BoolArray
    id_of: Callable[[int], str]

    @cached_property
    def dead(self) -> int:
        """How many rows do not count."""
        return int(len(self.alive) - np.count_nonzero(self.alive))

    @cached_property
    def dead_titles(self) -> IntArray:
        """The titles of rows that do not count, ascending."""
        a, gone = self.arrays, np.flatnonzero(~self.alive)
        first, last = (
            np.searchsorted(a.title_places, a.tag_starts[gone + n].astype(np.int32)) for n in (0, 1)
        )
        runs = [np.arange(x, y) for x, y in zip(first.tolist(), last.tolist(), strict=True)]
        return np.concatenate([np.zeros(0, np.int64), *runs])

    def display(self, place: int) -> str:
        a = self.arrays
        return unpacked(a.displays, a.display_starts, place)

    def name(self, place: int) -> Name | None:
        """The name at a place; None where its row does not count."""
        row = int(self.arrays.tag_starts.searchsorted(place, side="right")) - 1
        if not self.alive[row]:
            return None
        return Name(self.display(place), self.id_of(row), float(self.arrays.weights[place]))

    def word(self, word: str, wanted: int) -> slice:
        """Where the titles that have a word stand, `wanted` being its hash; empty where none has it."""
        a = self.arrays
        at = int(a.word_hashes.searchsorted(np.uint64(wanted << 32)))
        while at < len(a.word_hashes) and (pair := int(a.word_hashes[at])) >> 32 == wanted:
            number, at = pair & 0xFFFFFFFF, at + 1
            if unpacked(a.word_texts, a.word_text_starts, number) == word:
                return slice(int(a.word_starts[number]), int(a.word_starts[number + 1]))
        return slice(0, 0)

    def titles(self, where: slice) -> IntArray:
        """The titles at places among the words' titles, those that count."""
        found = np.asarray(self.arrays.word_titles[where], np.int64)
        return found[~np.isin(found, self.dead_titles)] if self.dead else found


_Place = tuple[float, int, int]  # the weight of a name, negative; its part; its place there


class NameTable:
    """The names of several parts, numbered as one. Nothing in it changes: threads may share it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._first = np.cumsum([0] + [len(part.arrays.title_places) for part in parts])
        self._word = lru_cache(maxsize=WORDS_KEPT)(self._places)  # one question asks for each several times

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Sequence[tuple[str, float]]]]) -> "NameTable":
        """In memory: the ids of rows, each with its names."""
        listed = list(rows)
        ids = [id_ for id_, _ in listed]
        arrays = name_arrays([names for _, names in listed])
        return cls([Part(arrays, np.ones(len(ids), np.bool_), ids.__getitem__)])

    @cached_property
    def names(self) -> int:
        """How many names there are, those that do not count among them."""
        return sum(len(part.arrays.weights) for part in self._parts)

    @cached_property
    def titles(self) -> int:
        """How many titles there are."""
        return int(self._first[-1]) - sum(len(p.dead_titles) for p in self._parts if p.dead)

    def called(self, keys: Collection[str]) -> dict[str, list[Name]]:
        """The names of each of these keys, in their order; of very many MOST_CALLED of the largest weights.
        Keys that no name has are left out."""
        wanted = list(dict.fromkeys(keys))
        hashes = np.array([text_hash(key) for key in wanted], np.uint32)
        places: dict[int, list[_Place]] = {}
        for number, part in enumerate(self._parts):
            a = part.arrays
            first = a.key_hashes.searchsorted(hashes)
            last = a.key_hashes.searchsorted(hashes, side="right")
            for at in np.flatnonzero(last > first).tolist():
                run = slice(int(first[at]), min(int(last[at]), int(first[at]) + MOST_CALLED + part.dead))
                some = np.sort(a.key_places[run])
                pairs = zip((-a.weights[some]).tolist(), some.tolist(), strict=True)
                places.setdefault(at, []).extend((weight, number, place) for weight, place in pairs)
        found = ((wanted[at], self._heaviest(wanted[at], some)) for at, some in places.items())
        return {key: names for key, names in found if names}

    def _heaviest(self, key: str, places: list["_Place"]) -> list[Name]:
        """At most MOST_CALLED names at these places that have the key, in their order."""
        best: list[tuple[int, int, Name]] = []
        for _, number, place in sorted(places):
            part = self._parts[number]
            if name_key(part.display(place)) == key and (name := part.name(place)) is not None:
                best.append((number, place, name))
                if len(best) == MOST_CALLED:
                    break
        return [name for _, _, name in sorted(best, key=lambda one: one[:2])]

    def every(self) -> Iterable[Name]:
        """All of them, in their order."""
        for part in self._parts:
            names = map(part.name, range(len(part.arrays.weights)))
            yield from (name for name in names if name is not None)

    def own_spelt_like(self, typed: str, most: int) -> list[str]:
        """The keys of own names that may be spelt like this, at most two letters away, with the same first
        letter; `typed` is not empty."""
        places = [(part, spelt_like(typed, part.arrays.own_spellings, most)) for part in self._parts]
        return list(dict.fromkeys(name_key(part.display(at)) for part, found in places for at in found))

    def own_starting_with(self, letter: str, lengths: Iterable[int]) -> list[str]:
        """The keys of own names with this first letter and so many letters."""
        wanted = np.array([bucket(letter, length) for length in lengths], np.uint64)
        places = [(part, numbers_of(part.arrays.own_buckets, wanted)) for part in self._parts]
        return list(dict.fromkeys(name_key(part.display(at)) for part, found in places for at in found))

    def frequency(self, word: str) -> int:
        """How many titles have a word."""
        where = zip(self._parts, self._word(word), strict=True)
        return sum(len(part.titles(run)) if part.dead else run.stop - run.start for part, run in where)

    def _places(self, word: str) -> list[slice]:
        """Where the titles that have a word stand, by part."""
        wanted = text_hash(word)
        return [part.word(word, wanted) for part in self._parts]

    def titles_with(self, word: str) -> IntArray:
        """The titles that have a word, ascending."""
        parts = zip(self._parts, self._word(word), self._first, strict=False)
        pieces = [part.titles(run) + first for part, run, first in parts if run.stop > run.start]
        return np.concatenate([np.zeros(0, np.int64), *pieces])

    def title(self, number: int) -> Name:
        """The title of this number; it must count."""
        part, place = self._title(number)
        found = part.name(place)
        assert found is not None, "a title that does not count was asked for"
        return found

    def title_text(self, number: int) -> str:
        """The title of this number as it is written."""
        part, place = self._title(number)
        return part.display(place)

    def _title(self, number: int) -> tuple[Part, int]:
        at = int(self._first.searchsorted(number, side="right")) - 1
        part = self._parts[at]
        return part, int(part.arrays.title_places[number - int(self._first[at])])

    def words_spelt_like(self, typed: str, most: int) -> list[str]:
        """The words of titles that may be spelt like this, at most two letters away, with the same first
        letter; `typed` is not empty."""
        found: dict[str, None] = {}
        for part in self._parts:
            a = part.arrays
            for number in spelt_like(typed, a.word_spellings, most):
                found.setdefault(unpacked(a.word_texts, a.word_text_starts, number))
        return [word for word in found if self.frequency(word)]
