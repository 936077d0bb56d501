"""Fifty who ask at the same time, over and over: who waits for how long, and what is held in memory.

In: a plan. Out: one row; `tries` questions in all, at the desk of `ask serve`, which has the page's line. One
of the fifty always has four questions waiting, the others ask again once they are answered. A failure is a
question without an answer, one that waited behind several of that one's, or memory that grows by a tenth
between the first fifth and the end.
"""

import asyncio
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from eval.torture.kills import PAPERS, invented, opened
from eval.torture.kind import Plan, Row, until
from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.integrations.serve.conversation import Conversation
from rag.integrations.serve.desk import Asked, Desk
from rag.integrations.serve.work import Work

CROWD, GREEDY = 50, 4  # who ask; questions that the first of them has waiting at a time
AT_ONCE = 3
GROWTH = 1.1


@dataclass
class _Crowd:
    """What has been asked and answered so far."""

    desk: Desk
    left: int
    end: float
    waited: list[float] = field(default_factory=list)
    greedy: list[float] = field(default_factory=list)  # when a question of the greedy one was answered
    failures: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    async def asking(self, who: str) -> None:
        """Ask again and again, until all questions are asked."""
        while self.left > 0 and time.monotonic() < self.end:
            self.left -= 1
            kind, began = self.left % PAPERS, time.monotonic()
            asked = Asked(Conversation(f"What does Counter{kind} count?"), who=who)
            answer = await self.desk.answered(asked)
            self._note(who, began, bool(answer.answer))

    def _note(self, who: str, began: float, answered: bool) -> None:
        now = time.monotonic()
        self.waited.append(now - began)
        if not answered:
            self.failures.append("no answer")
        if who == "0":
            self.greedy.append(now)
        elif (before := sum(began < at < now for at in self.greedy)) > 1 + AT_ONCE:
            self.failures.append(f"{who} waited behind {before} questions of one other")
        if len(self.waited) % 200 == 0:
            self.memory.append(_resident())


def torture(plan: Plan) -> Iterator[Row]:
    """One row."""
    with tempfile.TemporaryDirectory() as folder:
        library = opened(Path(folder))
        library.ingest(invented(PAPERS))
        assistant = Assistant(library.reader, NoEncoder())
        desk = Desk(assistant, assistant, Work(AT_ONCE))
        crowd = _Crowd(desk, plan.tries, until(plan.minutes))
        asyncio.run(_all_of(crowd))
        desk.close()
    waited, memory = sorted(crowd.waited), crowd.memory or [_resident()]
    first = memory[len(memory) // 5]
    if memory[-1] > GROWTH * first:
        crowd.failures.append(f"memory grew from {first:,.0f} to {memory[-1]:,.0f} MB")
    half, most = waited[len(waited) // 2], waited[int(0.95 * (len(waited) - 1))]
    note = f"half waited {half:.2f} s, 95 % {most:.2f} s; {first:,.0f} MB after a fifth"
    yield Row("a crowd that asks", len(waited), tuple(crowd.failures), waited[-1], memory[-1], note)


async def _all_of(crowd: _Crowd) -> None:
    names = ["0"] * GREEDY + [str(number) for number in range(1, CROWD)]
    await asyncio.gather(*(crowd.asking(name) for name in names))


def _resident() -> float:
    """MB that this process holds now; 0 where the system does not say."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+) kB", told)
    return int(found[1]) / 1000 if found else 0.0
