"""An answer that is being written: what there is of it, what it waits for, and how it is stopped.

In: what writes it, given a listener, and how its end is kept. Out: the turn as it is to be shown, frame by
frame, to any number of readers. It is read in a thread of its own, so that it outlives a reader who loads the
page anew; when nobody has read it for a while it is stopped.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rag.model.answer import Answer, Status
from rag.model.listener import STOPPED, Listener
from rag.web.answers import ShownTurn
from rag.web.stream_buffer import PULSE_SECONDS, StreamBuffer

FRAME_SECONDS = 0.05  # pieces that come faster are shown together
WAITED_SECONDS = 3  # without a word, from which the reader is told how long it is
UNREAD_SECONDS = 60.0  # how long an answer goes on that nobody reads

Source = Callable[[Listener], Iterable[str | Answer]]
Failure = Callable[[Answer, Exception], Answer]


class RunningAnswer:
    """One answer on its way to its readers; `stop` may be called from any thread. `failed` gives what is kept
    where something goes wrong. `begin` may be called once."""

    def __init__(
        self, source: Source, question: str, failed: Failure, *, fresh: bool, unread: float = UNREAD_SECONDS
    ) -> None:
        self.draft = Answer(question, "", Status.ANSWERED, "")
        self._told, self._heard_at, self._waiting = "", time.monotonic(), ""
        self._answer: Answer | None = None
        self._failed, self._unread = failed, unread
        self._changed, self._frame, self._over = threading.Condition(), 0, False
        self._readers, self._left_at = 0, time.monotonic()
        listener = Listener(self._tell, fresh=fresh)
        self._buffer = StreamBuffer(source(listener), listener.stop)

    def begin(self, keep: Callable[[Answer], None]) -> None:
        """Have it written, in a thread of its own; `keep` is given the answer, whole or as far as it came."""
        threading.Thread(target=self._write, args=(keep,), daemon=True).start()

    def stop(self) -> None:
        """The answer ends here, whether or not its model says anything more; its server is left at once."""
        self._buffer.stop()

    def frames(self) -> Iterator[ShownTurn]:
        """The turn as it grows, until its end is kept; also while nothing comes, so that a reader who has
        left is noticed."""
        with self._changed:
            self._readers += 1
        seen = 0
        try:
            while True:
                with self._changed:
                    if self._frame == seen and not self._over:
                        self._changed.wait(PULSE_SECONDS)
                    if self._over:
                        return
                    seen, draft, waiting = self._frame, self.draft, self._waiting
                yield ShownTurn(draft, running=True, waiting=waiting)
        finally:
            with self._changed:
                self._readers -= 1
                self._left_at = time.monotonic()

    def _write(self, keep: Callable[[Answer], None]) -> None:
        try:
            answer = self._written()
        except Exception as error:
            answer = self._failed(self.draft, error)
        try:
            keep(answer)
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def _written(self) -> Answer:
        for pieces in self._buffer.frames(FRAME_SECONDS):
            with self._changed:
                self._take(pieces)
                self._waiting = self._waited(came=bool(pieces))
                self._frame += 1
                self._changed.notify_all()
                deserted = not self._readers and time.monotonic() - self._left_at > self._unread
            if self._answer:
                break
            if deserted:
                self.stop()
        self._take(self._buffer.rest() if self._answer is None else ())
        self.stop()
        return self._answer or replace(self.draft, status=Status.PARTLY, notes=(STOPPED,))

    def _tell(self, line: str) -> None:
        self._told = line

    def _take(self, pieces: Iterable[str | Answer]) -> None:
        for piece in pieces:
            if isinstance(piece, Answer):
                self._answer = piece
                return
            self.draft = replace(self.draft, answer=self.draft.answer + piece)

    def _waited(self, *, came: bool) -> str:
        """What is waited for, where that takes long."""
        now = time.monotonic()
        self._heard_at = now if came else self._heard_at
        waited = int(now - self._heard_at)
        if waited < WAITED_SECONDS:
            return self._told
        return f"{self._told or 'Waiting for the model'} · {waited} s"
