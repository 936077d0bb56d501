"""The evaluation room: the last run, and a run that is begun here, watched and stopped.

In: the session's state, the event's data. Out: changes, a generator of them while a run goes on. The run is a
process of its own, as `ask eval` is; it quotes, so that no model is asked.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from rag.model.extras import EVALUATION
from rag.web import tables
from rag.web.configuring import CLOSED
from rag.web.html import Markup, button, problem, tag
from rag.web.session import Changes, EventData, SessionState

_ASK = (sys.executable, "-c", "from rag.cli.main import main; main()", "eval", "--mode", "quote", "--quiet")
LOOKED_SECONDS = 1.0  # how often it is looked how far a run is
RUNNING = "An evaluation is running already; it is shown here when it is finished."
FAILED = "The evaluation failed; its last words: {words}"


class Evaluating:
    """The events of evaluations; one of these serves all sessions. `command` runs one, given --home DIR."""

    def __init__(self, home: Path, *, editable: bool, command: Sequence[str] = _ASK) -> None:
        self.home, self.editable, self.command = home, editable, command
        self._begun = Lock()
        self._process: subprocess.Popen[str] | None = None

    def evaluation(self, state: SessionState, data: EventData) -> Changes:
        """The last run; where there is none, or anew, one is offered."""
        return {"evaluation": tables.evaluation_view(self.home, may_run=self.editable)}

    def evaluate(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """Run the questions that come with the product over the starter library."""
        if why_not := self._why_not():
            yield {"evaluation": problem(why_not)}
            return
        if not self._begun.acquire(blocking=False):
            yield {"evaluation": problem(RUNNING)}
            return
        try:
            yield from self._watched()
        finally:
            self._begun.release()

    def halt_evaluation(self, state: SessionState, data: EventData) -> Changes:
        """End the run; what it has answered is kept, and the next one goes on from there."""
        if (process := self._process) is not None:
            process.terminate()
        return {}

    def _why_not(self) -> str:
        if not self.editable:
            return CLOSED
        missing = ", ".join(EVALUATION.missing)
        return f"{missing} is missing; install it with: pip install 'ask-papers[eval]'" if missing else ""

    def _watched(self) -> Iterator[Changes]:
        yield {"evaluation": _progress(0, 0)}
        command = [*self.command, "--home", str(self.home)]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
        ) as process:
            self._process = process
            try:
                while process.poll() is None:
                    try:
                        process.wait(LOOKED_SECONDS)
                    except subprocess.TimeoutExpired:
                        yield {"evaluation": _progress(*_how_far(self.home / "runs"))}
                words = process.stderr.read() if process.stderr else ""
            finally:
                process.terminate()  # also where the page was closed
                self._process = None
        shown = tables.evaluation_view(self.home, may_run=self.editable)
        if process.returncode > 0:
            shown = problem(FAILED.format(words=" ".join(words.split())[-300:])) + shown
        yield {"evaluation": shown}


def _how_far(runs: Path) -> tuple[int, int]:
    """How many questions of the run that is not finished are answered, and how many there are."""
    open_ = [
        path.parent for path in runs.glob("*/questions.jsonl") if not (path.parent / "metrics.json").exists()
    ]
    newest = max(open_, key=lambda path: path.stat().st_mtime, default=None)
    return (_lines(newest / "answers.jsonl"), _lines(newest / "questions.jsonl")) if newest else (0, 0)


def _lines(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n")
    except OSError:
        return 0


def _progress(done: int, of: int) -> Markup:
    line = f"{done:,} of {of:,} questions answered" if of else "Opening the library"
    bar: Any = tag("progress", value=done if of else None, max=max(1, of), aria_label="Evaluation")
    stop = button("Stop", "halt_evaluation")
    return tag("div", tag("p", line), bar, stop, class_="report", role="status")
