"""Replies that were kept, so that a service is asked only whether they have changed.

In: an address, what it was answered with. Out: the same again, with what tells its version (ETag). The oldest
go when there are many; a file that cannot be read is none.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_KEPT = 200
LARGEST_KEPT = 4_000_000  # bytes
_VERSIONS = {"etag": "if-none-match", "last-modified": "if-modified-since"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A body, and the headers with which one asks whether it has changed."""

    body: bytes
    conditions: Mapping[str, str]


class Replies:
    """The kept replies of one folder, by address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, address: str) -> Reply | None:
        """What this address was last answered with, where that was kept whole."""
        try:
            head, _, body = self._file(address).read_bytes().partition(b"\n")
            kept = json.loads(head)
            whole = kept["address"] == address and kept["size"] == len(body)
            return Reply(body, dict(kept["conditions"])) if whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, address: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep it where it has a version; a cache that cannot be written to keeps nothing."""
        conditions = {asks: headers[name] for name, asks in _VERSIONS.items() if headers.get(name)}
        if not conditions or len(body) > LARGEST_KEPT:
            return
        head = json.dumps({"address": address, "size": len(body), "conditions": conditions}).encode()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._file(address)
            beside = file.with_suffix(".new")
            beside.write_bytes(head + b"\n" + body)
            beside.replace(file)
            kept = sorted(self._folder.glob("*.reply"), key=lambda f: f.stat().st_mtime)
            for old in kept[:-MOST_KEPT]:
                old.unlink(missing_ok=True)

    def _file(self, address: str) -> Path:
        return self._folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.reply"
