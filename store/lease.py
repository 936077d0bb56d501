"""Who may write to a shared store: a lease that ends by itself where its holder died.

In: the collection that leases are kept in. Out: at most one holder at a time, also of writers on several
machines. Each lease has a number of its own, and the highest counts: a server's `add` leaves a row that is
there as it is, so of two that want the next number one gets it. The holder shows that it lives by a count
that goes up; who waits measures by its own clock how long it stood still, so that no two clocks need agree.
"""

import os
import platform
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

from store.server import Collection, ServerAwayError, ServerRefusedError
from store.vectors import Row, Scalar

SECONDS = 20.0  # without a sign of life, after which a holder counts as dead
_LONGEST_WAIT = 900.0  # seconds for others that live
_FIRST_PAUSE, _LONGEST_PAUSE, _TELL_EVERY = 0.05, 1.0, 10.0


class LeaseLostError(Exception):
    """Somebody else has taken over: this process stood still for too long."""


class LeaseHeldError(Exception):
    """Others write, for longer than one waits; the message says who."""


class Lease:
    """Held within `with`; waits for whoever holds it. `seconds`: after how long without a sign of life others
    may take it over; `what`: what is done under it."""

    def __init__(
        self,
        collection: Collection,
        what: str,
        *,
        seconds: float = SECONDS,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._leases, self.seconds, self._tell = collection, seconds, tell
        self._who = f"{what} on {platform.node() or 'another machine'} (process {os.getpid()})"
        self._holder, self._number, self._beats, self._alive_at = secrets.token_hex(8), 0, 0, 0.0
        self._ended = threading.Event()

    def __enter__(self) -> "Lease":
        self._acquire()
        threading.Thread(target=self._beat, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with suppress(ServerAwayError, ServerRefusedError):  # then it ends by itself
            self._leases.update(self._row(released=True))

    def check(self) -> None:
        """LeaseLostError where somebody has taken over; before each call that writes. Where the last sign of
        life is not long ago, nobody can have."""
        if time.monotonic() < self._alive_at + self.seconds / 2:
            return
        held = self._held()
        if max(held, default=0) != self._number:
            raise LeaseLostError("another writer took over, as this one had stood still; run this again")
        self._show_life(self._leases)

    def _acquire(self) -> None:
        begun, pause, told = time.monotonic(), _FIRST_PAUSE, -_TELL_EVERY
        seen, since = (0, 0, 0), begun
        while True:
            held = self._held()
            newest = max(held, default=0)
            about = held.get(newest, {"released": True})
            now, outages = time.monotonic(), self._leases.server.outages
            if (newest, about.get("beats"), outages) != seen:  # while the server is away nobody can beat
                seen, since = (newest, about.get("beats", 0), outages), now
            if about["released"] or now - since > about["seconds"]:
                if self._took(newest + 1):
                    return
                continue
            if now - begun > _LONGEST_WAIT:
                raise LeaseHeldError(str(about["who"]))
            if now - begun > told + _TELL_EVERY and pause == _LONGEST_PAUSE:
                told = now - begun
                self._tell(f"waiting for {about['who']}, which writes to the same server")
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _took(self, number: int) -> bool:
        self._number, self._alive_at = number, time.monotonic()
        self._leases.add(self._row())
        held = self._held()
        if max(held) != number or held[number]["holder"] != self._holder:
            return False
        if before := [_id(n) for n in held if n < number]:
            self._leases.delete(ids=before)
        return True

    def _held(self) -> dict[int, dict[str, Any]]:
        """What is noted of each lease there is, by its number."""
        found = self._leases.get(["metadatas"], where={"kind": "lease"})
        return {int(about["number"]): about for about in found.get("metadatas") or ()}

    def _show_life(self, collection: Collection) -> None:
        at = time.monotonic()
        self._beats += 1
        collection.update(self._row())
        self._alive_at = at

    def _beat(self) -> None:
        """In a thread: over a connection of its own, and without patience."""
        server = self._leases.server.with_patience(0, self.seconds / 4)
        beating = Collection(server, self._leases.name)
        while not self._ended.wait(self.seconds / 5):
            with suppress(ServerAwayError, ServerRefusedError):
                self._show_life(beating)

    def _row(self, *, released: bool = False) -> Row:
        about: dict[str, Scalar] = {
            "kind": "lease",
            "number": self._number,
            "holder": self._holder,
            "who": self._who,
        }
        return Row(
            _id(self._number),
            "",
            {**about, "beats": self._beats, "seconds": self.seconds, "released": released},
        )


def _id(number: int) -> str:
    return f"lease-{number:012d}"
