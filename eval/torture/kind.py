"""What a kind of torture is given, and what it gives back.

In: how often to try, from which seed, until when. Out: a row for each thing that was tortured. What is no
failure of the product, such as a missing sample, raises.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

SECONDS = 10.0  # of this process: longest that one try may take
MEGABYTES = 1_000  # most that a process may hold


@dataclass(frozen=True, slots=True)
class Plan:
    """`tries` of each thing from a seed, or fewer where the minutes are over; `only` things of these names,
    all where it names none; `samples`: files to damage beside our own; `size`: megabytes of a large file."""

    tries: int
    seed: int = 0
    minutes: float | None = None
    only: tuple[str, ...] = ()
    samples: tuple[Path, ...] = ()
    size: int = 1_000

    def wants(self, name: str) -> bool:
        """Whether a thing of this name is to be tortured."""
        return not self.only or name in self.only


@dataclass(frozen=True, slots=True)
class Row:
    """What was tortured, how often, each failure with how to see it again, the longest try in seconds, the
    most memory in MB, and what is worth knowing besides."""

    what: str
    tries: int
    failures: tuple[str, ...] = ()
    slowest: float = 0.0
    memory: float = 0.0
    note: str = ""


Kind = Callable[[Plan], Iterator[Row]]


def clean_processes() -> ForkServerContext:
    """Where processes come from. One that has opened Chroma has threads, and a fork of it may wait for ever
    for what they held: each is forked from a process that has loaded all, once, and opened nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", "eval.torture.formats", "eval.torture.kills"])
    return context


def peak() -> float:
    """The most MB that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def until(minutes: float | None) -> float:
    """The moment at which the minutes are over."""
    return time.monotonic() + 60 * minutes if minutes is not None else float("inf")
