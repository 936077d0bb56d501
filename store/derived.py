"""Write the derived indexes: segments, and the manifest that names them.

In: items to add, ids to forget. Out: a new manifest, visible to readers in one step.
What can be appended is appended: small segments are joined, large ones left alone.
"""

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from store.content import Content, concatenate, content_of
from store.item import Item
from store.manifest import Manifest, ManifestFile
from store.segment import Segment, write_segment

GROWTH = 4  # a segment joins the new one when it is at most this many times as large
MOST_ITEMS_JOINED = 16384  # items; keeps a join within a few hundred MB of memory


class Derived:
    """The indexes in `folder`, as they are written. The caller holds the lock (`store.manifest.writing`)."""

    def __init__(self, folder: Path, manifest_file: ManifestFile) -> None:
        self.folder, self.manifest_file = folder, manifest_file

    @classmethod
    def empty(cls, folder: Path) -> "Derived":
        """New indexes in `folder`, whatever it held."""
        shutil.rmtree(folder, ignore_errors=True)
        return cls(folder, ManifestFile(folder))

    def add(self, items: Sequence[Item], *, built_with: str) -> None:
        """Add items; those of the same id are replaced."""
        if items:
            self.append(content_of(items), built_with=built_with)

    def append(self, content: Content, *, built_with: str) -> None:
        """Add what is ready to be written; items of the same id are replaced."""
        manifest = self._without(self.manifest_file.read(), set(content.ids))
        contents: list[Content] = [content]
        segments = list(manifest.segments)
        size = len(content.ids)
        while segments and (older := self._joinable(manifest, segments[-1], size)) is not None:
            size += len(older.ids)
            contents.insert(0, older)
            segments.pop()
        newest = manifest.segment_generation + 1
        name = f"segment-{newest:06d}"
        self._write(concatenate(contents) if len(contents) > 1 else contents[0], name)
        tombstones = {s: rows for s, rows in manifest.tombstones.items() if s in segments}
        self._replace(
            replace(
                manifest,
                segment_generation=newest,
                built_with=built_with,
                segments=(*segments, name),
                tombstones=tombstones,
            )
        )

    def remove(self, ids: Collection[str]) -> None:
        """Remove items; ids that are not here do nothing."""
        manifest = self._without(self.manifest_file.read(), ids)
        self._replace(replace(manifest, segment_generation=manifest.segment_generation + 1))

    def adopt(self, other: "Derived") -> None:
        """Put what `other` holds in the place of everything here, in one step."""
        theirs = other.manifest_file.read()
        self.folder.mkdir(parents=True, exist_ok=True)
        first = 1 + max((int(p.name[8:14]) for p in self.folder.glob("segment-*")), default=0)
        names = {old: f"segment-{first + n:06d}" for n, old in enumerate(theirs.segments)}
        sizes = {new: theirs.sizes[old] for old, new in names.items() if old in theirs.sizes}
        for old, new in names.items():
            (other.folder / old).replace(self.folder / new)
        tombstones = {names[old]: rows for old, rows in theirs.tombstones.items()}
        newest, segments = first + len(names), tuple(names.values())
        theirs = replace(theirs, segments=segments, tombstones=tombstones, sizes=sizes)
        self._replace(replace(theirs, segment_generation=newest))

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """(id, fingerprint) of every item that counts."""
        manifest = self.manifest_file.read()
        for name in manifest.segments:
            segment, tombstones = Segment(self.folder / name), set(manifest.tombstones.get(name, ()))
            rows = zip(segment.ids, segment.fingerprints, strict=True)
            yield from (pair for row, pair in enumerate(rows) if row not in tombstones)

    def fingerprints_of(self, ids: Collection[str]) -> dict[str, str]:
        """The fingerprint of each of these that counts."""
        manifest, found = self.manifest_file.read(), dict[str, str]()
        for name in manifest.segments:
            segment = Segment(self.folder / name)
            rows = segment.rows_with(ids) - set(manifest.tombstones.get(name, ()))
            found |= {segment.id(row): segment.fingerprints[row] for row in rows}
        return found

    def _joinable(self, manifest: Manifest, name: str, size: int) -> Content | None:
        """What is alive of an older segment, if it is small enough to be joined."""
        segment, tombstones = Segment(self.folder / name), set(manifest.tombstones.get(name, ()))
        alive = [row for row in range(len(segment)) if row not in tombstones]
        if len(alive) > GROWTH * size or len(alive) + size > MOST_ITEMS_JOINED:
            return None
        return segment.content(alive)

    def _without(self, manifest: Manifest, ids: Collection[str]) -> Manifest:
        """The manifest with these ids' rows marked as gone; a segment without a row left leaves it."""
        tombstones, segments = dict(manifest.tombstones), []
        for name in manifest.segments:
            segment = Segment(self.folder / name)
            rows = segment.rows_with(ids) | set(tombstones.get(name, ()))
            if len(rows) < len(segment):
                segments.append(name)
                tombstones[name] = tuple(sorted(rows))
        some = {name: tombstones[name] for name in segments if tombstones[name]}
        return replace(manifest, segments=tuple(segments), tombstones=some)

    def _write(self, content: Content, name: str) -> None:
        unfinished = self.folder / f"{name}.{os.getpid()}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            write_segment(content, unfinished)
            shutil.rmtree(self.folder / name, ignore_errors=True)  # left by a writer that was cut off
            unfinished.replace(self.folder / name)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)  # a full disk needs the room
            raise

    def _replace(self, manifest: Manifest) -> None:
        """Make the change visible, then sweep up what nothing names any more."""
        sizes = {
            name: manifest.sizes.get(name) or len(Segment(self.folder / name)) for name in manifest.segments
        }
        self.manifest_file.replace(replace(manifest, sizes=sizes))
        for path in self.folder.glob("segment-*"):
            if path.name not in manifest.segments:
                shutil.rmtree(path, ignore_errors=True)
