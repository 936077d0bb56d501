"""What can still be read of segments, one by one: a damaged one costs no more than itself.

In: the folder of an index. Out: ids with the payloads that were kept with them. Arrays of vectors are not
looked at.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from store.manifest import ManifestFile
from store.schema import DamagedError
from store.segment import Texts


def payloads_in(folder: Path, *, without_manifest: bool) -> dict[str, bytes]:
    """The payload of every id, as the manifest says. `without_manifest`: where that cannot be read, of all
    segments that lie there, the later before the earlier; removed ones are among them."""
    try:
        manifest = ManifestFile(folder).read()
    except DamagedError:
        manifest = None
    if manifest and manifest.segments:
        names, tombstones = list(manifest.segments), manifest.tombstones
    elif without_manifest:
        names, tombstones = sorted(p.name for p in folder.glob("segment-*[0-9]")), {}
    else:
        return {}
    found: dict[str, bytes] = {}
    for name in names:
        found |= dict(_of_segment(folder / name, tombstones, name))
    return found


def _of_segment(
    folder: Path, tombstones: Mapping[str, tuple[int, ...]], name: str
) -> Iterator[tuple[str, bytes]]:
    gone = set(tombstones.get(name, ()))
    try:
        payloads = Texts(folder, "payloads").all()
        ids = _ids(folder)
    except (FileNotFoundError, NotADirectoryError, ValueError, EOFError, IndexError):
        return
    yield from (pair for row, pair in enumerate(zip(ids, payloads, strict=False)) if row not in gone)


def _ids(folder: Path) -> list[str]:
    """The ids by row; the first format had them as JSON."""
    if (folder / "ids.json").exists():
        return [str(id_) for id_ in json.loads((folder / "ids.json").read_text(encoding="utf-8"))]
    return [text.decode() for text in Texts(folder, "ids").all()]
