"""Whoever waits for an answer: told in single lines what it waits for, free to stop at any time.

In: what to do with such a line. Out: one object that is handed along with a question, down to
the connection to a model's server.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock

STOPPED = "You stopped this answer here."  # the note of an answer that is kept as far as it came


class Listener:
    """`tell` is given a line while nothing comes ("" when that is over); `fresh`: replies that were kept
    are not wanted; `writes` is called before a model is asked. `stop` may be called from any thread, and
    takes effect at once."""

    def __init__(self, tell: Callable[[str], None] = lambda line: None, *, fresh: bool = False) -> None:
        self.tell, self.fresh = tell, fresh
        self.writes: Callable[[], None] = lambda: None
        self._event, self._lock = Event(), Lock()
        self._closers: list[Callable[[], None]] = []

    @property
    def stopped(self) -> bool:
        """Whether nothing more is wanted."""
        return self._event.is_set()

    def stop(self) -> None:
        """Nothing more is wanted: what is open for it is closed."""
        self._event.set()
        with self._lock:
            closers = list(self._closers)
        for close in closers:
            close()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is stopped."""
        self._event.wait(seconds)

    @contextmanager
    def closing(self, close: Callable[[], None]) -> Iterator[None]:
        """`close` is called when this is stopped meanwhile; at once where it is already."""
        with self._lock:
            self._closers.append(close)
        try:
            if self.stopped:
                close()
            yield
        finally:
            with self._lock:
                self._closers.remove(close)
