"""Text files named on the command line, read as they come.

In: a path, or - for stdin. Out: their lines, their whole text, or what a line of JSONL
says. UTF-8 with or without a byte order mark; other bytes become the replacement character.
"""

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from rag.model.errors import PageError


@contextmanager
def lines_of(name: str) -> Iterator[TextIO]:
    """Lines as soon as they are written, for files and pipes alike."""
    if name == "-":
        yield _decoded(cast(BinaryIO, sys.stdin.buffer))
        return
    try:
        file = Path(name).expanduser().open("rb")
    except FileNotFoundError:
        raise PageError(name, "no such file; check the path, or use - for stdin") from None
    except OSError as error:
        raise PageError(name, f"could not be opened: {error.strerror or error}") from None
    with file:
        yield _decoded(file)


def text_of(name: str) -> str:
    """The whole of it; PageError where it is not text."""
    with lines_of(name) as lines:
        text = lines.read()
    if "\0" in text:
        raise PageError("standard input" if name == "-" else name, "binary, not text; give text or Markdown")
    return text


def parsed(line: str) -> Any:
    """A line of JSONL. ValueError says why it is not JSON; NaN, which JSON does not have, is refused."""
    try:
        return json.loads(line, parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise ValueError(error.msg) from None
    except RecursionError:
        raise ValueError("too deeply nested") from None


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is not a number in JSON")


def _decoded(file: BinaryIO) -> TextIO:
    return io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")


def results(
    lines: Iterable[str], result_of: Callable[[Any, int], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """One result per line of JSONL that is not blank; a line that is not JSON gives an "error" and
    does not stop the rest. `result_of` gets the record and the number of its line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = parsed(line)
        except ValueError as error:
            yield {"id": None, "error": f"line {number} is not JSON: {error}"}
        else:
            yield result_of(record, number)
