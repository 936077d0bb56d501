"""The files that are packed in a file: gzip, bzip2, xz, zip and tar, one inside the other too.

In: a name and an open file. Out: each file to be read, by the name of the archive and its own
("papers.zip/list.bib"), unpacked while it is read; or a PageError for one that cannot be opened. A
packed file may hold far more than it shows, so what comes out is bounded. Knows nothing of papers.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from rag.model.errors import PageError

MEGABYTE = 1_000_000
SMALL = 2_000 * MEGABYTE  # may come out of any archive, however small
RATIO = 100  # text packs to a fifth or a tenth; what unpacks to more than this was made to fill a disk
DEEPEST = 4  # a .tar.gz in a .zip is three
MOST_FILES = 10_000
IN_MEMORY = 32 * MEGABYTE

Packed = tuple[str, io.BufferedReader]

_STREAMS: tuple[tuple[bytes, Callable[[Any], Any]], ...] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\0", lzma.LZMAFile),
)
_BROKEN = (
    *(EOFError, OSError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError),
    NotImplementedError,  # zipfile's word for a version or a way of packing that it does not know
)
_UNKNOWN = (NotImplementedError, RuntimeError)  # a password, or a way of packing that Python does not know
DAMAGED = "a damaged archive, or one that was cut off; fetch or pack it again"


class CutOffError(PageError):
    """An archive broke off while it was read; what came before may be used."""

    def __init__(self, name: str) -> None:
        super().__init__(name, DAMAGED)


@dataclass
class Room:
    """How many bytes may still come out of one archive, with all that is packed in it."""

    left: int

    def take(self, size: int, name: str) -> None:
        self.left -= size
        if self.left < 0:
            raise PageError(name, "unpacks to far more than papers do; unpack it first, and look at it")


class _Document(io.BufferedReader):
    """A spreadsheet or a text of an office program, which is a zip archive that is not to be opened here."""


class _Unpacked(io.RawIOBase):
    """A packed file that is read; trouble on the way is a PageError."""

    def __init__(self, name: str, file: IO[bytes], room: Room) -> None:
        self._name, self._file, self._room = name, file, room

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._file.read(len(buffer))
        except _BROKEN:
            raise CutOffError(self._name) from None
        self._room.take(len(data), self._name)
        buffer[: len(data)] = data
        return len(data)


def unpacked(name: str, file: io.BufferedReader, size: int | None) -> Iterator[Packed | PageError]:
    """The file itself where it is no archive, else all that is in it. Each has to be read before the
    next is asked for. `size`: that of the file, where it is known, bounds how much may come out of it."""
    most = 5 * SMALL if size is None else max(SMALL, RATIO * size)
    yield from _unpacked(name, file, Room(most), DEEPEST)


def _unpacked(name: str, file: io.BufferedReader, room: Room, depth: int) -> Iterator[Packed | PageError]:
    try:
        start = file.peek(512)[:512]
        files = None if isinstance(file, _Document) else _files_in(name, start, file, room)
        if files is None:
            yield name, file
        elif depth == 0:
            yield PageError(name, "an archive in an archive in an archive; unpack it first")
        else:
            for found in files:
                if isinstance(found, PageError):
                    yield found
                else:
                    yield from _unpacked(*found, room, depth - 1)
    except PageError as error:
        yield error


def _files_in(
    name: str, start: bytes, file: io.BufferedReader, room: Room
) -> Iterator[Packed | PageError] | None:
    """What is packed in a file; None where it is no archive."""
    for magic, unpack in _STREAMS:
        if start.startswith(magic):
            return iter([(name, _reader(name, unpack(file), room))])
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(name, file, room)
    if start[257:262] == b"ustar":
        return _tar(name, file, room)
    return None


def _reader(name: str, file: IO[bytes], room: Room) -> io.BufferedReader:
    return io.BufferedReader(_Unpacked(name, file, room), 65_536)


def _zip(name: str, file: io.BufferedReader, room: Room) -> Iterator[Packed | PageError]:
    """The files in a zip archive. A document that only is packed as one is left as it is."""
    try:
        with SpooledTemporaryFile(IN_MEMORY) as copy:
            whole = file if file.seekable() else _copied(file, copy)
            with zipfile.ZipFile(whole) as archive:
                if _is_document(archive.namelist()):
                    whole.seek(0)
                    yield name, _Document(cast(io.RawIOBase, whole))
                else:
                    yield from _members(name, archive, room)
    except _BROKEN:
        yield CutOffError(name)


def _is_document(names: list[str]) -> bool:
    """Whether a zip archive is a spreadsheet or a text of an office program."""
    return names[:1] == ["mimetype"] or "[Content_Types].xml" in names


def _members(name: str, archive: zipfile.ZipFile, room: Room) -> Iterator[Packed | PageError]:
    inside = [one for one in archive.infolist() if _is_file(one.filename) and _is_shown(one.filename)]
    for one in inside[:MOST_FILES]:
        own = f"{name}/{_shown(one.filename)}"
        try:
            with archive.open(one) as packed:
                yield own, _reader(own, packed, room)
        except _UNKNOWN:
            way = "encrypted" if one.flag_bits & 1 else "packed in a way that cannot be read here"
            yield PageError(own, f"{way}; unpack it first")
        except _BROKEN:
            yield CutOffError(own)
    yield from _beyond(name, len(inside))


def _tar(name: str, file: io.BufferedReader, room: Room) -> Iterator[Packed | PageError]:
    """The files in a tar archive."""
    count = 0
    try:
        with tarfile.open(fileobj=file, mode="r|") as archive:
            for one in archive:
                packed = archive.extractfile(one) if one.isreg() and _is_shown(one.name) else None
                count += packed is not None
                if packed and count <= MOST_FILES:
                    own = f"{name}/{_shown(one.name)}"
                    yield own, _reader(own, packed, room)
            yield from _beyond(name, count)
    except _BROKEN:
        yield CutOffError(name)


def _beyond(name: str, files: int) -> Iterator[PageError]:
    if not files:
        yield PageError(name, "an archive without files")
    if files > MOST_FILES:
        yield PageError(name, f"{files:,} files in one archive; only the first {MOST_FILES:,} were read")


def _copied(file: io.BufferedReader, copy: IO[bytes]) -> IO[bytes]:
    """A copy, which can be read from its end as a zip archive has to be."""
    while data := file.read(MEGABYTE):
        copy.write(data)
    copy.seek(0)
    return copy


def _is_file(path: str) -> bool:
    """Whether a name is that of a file; zipfile's own is_dir fails on one that is empty."""
    return bool(path) and not path.endswith("/")


def _is_shown(path: str) -> bool:
    """Hidden files are left out, as in folders, and so is what macOS adds to every zip."""
    parts = PurePosixPath(path).parts
    return not any((part[0] == "." and part != ".") or part == "__MACOSX" for part in parts)


def _shown(path: str) -> str:
    """A name from an archive, which may hold anything, on one line."""
    return "".join(char if char.isprintable() else "?" for char in path)[:200]
