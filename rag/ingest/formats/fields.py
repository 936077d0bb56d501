"""Values of a record as text and numbers, whatever a program wrote there.

In: a mapping from names of fields to anything. Out: clean Python values, None where there is nothing of
the kind. For the modules of formats.
"""

from collections.abc import Iterator, Mapping
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
