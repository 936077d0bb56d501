"""What items can be filtered on, by column: each row's value is a number into the values there are.

In: the fields of each row. Out: arrays, and a table over those of several segments: the fields of a row, how
often each value occurs, which rows have a value that is accepted.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from store.content import Fields
from store.item import IntArray
from store.kept_arrays import ends_at, packed, starts, unpacked
from store.mapped import Bytes

FORMAT = "columns-1"  # the folder; another where the arrays are made differently
NOTHING = -1  # where a row has no value
BoolArray = npt.NDArray[np.bool_]
Value = float | str | None


@dataclass(frozen=True, slots=True, eq=False)
class ColumnArrays:
    """f fields of n rows, v values in all, each as JSON; the values of a field are in the order of the first
    rows that have them."""

    codes: npt.NDArray[np.int32]  # (f, n) into the values of the field
    field_starts: IntArray  # (f + 1,) into the values
    value_starts: IntArray  # (v + 1,) into their bytes
    values: Bytes
    name_starts: IntArray  # (f + 1,) into the bytes of the fields' names
    names: Bytes


def column_arrays(rows: Sequence[Fields]) -> ColumnArrays:
    """The arrays of these rows' fields."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    known: list[dict[Value, int]] = [{} for _ in names]
    codes = np.full((len(names), len(rows)), NOTHING, np.int32)
    for field, name in enumerate(names):
        for at, row in enumerate(rows):
            if (value := row.get(name)) is not None:
                codes[field, at] = known[field].setdefault(value, len(known[field]))
    value_starts, values = packed([json.dumps(value) for one in known for value in one])
    name_starts, packed_names = packed(names)
    lengths = [len(one) for one in known]
    return ColumnArrays(codes, starts(lengths), value_starts, values, name_starts, packed_names)


def fit(arrays: ColumnArrays, rows: int) -> bool:
    """Whether the arrays are those of so many rows; what is in them is not looked at."""
    a, fields = arrays, len(arrays.codes)
    values = len(a.value_starts) - 1
    return (
        a.codes.shape == (fields, rows)
        and ends_at(a.field_starts, fields, values)
        and ends_at(a.value_starts, values, len(a.values))
        and ends_at(a.name_starts, fields, len(a.names))
    )


class Columns:
    """The columns of one segment."""

    def __init__(self, arrays: ColumnArrays) -> None:
        self._arrays = arrays
        names = range(len(arrays.codes))
        self._fields = {unpacked(arrays.names, arrays.name_starts, n): n for n in names}
        self._values: dict[str, list[Any]] = {}
        self._read: dict[int, Value] = {}  # values that were read, by their place

    def row(self, row: int) -> Fields:
        """The fields of a row."""
        codes = self._arrays.codes[:, row].tolist()
        return {name: self._value(n, codes[n]) for name, n in self._fields.items()}

    def codes(self, name: str) -> npt.NDArray[np.int32] | None:
        """Each row's value of a field as a number into `values`, (n,); None where no row has the field."""
        return self._arrays.codes[self._fields[name]] if name in self._fields else None

    def values(self, name: str) -> list[Any]:
        """The values of a field; none is there twice."""
        if name not in self._values:
            self._values[name] = self._all(self._fields[name]) if name in self._fields else []
        return self._values[name]

    def _all(self, field: int) -> list[Any]:
        """The values of a field, read in one go: there may be thousands."""
        first, end = self._arrays.field_starts[field : field + 2].tolist()
        starts_ = self._arrays.value_starts[first : end + 1].tolist()
        written = self._arrays.values[starts_[0] : starts_[-1]].tobytes()
        each = (written[a - starts_[0] : b - starts_[0]] for a, b in pairwise(starts_))
        found: list[Any] = json.loads(b"[" + b",".join(each) + b"]")
        return found

    def _value(self, field: int, code: int) -> Value:
        if code == NOTHING:
            return None
        at = int(self._arrays.field_starts[field]) + code
        if at not in self._read:
            self._read[at] = json.loads(unpacked(self._arrays.values, self._arrays.value_starts, at))
        return self._read[at]


class ColumnTable:
    """The columns of all segments, by row. Nothing in it changes: threads may share it."""

    def __init__(self, segments: Sequence[Columns], offsets: IntArray, alive: BoolArray) -> None:
        self._segments, self._offsets, self._alive = segments, offsets, alive
        self._joint: dict[str, tuple[list[Any], list[IntArray]]] = {}

    def __getitem__(self, row: int) -> Mapping[str, Value]:
        """What can be filtered on, of one row."""
        at = int(self._offsets.searchsorted(row, side="right")) - 1
        return self._segments[at].row(row - int(self._offsets[at]))

    def counted(self, name: str) -> Counter[Any]:
        """How many rows that count have each value of a field, in the order of the first rows; None for those
        without one."""
        found: Counter[Any] = Counter()
        for columns, alive in self._alive_parts:
            codes, values = columns.codes(name), columns.values(name)
            if codes is None:
                found[None] += int(np.count_nonzero(alive))
                continue
            counts = np.bincount(codes[alive] + 1, minlength=len(values) + 1).tolist()
            found.update({value: n for value, n in zip(values, counts[1:], strict=True) if n})
            found[None] += counts[0]
        return +found

    def where(self, name: str, accepts: Callable[[Any], bool]) -> BoolArray:
        """The rows whose value of a field, None where there is none, is accepted. (n,)"""
        values, numbers = self._joined(name)
        accepted = np.array([*map(accepts, values), accepts(None)], np.bool_)
        pieces = [np.zeros(0, np.bool_)]
        for (columns, alive), of_codes in zip(self._alive_parts, numbers, strict=True):
            codes = columns.codes(name)
            here = accepted[of_codes]
            pieces.append(here[codes] if codes is not None else np.full(len(alive), here[NOTHING]))
        return np.concatenate(pieces)

    def _joined(self, name: str) -> tuple[list[Any], list[IntArray]]:
        """The values of a field over all segments, each once, and by segment the number there of each code,
        the last for none: what has been decided of a value holds in every segment."""
        if name not in self._joint:
            places: dict[Any, int] = {}
            found = [
                [places.setdefault(value, len(places)) for value in columns.values(name)]
                for columns in self._segments
            ]
            numbers = [np.array([*some, len(places)], np.int64) for some in found]
            self._joint[name] = list(places), numbers
        return self._joint[name]

    @cached_property
    def _alive_parts(self) -> list[tuple[Columns, BoolArray]]:
        bounds = zip(self._segments, self._offsets.tolist(), self._offsets[1:].tolist(), strict=False)
        return [(columns, self._alive[first:end]) for columns, first, end in bounds]
