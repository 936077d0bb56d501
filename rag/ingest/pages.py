"""Read files that list papers, exactly as they came.

In: a path, or a name and bytes. Out: a Page: its entries, and what was wrong with it. Opens the file
and asks rag/ingest/formats/registry.py for the format, which is seen from the content and never from
the file's name.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.ingest.formats.format import Entry, Problem, Source
from rag.ingest.formats.registry import NOT_A_LISTING, format_of
from rag.model.errors import PageError

MEGABYTE = 1_000_000
LARGEST_PAGE, LARGEST_JSON = 20 * MEGABYTE, 200 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Page:
    """One file as it was read: its name, the name of its format, what it lists, what was wrong."""

    name: str
    format: str
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()


def find_pages(paths: Iterable[Path]) -> list[Path]:
    """The files themselves and all those inside folders, by name; hidden ones are left out."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if not hidden and (file.is_file() or file == path):
                found[file] = None
    return list(found)


def read_page(path: Path) -> Page:
    """The papers listed in a file; PageError when there are none to be had."""
    try:
        if path.is_dir():
            raise PageError(str(path), "a folder; name the files in it")
        with path.open("rb") as file:
            start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
            limit = LARGEST_JSON if start.startswith((b"{", b"[")) else LARGEST_PAGE
            file.seek(0)
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise PageError(str(path), "no such file; check the path") from None
    except OSError as error:
        raise PageError(str(path), f"could not be opened: {error.strerror or error}") from None
    if len(data) > limit:
        raise PageError(str(path), f"larger than {limit // MEGABYTE} MB; split it into smaller files")
    return read_text(path.name, data)


def read_text(name: str, data: bytes) -> Page:
    """The papers listed in some bytes; PageError when there are none to be had."""
    if not data.strip():
        raise PageError(name, "empty; nothing to read")
    source = Source(name, data)
    known = format_of(source)
    found = known.read(source) if known else []
    entries = tuple(item for item in found if isinstance(item, Entry))
    problems = tuple(_by_kind(item for item in found if isinstance(item, Problem)))
    if not known or not entries:
        raise PageError(name, f"no paper could be read: {'; '.join(problems)}" if problems else NOT_A_LISTING)
    return Page(name, known.name, entries, ((source.problem,) if source.problem else ()) + problems)


def _by_kind(problems: Iterable[Problem]) -> list[str]:
    """One sentence for each kind of problem, however often it happened."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for problem in problems:
        places[problem.what].append(problem.where)
    return [
        f"{', '.join(where[:3])}{f' and {len(where) - 3} more' if len(where) > 3 else ''}: {what}"
        for what, where in places.items()
    ]
