"""Frozen values from the JSON that was made of them, each field checked.

In: a type, and what json.loads gave. Out: a value of that type; ShapeError where the JSON is of another
shape, which names the place. Types are dataclasses, texts, numbers, enumerations, tuples, mappings with
texts as keys, and None beside any of these. A field that a dataclass lacks is ignored, as a newer version
may have written it; one that has a default may be absent.
"""

import math
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class ShapeError(ValueError):
    """JSON is not of the shape that was wanted."""


def read_as(kind: type[T], value: Any, place: str = "it") -> T:
    """The value as a `kind`; `place` is what it is called in a ShapeError."""
    return cast(T, _read(kind, value, place))


def _read(kind: Any, value: Any, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return None if value is None else _read(inner, value, place)
    if origin is tuple:
        return _tuple(get_args(kind), value, place)
    if origin is not None and issubclass(origin, Mapping):
        inner = get_args(kind)[1]
        return {key: _read(inner, one, f"{place}.{key}") for key, one in _object(value, place).items()}
    if is_dataclass(kind):
        return _dataclass(kind, _object(value, place), place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        if value not in [one.value for one in kind]:
            raise ShapeError(f"{place} is none of {', '.join(str(one.value) for one in kind)}")
        return kind(value)
    return _plain(kind, value, place)


def _plain(kind: Any, value: Any, place: str) -> Any:
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value):
            return value
    elif kind is Any or type(value) is kind:
        return value
    raise ShapeError(f"{place} is no {kind.__name__}")


def _tuple(kinds: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise ShapeError(f"{place} is no list")
    if len(kinds) == 2 and kinds[1] is ...:
        return tuple(_read(kinds[0], one, f"{place}[{n}]") for n, one in enumerate(value))
    if len(kinds) != len(value):
        raise ShapeError(f"{place} has not {len(kinds)} members")
    return tuple(_read(kind, one, place) for kind, one in zip(kinds, value, strict=True))


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ShapeError(f"{place} is no object")
    return value


def _dataclass(kind: Any, found: Mapping[str, Any], place: str) -> Any:
    types, required = _fields(kind)
    if missing := [name for name in required if name not in found]:
        raise ShapeError(f"{place} has no {missing[0]!r}")
    given = {name: _read(types[name], found[name], f"{place}.{name}") for name in types if name in found}
    try:
        return kind(**given)
    except ShapeError:
        raise
    except ValueError as error:  # of its own
        raise ShapeError(f"{place}: {error}") from error


@cache
def _fields(kind: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The type of each field, and those that have no default."""
    hints, ours = get_type_hints(kind), fields(kind)
    needed = [f.name for f in ours if f.default is MISSING and f.default_factory is MISSING]
    return {field.name: hints[field.name] for field in ours}, tuple(needed)
