"""Locks between processes, in a folder that all of them see.

In: a path. Out: a lock on it. In a folder that does not lock files, as on some network drives, whoever wants
one gets an OSError (ENOLCK, ENOSYS): a lock that only seems to hold would cost what two writers write.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


def file_lock(path: Path, *, seconds: float = -1) -> "BaseFileLock":
    """A lock that is waited for so long, for ever where below 0; filelock.Timeout where another process keeps
    it."""
    from filelock import FileLock

    return FileLock(path, timeout=seconds, fallback_to_soft=False)
