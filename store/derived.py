"""Write the derived indexes: segments, and the manifest that names them.

In: items to add, ids to forget. Out: a new generation, visible to readers in one step.
What can be appended is appended: small segments are joined, large ones left alone.
"""

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from store.content import Content, content_of, join
from store.item import Item
from store.ledger import Ledger, Manifest
from store.segment import Segment, write_segment

GROWTH = 4  # a segment joins the new one when it is at most this many times as large
LARGEST = 16384  # items; keeps a join within a few hundred MB of memory


class Derived:
    """The indexes in `folder`. The caller holds the ledger's lock."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self.folder, self.ledger = folder, ledger

    def add(self, items: Sequence[Item], *, built_with: str) -> None:
        """Add items; those of the same id are replaced."""
        if not items:
            return
        manifest = self._without(self.ledger.read(), {i.id for i in items})
        contents: list[Content] = [content_of(items)]
        segments = list(manifest.segments)
        size = len(items)
        while segments and (older := self._joinable(manifest, segments[-1], size)) is not None:
            size += len(older.ids)
            contents.insert(0, older)
            segments.pop()
        generation = manifest.generation + 1
        name = f"segment-{generation:06d}"
        self._write(join(contents) if len(contents) > 1 else contents[0], name)
        dead = {s: rows for s, rows in manifest.dead.items() if s in segments}
        self._replace(
            replace(
                manifest, generation=generation, built_with=built_with, segments=(*segments, name), dead=dead
            )
        )

    def remove(self, ids: Collection[str]) -> None:
        manifest = self._without(self.ledger.read(), ids)
        self._replace(replace(manifest, generation=manifest.generation + 1))

    def adopt(self, other: "Derived") -> None:
        """Put what `other` holds in the place of everything here, in one step."""
        theirs = other.ledger.read()
        self.folder.mkdir(parents=True, exist_ok=True)
        first = 1 + max((int(p.name[8:14]) for p in self.folder.glob("segment-*")), default=0)
        names = {old: f"segment-{first + n:06d}" for n, old in enumerate(theirs.segments)}
        for old, new in names.items():
            (other.folder / old).replace(self.folder / new)
        dead = {names[old]: rows for old, rows in theirs.dead.items()}
        generation = first + len(names)
        self._replace(replace(theirs, generation=generation, segments=tuple(names.values()), dead=dead))

    def clear(self) -> None:
        """Forget every segment; the manifest's facts stay."""
        manifest = self.ledger.read()
        self._replace(Manifest(generation=manifest.generation + 1, facts=manifest.facts))

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """(id, fingerprint) of every item that counts."""
        manifest = self.ledger.read()
        for name in manifest.segments:
            segment, dead = Segment(self.folder / name), set(manifest.dead.get(name, ()))
            rows = zip(segment.ids, segment.fingerprints, strict=True)
            yield from (pair for row, pair in enumerate(rows) if row not in dead)

    def _joinable(self, manifest: Manifest, name: str, size: int) -> Content | None:
        """What is alive of an older segment, if it is small enough to be joined."""
        segment, dead = Segment(self.folder / name), set(manifest.dead.get(name, ()))
        alive = [row for row in range(len(segment)) if row not in dead]
        if len(alive) > GROWTH * size or len(alive) + size > LARGEST:
            return None
        return segment.content(alive)

    def _without(self, manifest: Manifest, ids: Collection[str]) -> Manifest:
        """The manifest with these ids' rows marked dead; wholly dead segments leave it."""
        dead, segments = dict(manifest.dead), []
        for name in manifest.segments:
            segment = Segment(self.folder / name)
            rows = segment.rows_with(ids) | set(dead.get(name, ()))
            if len(rows) < len(segment):
                segments.append(name)
                dead[name] = tuple(sorted(rows))
        return replace(manifest, segments=tuple(segments), dead={s: dead[s] for s in segments if dead[s]})

    def _write(self, content: Content, name: str) -> None:
        unfinished = self.folder / f"{name}.{os.getpid()}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        write_segment(content, unfinished)
        shutil.rmtree(self.folder / name, ignore_errors=True)  # left by a writer that was cut off
        unfinished.replace(self.folder / name)

    def _replace(self, manifest: Manifest) -> None:
        """Make the change visible, then sweep up what nothing names any more."""
        self.ledger.replace(manifest)
        for path in self.folder.glob("segment-*"):
            if path.name not in manifest.segments:
                shutil.rmtree(path, ignore_errors=True)
