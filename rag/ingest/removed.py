"""What was removed from a library last, so that it can be had back.

In: papers that were removed, a library. Out: the same papers in it again. The file lies in the home, holds
the newest removals and no more than MOST_KEPT papers.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from rag.ingest.library import Library
from rag.model.paper import Paper, payload_of
from rag.model.typed_json import read_as

MOST_KEPT = 500
_FILE = "removed.jsonl"


@dataclass(frozen=True, slots=True)
class _Removed:
    """A line of the file: which removal it was part of, and the paper."""

    removal: str
    paper: Paper


def remove(library: Library, papers: Sequence[Paper]) -> bool:
    """Remove the papers; whether that can be undone. LockedError where another process writes."""
    lines, removal = _lines(library), secrets.token_hex(8)
    undoable = _write(library, [*lines, *(_line(removal, paper) for paper in papers)])
    try:
        library.remove([paper.paper_id for paper in papers])
    except BaseException:
        _write(library, lines)
        raise
    return undoable


def restore(library: Library, paper_id: str = "") -> list[Paper]:
    """Have back the papers that were removed last, or the paper of that id; none where there is none to be
    had back. A paper that is in the library again is merged. LockedError where another process writes."""
    lines = _lines(library)
    kept = {line: one for line in lines if (one := _read(line))}
    last = list(kept.values())[-1].removal if kept else ""
    wanted = {
        line: one.paper
        for line, one in kept.items()
        if (one.paper.paper_id == paper_id if paper_id else one.removal == last)
    }
    if wanted:
        library.ingest(list(wanted.values()))
        _write(library, [line for line in lines if line not in wanted])
    return list(wanted.values())


def _lines(library: Library) -> list[str]:
    try:
        text = (library.home / _FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []  # none yet, or nothing that we may read
    return [line for line in text.split("\n") if line]


def _line(removal: str, paper: Paper) -> str:
    return json.dumps({"removal": removal, "paper": json.loads(payload_of(paper))})


def _read(line: str) -> _Removed | None:
    """None where it is not as it was written: what cannot be read cannot be had back, and stays as it is."""
    try:
        return read_as(_Removed, json.loads(line))
    except (ValueError, RecursionError):
        return None


def _write(library: Library, lines: Sequence[str]) -> bool:
    """The newest, whole or not at all; whether it was written."""
    part = library.home / f"{_FILE}.part"
    try:
        part.write_text("".join(f"{line}\n" for line in lines[-MOST_KEPT:]), encoding="utf-8")
        part.replace(library.home / _FILE)
    except OSError:
        return False
    return True
