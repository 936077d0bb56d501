"""Another process that embeds papers, as many as it is allowed: no test has to be quicker than it.

In: its program, whose encoder reads its standard input (`HashEncoder.allowed`). Out: the process, at which it
may be waited for what it has done. Knows nothing of what is tested.
"""

import subprocess
import sys
import time
from collections.abc import Callable


def stepping(program: str, *given: str) -> "subprocess.Popen[bytes]":
    """The process, which may embed nothing yet; it goes on to its end where `with` ends."""
    return subprocess.Popen([sys.executable, "-c", program, *given], stdin=subprocess.PIPE)


def allow(process: "subprocess.Popen[bytes]", papers: int) -> None:
    """So many papers more may be embedded."""
    assert process.stdin is not None
    process.stdin.write(b"." * papers)
    process.stdin.flush()


def go_on(process: "subprocess.Popen[bytes]") -> None:
    """All others may be, too."""
    assert process.stdin is not None
    process.stdin.close()


def until(process: "subprocess.Popen[bytes]", happened: Callable[[], bool]) -> None:
    """Wait for what the process does; it must not end before."""
    while not happened():
        assert process.poll() is None, "it ended"
        time.sleep(0.01)


def within(seconds: float, work: Callable[[], bool], *, tries: int = 10) -> bool:
    """Whether the work is done in no more than that; once is enough: a busy machine is slow by chance."""
    for _ in range(tries):
        began = time.perf_counter()
        done = work()
        if time.perf_counter() - began < seconds:
            return done
    return False
