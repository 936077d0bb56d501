"""Pieces from a source that may be slow or fall silent, and a reader who may leave at any time.

In: an iterable, read in a thread of its own. Out: the pieces in lists, a list for each frame of
the screen.
"""

import queue
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more comes; `error` says why where something went wrong."""

    error: BaseException | None = None


class StreamBuffer(Generic[Piece]):
    """Passes pieces on. `stop` ends the reader's side at once; the source's with its next piece."""

    def __init__(self, source: Iterable[Piece]) -> None:
        self._source = source
        self._pieces: queue.Queue[Piece | _End] = queue.Queue()
        self.stopped = False

    def stop(self) -> None:
        """No more frames; may be called from any thread."""
        self.stopped = True
        self._pieces.put(_End())

    def frames(self, seconds: float) -> Iterator[list[Piece]]:
        """What came, as soon as it came but not within `seconds` of the frame before; what was
        still waiting when the reader stopped is left out. Raises what the source raised."""
        threading.Thread(target=self._read, daemon=True).start()
        shown_at = time.monotonic()
        while True:
            pieces, end = self._next(shown_at + seconds)
            if pieces:
                yield pieces
                shown_at = time.monotonic()
            if end or self.stopped:
                if end and end.error:
                    raise end.error
                return

    def _next(self, until: float) -> tuple[list[Piece], _End | None]:
        """Wait for a piece, then for those that come with it."""
        pieces: list[Piece] = []
        piece = self._pieces.get()
        while not isinstance(piece, _End):
            pieces.append(piece)
            try:
                piece = self._pieces.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return pieces, None
        return pieces, piece

    def _read(self) -> None:
        try:
            for piece in self._source:
                if self.stopped:
                    return
                self._pieces.put(piece)
        except BaseException as error:
            self._pieces.put(_End(error))
        else:
            self._pieces.put(_End())
