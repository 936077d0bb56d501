"""Whether the vectors in Chroma, and what is kept beside the indexes, are as they were written.

In: a library's files. Out: a line for each thing that is not. What cannot be checked: of chunks' vectors no
other copy is kept, so that only their lengths are looked at.
"""

from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np

from rag.ingest.records import filled
from rag.ingest.storage import Storage
from rag.ingest.verified_chunks import counted
from store.item import FloatArray
from store.vectors import Vectors

_APART = 1e-6  # how far two components of a unit vector may be: Chroma scales them itself


def changed_archives(folder: Path) -> list[Path]:
    """The archives of arrays in `folder` in which a checksum does not fit."""
    return [path for path in sorted(folder.glob("*.npz")) if not _is_whole(path)]


def differing_vectors(storage: Storage, name: str, vectors: Vectors) -> Iterator[str]:
    """Where Chroma gives another vector of a paper than the indexes hold, or none. DatabaseError where it
    cannot be asked."""
    snapshot = storage.reader(name).now()
    rows = dict(zip(snapshot.ids(), snapshot.rows.tolist(), strict=True))
    other: list[str] = []
    for found in vectors.item_vectors():
        for id_, vector in found.items():
            if vector is not None and id_ in rows:
                wanted = _unit(filled(snapshot.document_vector(rows[id_])))
                given = _unit(vector)
                if given.shape != wanted.shape or not np.abs(given - wanted).max() < _APART:
                    other.append(id_)
    if other:
        yield f"Chroma: the vectors of {counted(other)} are not as they were written"


def _unit(vector: FloatArray) -> FloatArray:
    length = np.linalg.norm(vector)
    return vector / length if length > 0 else vector


def _is_whole(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            return archive.testzip() is None
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return False
