"""Numbers that were fitted or tuned: TOML files beside the code that reads them.

In: a file, one of its tables, and the frozen dataclass that the table fills. Out: the filled dataclass.
Every table says where its numbers come from: `by`, the command that writes them (or "hand" and the
reason), and `inputs`, the hash of what they were fitted on ("" where they were not fitted on data).
"""

import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

ORIGIN = ("by", "inputs")
Values = TypeVar("Values")


class FittedError(ValueError):
    """A table and the dataclass that it fills do not have the same names: a bug of ours."""


def fitted(path: Path, table: str, kind: type[Values]) -> Values:
    """The numbers of one table, as an instance of the frozen dataclass `kind`; safe from any thread.

    The table must have a value for each field and no other names but `by` and `inputs`, else
    FittedError. Lists become tuples, whole numbers become floats where the field is a float.
    """
    values = dict(_tables(path).get(table, {}))
    for name in ORIGIN:
        if not isinstance(values.pop(name, None), str):
            raise FittedError(f"{path.name}: [{table}] does not say {name!r}")
    wanted: dict[str, Any] = {f.name: f.type for f in fields(kind)}  # type: ignore[arg-type]
    if different := sorted(wanted.keys() ^ values.keys()):
        raise FittedError(f"{path.name}: [{table}] and {kind.__name__} differ in {different[0]!r}")
    return kind(**{name: _typed(value, wanted[name]) for name, value in values.items()})


def fitted_tables(path: Path, kind: type[Values]) -> Values:
    """The numbers of a whole file, as an instance of the frozen dataclass `kind`: a field, itself such a
    dataclass, for each table. FittedError as in `fitted`."""
    return kind(**{f.name: fitted(path, f.name, f.type) for f in fields(kind)})  # type: ignore[arg-type]


def _typed(value: Any, wanted: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return float(value) if wanted in (float, "float") else value


@cache
def _tables(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
