"""Another process that embeds papers, as many as it is allowed: no test has to be quicker than it.

In: its program, whose encoder reads its standard input (`HashEncoder.allowed`). Out: the process, at which it
may be waited for what it has done. Knows nothing of what is tested.
"""

import time
from collections.abc import Callable

from tests.forking import Forked


def stepping(program: str, *given: str) -> Forked:
    """The process, which may embed nothing yet; it goes on to its end where `with` ends."""
    return Forked(program, given)


def allow(process: Forked, papers: int) -> None:
    """So many papers more may be embedded."""
    process.write(b"." * papers)


def go_on(process: Forked) -> None:
    """All others may be, too."""
    process.end_input()


def until(process: Forked, happened: Callable[[], bool]) -> None:
    """Wait for what the process does; it must not end before."""
    while not happened():
        assert process.poll() is None or happened(), "it ended"
        time.sleep(0.01)


def within(seconds: float, work: Callable[[], bool], *, tries: int = 10) -> bool:
    """Whether the work is done in no more than that; once is enough: a busy machine is slow by chance."""
    for _ in range(tries):
        began = time.perf_counter()
        done = work()
        if time.perf_counter() - began < seconds:
            return done
    return False
