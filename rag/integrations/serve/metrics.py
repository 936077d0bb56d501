"""What the service did, counted, in Prometheus' text format.

In: requests and answers that are over. Out: text (version 0.0.4 of the format). Used from the server's event
loop alone.
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rag.model.answer import Answer

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)  # seconds
KIND = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Histogram:
    """How long things took."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def note(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    def lines(self, name: str) -> Iterable[str]:
        total = 0
        for bound, count in zip((*BOUNDS, "+Inf"), self.counts, strict=True):
            total += count
            yield f'{name}_bucket{{le="{bound}"}} {total}'
        yield f"{name}_sum {self.seconds:.6f}"
        yield f"{name}_count {total}"


@dataclass(slots=True)
class Metrics:
    """Counters from the start of the service on."""

    started: float = field(default_factory=time.time)
    requests: Counter[Labels] = field(default_factory=Counter)
    answers: Counter[Labels] = field(default_factory=Counter)
    tokens: Counter[Labels] = field(default_factory=Counter)
    request_seconds: Histogram = field(default_factory=Histogram)
    answer_seconds: Histogram = field(default_factory=Histogram)
    left: int = 0

    def request(self, method: str, path: str, status: int, seconds: float) -> None:
        """`path` is the route's, so that there are as many rows as routes."""
        self.requests[("method", method), ("path", path), ("status", str(status))] += 1
        self.request_seconds.note(seconds)

    def answer(self, answer: Answer) -> None:
        self.answers[("status", str(answer.status)), ("mode", answer.mode)] += 1
        self.answer_seconds.note(answer.seconds)

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """All of it, with `gauges` of the moment: what each means, and its value."""
        lines: list[str] = []
        counters = (
            ("ask_requests_total", "Requests that were answered or refused.", self.requests),
            ("ask_answers_total", "Questions that were answered.", self.answers),
            ("ask_tokens_total", "Tokens of chats, as counted for usage.", self.tokens),
            ("ask_left_total", "Requests whose client left before the end.", Counter({(): self.left})),
        )
        for name, meaning, rows in counters:
            lines += [*_heading(name, meaning, "counter"), *(_row(name, k, v) for k, v in rows.items())]
        for name, meaning, took in (
            ("ask_request_seconds", "How long requests took.", self.request_seconds),
            ("ask_answer_seconds", "How long answers took to make.", self.answer_seconds),
        ):
            lines += [*_heading(name, meaning, "histogram"), *took.lines(name)]
        gauges = {**gauges, "ask_started_seconds": ("When it was started, in Unix time.", self.started)}
        for name, (meaning, value) in gauges.items():
            lines += [*_heading(name, meaning, "gauge"), f"{name} {value:.10g}"]
        return "\n".join([*lines, ""])


def _heading(name: str, meaning: str, kind: str) -> list[str]:
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]


def _row(name: str, labels: Labels, value: int) -> str:
    """Labels are names of ours, methods and routes."""
    shown = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
    return f"{name}{{{shown}}} {value}" if shown else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
