"""Questions on the page wait in a fair order, and are told their place."""

from threading import Event, Thread

import pytest

from rag.model.errors import AskError
from rag.model.listener import Listener
from rag.web.queueing import FairQueue, Lines, told

PATIENCE = 120  # seconds that a test waits for what has to come


def order(*put: str) -> str:
    """In which order questions are taken that came in this order; a full stop takes one meanwhile."""
    queue, taken = FairQueue[str](), list[str]()
    for name in put:
        if name == ".":
            taken.append(queue.take())
        else:
            queue.put(name[0], name)
    return " ".join([*taken, *(queue.take() for _ in range(len(queue)))])


@pytest.mark.parametrize(
    ("came", "taken"),
    [
        pytest.param("a1 b1 c1", "a1 b1 c1", id="as they came"),
        pytest.param("a1 a2 a3 a4 a5 b1", "a1 b1 a2 a3 a4 a5", id="nobody's second before another's first"),
        pytest.param(
            "a1 . a2 . a3 . a4 . a5 b1", "a1 a2 a3 a4 b1 a5", id="nor a fifth after four were answered"
        ),
        pytest.param("a1 a2 b1 b2 c1", "a1 b1 c1 a2 b2", id="in rounds"),
        pytest.param(
            "a1 . a2 . a3 . b1 b2 b3 a4", "a1 a2 a3 b1 b2 a4 b3", id="no right to what was not asked"
        ),
    ],
)
def test_the_next_is_of_the_lowest_round(came: str, taken: str) -> None:
    assert order(*came.split()) == taken


def test_who_asked_once_is_forgotten_after_many_others() -> None:
    queue = FairQueue[int]()
    for number in range(5000):
        queue.put(str(number), number)
        queue.take()
    assert len(queue._last) <= 1000


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (1, "You are next"),
        (2, "You are 2nd in the line"),
        (11, "You are 11th in the line"),
        (103, "You are 103rd in the line"),
    ],
)
def test_a_place_is_told_in_words(place: int, line: str) -> None:
    assert told(place) == line


class Asker:
    """One who asks, in a thread: what was told, and whether a place at work was had."""

    def __init__(self, lines: Lines, who: str, *, writes: bool = False) -> None:
        self.lines, self.who, self.writes = lines, who, writes
        self.lines_told: list[str] = []
        self.listener = Listener(self._tell)
        self.waits, self.works, self.may_end = Event(), Event(), Event()
        self.had: bool | None = None
        self.thread = Thread(target=self._ask, daemon=True)
        self.thread.start()

    def _tell(self, line: str) -> None:
        self.lines_told.append(line)
        if line:
            self.waits.set()

    def _ask(self) -> None:
        with self.lines.turn(self.who, self.listener) as had:
            self.had = had
            if had and self.writes:
                self.listener.writes()
            self.works.set()
            self.may_end.wait(PATIENCE if had else 0)

    def end(self) -> None:
        self.may_end.set()
        self.thread.join(PATIENCE)


@pytest.fixture
def lines() -> Lines:
    return Lines(quoting=1, writing=1, most_waiting=2)


def test_who_waits_is_told_the_place_and_taken_in_turn(lines: Lines) -> None:
    first = Asker(lines, "a")
    assert first.works.wait(PATIENCE)
    second = Asker(lines, "b")
    assert second.waits.wait(PATIENCE)
    third = Asker(lines, "b")
    assert third.waits.wait(PATIENCE)
    first.end()
    assert second.works.wait(PATIENCE)
    second.end()
    assert third.works.wait(PATIENCE)
    third.end()
    assert first.lines_told == [""]
    assert second.lines_told[0] == "You are next"
    assert third.lines_told[0] == "You are 2nd in the line"
    assert third.lines_told[-1] == ""


def test_who_is_quoted_to_waits_for_no_model(lines: Lines) -> None:
    writing = Asker(lines, "a", writes=True)
    assert writing.works.wait(PATIENCE)
    quoted = Asker(lines, "b")
    assert quoted.works.wait(PATIENCE)
    assert quoted.lines_told == [""]
    quoted.end()
    writing.end()


def test_who_stops_waiting_leaves_the_line_and_gets_nothing(lines: Lines) -> None:
    first = Asker(lines, "a")
    assert first.works.wait(PATIENCE)
    second, third = Asker(lines, "b"), Asker(lines, "c")
    assert second.waits.wait(PATIENCE)
    assert third.waits.wait(PATIENCE)
    second.listener.stop()
    assert second.works.wait(PATIENCE)
    assert second.had is False
    first.end()
    assert third.works.wait(PATIENCE)
    assert third.had
    third.end()


def test_more_than_may_wait_are_sent_away(lines: Lines) -> None:
    first = Asker(lines, "a")
    assert first.works.wait(PATIENCE)
    others = [Asker(lines, "b") for _ in range(3)]
    for one in others:
        assert one.waits.wait(PATIENCE)
    with pytest.raises(AskError, match="too many questions are waiting"), lines.turn("c", Listener()):
        pass
    for one in others:
        one.listener.stop()
    first.end()
