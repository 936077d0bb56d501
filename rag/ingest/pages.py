"""Read files that list papers, exactly as they came.

In: a path, or a name and an open file or bytes. Out: Pages: what the file lists, and what was wrong
with it; one for each file of an archive, and one for each stretch of a large JSONL, which is never in
memory as a whole. The format is seen from the content and never from the file's name: see
rag/ingest/formats/registry.py.
"""

import io
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from rag.ingest.archives import MEGABYTE, CutOffError, unpacked
from rag.ingest.clean import clean
from rag.ingest.formats.abstracts import NO_ABSTRACT, where_abstracts_are
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.registry import NOT_A_LISTING, format_of
from rag.ingest.formats.several import read_all
from rag.model.errors import AskError, PageError, ReaderFaultError

LARGEST = 200 * MEGABYTE  # of one file, but for JSONL, which may be of any size
NO_WORDS = "a title without a word"
_NO_TEXT = re.compile(  # an address, an identifier, a number or a date, perhaps as a link
    r"\W*(?:\[[^\]]{0,100}\]\()?(?:(?:https?://|www\.)\S+|(?:doi:\s*)?10\.\d{4,9}/\S+|(?:arxiv:\s*)?[\d\W]+)\)?\W*",
    re.IGNORECASE,
)
_LONGEST_NO_TEXT = 300  # characters
_SURE = 20  # letters of a title that cleaning does not take away
STRETCH = 4 * MEGABYTE  # of JSONL that is read at once


@dataclass(frozen=True, slots=True)
class Page:
    """One file as it was read: its name, the name of its format, what it lists, the records that could
    not be read, what is to be said of its encoding, and where its tool keeps abstracts if it has none.
    `continued`: it goes on from the page before."""

    name: str
    format: str
    entries: tuple[Entry, ...]
    failed: tuple[Problem, ...] = ()
    encoding: str | None = None
    advice: str | None = None
    continued: bool = False

    @property
    def problems(self) -> tuple[str, ...]:
        """What was wrong, in sentences: one for each kind, however often it happened."""
        return ((self.encoding,) if self.encoding else ()) + tuple(_by_kind(self.failed))


Read = Iterator[Page | PageError]


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


def read_pages(path: Path) -> Read:
    """Each page in a file, read when it is asked for; a PageError for each that cannot be read, after
    which others may follow. It is a ReaderFaultError where that is no fault of the file."""
    try:
        file, size = _opened(path)
    except PageError as error:
        yield error
        return
    with file:
        try:
            yield from read_stream(shown_name(path.name), file, size)
        except OSError as error:
            yield PageError(shown_name(path), f"could not be read: {error.strerror or error}")
        except AskError:
            raise
        except Exception as error:
            yield ReaderFaultError(shown_name(path), error)


def _opened(path: Path) -> tuple[io.BufferedReader, int]:
    """An open file and its size; PageError where there is none."""
    try:
        if path.is_dir():
            raise PageError(shown_name(path), "a folder; name the files in it")
        return path.open("rb"), path.stat().st_size
    except FileNotFoundError:
        raise PageError(shown_name(path), "no such file; check the path") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise PageError(shown_name(path), f"could not be opened: {reason}") from None


