"""When the background of a library is measured: once for whoever needs it, and where nobody waits for it.

In: a snapshot, what measures its background. Out: the background. While that of a library that has grown is
measured, in a thread, the one from before serves; only where there is none does a question wait.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread

from rag.model.errors import AskError
from rag.retrieval.background import Background, keep, kept
from store.manifest import alone
from store.snapshot import Snapshot

LOCK = "background.lock"
LONGEST = 60.0  # seconds that one process waits for another that measures


class Measured:
    """The background of one snapshot. Threads may share it; processes that need it at the same time measure
    it once."""

    def __init__(self, snapshot: Snapshot, key: str, measure: Callable[[], Background]) -> None:
        """`key` changes with whatever else than the papers decides the scores."""
        self._folder, self._sizes, self._key, self._measure = snapshot.folder, snapshot.sizes(), key, measure
        self._found: Background | None = None
        self._measuring, self._begun = Lock(), Lock()

    def now(self) -> Background:
        """The background in force: the one from before where the library has changed too much since, which
        is then measured anew. Waits only where there is none."""
        if self._found is not None:
            return self._found
        before = kept(self._folder, self._key)
        if before is None or before.holds_for(self._sizes):
            return self.exact()
        self.begin()
        return before

    def exact(self) -> Background:
        """The background of the library as it is; where that is not known, it is measured first."""
        with self._measuring:
            if self._found is None:
                self._found = self._still_good() or self._measured()
            return self._found

    def begin(self) -> None:
        """Measure in a thread of its own, unless one is at it or it is known. What fails, fails again for
        the question that needs it. The thread is waited for at the end: another process will need it."""
        if self._found is None and self._begun.acquire(blocking=False):
            Thread(target=self._in_background).start()

    def _in_background(self) -> None:
        try:
            with suppress(AskError):
                self.exact()
        finally:
            self._begun.release()

    def _still_good(self) -> Background | None:
        before = kept(self._folder, self._key)
        return before if before and before.holds_for(self._sizes) else None

    def _measured(self) -> Background:
        with alone(self._folder / LOCK, seconds=LONGEST):
            if found := self._still_good():
                return found
            found = self._measure()
            keep(found, self._folder, self._key)
            return found
