"""Writers that are killed at any moment, also while they mend what the last one left.

In: a plan. Out: a row for ingesting, rebuilding and mending a lost database. After a number of kills the last
run is left alone; then every paper must be there once, in Chroma as in the indexes, and every file as it was
written. With `only` and a seed a failure is seen again.
"""

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.torture.kind import MEGABYTES, SECONDS, Plan, Row, clean_processes, peak, until
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.paper import Paper, title_slug

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PAPERS, BATCH, KILLS = 60, 6, 5  # papers of a library; of a commit; kills before a run is left alone
LONGEST = 1.2  # seconds after which a writer is killed at the latest
PATIENCE = 300  # seconds after which a writer that is left alone hangs
LONGEST_ALONE = 6 * SECONDS  # seconds after which it is asked whether that is the machine's fault
_CLEAN = clean_processes()


def invented(count: int, *, start: int = 0) -> list[Paper]:
    """Papers that nobody wrote, each of its own."""
    return [_paper(number) for number in range(start, start + count)]


def _paper(number: int) -> Paper:
    title = f"Counter{number}: Counting Things of Kind {number}"
    text = (
        f"Things of kind {number} are hard to count. Counter{number} counts them within {number + 2} nights."
    )
    return Paper(title_slug(title), title, text, sources=("invented",), raw=text)


def opened(home: Path) -> Library:
    return Library(home, NoEncoder(), batch=BATCH)


def _ingest(home: Path) -> None:
    opened(home).ingest(invented(2 * PAPERS))


def _rebuild(home: Path) -> None:
    opened(home).rebuild()


def _whole(home: Path, papers: int) -> str:
    """What is not as it should be; empty where all is."""
    library = opened(home)
    library.recover()
    ids = [paper.paper_id for paper in library.papers()]
    if len(ids) != len(set(ids)) or len(ids) != papers or library.count() != papers:
        return f"{len(ids)} papers, {library.count()} in Chroma, not {papers}"
    return "; ".join(library.verify().wrong[:2])


WORKS: dict[str, tuple[Callable[[Path], None], Callable[[Path], object], int]] = {
    "ingest": (_ingest, lambda home: None, 2 * PAPERS),
    "rebuild": (_rebuild, lambda home: None, PAPERS),
    "mend lost Chroma": (_rebuild, lambda home: shutil.rmtree(home / "chroma"), PAPERS),
}


def torture(plan: Plan) -> Iterator[Row]:
    """A row for each kind of work; `tries` are kills."""
    wanted = [name for name in WORKS if plan.wants(name)]
    share = plan.minutes / len(wanted) if plan.minutes is not None and wanted else plan.minutes
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        opened(template).ingest(invented(PAPERS))
        for name in wanted:
            yield _row(name, plan, until(share), template)


def _row(name: str, plan: Plan, end: float, template: Path) -> Row:
    work, before, papers = WORKS[name]
    moments, failures = random.Random(f"{plan.seed} {name}"), list[str]()
    kills, slowest, memory = 0, 0.0, 0.0
    while kills < plan.tries and time.monotonic() < end:
        home = Path(shutil.copytree(template, template.with_name("home")))
        before(home)
        for _ in range(KILLS):
            kills += _killed(work, home, moments.uniform(0, LONGEST))
        ran = alone(work, home)
        wrong = ran.wrong or _whole(home, papers)
        shutil.rmtree(home)
        if not wrong and ran.seconds > LONGEST_ALONE:
            wrong = _too_slow(ran.seconds, name, template)
        slowest, memory = max(slowest, ran.seconds), max(memory, ran.memory)
        if wrong:
            failures.append(f"seed {plan.seed}, after {kills} kills: {wrong}")
    if memory > MEGABYTES:
        failures.append(f"{memory:,.0f} MB")
    return Row(f"killed: {name}", kills, tuple(failures), slowest, memory, f"{papers} papers each time")


def _too_slow(seconds: float, name: str, template: Path) -> str:
    """What is wrong with a run that took so long: nothing, where one that mends nothing takes as long now."""
    work, before, _ = WORKS[name]
    home = Path(shutil.copytree(template, template.with_name("home")))
    before(home)
    usual = alone(work, home).seconds
    shutil.rmtree(home)
    return f"{seconds:.0f} seconds, and {usual:.0f} without a kill" if seconds > 3 * usual else ""


@dataclass(frozen=True, slots=True)
class Alone:
    """A process that was left alone: what was wrong with its end, what it said, its seconds and MB."""

    wrong: str
    said: Any
    seconds: float
    memory: float


def alone(work: Callable[[Path], Any], home: Path) -> Alone:
    """Do it in a process of its own, and wait for that."""
    ours, its = _CLEAN.Pipe(duplex=False)
    began = time.monotonic()
    process = _CLEAN.Process(target=_told, args=(work, home, its))
    process.start()
    its.close()
    said, memory, wrong = None, 0.0, ""
    if not ours.poll(PATIENCE):
        wrong = f"it hangs for {PATIENCE} seconds"
        process.kill()
    else:
        with suppress(EOFError):
            said, memory = ours.recv()
    process.join()
    wrong = wrong or (f"it ended with {process.exitcode}" if process.exitcode else "")
    return Alone(wrong, said, time.monotonic() - began, memory)


def _told(work: Callable[[Path], Any], home: Path, pipe: "Connection") -> None:
    said = work(home)
    pipe.send((said, peak()))


def _killed(work: Callable[[Path], None], home: Path, seconds: float) -> bool:
    """Whether it was still at work."""
    process = _CLEAN.Process(target=work, args=(home,))
    process.start()
    process.join(seconds)
    at_work = process.is_alive()
    if at_work and process.pid:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return at_work
