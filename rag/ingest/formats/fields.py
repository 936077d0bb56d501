"""Values of a record as text, numbers and names, whatever a program wrote there.

In: a mapping from names of fields to anything. Out: clean Python values, None or () where there is
nothing of the kind. For the modules of formats.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_LARGEST = 10**12


def text_in(fields: Mapping[str, Any], *names: str) -> str | None:
    """The first of these fields to hold text; half a surrogate pair becomes "?"."""
    values: Iterator[Any] = (fields.get(name) for name in names)
    text = next((value.strip() for value in values if isinstance(value, str) and value.strip()), None)
    return text and text.encode("utf-8", "replace").decode()


def number_in(fields: Mapping[str, Any], name: str) -> int | None:
    """A whole number from 0 up, of a size that something is counted in; None for anything else."""
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= _LARGEST else None


def names_in(authors: Any) -> tuple[str, ...]:
    """Names (or other lines) from a list of names, a list of objects with a name, or one line of names."""
    if isinstance(authors, str):
        return tuple(name for name in re.split(r"\s*;\s*|,?\s+and\s+|,\s*", authors.strip()) if name)
    if not isinstance(authors, Iterable):
        return ()
    names = (author.get("name") if isinstance(author, Mapping) else author for author in authors)
    return tuple(name.strip() for name in names if isinstance(name, str) and name.strip())


def first_name_first(name: str) -> str:
    """ "Given Family" for "Family, Given"; other names as they are."""
    family, comma, given = name.strip().partition(",")
    return f"{given.strip()} {family.strip()}" if comma else family
