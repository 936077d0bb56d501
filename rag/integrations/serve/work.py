"""Answers on their way: made in threads, awaited by the server, ended when nobody waits for them.

In: what makes an answer, given a listener, and who asks for it. Out: its pieces as they come. So many are
made at once, further ones wait their turn in the page's fair order (rag/web/queueing.py), and beyond that
they are refused.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TypeVar

from rag.integrations.serve.problems import RequestError
from rag.model.listener import Listener
from rag.web.queueing import FairQueue

MOST_WAITING = 1000
SILENCE = 10.0  # seconds without a piece, after which a sign of life is given

Piece = TypeVar("Piece")
Source = Callable[[Listener], Iterable[Piece]]


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more comes; `error` says why where something went wrong."""

    error: BaseException | None = None


class Work:
    """All answers that are being made; used from the server's event loop."""

    def __init__(self, at_once: int, *, most_waiting: int = MOST_WAITING) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="ask")
        self._most = at_once + most_waiting
        self._queue, self._lock = FairQueue[Callable[[], None]](), Lock()
        self.running = 0  # those that wait their turn are counted too

    async def pieces(self, source: Source[Piece], who: str = "") -> AsyncGenerator[Piece | None, None]:
        """The pieces that the source gives, in order, once it is the turn of `who` asks; None after a long
        silence. Raises what the source raised; one that is closed or cancelled before its end tells the
        source's listener to stop."""
        if self.running >= self._most:
            line = "too many answers are being made already; try again in a moment"
            raise RequestError(503, line, "server_error", "overloaded", wait=2)
        loop, listener = asyncio.get_running_loop(), Listener()
        came: asyncio.Queue[Piece | _End] = asyncio.Queue()

        def put(piece: Piece | _End) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits
                loop.call_soon_threadsafe(came.put_nowait, piece)

        self.running += 1
        make = partial(_make, source, listener, put)
        with self._lock:
            self._queue.put(who, make)
        self._pool.submit(self._make_next)
        try:
            while not isinstance(piece := await _next(came), _End):
                yield piece
            if piece.error:
                raise piece.error
        finally:
            self.running -= 1
            listener.stop()

    def _make_next(self) -> None:
        with self._lock:
            make = self._queue.take()
        make()

    def close(self) -> None:
        """No answer is begun any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _make(source: Source[Piece], listener: Listener, put: Callable[[Piece | _End], None]) -> None:
    """Read the source to its end, or until nobody listens."""
    try:
        if not listener.stopped:
            for piece in source(listener):
                put(piece)
                if listener.stopped:
                    break
        put(_End())
    except BaseException as error:
        put(_End(error))


async def _next(came: "asyncio.Queue[Piece | _End]") -> Piece | _End | None:
    try:
        return await asyncio.wait_for(came.get(), SILENCE)
    except TimeoutError:
        return None
