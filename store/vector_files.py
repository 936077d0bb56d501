"""Chroma's files of vectors: whether what they say can be followed without harm, and what they hold.

In: the folder of the database. Out: a line for each file that is not as Chroma writes it. Where such a file
is damaged, Chroma's native part may end the process, so it is read here first, without Chroma. The files are
those of hnswlib: a header, the elements (links, a vector, a label), and the links of the upper levels.
Chroma notes no checksums: a number that is another one but can be followed is not seen here.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from store.database_file import strange_folders

_HEADER = struct.Struct("<i6QiI3QdQ")
_VERSION = 1  # of the header; a newer one is not checked
_NONE = 0xFFFFFFFF
_NEAR_ONE = 1e-5  # how far a vector's length may be from 1, or 0: the space is that of cosines


class _Header(NamedTuple):
    version: int
    level0: int
    most: int
    elements: int
    size: int
    label_at: int
    vector_at: int
    level: int
    entry: int
    links: int
    links0: int
    m: int
    factor: float
    effort: int


def damaged_vector_files(folder: Path) -> list[str]:
    """What cannot be as Chroma wrote it in the database at `folder`; only the collections that it knows are
    looked at."""
    strange = set(strange_folders(folder))
    known = (
        path.parent for path in sorted(folder.glob("*-*-*-*-*/header.bin")) if path.parent not in strange
    )
    lines = (f"{one.name}/{line}" for one in known for line in _damage(one))
    return list(lines)


def _damage(folder: Path) -> Iterator[str]:
    try:
        header = _header(folder / "header.bin")
        if header is None:
            return
        if header.elements:
            _check_elements(folder / "data_level0.bin", header)
            _check_upper(folder / "link_lists.bin", header)
    except (OSError, ValueError, struct.error) as error:
        what = str(error.strerror if isinstance(error, OSError) and error.strerror else error)
        name = Path(error.filename).name if isinstance(error, OSError) and error.filename else ""
        yield f"{name}: {what}" if name else what


def _header(path: Path) -> _Header | None:
    """None where a newer version wrote it; ValueError where its numbers do not fit each other."""
    data = path.read_bytes()
    if len(data) >= 4 and struct.unpack_from("<i", data)[0] > _VERSION and data[1:4] == b"\0\0\0":
        return None
    _demand(path, len(data) == _HEADER.size)
    h = _Header._make(_HEADER.unpack(data))
    _demand(path, h.version == _VERSION and h.level0 == 0 and h.elements <= h.most)
    _demand(path, h.vector_at == 4 + 4 * h.links0 and h.label_at + 8 == h.size)
    _demand(path, h.vector_at < h.label_at and (h.label_at - h.vector_at) % 4 == 0)
    _demand(path, h.links == h.m and h.links0 == 2 * h.m and 0 < h.m < 1 << 10 and h.effort > 0)
    _demand(path, bool(np.isclose(h.factor, 1 / np.log(h.m)) if h.m > 1 else True))
    _demand(path, (h.entry < h.elements and 0 <= h.level < 64) if h.elements else h.entry == _NONE)
    return h


def _check_elements(path: Path, h: _Header) -> None:
    """ValueError where links lead nowhere, or a vector or a label is none."""
    _demand(path, path.stat().st_size >= h.elements * h.size)  # there may be room for more, or not
    kind = np.dtype(
        {
            "names": ["count", "links", "vector", "label"],
            "formats": ["<u2", ("<u4", h.links0), ("<f4", (h.label_at - h.vector_at) // 4), "<u8"],
            "offsets": [0, 4, h.vector_at, h.label_at],
            "itemsize": h.size,
        }
    )
    elements = np.memmap(path, kind, "r", shape=(h.elements,))
    counts, vectors = np.asarray(elements["count"]), elements["vector"].reshape(h.elements, -1)
    _demand(path, int(counts.max()) <= h.links0)
    used = np.arange(h.links0) < counts[:, None]
    _demand(path, not (used & (elements["links"].reshape(h.elements, -1) >= h.elements)).any())
    _demand(path, len(np.unique(elements["label"])) == h.elements)
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.sqrt(np.square(vectors.astype(np.float64)).sum(axis=1))
        odd = ~((np.abs(lengths - 1) < _NEAR_ONE) | (lengths < _NEAR_ONE))
    if odd.any():
        raise ValueError(f"{path.name}: {int(odd.sum()):,} vectors are not as they were written")


def _check_upper(path: Path, h: _Header) -> None:
    """The same of the links of the levels above."""
    data, at, of_one = path.read_bytes(), 0, 4 + 4 * h.links
    levels = 0
    for _ in range(h.elements):
        _demand(path, at + 4 <= len(data))
        (size,) = struct.unpack_from("<I", data, at)
        _demand(path, size % of_one == 0 and at + 4 + size <= len(data))
        for start in range(at + 4, at + 4 + size, of_one):
            count = struct.unpack_from("<H", data, start)[0]
            _demand(path, count <= h.links)
            links = struct.unpack_from(f"<{count}I", data, start + 4)
            _demand(path, all(link < h.elements for link in links))
        levels = max(levels, size // of_one)
        at += 4 + size
    _demand(path, at == len(data) and levels == h.level)


def _demand(path: Path, fits: bool) -> None:
    if not fits:
        raise ValueError(f"{path.name} is not as Chroma writes it")
