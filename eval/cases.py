"""A question with its answer and its grade, as a run's folder holds them.

In: a run. Out: its cases, and a command that asks one again.
"""

import json
import shlex
from dataclasses import dataclass

from eval.misspell import twin_of
from eval.questions import MISSPELT, Question
from eval.runs import RunFolder
from eval.scoring import Scored
from rag.model.answer import Answer


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what came, and how it was graded."""

    question: Question
    answer: Answer
    scored: Scored


def cases(run: RunFolder) -> list[Case]:
    """What the run asked, in the questions' order, but for misspelt twins."""
    return [case for case in _all(run) if case.question.kind != MISSPELT]


def slips(run: RunFolder) -> list[Case]:
    """Misspelt twins that went wrong where the clean question went right."""
    right = {twin_of(case.question.id) for case in cases(run) if not case.scored.failures}
    return [case for case in _all(run) if case.question.id in right and case.scored.failures]


def _all(run: RunFolder) -> list[Case]:
    answers, scored = run.answered(), {s.id: s for s in run.scores()}
    return [Case(q, answers[q.id], scored[q.id]) for q in run.questions() if q.id in scored]


def repeat(question: Question, mode: str) -> str:
    """A command that asks the question again."""
    if len(question.turns) == 1:
        return f"ask --mode {mode} {shlex.quote(question.message)}"
    line = json.dumps({"id": question.id, "turns": question.turns}, ensure_ascii=False)
    return f"echo {shlex.quote(line)} | ask batch --mode {mode} -"
