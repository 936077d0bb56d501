"""Whether every file of a library is as it was written, byte by byte.

In: a library's files. Out: a line for each thing that is not: files whose checksum is another, papers whose
text does not fit its fingerprint, chunks that do not say what their papers do, papers that only one of Chroma
and the indexes holds. Changes nothing.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.ingest.records import paper_from_row
from rag.ingest.storage import Storage
from rag.ingest.verified_chunks import ChunksRead, shown
from rag.ingest.verified_vectors import changed_archives, differing_vectors
from rag.model.errors import BrokenDatabaseError, DamagedLibraryError
from rag.model.paper import Paper, paper_from
from store.checks import changed_files
from store.database_file import DatabaseError, integrity
from store.manifest import ManifestFile
from store.schema import DamagedError
from store.segment import Segment
from store.vectors import Row, Vectors

if TYPE_CHECKING:
    from rag.ingest.library import Library

_CHANGED = "is not as it was written"
_SUSPECT = (ValueError, KeyError, TypeError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Verified:
    """`files` and `papers` were looked at; `wrong`: a line for each thing that is not as it was written;
    `without`: segments of which an earlier version noted no checksums."""

    files: int
    papers: int
    wrong: tuple[str, ...]
    without: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """How many papers Chroma and the indexes hold, where those are not as many; None for one that cannot be
    read."""

    in_chroma: int | None
    in_indexes: int | None

    @property
    def is_grave(self) -> bool:
        """More than what a writer that was cut off leaves: a hundredth, and more than two papers."""
        if self.in_chroma is None or self.in_indexes is None:
            return True
        return abs(self.in_chroma - self.in_indexes) > max(2, self.in_indexes // 100)

    def __str__(self) -> str:
        chroma = "Chroma cannot be read" if self.in_chroma is None else f"Chroma holds {self.in_chroma:,}"
        indexes = "cannot be read" if self.in_indexes is None else f"hold {self.in_indexes:,} papers"
        return f"{chroma}, the indexes {indexes}"


def apart(library: "Library") -> Apart | None:
    """Where Chroma and the indexes do not hold as many papers: how many each holds."""
    in_chroma = in_indexes = None
    with suppress(BrokenDatabaseError):
        in_chroma = library.count()
    with suppress(DamagedLibraryError):
        in_indexes = len(library.reader.now())
    return None if in_chroma == in_indexes is not None else Apart(in_chroma, in_indexes)


def changed_in(home: Path) -> list[str]:
    """The files of the indexes that are not as they were written; nothing else is looked at."""
    found: list[str] = []
    for folder in sorted(home.glob("index-*")):
        try:
            segments = ManifestFile(folder).read().segments
        except DamagedError as error:
            found.append(str(error))
            continue
        for name in segments:
            found += [f"{path.relative_to(home)} {_CHANGED}" for path in _changed(folder / name)]
        found += [f"{path.relative_to(home)} {_CHANGED}" for path in changed_archives(folder)]
    return found


def verified(storage: Storage, name: str) -> Verified:
    """Every byte of the library that `name` embedded. The caller holds the lock: Chroma is for one
    process."""
    found, in_indexes = _verified_indexes(storage, name)
    return replace(found, wrong=(*found.wrong, *_of_chroma(storage, name, in_indexes)))


def verified_indexes(storage: Storage, name: str) -> Verified:
    """The indexes alone."""
    return _verified_indexes(storage, name)[0]


def _verified_indexes(storage: Storage, name: str) -> tuple[Verified, dict[str, str]]:
    """With the fingerprint of each paper, by id."""
    folder, wrong = storage.index(name), changed_in(storage.home)
    in_indexes: dict[str, str] = {}
    files = without = 0
    try:
        manifest = storage.manifest(name).read()
        for segment_name in manifest.segments:
            files += sum(path.is_file() for path in (folder / segment_name).rglob("*"))
            without += changed_files(folder / segment_name) is None
            gone = set(manifest.tombstones.get(segment_name, ()))
            in_indexes |= _fingerprints(Segment(folder / segment_name), gone, wrong)
    except (DamagedError, FileNotFoundError, *_SUSPECT) as error:
        wrong.append(f"the indexes cannot be read ({error})")
    return Verified(files, len(in_indexes), tuple(wrong), without), in_indexes


def _changed(folder: Path) -> list[Path]:
    return changed_files(folder) or []


def _fingerprints(segment: Segment, gone: set[int], wrong: list[str]) -> dict[str, str]:
    """By id; every paper is read, and what does not fit is told in `wrong`."""
    segment.pin()
    _ = segment.columns, segment.tags
    found: dict[str, str] = {}
    for row, (id_, fingerprint) in enumerate(zip(segment.ids, segment.fingerprints, strict=True)):
        if row in gone:
            continue
        found[id_] = fingerprint
        if _fingerprint(segment.payload(row)) != fingerprint:
            wrong.append(f"{segment.folder.name}: the text of {id_} {_CHANGED}")
    return found


def _fingerprint(payload: bytes) -> str:
    try:
        return paper_from(payload).fingerprint
    except _SUSPECT:
        return ""


def _of_chroma(storage: Storage, name: str, in_indexes: dict[str, str]) -> Iterator[str]:
    """What is wrong with the database, and where it and the indexes do not agree."""
    if not storage.has_database:
        if in_indexes:
            yield f"Chroma's database is gone; the indexes hold {len(in_indexes):,} papers"
        return
    yield from (f"chroma.sqlite3: {line}" for line in integrity(storage.home / "chroma"))
    vectors, found, chunks = storage.vectors(name), dict[str, str](), ChunksRead()
    try:
        for rows in vectors.everything():
            found |= {row.id: str(row.metadata.get("fingerprint")) for row in rows}
            papers = _fitting(rows)
            yield from (f"Chroma: the text of {row.id} {_CHANGED}" for row in rows if row.id not in papers)
            chunks.take(vectors, [row.id for row in rows], papers)
        yield from chunks.lines(vectors, found)
        yield from _of_vectors(storage, name, vectors)
    except DatabaseError as error:
        storage.check_refusal(error)
        yield f"Chroma cannot be read ({error})"
        return
    for what, ids in (
        ("Chroma lacks", in_indexes.keys() - found.keys()),
        ("the indexes lack", found.keys() - in_indexes.keys()),
        ("Chroma and the indexes hold other versions of", _differing(found, in_indexes)),
    ):
        if ids:
            yield f"{what} {len(ids):,} papers ({shown(sorted(ids))})"


def _of_vectors(storage: Storage, name: str, vectors: Vectors) -> Iterator[str]:
    if lost := vectors.without_vector():
        yield f"Chroma: {len(lost):,} rows have no vector ({shown(lost)})"
    with suppress(DamagedError, FileNotFoundError, *_SUSPECT):  # of the indexes: that is told already
        yield from differing_vectors(storage, name, vectors)


def _fitting(rows: list[Row]) -> dict[str, Paper]:
    """By id, the papers that are as their fingerprints say."""
    found: dict[str, Paper] = {}
    for row in rows:
        with suppress(*_SUSPECT):
            paper = paper_from_row(row)
            if paper.fingerprint == row.metadata.get("fingerprint"):
                found[row.id] = paper
    return found


def _differing(one: dict[str, str], other: dict[str, str]) -> set[str]:
    return {id_ for id_ in one.keys() & other.keys() if one[id_] != other[id_]}
