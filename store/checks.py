"""Whether the files of a segment are as they were written.

In: a segment's folder, or what was read from it. Out: ValueError where an array is none, or where arrays do
not fit each other; the names of files that have changed since they were written. The first costs little and
is done whenever a segment is opened; the second reads every byte.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from store.content import Arrays
from store.schema import DamagedError, read_fields, write_json
from store.words import Postings

CHECKSUMS = "checksums.json"
_FORMAT = 1
_BLOCK = 1 << 20  # bytes that are read at a time


def check_arrays(folder: Path, arrays: Arrays, items: int) -> None:
    """ValueError where the arrays are not those of so many items."""
    a = arrays
    runs = (
        ("sentence_starts", a.sentence_starts, items, len(a.sentences)),
        ("token_starts", a.token_starts, len(a.sentences), len(a.tokens)),
        ("expansion_query_starts", a.expansion_query_starts, items, len(a.expansion_queries)),
    )
    for name, starts, owners, owned in runs:
        _check(folder, name, _are_starts(starts, owners, owned))
    rows = (
        ("documents", a.documents, np.float32, 2, items),
        ("sentences", a.sentences, np.int8, 2, len(a.sentences)),
        ("sentence_scales", a.sentence_scales, np.float32, 1, len(a.sentences)),
        ("sentence_spans", a.sentence_spans, np.int64, 2, len(a.sentences)),
        ("tokens", a.tokens, np.int8, 2, len(a.tokens)),
        ("token_scales", a.token_scales, np.float32, 1, len(a.tokens)),
        ("expansion_queries", a.expansion_queries, np.int8, 2, len(a.expansion_queries)),
        ("expansion_query_scales", a.expansion_query_scales, np.float32, 1, len(a.expansion_queries)),
        ("id_hashes", a.id_hashes, np.uint64, 1, items),
        ("lookup_rows", a.lookup_rows, np.int64, 1, len(a.lookup_hashes)),
        ("lookup_hashes", a.lookup_hashes, np.uint64, 1, len(a.lookup_hashes)),
    )
    for name, array, kind, dimensions, length in rows:
        fits = array.dtype == kind and array.ndim == dimensions and len(array) == length
        _check(folder, name, fits)
    _check(folder, "sentence_spans", a.sentence_spans.shape[1] == 2)
    _check(folder, "lookup_rows", _are_below(a.lookup_rows, items))


def check_postings(folder: Path, postings: Postings) -> None:
    """ValueError where they do not fit each other. Rows are not looked at: there are millions."""
    p = postings
    _check(folder, "terms", p.terms.dtype.kind == "S" and p.terms.ndim == 1)
    _check(folder, "starts", _are_starts(p.starts, len(p.terms), len(p.rows)))
    _check(folder, "rows", p.rows.dtype == np.int32 and p.rows.ndim == 1)
    _check(folder, "weights", p.weights.dtype == np.float32 and p.weights.shape == p.rows.shape)


def check_starts(path: Path, starts: Any, owned: int) -> None:
    """ValueError where these are not the starts of texts in a file of so many bytes."""
    if not (starts.ndim == 1 and len(starts) and _are_starts(starts, len(starts) - 1, owned)):
        raise ValueError(f"{path} is cut short, or does not fit the file beside it")


def write_checksums(folder: Path) -> None:
    """Note of every file in a segment what it holds."""
    files = {str(p.relative_to(folder)): _digest(p) for p in sorted(folder.rglob("*")) if p.is_file()}
    write_json(folder / CHECKSUMS, {"format": _FORMAT, "files": files})


def changed_files(folder: Path) -> list[Path] | None:
    """The files of a segment that are not as they were written, or gone; None where nothing was noted, as by
    earlier versions."""
    try:
        fields = read_fields(folder / CHECKSUMS, (_FORMAT,))
        noted = fields.names("files") if fields else None
    except DamagedError:
        return [folder / CHECKSUMS]
    if noted is None:
        return None
    return [folder / name for name, digest in noted.items() if _digest(folder / name) != digest]


def _are_starts(starts: Any, owners: int, owned: int) -> bool:
    """Whether this says where the runs of `owners` begin in a row of `owned`."""
    if starts.dtype != np.int64 or starts.shape != (owners + 1,):
        return False
    return bool(starts[0] == 0 and starts[-1] == owned and (starts[1:] >= starts[:-1]).all())


def _are_below(rows: Any, items: int) -> bool:
    return not len(rows) or bool(rows.min() >= 0 and rows.max() < items)


def _check(folder: Path, name: str, fits: bool) -> None:
    if not fits:
        raise ValueError(f"{folder}: {name} does not fit the rest")


def _digest(path: Path) -> str:
    """Of a file's content; empty where there is none."""
    found = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                found.update(block)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""
    return found.hexdigest()
