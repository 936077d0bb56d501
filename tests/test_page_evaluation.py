"""The evaluation room: a run is offered, watched, stopped; failures are counted as its report does."""

import sys
from pathlib import Path

from eval.questions import MISSPELT
from rag.web import tables
from rag.web.configuring import CLOSED
from rag.web.evaluating import Evaluating
from rag.web.session import SessionState

RUN = """
import pathlib, sys
run = pathlib.Path(sys.argv[-1]) / "runs" / "1"
run.mkdir(parents=True)
for name, text in {
    "questions.jsonl": '{"id": "a"}\\n',
    "answers.jsonl": '{"id": "a", "question": "What?"}\\n{"id": "b", "question": "Waht?"}\\n',
    "scores.jsonl": '{"id": "a", "kind": "fact", "failures": ["missed"]}\\n'
                    '{"id": "c", "kind": "fact", "failures": []}\\n'
                    '{"id": "b", "kind": "misspelt", "failures": ["missed"]}\\n',
    "metrics.json": "{}",
}.items():
    (run / name).write_text(text, encoding="utf-8")
"""


def test_a_first_run_is_offered_and_shown_when_it_is_finished(home: Path) -> None:
    room = Evaluating(home, editable=True, command=(sys.executable, "-c", RUN))
    assert 'data-act="evaluate"' in room.evaluation(SessionState(), {})["evaluation"]
    first, *_, last = room.evaluate(SessionState(), {})
    assert "Opening the library" in first["evaluation"]
    assert "Run 1" in last["evaluation"]
    assert "Run it again" in last["evaluation"]


def test_failures_are_counted_as_the_report_counts_them(home: Path) -> None:
    assert tables.MISSPELT == MISSPELT
    *_, last = Evaluating(home, editable=True, command=(sys.executable, "-c", RUN)).evaluate(
        SessionState(), {}
    )
    assert "What failed (1 of 2)" in last["evaluation"]
    assert "1 failure more among the same questions, misspelt." in last["evaluation"]
    assert "Waht?" not in last["evaluation"]


def test_a_run_is_stopped_and_one_that_fails_says_why(home: Path) -> None:
    room = Evaluating(home, editable=True, command=(sys.executable, "-c", "import time; time.sleep(600)"))
    steps = room.evaluate(SessionState(), {})
    next(steps)
    next(steps)
    (busy,) = room.evaluate(SessionState(), {})
    assert "running already" in busy["evaluation"]
    room.halt_evaluation(SessionState(), {})
    *_, last = steps
    assert 'data-act="evaluate"' in last["evaluation"]
    broken = Evaluating(home, editable=True, command=(sys.executable, "-c", "raise SystemExit('no room')"))
    *_, last = broken.evaluate(SessionState(), {})
    assert "The evaluation failed; its last words: no room" in last["evaluation"]


def test_strangers_cannot_begin_a_run(home: Path) -> None:
    (only,) = Evaluating(home, editable=False, command=("false",)).evaluate(SessionState(), {})
    assert CLOSED in only["evaluation"]
    assert "data-act" not in tables.evaluation_view(home, may_run=False)
