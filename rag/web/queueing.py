"""Whose turn it is: questions wait in one line, and are taken in a fair order.

In: who asks. Out: a place in the line, which says which it is while it waits, and a place at work.

The order is start-time fair queueing (Goyal, Vin and Cheng, 1996): the questions of one who asks are numbered
in rounds, a newcomer begins with the round that is being answered, and of all that wait one of the lowest
round is next, the first that came. So nobody's fifth question is answered before another's first, and who was
away gains no right to many in a row.
"""

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Condition, Lock
from typing import Generic, TypeVar

from rag.model.errors import AskError
from rag.model.listener import Listener

QUOTING_AT_ONCE, WRITING_AT_ONCE = 3, 32  # quoting keeps the processor busy, writing waits for a model
MOST_WAITING = 200
_REMEMBERED = 1000  # of those who asked and wait no longer
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """What waits, by who waits for it. To be used by one thread at a time."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Item]] = []  # (round, arrival, item): a heap
        self._arrivals = count()
        self._round, self._last = 0, dict[str, int]()  # the round that was taken last; each one's latest

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, who: str, item: Item) -> None:
        """Wait behind one's own, and behind those of the same round."""
        mine = max(self._round, self._last.get(who, 0) + 1)
        if len(self._last) >= _REMEMBERED:
            self._last = {one: last for one, last in self._last.items() if last > self._round}
        self._last[who] = mine
        heapq.heappush(self._waiting, (mine, next(self._arrivals), item))

    def take(self) -> Item:
        """The next; IndexError where nobody waits."""
        self._round, _, item = heapq.heappop(self._waiting)
        return item

    def place(self, item: Item) -> int:
        """How many are taken before it, and itself: 1 is next. ValueError where it does not wait."""
        keys = {id(waiting): (mine, came) for mine, came, waiting in self._waiting}
        if id(item) not in keys:
            raise ValueError("it does not wait")
        return sum(key <= keys[id(item)] for key in keys.values())

    def leave(self, item: Item) -> None:
        """Wait no longer; nothing where it does not."""
        self._waiting = [row for row in self._waiting if row[2] is not item]
        heapq.heapify(self._waiting)


class Line:
    """So many are at work at once, the others wait in threads of their own."""

    def __init__(self, at_once: int) -> None:
        self._free, self._queue = at_once, FairQueue[object]()
        self._changed = Condition()

    def enter(self, who: str, listener: Listener) -> bool:
        """Wait for a place at work, telling the listener which place in the line it is; whether it was had,
        for who stops meanwhile gets none."""
        ticket = object()
        with listener.closing(self._look_again), self._changed:
            self._queue.put(who, ticket)
            while not (self._free and self._queue.place(ticket) == 1):
                if listener.stopped:
                    self._queue.leave(ticket)
                    return False
                listener.tell(told(self._queue.place(ticket)))
                self._changed.wait()
            self._queue.take()
            self._free -= 1
            self._changed.notify_all()
        listener.tell("")
        return True

    def leave(self) -> None:
        """Give a place at work back."""
        with self._changed:
            self._free += 1
            self._changed.notify_all()

    def _look_again(self) -> None:
        with self._changed:
            self._changed.notify_all()


class Lines:
    """Two lines: one in which papers are looked up and quoted, one in which a model writes, so that nobody
    who is quoted to waits for another's model."""

    def __init__(
        self,
        *,
        quoting: int = QUOTING_AT_ONCE,
        writing: int = WRITING_AT_ONCE,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._quoting, self._writing = Line(quoting), Line(writing)
        self._inside, self._most = 0, quoting + writing + most_waiting
        self._counting = Lock()

    @contextmanager
    def turn(self, who: str, listener: Listener) -> Iterator[bool]:
        """A place at work, from when it is had to the end; false where the listener stopped before. Once a
        model is asked it is one in the other line. AskError where too many wait already."""
        with self._counting:
            if self._inside >= self._most:
                raise AskError("too many questions are waiting already; ask again in a moment")
            self._inside += 1
        held: list[Line] = []

        def move(line: Line) -> None:
            if line not in held:
                while held:
                    held.pop().leave()
                held.extend([line] * line.enter(who, listener))

        listener.writes = lambda: move(self._writing)
        try:
            move(self._quoting)
            yield bool(held)
        finally:
            with self._counting:
                self._inside -= 1
            for line in held:
                line.leave()


def told(place: int) -> str:
    """A place in the line, for the one who has it."""
    if place == 1:
        return "You are next"
    ending = "th" if place % 100 in (11, 12, 13) else _ENDINGS.get(place % 10, "th")
    return f"You are {place:,}{ending} in the line"
