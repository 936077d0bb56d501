"""An answer that is being written: what there is of it, what it waits for, and how it is stopped.

In: what writes it, given a listener. Out: the turn as it is to be shown, frame by frame, and at last the
answer that is to be kept, whole or as far as it came.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rag.model.answer import Answer, Status
from rag.model.listener import STOPPED, Listener
from rag.web.answers import ShownTurn
from rag.web.stream_buffer import StreamBuffer

FRAME_SECONDS = 0.05  # pieces that come faster are shown together
WAITED_SECONDS = 3  # without a word, from which the reader is told how long it is


class RunningAnswer:
    """One answer on its way to one reader; `stop` may be called from any thread."""

    def __init__(
        self, source: Callable[[Listener], Iterable[str | Answer]], question: str, *, fresh: bool
    ) -> None:
        self.draft = Answer(question, "", Status.ANSWERED, "")
        self._told, self._heard_at = "", time.monotonic()
        self._answer: Answer | None = None
        listener = Listener(self._tell, fresh=fresh)
        self._buffer = StreamBuffer(source(listener), listener.stop)

    def stop(self) -> None:
        """The answer ends here, whether or not its model says anything more; its server is left at once."""
        self._buffer.stop()

    def frames(self) -> Iterator[ShownTurn]:
        """The turn as it grows; also while nothing comes, so that a reader who has left is noticed. Raises
        what went wrong."""
        for pieces in self._buffer.frames(FRAME_SECONDS):
            self._take(pieces)
            if self._answer:
                return
            yield ShownTurn(self.draft, running=True, waiting=self._waiting(came=bool(pieces)))

    def so_far(self) -> Answer:
        """The answer; where it was stopped before it was whole, as much as there is, said to be stopped."""
        if self._answer is None:
            self._take(self._buffer.rest())
        return self._answer or replace(self.draft, status=Status.PARTLY, notes=(STOPPED,))

    def _tell(self, line: str) -> None:
        self._told = line

    def _take(self, pieces: Iterable[str | Answer]) -> None:
        for piece in pieces:
            if isinstance(piece, Answer):
                self._answer = piece
                return
            self.draft = replace(self.draft, answer=self.draft.answer + piece)

    def _waiting(self, *, came: bool) -> str:
        """What is waited for, where that takes long."""
        now = time.monotonic()
        self._heard_at = now if came else self._heard_at
        waited = int(now - self._heard_at)
        if waited < WAITED_SECONDS:
            return self._told
        return f"{self._told or 'Waiting for the model'} · {waited} s"
