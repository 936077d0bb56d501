"""A whole library in one file, and back.

In: a library, also while others read and write it; or such a file. Out: the file, complete or not at all; or
the library that it holds. In it: every paper as JSON lines (so that any version can read them), the indexes
as they were at one moment, the conversations of the page. Chroma is not in it: it is made from the rest.
Neither is ask.toml, which may hold a key.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from rag.ingest.storage import CurrentReader
from rag.model.errors import AskError
from store.manifest import FORMAT_VERSION, ManifestFile
from store.snapshot import Snapshot

FORMAT = 1
PAPERS, _ABOUT, _INDEX = "papers.jsonl", "backup.json", "index"
# What of the home goes along.
_PRIVATE = ("page/talks", "feedback.jsonl", "follow.json", "tags.json", "starter-removed")
_BLOCK = 1 << 20  # bytes
_TRIES = 50  # a writer may replace small segments while they are being read


class BackupError(AskError):
    """A file is no backup, or not as it was written."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}; give a file that ask backup has written")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself. `index_format`: of the indexes; `manifest`: of the segments."""

    papers: int
    built_with: str
    index_format: int
    manifest: dict[str, Any]
    files: dict[str, str]

    @property
    def has_readable_indexes(self) -> bool:
        """Whether the indexes can be used as they are; else the papers have to be read in anew."""
        return self.index_format == FORMAT_VERSION


def write_backup(home: Path, reader: CurrentReader, file: Path) -> int:
    """The library into a file that only its owner may read; returns the number of papers."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
                papers = _Writing(archive, home).everything(reader)
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.replace(file)
    except OSError as error:  # which of the files has no room left, a write does not say
        if error.filename is None and error.errno is not None:
            raise OSError(error.errno, error.strerror, str(file)) from error
        raise
    finally:
        unfinished.unlink(missing_ok=True)
    return papers


class _Writing:
    """What has been written into the archive so far, with its checksums."""

    def __init__(self, archive: zipfile.ZipFile, home: Path) -> None:
        self.archive, self.home = archive, home
        self.files: dict[str, str] = {}

    def everything(self, reader: CurrentReader) -> int:
        snapshot = self._segments(reader)
        lines = (snapshot.payload(int(row)) + b"\n" for row in snapshot.rows)
        self._add(PAPERS, lines, zipfile.ZIP_DEFLATED)
        for path in self._private():
            try:
                self._add_file(path.relative_to(self.home).as_posix(), path)
            except FileNotFoundError:  # deleted meanwhile
                continue
        about = {
            "format": FORMAT,
            "papers": len(snapshot),
            "built_with": snapshot.manifest.built_with,
            "index_format": FORMAT_VERSION,
            "manifest": snapshot.manifest.to_json(),
            "files": self.files,
        }
        self.archive.writestr(_ABOUT, json.dumps(about))
        return len(snapshot)

    def _segments(self, reader: CurrentReader) -> Snapshot:
        """All segments of one snapshot: nothing in one is ever changed, so it does not matter when each is
        read, as long as it is there."""
        for _ in range(_TRIES):
            snapshot = reader.now()
            try:
                for name in snapshot.manifest.segments:
                    self._segment(snapshot.folder / name)
            except FileNotFoundError:
                continue
            return snapshot
        raise AskError("the library changes too fast to be copied; run this again when less is written")

    def _segment(self, folder: Path) -> None:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()) or [folder / "ids.bin"]:
            name = f"{_INDEX}/{path.relative_to(folder.parent).as_posix()}"
            if name not in self.files:
                self._add_file(name, path)

    def _private(self) -> Iterator[Path]:
        """OSError where a folder may not be entered: what is left out without a word would be lost."""
        for name in _PRIVATE:
            path = self.home / name
            yield from _files_below(path) if path.is_dir() else [path]

    def _add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self._add(name, _blocks(file))

    def _add(self, name: str, blocks: Iterator[bytes], how: int = zipfile.ZIP_STORED) -> None:
        digest = hashlib.blake2b(digest_size=16)
        about = zipfile.ZipInfo(name)
        about.compress_type = how
        with self.archive.open(about, "w", force_zip64=True) as into:
            for block in blocks:
                digest.update(block)
                into.write(block)
        self.files[name] = digest.hexdigest()


def _files_below(folder: Path) -> list[Path]:
    def refused(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    walked = os.walk(folder, onerror=refused)
    found = (Path(where, name) for where, _, names in walked for name in names)
    return sorted(path for path in found if path.suffix == ".jsonl")


def contents_of(file: Path) -> Contents:
    """What a backup holds; BackupError where it is none, or a newer version wrote it."""
    try:
        with zipfile.ZipFile(file) as archive:
            about = json.loads(archive.read(_ABOUT))
            if about["format"] > FORMAT:
                raise AskError(f"{file}: a newer version wrote this backup; update ask")
            return Contents(
                papers=int(about["papers"]),
                built_with=str(about["built_with"]),
                index_format=int(about["index_format"]),
                manifest=dict(about["manifest"]),
                files={str(name): str(digest) for name, digest in about["files"].items()},
            )
    except FileNotFoundError:
        raise BackupError(file, "no such file") from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        raise BackupError(file, f"not a backup ({' '.join(str(error).split())[:80]})") from error


def unpack(file: Path, contents: Contents, into: Path) -> None:
    """Every file of a backup below `into`, and the manifest of its indexes; BackupError where one is not as
    it was written, and then nothing is left."""
    shutil.rmtree(into, ignore_errors=True)
    try:
        with zipfile.ZipFile(file) as archive:
            for name, digest in contents.files.items():
                path = into.joinpath(*_parts(file, name))
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                if _extracted(archive, name, path) != digest:
                    raise BackupError(file, f"{name} in it is not as it was written")
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError) as error:
        shutil.rmtree(into, ignore_errors=True)
        raise BackupError(file, f"damaged ({error})") from error
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise
    (into / _INDEX).mkdir(exist_ok=True)
    ManifestFile(into / _INDEX).replace_with(contents.manifest)


def _extracted(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with archive.open(name) as found, path.open("wb") as into:
        for block in _blocks(found):
            digest.update(block)
            into.write(block)
    return digest.hexdigest()


def _parts(file: Path, name: str) -> tuple[str, ...]:
    """A name's parts; BackupError where it would lead elsewhere."""
    parts = PurePosixPath(name).parts
    allowed = name == PAPERS or parts[:1] == (_INDEX,) or any(name.startswith(p) for p in _PRIVATE)
    if not allowed or ".." in parts or "\\" in name or ":" in name:
        raise BackupError(file, "it holds a file that does not belong to a library")
    return parts


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
