"""Replies of models, cached on disk so that asking the same again costs nothing.

In: all that went into a reply, as a mapping. Out: the reply, if the very same went in before.
The least recently used are removed when there is too much; a file that cannot be read counts
as absent.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LARGEST_BYTES = 64_000_000  # bytes of all replies together
_VERSION = 2  # of what a file holds


class ReplyCache:
    """The replies in one folder; any number of processes may share it."""

    def __init__(self, folder: Path, *, largest: int = LARGEST_BYTES) -> None:
        self._folder, self._largest = folder, largest

    def get(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """What was put for exactly this, now the most recently used."""
        path = self._path(asked)
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            os.utime(path)
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and isinstance(found.get("text"), str) else None

    def put(self, asked: Mapping[str, Any], reply: Mapping[str, Any]) -> None:
        """Keep a reply; a disk that is full or read-only only means that nothing is kept."""
        path = self._path(asked)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, unfinished = tempfile.mkstemp(
                dir=path.parent, suffix=".part"
            )  # readable to its owner only
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(dict(reply), file, ensure_ascii=False)
            Path(unfinished).replace(path)
            self._prune()
        except OSError:
            return

    def _path(self, asked: Mapping[str, Any]) -> Path:
        key = json.dumps({"version": _VERSION, **asked}, sort_keys=True, ensure_ascii=False)
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / name[:2] / f"{name}.json"

    def _prune(self) -> None:
        """The least recently used go until nine tenths of the room are left filled."""
        files = [(path, path.stat()) for path in self._folder.glob("??/*")]
        total = sum(stat.st_size for _, stat in files)
        if total <= self._largest:
            return
        for path, stat in sorted(files, key=lambda f: f[1].st_mtime_ns):
            path.unlink(missing_ok=True)
            total -= stat.st_size
            if total <= 0.9 * self._largest:
                break
