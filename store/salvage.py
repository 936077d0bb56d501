"""What can still be read of segments, one by one: a damaged file costs no more than what it alone holds.

In: the folder of an index, and what reads the id of a payload. Out: ids with the payloads that were kept with
them, and what is known of those that are not there any more. Arrays of vectors are not looked at. Payloads
are JSON objects one after the other: where the file that says where each begins is gone, they say it
themselves.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.content import key_hash
from store.manifest import Manifest, ManifestFile
from store.mapped import mapped_array
from store.schema import DamagedError
from store.segment import Texts

IdOf = Callable[[bytes], str | None]  # the id of a payload, None where it is not as it was written
_SUSPECT = (OSError, ValueError, EOFError, IndexError, RecursionError)
_BEGIN = '{"'  # of an object


@dataclass(slots=True)
class Salvaged:
    """`payloads`, and the `fingerprints` that were noted, by id. `lost`: ids whose payload cannot be read;
    `unnamed`: how many more there were, of which not even the id is known; `unknown`: segments of which
    nothing says how many they held. `harmed`: the segments of which something could not be read."""

    payloads: dict[str, bytes] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    unnamed: int = 0
    unknown: list[str] = field(default_factory=list)
    harmed: list[str] = field(default_factory=list)


def salvaged(folder: Path, id_of: IdOf, *, without_manifest: bool) -> Salvaged:
    """What the segments hold that the manifest names. `without_manifest`: where that cannot be read, of all
    segments that lie there, the later before the earlier; removed ones are among them."""
    try:
        manifest = ManifestFile(folder).read()
    except DamagedError:
        manifest = Manifest()
    names = list(manifest.segments)
    if not names and without_manifest:
        names = sorted(p.name for p in folder.glob("segment-*[0-9]"))
    found = Salvaged()
    for name in names:
        segment = _Salvaging(folder / name, id_of, manifest.sizes.get(name))
        _add(segment, set(manifest.tombstones.get(name, ())), found)
    found.lost = [id_ for id_ in dict.fromkeys(found.lost) if id_ not in found.payloads]
    return found


def _add(segment: "_Salvaging", gone: set[int], found: Salvaged) -> None:
    """What one segment holds, those rows apart."""
    held, size = segment.payloads(), segment.size
    alive = {id_: text for id_, text in held.items() if segment.row_of(id_) not in gone}
    found.payloads |= alive
    noted = dict(enumerate(segment.fingerprints))
    found.fingerprints |= {id_: noted[row] for id_ in alive if (row := segment.row_of(id_)) in noted}
    lost = [id_ for row, id_ in enumerate(segment.ids) if row not in gone and id_ not in held]
    found.lost += lost
    if size is None:
        found.unknown.append(segment.folder.name)
    else:
        found.unnamed += max(0, size - len(gone) - len(alive) - len(lost))
    if segment.is_harmed or lost or (size is not None and len(held) < size):
        found.harmed.append(segment.folder.name)


class _Salvaging:
    """One segment. `size`: how many items it held, as the manifest or its own files say, None where nothing
    does; `ids` and `fingerprints` by row, empty where they cannot be read."""

    def __init__(self, folder: Path, id_of: IdOf, noted: int | None) -> None:
        self.folder, self._id_of = folder, id_of
        self.is_harmed = False
        self._hashes: list[int] = self._read(_hashes(folder), needed=False) or []
        noted_of = self._read(lambda: _listed(folder / "fingerprints.json"), needed=False)
        self.fingerprints = [str(one) for one in noted_of or []]
        self._texts = self._read(lambda: Texts(folder, "payloads").all())
        self.ids = self._rightly(self._read(lambda: _ids(folder)) or [])
        self._rows = {id_: row for row, id_ in enumerate(self.ids)}
        self._rows_by_hash = {hashed: row for row, hashed in enumerate(self._hashes)}
        counted = (self.ids, self._hashes, self.fingerprints, self._texts or [])
        sizes = [noted, *(len(one) for one in counted if one)]
        self.size = next((size for size in sizes if size), None)

    def payloads(self) -> dict[str, bytes]:
        """By id, those that can be read."""
        found = self._by_id(self._texts or [])
        if self.size is None or len(found) < self.size:  # what says where each begins may be what is wrong
            whole = self._read(lambda: (self.folder / "payloads.bin").read_bytes()) or b""
            others = self._by_id(_objects(whole), by_row=False)
            found = {id_: text for id_, text in others.items() if self._may_be(id_)} | found
        if not (self.ids or self._hashes) and len(found) == self.size:
            self._rows = {id_: row for row, id_ in enumerate(found)}
        return found

    def row_of(self, id_: str) -> int | None:
        """None where it is not known."""
        row = self._rows.get(id_)
        return self._rows_by_hash.get(key_hash(id_)) if row is None else row

    def _may_be(self, id_: str) -> bool:
        return not self._hashes or key_hash(id_) in self._rows_by_hash

    def _by_id(self, texts: Iterable[bytes], *, by_row: bool = True) -> dict[str, bytes]:
        """`by_row`: they are in the order of the ids, which say what a text is called that says another
        name."""
        found = {}
        for row, text in enumerate(texts):
            own = self._id_of(text)
            if own is None:
                continue
            known = own in self._rows or not by_row or row >= len(self.ids)
            found[own if known else self.ids[row]] = text
        return found

    def _rightly(self, ids: list[str]) -> list[str]:
        """The ids, where they are those that were hashed; of one that is not, what its payload says."""
        texts = self._texts or []
        for row, (id_, hashed) in enumerate(zip(ids, self._hashes, strict=False)):
            if key_hash(id_) != hashed:
                self.is_harmed = True
                own = self._id_of(texts[row]) if row < len(texts) else None
                if own is not None and key_hash(own) == hashed:
                    ids[row] = own
        return ids

    def _read(self, read: Callable[[], Any], *, needed: bool = True) -> Any:
        """None where that is gone or not as it was written; earlier formats had not all that is read here."""
        try:
            return read()
        except _SUSPECT:
            self.is_harmed |= needed
            return None


def _objects(data: bytes) -> Iterator[bytes]:
    """The JSON objects that lie one after the other, those that are not whole left out."""
    text, decoder, at = data.decode("utf-8", "surrogateescape"), json.JSONDecoder(), 0
    while (at := text.find(_BEGIN, at)) >= 0:
        try:
            end = decoder.raw_decode(text, at)[1]
        except (ValueError, RecursionError):
            at += 1
            continue
        yield text[at:end].encode("utf-8", "surrogateescape")
        at = end


def _hashes(folder: Path) -> Callable[[], list[int]]:
    return lambda: mapped_array(folder / "id_hashes.npy").tolist()


def _listed(path: Path) -> list[Any]:
    found = json.loads(path.read_bytes())
    if not isinstance(found, list):
        raise ValueError(f"{path} is no list")
    return found


def _ids(folder: Path) -> list[str]:
    """The ids by row; the first format had them as JSON."""
    if (folder / "ids.json").exists():
        return [str(id_) for id_ in _listed(folder / "ids.json")]
    return [text.decode() for text in Texts(folder, "ids").all()]
