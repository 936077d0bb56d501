"""Copies that are made before indexes are replaced, and the refusal to replace them at a loss.

In: what survives of a library. Out: a file that `ask ingest` reads, the damaged files as they are, an error
that says what cannot be read and what may help. Removes the oldest copy of papers, and nothing else.
"""

import gzip
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rag.ingest.storage import Storage
from rag.ingest.surviving import Surviving
from rag.ingest.verified_chunks import shown
from rag.model.errors import AskError
from rag.model.paper import Paper, payload_of

COPIES = 3  # copies that are kept, the newest
_FOLDER, _NAMED = "kept", "papers-*.jsonl.gz"
_TEXTS = ("*.bin", "*.json", "ids.npy", "payloads.npy", "words.npy", "id_hashes.npy")  # of a segment


class LossError(AskError):
    """To rebuild would cost papers that cannot be read now; nothing was changed. `left`: how many can be."""

    def __init__(self, home: Path, found: Surviving) -> None:
        self.left = len(found.papers)
        if self.left:
            may = f"go on with the {self.left:,} that can: ask ingest --rebuild --yes"
        else:
            may = "or move the library away and ingest again"
        newest = newest_copy(home)
        other = f"read the copy {newest} into another --home with ask ingest" if newest else ""
        ways = ", ".join(filter(None, ["restore a backup (ask restore FILE --replace)", other]))
        joined = f"{ways}, or {may}" if self.left else f"{ways}, {may}"
        super().__init__(f"{what_is_lost(found)}; nothing was changed; {joined}")


def what_is_lost(found: Surviving) -> str:
    """In a few words; empty where nothing is."""
    if not found.papers:
        where = "Chroma" if found.broken else "Chroma's database, which is gone or empty,"
        return f"no paper can be read, neither in {where} nor in the indexes"
    parts = []
    if count := len(found.lost) + found.unnamed:
        named = f" ({shown(found.lost)})" if found.lost else ""
        parts.append(f"{count:,} of {count + len(found.papers):,} papers cannot be read{named}")
    if found.unknown:
        parts.append(f"nobody knows how many papers were in {shown(found.unknown)}, which cannot be read")
    if found.altered:
        count = len(found.altered)
        one = f"{count:,} paper{' is' if count == 1 else 's are'}"
        parts.append(f"{one} not as written ({shown(found.altered)})")
    return " and ".join(parts)


def keep_copy(home: Path, papers: Sequence[Paper]) -> Path | None:
    """Write down every paper as a file that `ask ingest` reads, before indexes are replaced; the oldest copy
    goes. None where there are no papers."""
    if not papers:
        return None
    folder = _folder(home)
    copies = sorted(folder.glob(_NAMED))
    number = int(copies[-1].name[7:13]) + 1 if copies else 1
    path = folder / f"papers-{number:06d}.jsonl.gz"
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    try:
        with gzip.open(unfinished, "wt", encoding="utf-8", compresslevel=3) as file:
            file.writelines(f"{payload_of(paper)}\n" for paper in papers)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    for old in copies[: len(copies) + 1 - COPIES]:
        old.unlink(missing_ok=True)
    return path


def newest_copy(home: Path) -> Path | None:
    """The latest that `keep_copy` has written and that is still there."""
    return max((home / _FOLDER).glob(_NAMED), default=None)


def keep_damaged(storage: Storage, name: str, segments: Sequence[str]) -> Path | None:
    """Copy what holds text of these segments of the indexes, as it is; None where there are none."""
    index = storage.index(name)
    if not any((index / segment).exists() for segment in segments):
        return None
    folder = _folder(storage.home)
    number = 1 + max((int(p.name[8:14]) for p in folder.glob("damaged-[0-9]*")), default=0)
    into = folder / f"damaged-{number:06d}"
    for segment in segments:
        (into / segment).mkdir(parents=True, mode=0o700)
        for pattern in _TEXTS:
            for path in (index / segment).glob(pattern):
                shutil.copy2(path, into / segment)
    with suppress(FileNotFoundError):
        shutil.copy2(index / "manifest.json", into)
    return into


def _folder(home: Path) -> Path:
    folder = home / _FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