def shown_name(path: Path | str) -> str:
    """A path as text; bytes in it that are not UTF-8 are written as \\xff."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def read_stream(name: str, file: IO[bytes], size: int | None = None) -> Read:
    """Each page in an open file of this size, where that is known."""
    raw = cast(io.RawIOBase, file)
    for packed in unpacked(
        name, file if isinstance(file, io.BufferedReader) else io.BufferedReader(raw), size
    ):
        if isinstance(packed, PageError):
            yield packed
            continue
        try:
            yield from _read_file(*packed)
        except PageError as error:
            yield error


def read_page(path: Path) -> Page:
    """The only page of a file; PageError where no paper in it could be read, or it holds several."""
    return _only(shown_name(path), read_pages(path))


def read_text(name: str, data: bytes) -> Page:
    """The papers listed in some bytes; PageError when there are none to be had."""
    return _only(name, read_stream(name, io.BytesIO(data), len(data)))


def _only(name: str, pages: Read) -> Page:
    found = next(pages, None)
    if isinstance(found, PageError):
        raise found
    if not found or next(pages, None):
        raise PageError(name, "more than one page; read them one by one")
    if not found.entries:
        raise PageError(found.name, f"no paper could be read: {'; '.join(found.problems)}")
    return found


def _read_file(name: str, file: io.BufferedReader) -> Read:
    """The papers of one file that is no archive."""
    data, trouble = _some(file, STRETCH)
    if len(data) >= STRETCH and not trouble and _is_jsonl(data):
        yield from _stretches(name, data, file)
        return
    if len(data) >= STRETCH and not trouble:
        more, trouble = _some(file, LARGEST - len(data) + 1)
        data += more
    if len(data) > LARGEST:
        raise PageError(name, f"larger than {LARGEST // MEGABYTE} MB; split it into smaller files")
    if data or not trouble:
        yield _page(Source(name, data))
    if trouble:
        yield trouble


def _some(file: io.BufferedReader, size: int) -> tuple[bytes, CutOffError | None]:
    """So many bytes, or all that are left; where the archive breaks off, what came before."""
    found = bytearray()
    try:
        while len(found) < size and (data := file.read1(size - len(found))):
            found += data
    except CutOffError as error:
        return bytes(found), error
    return bytes(found), None


def _is_jsonl(data: bytes) -> bool:
    """Whether the first line is a whole JSON object."""
    line = data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    try:
        return line.startswith(b"{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _stretches(name: str, data: bytes, file: io.BufferedReader) -> Read:
    """A large JSONL, some of its lines at a time: its size is no matter."""
    lines, known, trouble = 0, None, None
    while data:
        at = data.rfind(b"\n") + 1
        more, trouble = (b"", trouble) if trouble else _some(file, STRETCH)
        if not more:
            at = len(data)
        if at:
            source = Source(name, data[:at], lines_before=lines)
            if data[:at].strip():
                known = known or _format_of(source)
                yield _page(source, known)
            lines += data.count(b"\n", 0, at)
        data = data[at:] + more
        if len(data) > LARGEST:
            raise PageError(name, f"line {lines + 1} is larger than {LARGEST // MEGABYTE} MB")
    if trouble:
        yield trouble


def _page(source: Source, known: Format | None = None) -> Page:
    """What a file lists; PageError where it does not list papers."""
    if not source.data.strip():
        raise PageError(source.name, "empty; nothing to read")
    known = known or _format_of(source)
    found = _listed(source, known) if known else []
    if not known or not found:
        raise PageError(source.name, NOT_A_LISTING)
    found = [_checked(item, number) for number, item in enumerate(found, 1)]
    failed = tuple(item for item in found if isinstance(item, Problem))
    return Page(
        source.name,
        known.name,
        tuple(item for item in found if isinstance(item, Entry)),
        failed,
        source.problem,
        where_abstracts_are(source, failed, len(found)),
        continued=source.lines_before > 0,
    )


def _format_of(source: Source) -> Format | None:
    with faults_told(source.name):
        return format_of(source)


def _listed(source: Source, known: Format) -> Listed:
    with faults_told(source.name):
        return read_all(source, known)


@contextmanager
def faults_told(name: str) -> Iterator[None]:
    """ReaderFaultError for what is raised and not meant for the user, so that it costs no other file."""
    try:
        yield
    except AskError:
        raise
    except Exception as error:
        raise ReaderFaultError(name, error) from error


def _checked(item: Entry | Problem, number: int) -> Entry | Problem:
    """A title of signs alone ("·") names no paper: all such would be one. An address or a number is no
    abstract: it stands there where the columns of a table have moved."""
    if isinstance(item, Problem):
        return item
    if not _has_words(item.title):
        return Problem(f"entry {number}", NO_WORDS)
    if len(item.abstract) <= _LONGEST_NO_TEXT and _NO_TEXT.fullmatch(item.abstract):
        return Problem(f"entry {number}", NO_ABSTRACT)
    return item


def _has_words(title: str) -> bool:
    """Whether letters stand in it, and are left when it is cleaned: "&#183;" is a dot."""
    letters = sum(sign.isalnum() for sign in title)
    sure = letters > _SURE and 2 * letters >= len(title)
    return sure or any(sign.isalnum() for sign in clean(title))


def _by_kind(problems: Iterable[Problem]) -> list[str]:
    """One sentence for each kind of problem, however often it happened."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for problem in problems:
        places[problem.what].append(problem.where)
    return [
        f"{', '.join(where[:3])}{f' and {len(where) - 3} more' if len(where) > 3 else ''}: {what}"
        for what, where in places.items()
    ]
