"""Pieces from a source that may be slow or fall silent, and a reader who may leave at any time.

In: an iterable, read in a thread of its own. Out: the pieces in lists, a list for each frame of
the screen; an empty one while nothing comes, so that a reader who has left is noticed.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

PULSE_SECONDS = 0.25  # the longest that a frame is waited for
GRACE_SECONDS = 0.4  # what a source that was stopped may take to say its last

Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more comes; `error` says why where something went wrong."""

    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class _Wake:
    """Nothing came, but the reader has stopped."""


class StreamBuffer(Generic[Piece]):
    """Passes pieces on. `stop` ends the reader's side at once, and tells the source by `on_stop`; a source
    that does not heed it ends with its next piece."""

    def __init__(self, source: Iterable[Piece], on_stop: Callable[[], None] = lambda: None) -> None:
        self._source, self._on_stop = source, on_stop
        self._pieces: queue.Queue[Piece | _End | _Wake] = queue.Queue()
        self._begun = self._ended = self.stopped = False

    def stop(self) -> None:
        """No more frames but the last; may be called from any thread, and more than once."""
        if not self.stopped:
            self.stopped = True
            self._on_stop()
            self._pieces.put(_Wake())

    def frames(self, seconds: float) -> Iterator[list[Piece]]:
        """What came, as soon as it came but not within `seconds` of the frame before. After `stop` what the
        source still says within a moment. Raises what the source raised."""
        threading.Thread(target=self._read, daemon=True).start()
        self._begun, shown_at = True, time.monotonic()
        while True:
            pieces, end = self._next(shown_at + seconds)
            if self.stopped:
                yield pieces if end else pieces + self.rest()
                return
            if pieces or not end:
                yield pieces
                shown_at = time.monotonic()
            if end and end.error:
                raise end.error
            if end:
                return

    def rest(self) -> list[Piece]:
        """What a source that was stopped says at the end."""
        pieces: list[Piece] = []
        until = time.monotonic() + (GRACE_SECONDS if self._begun and not self._ended else 0.0)
        while True:
            try:
                piece = self._pieces.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                self._ended = True  # nobody waits for it any longer
                return pieces
            if isinstance(piece, _End):
                self._ended = True
                return pieces
            if not isinstance(piece, _Wake):
                pieces.append(piece)

    def _next(self, until: float) -> tuple[list[Piece], _End | None]:
        """Wait for a piece, then for those that come with it."""
        pieces: list[Piece] = []
        wait = PULSE_SECONDS
        while True:
            try:
                piece = self._pieces.get(timeout=wait)
            except queue.Empty:
                return pieces, None
            if isinstance(piece, _Wake):
                return pieces, None
            if isinstance(piece, _End):
                return pieces, piece
            pieces.append(piece)
            wait = max(0.0, until - time.monotonic())

    def _read(self) -> None:
        try:
            for piece in self._source:
                self._pieces.put(piece)
                if self._ended:
                    break
            if close := getattr(self._source, "close", None):
                close()
        except BaseException as error:
            self._pieces.put(_End(error))
        else:
            self._pieces.put(_End())
