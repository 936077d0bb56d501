"""What was removed from a library last, so that it can be had back.

In: papers that were removed, a library. Out: the same papers in it again. The file lies in the home, holds
the newest removals and no more than MOST_KEPT papers.
"""

import json
import secrets
from collections.abc import Sequence

from rag.ingest.library import Library
from rag.model.paper import Paper, paper_from, payload_of

MOST_KEPT = 500
_FILE = "removed.jsonl"
Line = tuple[str, Paper]  # which removal it was part of, and the paper


def remove(library: Library, papers: Sequence[Paper]) -> bool:
    """Remove the papers; whether that can be undone. LockedError where another process writes."""
    library.remove([paper.paper_id for paper in papers])
    removal = secrets.token_hex(8)
    return _write(library, [*_read(library), *((removal, paper) for paper in papers)])


def restore(library: Library, paper_id: str = "") -> list[Paper]:
    """Have back the papers that were removed last, or the paper of that id; none where there is none to be
    had back. A paper that is in the library again is merged. LockedError where another process writes."""
    kept = _read(library)
    last = kept[-1][0] if kept else ""
    wanted = [line for line in kept if (line[1].paper_id == paper_id if paper_id else line[0] == last)]
    if wanted:
        library.ingest([paper for _, paper in wanted])
        _write(library, [line for line in kept if line not in wanted])
    return [paper for _, paper in wanted]


def _read(library: Library) -> list[Line]:
    try:
        lines = (library.home / _FILE).read_text(encoding="utf-8").split("\n")
        records = [json.loads(line) for line in lines if line]
        return [(str(record["removal"]), paper_from(json.dumps(record["paper"]))) for record in records]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # none yet, or not ours: what cannot be read cannot be had back


def _write(library: Library, lines: Sequence[Line]) -> bool:
    """Whole or not at all; whether it was written."""
    records = (
        {"removal": removal, "paper": json.loads(payload_of(paper))} for removal, paper in lines[-MOST_KEPT:]
    )
    part = library.home / f"{_FILE}.part"
    try:
        part.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
        part.replace(library.home / _FILE)
    except OSError:
        return False
    return True
