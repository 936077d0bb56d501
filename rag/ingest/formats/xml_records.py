"""The records of an XML file, one by one where the file as a whole is damaged.

In: text, what its records are called, and how one is read. Out: an Entry or a Problem for each record, so
that none is lost because of another.
"""

import re
from collections.abc import Callable
from typing import Any

from rag.ingest.formats.format import Entry, Problem
from rag.ingest.formats.xml_text import elements

_PREFIX = re.compile(r"[<\s/]([A-Za-z][\w.-]*):[A-Za-z][\w.-]*(?=[\s=/>])")
_BREAKS_OFF = "breaks off before its end"


def xml_records(
    text: str, names: tuple[str, ...], entry_of: Callable[[Any, str], Entry | Problem]
) -> list[Entry | Problem]:
    """Each record in order. A file that is damaged, or several files in one, is read record by record."""
    numbered = ((one, f"entry {number}") for number, one in enumerate(_records(text, names), 1))
    return [
        Problem(where, one.what) if isinstance(one, Problem) else entry_of(one, where)
        for one, where in numbered
    ]


def _records(text: str, names: tuple[str, ...]) -> list[Any]:
    found, problems = elements(text, *names)
    if not problems:
        return found
    starts = starts_of(text, names)
    if not starts:
        return [*found, *problems]
    ends = [*starts[1:], len(text)]
    return [alone(text[start:end], names) for start, end in zip(starts, ends, strict=True)]


def starts_of(text: str, names: tuple[str, ...]) -> list[int]:
    """Where the elements of these names begin."""
    either = "|".join(map(re.escape, names))
    return [match.start() for match in re.finditer(rf"<(?:[\w.-]+:)?(?:{either})(?=[\s>])", text)]


def alone(text: str, names: tuple[str, ...]) -> Any:
    """One record, without what stands between it and the next; a Problem where it is none."""
    closing = list(re.finditer(rf"</(?:[\w.-]+:)?(?:{'|'.join(names)})\s*>", text))
    if not closing:
        return Problem("", _BREAKS_OFF)
    record = text[: closing[-1].end()]
    prefixes = {prefix for prefix in _PREFIX.findall(record) if prefix.lower() not in ("xml", "xmlns")}
    spaces = "".join(f' xmlns:{prefix}="{prefix}"' for prefix in sorted(prefixes))
    found, problems = elements(f"<only{spaces}>{record}</only>", *names)
    return found[0] if found else Problem("", problems[0].what if problems else _BREAKS_OFF)
