"""Libraries of which something is lost: Chroma's database, or files of the indexes."""

import shutil
from collections.abc import Callable
from pathlib import Path

from rag.ingest.library import Library
from tests.fakes import HashEncoder, paper, papers

FIRST, LAST = papers(20), papers(3, start=20)
GONE = paper(5)  # was removed
HELD = [p for p in (*FIRST, *LAST) if p != GONE]
Damage = Callable[[Path], object]

CHROMA: dict[str, Damage] = {
    "database gone": lambda home: (home / "chroma" / "chroma.sqlite3").unlink(),
    "folder gone": lambda home: shutil.rmtree(home / "chroma"),
    "database emptied": lambda home: (home / "chroma" / "chroma.sqlite3").write_bytes(b""),
    "not a database": lambda home: (home / "chroma" / "chroma.sqlite3").write_bytes(b"moss" * 4000),
}


def written_home(home: Path) -> Path:
    """Two segments, a paper of the first of which was removed."""
    library = Library(home, HashEncoder())
    library.ingest(FIRST)
    library.ingest(LAST)
    library.remove([GONE.paper_id])
    assert len(list(home.glob("index-hash/segment-*"))) == 2
    return home


def overwritten(path: Path, at: int, what: bytes = b"\0\0\0\0\0\0") -> None:
    data = bytearray(path.read_bytes())
    data[at : at + len(what)] = what
    path.write_bytes(data)


def files(home: Path) -> dict[str, bytes]:
    """Locks apart."""
    found = (p for p in home.rglob("*") if p.is_file() and not p.name.startswith("writer"))
    return {str(p.relative_to(home)): p.read_bytes() for p in found}
