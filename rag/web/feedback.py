"""What readers thought of answers: a line of JSON each, in the home folder.

In: an answer with the questions before it, thumbs, a note. Out: lines that `ask eval
--from-feedback` turns into questions.
"""

import json
import os
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from rag.model.answer import Answer

NOTE_CHARACTERS = 2000
RATINGS = ("up", "down")


def keep(home: Path, answers: Sequence[Answer], rating: str, note: str = "") -> None:
    """Append one judgement of the last of these answers; the last line for an answer counts."""
    if not answers or rating not in RATINGS:
        return
    last = answers[-1]
    record = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "turns": [a.question for a in answers],
        "rating": rating,
        "note": note[:NOTE_CHARACTERS],
        "status": str(last.status),
        "answer": last.answer,
        "papers": list(dict.fromkeys(c.paper_id for c in last.citations)),
        "mode": last.mode,
        "model": last.model,
    }
    home.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record, ensure_ascii=False) + "\n"
    with ExitStack() as held:
        with suppress(OSError):  # a drive that does not lock files; a line is appended in one step
            held.enter_context(FileLock(home / "feedback.lock", fallback_to_soft=False))
        descriptor = os.open(home / "feedback.jsonl", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            file.write(line.encode("utf-8", "replace"))
