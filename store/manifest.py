"""The manifest: which segments make up the library now. With it a journal and a lock for writers.

In: a folder. Out: a manifest that is replaced in one step, a journal of what a writer
has begun, a lock for one writer at a time. A reader that looks at the manifest sees
either all of a change or none of it.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.locks import file_lock
from store.schema import DamagedError, Fields, checksum, read_fields, write_json

FORMAT_VERSION = 3  # raised when segments are written differently; older ones are rebuilt
_JOURNAL_FORMAT = 1
_KNOWN = ("generation", "built_with", "segments", "dead", "format", "checksum", "items")
_SEGMENT = re.compile(r"segment-\d{6,12}")
_LOCK, _HOLDER, _AWAITED = "writer.lock", "writer.txt", "writer-awaited"
_NOTE_COMES = 0.3  # seconds between a lock and the note of who holds it, at most
_LONGEST_WAIT = 60  # seconds after which whoever waited was killed, or the clock was put back


class LockHeldError(Exception):
    """Another process holds the lock; the message says which."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """segments: folder names in order; tombstones: rows of each that were removed or replaced;
    built_with: what made the vectors; segment_generation: the number of the newest segment; sizes: how many
    items each segment holds, where that was noted; others: what a newer version wrote beside these, carried
    along."""

    segment_generation: int = 0
    built_with: str = ""
    segments: tuple[str, ...] = ()
    tombstones: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict, compare=False)
    others: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the file; these keys belong to the format."""
        ours = {
            "generation": self.segment_generation,
            "built_with": self.built_with,
            "segments": list(self.segments),
            "dead": {name: list(rows) for name, rows in self.tombstones.items()},
            "format": FORMAT_VERSION,
        }
        # earlier versions of this format know no sizes, and their checksum is not of them
        sizes = {"items": dict(self.sizes)} if self.sizes else {}
        return {**self.others, **sizes, **ours, "checksum": checksum(ours)}

    @classmethod
    def from_fields(cls, fields: Fields) -> "Manifest":
        """What `to_json` wrote; DamagedError where it is something else."""
        found = cls(
            segment_generation=fields.number("generation"),
            built_with=fields.text("built_with"),
            segments=fields.texts("segments"),
            tombstones=fields.counts("dead"),
            sizes=fields.sizes("items"),
            others=fields.others(_KNOWN),
        )
        if not all(_SEGMENT.fullmatch(name) for name in found.segments):
            raise DamagedError(f"{fields.path}: a segment has a name that none has")
        if fields.found.get("checksum", found.checksum) != found.checksum:  # older ones have none
            raise DamagedError(f"{fields.path} is not as it was written")
        return found

    @property
    def checksum(self) -> str:
        """Of all that this version writes."""
        return str(self.to_json()["checksum"])


class ManifestFile:
    """Reads and replaces the manifest in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "manifest.json"

    def read(self) -> Manifest:
        """The manifest in force, an empty one where there is none; DamagedError where it is not as it was
        written or of an older format, NewerFormatError where it is of a newer one."""
        fields = read_fields(self._path, (FORMAT_VERSION,))
        return Manifest.from_fields(fields) if fields else Manifest()

    def stamp(self) -> tuple[int, int]:
        """Changes whenever the manifest is replaced; (0, 0) where there is none."""
        return stamp_of(self._path)

    def replace(self, manifest: Manifest) -> None:
        """Put this manifest in force, in one step."""
        write_json(self._path, manifest.to_json())

    def replace_with(self, found: Mapping[str, Any]) -> None:
        """Put in force what `Manifest.to_json` gave; DamagedError where it did not."""
        self.replace(Manifest.from_fields(Fields(self._path, found)))


class Journal:
    """What a writer in `folder` has begun: it survives a crash, and says what is to be finished."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal.json"

    def begin(self, ids: dict[str, list[str]]) -> None:
        """Note what is about to change, before anything does: ids, each with those it replaces."""
        write_json(self._path, {"format": _JOURNAL_FORMAT, "begun": ids})

    def begun(self) -> dict[str, list[str]]:
        """What a writer began and did not finish; DamagedError where the file says something else,
        NewerFormatError where a newer version wrote it."""
        fields = read_fields(self._path)
        if fields is None:
            return {}
        if _is_of_first(fields):  # which said no format
            return fields.lists()
        checked = read_fields(self._path, (_JOURNAL_FORMAT,))
        return checked.inner("begun").lists() if checked else {}

    def done(self) -> None:
        """Forget it: all of it is finished."""
        self._path.unlink(missing_ok=True)


def _is_of_first(journal: Fields) -> bool:
    """Whether it holds nothing but ids; one may be called "format"."""
    return all(isinstance(one, list) for one in journal.found.values())


def stamp_of(path: Path) -> tuple[int, int]:
    """Changes whenever a file is replaced; (0, 0) where there is none."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return 0, 0
    return about.st_mtime_ns, about.st_ino


@contextmanager
def writing(folder: Path, what: str, *, seconds: float = 1.0) -> Iterator[None]:
    """Hold the folder's lock; LockHeldError names the holder when another process has it and keeps
    it for `seconds`, in which it can see that it is awaited."""
    from filelock import Timeout

    folder.mkdir(parents=True, exist_ok=True)
    holder, awaited = folder / _HOLDER, folder / _AWAITED
    lock = file_lock(folder / _LOCK)
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
    lock = file_lock(path)
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
        return abs((folder / _AWAITED).stat().st_mtime - time.time()) < _LONGEST_WAIT
    except FileNotFoundError:
        return False


def holder_of(folder: Path) -> str | None:
    """What the process that holds the folder's lock does; None where nobody holds it."""
    from filelock import Timeout

    if not (folder / _LOCK).exists():
        return None
    try:
        with file_lock(folder / _LOCK, seconds=0):
            return None
    except Timeout:
        return _noted(folder / _HOLDER)
    except OSError:  # a folder that is only read
        return None


def _noted(holder: Path) -> str:
    """Who left a note. A writer that is just beginning has none yet: it is waited for a moment."""
    until = time.monotonic() + _NOTE_COMES
    while True:
        with suppress(FileNotFoundError):
            if text := holder.read_text(encoding="utf-8"):
                return text
        if time.monotonic() > until:
            return "another process"
        time.sleep(0.01)
