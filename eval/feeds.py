"""Feeds under faults: does every paper come once, is none lost, are the rules of the services kept?

    python -m eval.feeds [--entries 5000] [--days 30] [--seed 18]

In: how many entries over how many days. Out: figures, and exit code 1 where one is not as it must be. The
services are our own server on loopback, which answers as the real ones do and fails in a third of the
requests; the real client asks it once a day. Papers are announced up to three days late, one run in ten is
cut off. Time is simulated: it only moves where somebody waits. Needs the repository: the server lies in
tests/.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.fetching.arxiv import ARXIV
from rag.fetching.feeds import feed_of
from rag.fetching.following import Progress
from rag.fetching.huggingface import HUGGING_FACE
from rag.fetching.pacing import Clock
from rag.fetching.updating import new_papers
from rag.fetching.web import Web
from rag.model.typed_json import read_as

if TYPE_CHECKING:
    from tests.paper_services import Asked, Fault

FEEDS = ("hf-daily", "arxiv:cs.MS")
FAULTS: tuple["Fault", ...] = (
    *("busy", "busy", 500, 502, 503, 504),
    *("cut", "short", "malformed", "empty", "hang_up", "changed", "portal"),
)
SHARE = 1 / 3  # of the requests that fail
CUT_OFF = 0.1  # of the runs
LATEST = 3  # days after which a paper is announced
AFTERWARDS = 7  # days that are read on when the last paper is out
FIRST_DAY = date(2026, 3, 2)
PACE = {"arxiv": ARXIV.seconds, "huggingface": HUGGING_FACE.seconds}  # by the server's names


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one feed. `lost`: papers that never came; `twice`: that came again; `too_soon`: requests
    before the service allows one, or before a Retry-After was over."""

    feed: str
    entries: int
    came: int
    lost: int
    twice: int
    requests: int
    faults: Mapping[str, int]
    failed_runs: int
    cut_off_runs: int
    too_soon: int
    simulated_hours: float

    @property
    def is_right(self) -> bool:
        """Whether every paper came once and every rule was kept."""
        return self.came == self.entries and not (self.lost or self.twice or self.too_soon)


@dataclass
class _Run:
    """The time, and every request with when it was made and how it failed."""

    chance: random.Random
    now: float = 1_000_000.0
    times: list[tuple[str, float, "Fault"]] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now, self._pause)

    def _pause(self, seconds: float) -> None:
        self.now += seconds

    def fault_of(self, asked: "Asked") -> "Fault":
        """A fault in a third of the requests."""
        fault = self.chance.choice(FAULTS) if self.chance.random() < SHARE else ""
        self.times.append((asked.service, self.now, fault))
        return fault

    def too_soon(self, retry_after: float) -> int:
        """How many requests came before they were allowed."""
        pairs = zip(self.times, self.times[1:], strict=False)
        waits = (
            (now - then, max(PACE[name], retry_after * (f == "busy")))
            for (name, then, f), (_, now, _) in pairs
        )
        return sum(gone < least - 1e-6 for gone, least in waits)


def simulate(feed: str, entries: int, days: int, *, seed: int = 18) -> Figures:
    """One feed, read once a day."""
    from tests.paper_services import PaperServices

    run = _Run(random.Random(seed))
    papers = _announced(entries, days, run.chance)
    progress, came, failed, cut = Progress(feed_of(feed, since=FIRST_DAY.isoformat())), list[str](), 0, 0
    with (
        tempfile.TemporaryDirectory() as folder,
        PaperServices(fault_of=run.fault_of) as services,
        Web(services.settings(cache=Path(folder)), run.clock) as web,
    ):
        for today in (FIRST_DAY + timedelta(days=n) for n in range(days + LATEST + AFTERWARDS)):
            services.papers[:] = [paper for out, paper in papers if out <= today]
            stop = run.chance.random() < CUT_OFF
            new, progress, problem = _read(web, progress, today, stop=stop)
            came, failed, cut = came + new, failed + bool(problem), cut + stop
            run.now += 3600
    return _figures(feed, entries, came, run, (failed, cut))


def _figures(feed: str, entries: int, came: Sequence[str], run: _Run, runs: tuple[int, int]) -> Figures:
    """`runs`: how many failed, and how many were cut off."""
    from tests.paper_services import RETRY_AFTER

    named = [str(fault) for _, _, fault in run.times if fault]
    return Figures(
        feed=feed,
        entries=entries,
        came=len(came),
        lost=entries - len(set(came)),
        twice=len(came) - len(set(came)),
        requests=len(run.times),
        faults={name: named.count(name) for name in sorted(set(named))},
        failed_runs=runs[0],
        cut_off_runs=runs[1],
        too_soon=run.too_soon(RETRY_AFTER),
        simulated_hours=round((run.now - 1_000_000.0) / 3600, 1),
    )


def _announced(entries: int, days: int, chance: random.Random) -> list[tuple[date, Any]]:
    """Papers, each with the day on which the services begin to show it."""
    from tests.paper_values import Shown

    made = []
    for n in range(entries):
        day = FIRST_DAY + timedelta(days=n * days // entries)
        text = f"Paper number {n} counts mosses on wall {n}."
        paper = Shown(f"Moss {n}", text, day.isoformat(), arxiv=f"{2600 + n // 90_000}.{n % 90_000:05}")
        made.append((day + timedelta(days=chance.randint(0, LATEST)), paper))
    return made


def _read(web: Web, progress: Progress, today: date, *, stop: bool) -> tuple[list[str], Progress, str]:
    """What one run brings, how far it came and what went wrong; `stop`: it is cut off after its first batch.
    How far it came goes through JSON, as it is kept."""
    came, problem = list[str](), ""
    for batch in new_papers(web, progress, today):
        came += [paper.paper_id for paper in batch.papers]
        progress = read_as(Progress, json.loads(json.dumps(batch.progress.to_json())))
        problem = batch.problem or problem
        if stop:
            break
    return came, progress, problem


def lines(one: Figures, *, head: bool) -> Iterator[str]:
    """A row of a table for people, with its heading where that is asked for."""
    if head:
        yield "| feed | entries | came | lost | twice | requests | faults | failed, cut off runs | too soon |"
        yield "|---|---|---|---|---|---|---|---|---|"
    counts = (one.entries, one.came, one.lost, one.twice, one.requests, sum(one.faults.values()))
    shown = " | ".join(f"{count:,}" for count in counts)
    yield f"| {one.feed} | {shown} | {one.failed_runs}, {one.cut_off_runs} | {one.too_soon} |"


def main() -> int:
    """Both feeds; 1 where a paper is lost or comes twice, or a rule is broken."""
    parser = argparse.ArgumentParser(prog="python -m eval.feeds", description="Feeds under faults.")
    parser.add_argument("--entries", type=int, default=5000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    right = True
    for place, feed in enumerate(FEEDS):
        found = simulate(feed, asked.entries, asked.days, seed=asked.seed)
        print(
            json.dumps(asdict(found)) if asked.json else "\n".join(lines(found, head=not place)), flush=True
        )
        right &= found.is_right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
