"""The ledger: which segments make up the library now, and who is writing.

In: a folder. Out: a manifest that is replaced in one step, a journal of what a writer
has begun, a lock for one writer at a time. A reader that looks at the manifest sees
either all of a change or none of it. Knows nothing of what is stored.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 3  # raised when segments are written differently; older ones are built anew


class HeldError(Exception):
    """Another process holds the lock; the message says which."""


class DamagedError(Exception):
    """The indexes cannot be read as they are; they can be derived anew."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """segments: folder names in order; dead: rows of each that no longer count;
    built_with: what made the vectors; facts: anything else worth keeping."""

    generation: int = 0
    built_with: str = ""
    segments: tuple[str, ...] = ()
    dead: dict[str, tuple[int, ...]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    format: int = FORMAT


class Ledger:
    """Reads and replaces the manifest in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest, self._journal = folder / "manifest.json", folder / "journal.json"

    def read(self) -> Manifest:
        """The manifest in force, an empty one where there is none; DamagedError where it is cut
        short or of another format."""
        try:
            found = json.loads(self._manifest.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Manifest()
        except ValueError as error:
            raise DamagedError(f"{self._manifest}: {error}") from error
        if found.get("format") != FORMAT:
            raise DamagedError(f"{self._manifest} is of another format")
        dead = {name: tuple(rows) for name, rows in found.pop("dead").items()}
        return Manifest(segments=tuple(found.pop("segments")), dead=dead, **found)

    def stamp(self) -> tuple[int, int]:
        """Changes whenever the manifest is replaced; (0, 0) where there is none."""
        try:
            about = self._manifest.stat()
        except FileNotFoundError:
            return 0, 0
        return about.st_mtime_ns, about.st_ino

    def replace(self, manifest: Manifest) -> None:
        write_json(self._manifest, asdict(manifest))

    def begin(self, ids: dict[str, list[str]]) -> None:
        """Note what is about to change, before anything does: ids, each with those it replaces."""
        write_json(self._journal, ids)

    def begun(self) -> dict[str, list[str]]:
        """What a writer began and did not finish."""
        try:
            found: dict[str, list[str]] = json.loads(self._journal.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise DamagedError(f"{self._journal}: {error}") from error
        return found

    def done(self) -> None:
        self._journal.unlink(missing_ok=True)


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
    """Hold the folder's lock; HeldError names the holder when another process has it and keeps it
    for `seconds`."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / "writer.txt"
    lock = FileLock(folder / "writer.lock")
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        raise HeldError(_holder(holder)) from None
    try:
        holder.write_text(f"{what} (process {os.getpid()})", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    """Who left a note; a writer that is just beginning or ending has none."""
    try:
        return note.read_text(encoding="utf-8") or "another process"
    except FileNotFoundError:
        return "another process"
