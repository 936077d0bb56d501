"""Embed a library of an earlier version of the encoder anew, by itself, in a process of its own.

In: settings and a library. Out: a process in the background, at low priority, that gives way to whoever
wants to write and goes on where it was cut off; and how far it is. Meanwhile the library answers as before.
`main` is that process.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.encoders.opening import open_encoder
from rag.ingest.indexing import Progress
from rag.ingest.library import EMBEDDING, Library
from rag.model.errors import LockedError
from rag.model.settings import Settings, load_settings
from store.manifest import holder_of

BATCH = 64  # papers between two moments at which another process may write
PAPERS_PER_MINUTE = 2000  # on two cores; only to say about how long it takes
_FAILED = "embedding-failed.txt"
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Reembedding:
    """`done` of `papers` are embedded anew; `running`: some process is at it; `failed`: why it is not."""

    done: int
    papers: int
    running: bool
    failed: str

    @property
    def line(self) -> str:
        """What a reader is told while earlier vectors serve."""
        if self.running:
            share = f"{self.done:,} of {self.papers:,} papers"
            return f"the library is being embedded anew by a newer version ({share}); it answers as before"
        minutes = max(1, round((self.papers - self.done) / PAPERS_PER_MINUTE))
        left = f"{self.papers - self.done:,} papers, about {minutes} min"
        why = f" ({self.failed})" if self.failed else ""
        return (
            f"the library was embedded by an earlier version, with which it answers{why}; "
            f"embed it anew with: ask ingest ({left})"
        )


def reembedding_of(library: Library) -> Reembedding | None:
    """How far an outdated library is embedded anew; None where the latest version has built it."""
    if not library.is_outdated:
        return None
    running = (holder_of(library.home) or "").startswith(EMBEDDING)
    return Reembedding(library.embedded_anew(), len(library.reader.now()), running, _failure(library.home))


def begin(settings: Settings, library: Library, *, process: str) -> Reembedding | None:
    """Embed an outdated library anew in the background, unless somebody does, it failed, or it is not wanted;
    how far that is, None where the library is of the latest version. `process`: the module that calls
    `main`."""
    found = reembedding_of(library)
    if found is None or found.running or found.failed or not settings.reembed:
        return found
    if not os.access(settings.home, os.W_OK) or holder_of(settings.home):
        return found
    _start(settings, process)
    return Reembedding(found.done, found.papers, running=True, failed="")


def embed_now(library: Library, progress: Progress) -> None:
    """Embed an outdated library anew in this process; LockedError where another one writes."""
    (library.home / _FAILED).unlink(missing_ok=True)
    library.embed_anew(progress)


def _start(settings: Settings, process: str) -> None:
    """A process that outlives this one and the terminal."""
    import subprocess

    options = {name: str(getattr(settings, name)) for name in ("home", "cache", "embedding", "threads")}
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    detached: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        detached = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    _CHILDREN.append(
        subprocess.Popen(
            [sys.executable, "-P", "-m", process, json.dumps(options)],
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **detached,
        )
    )


_CHILDREN: list[Any] = []  # kept: Python warns of a process that nobody waits for


def _failure(home: Path) -> str:
    try:
        return (home / _FAILED).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def main(afterwards: Callable[[Library], None]) -> None:
    """Embed anew, then do with the library what is to be done; what goes wrong is noted for the next who
    opens it."""
    if hasattr(os, "nice"):
        os.nice(10)
    settings = load_settings(json.loads(sys.argv[1]), os.environ)
    built_with = Library(settings.home, open_encoder(settings, "none", print)).built_with
    library = Library(settings.home, open_encoder(settings, built_with, print), batch=BATCH)
    try:
        library.embed_anew(giving_way=True)
    except LockedError:
        return
    except Exception as error:
        (settings.home / _FAILED).write_text(" ".join(f"{error}".split()) or type(error).__name__, "utf-8")
        raise
    afterwards(library)
