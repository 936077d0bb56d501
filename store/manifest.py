"""The manifest: which segments make up the library now. With it a journal and a lock for writers.

In: a folder. Out: a manifest that is replaced in one step, a journal of what a writer
has begun, a lock for one writer at a time. A reader that looks at the manifest sees
either all of a change or none of it.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT_VERSION = 3  # raised when segments are written differently; older ones are rebuilt
_LOCK, _HOLDER, _AWAITED = "writer.lock", "writer.txt", "writer-awaited"
_LONGEST_WAIT = 60  # seconds after which whoever waited was killed


class LockHeldError(Exception):
    """Another process holds the lock; the message says which."""


class DamagedError(Exception):
    """The indexes cannot be read as they are; they can be rebuilt."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """segments: folder names in order; tombstones: rows of each that were removed or replaced;
    built_with: what made the vectors; segment_generation: the number of the newest segment."""

    segment_generation: int = 0
    built_with: str = ""
    segments: tuple[str, ...] = ()
    tombstones: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the file; these keys belong to the format."""
        return {
            "generation": self.segment_generation,
            "built_with": self.built_with,
            "segments": self.segments,
            "dead": self.tombstones,
            "format": FORMAT_VERSION,
        }

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Manifest":
        """What `to_json` wrote."""
        return cls(
            segment_generation=found["generation"],
            built_with=found["built_with"],
            segments=tuple(found["segments"]),
            tombstones={name: tuple(rows) for name, rows in found["dead"].items()},
        )


class ManifestFile:
    """Reads and replaces the manifest in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "manifest.json"

    def read(self) -> Manifest:
        """The manifest in force, an empty one where there is none; DamagedError where it is cut
        short or of another format."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Manifest()
        except ValueError as error:
            raise DamagedError(f"{self._path}: {error}") from error
        if found.get("format") != FORMAT_VERSION:
            raise DamagedError(f"{self._path} is of another format")
        return Manifest.from_json(found)

    def stamp(self) -> tuple[int, int]:
        """Changes whenever the manifest is replaced; (0, 0) where there is none."""
        return stamp_of(self._path)

    def replace(self, manifest: Manifest) -> None:
        """Put this manifest in force, in one step."""
        write_json(self._path, manifest.to_json())


class Journal:
    """What a writer in `folder` has begun: it survives a crash, and says what is to be finished."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal.json"

    def begin(self, ids: dict[str, list[str]]) -> None:
        """Note what is about to change, before anything does: ids, each with those it replaces."""
        write_json(self._path, ids)

    def begun(self) -> dict[str, list[str]]:
        """What a writer began and did not finish; DamagedError where the file is cut short."""
        try:
            found: dict[str, list[str]] = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise DamagedError(f"{self._path}: {error}") from error
        return found

    def done(self) -> None:
        """Forget it: all of it is finished."""
        self._path.unlink(missing_ok=True)


def stamp_of(path: Path) -> tuple[int, int]:
    """Changes whenever a file is replaced; (0, 0) where there is none."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return 0, 0
    return about.st_mtime_ns, about.st_ino


def write_json(path: Path, value: Any) -> None:
    """Replace a file in one step: a reader, or a crash, finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


@contextmanager
def writing(folder: Path, what: str, *, seconds: float = 1.0) -> Iterator[None]:
    """Hold the folder's lock; LockHeldError names the holder when another process has it and keeps
    it for `seconds`, in which it can see that it is awaited."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    holder, awaited = folder / _HOLDER, folder / _AWAITED
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        awaited.touch()
        try:
            lock.acquire(timeout=seconds)
        except Timeout:
            raise LockHeldError(_noted(holder)) from None
        finally:
            awaited.unlink(missing_ok=True)
    try:
        holder.write_text(f"{what} (process {os.getpid()})", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def alone(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold a lock for what two need not do at once; go on without it where the folder is only read, or
    where somebody keeps it for `seconds`."""
    from filelock import FileLock

    lock = FileLock(path)
    if path.parent.exists():  # else it would be made
        with suppress(OSError):
            lock.acquire(timeout=seconds)
    try:
        yield
    finally:
        lock.release()


def is_awaited(folder: Path) -> bool:
    """Whether somebody waits for the folder's lock now."""
    try:
        return (folder / _AWAITED).stat().st_mtime > time.time() - _LONGEST_WAIT
    except FileNotFoundError:
        return False


def holder_of(folder: Path) -> str | None:
    """What the process that holds the folder's lock does; None where nobody holds it."""
    from filelock import FileLock, Timeout

    if not (folder / _LOCK).exists():
        return None
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return None
    except Timeout:
        return _noted(folder / _HOLDER)
    except OSError:  # a folder that is only read
        return None


def _noted(holder: Path) -> str:
    """Who left a note; a writer that is just beginning or ending has none."""
    try:
        return holder.read_text(encoding="utf-8") or "another process"
    except FileNotFoundError:
        return "another process"
