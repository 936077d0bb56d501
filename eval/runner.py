"""Ask every question and grade every answer.

In: an assistant, questions, a run folder. Out: the folder with every answer, score and
figure. What a run that was cut off has answered is not asked again. Knows nothing of the
screen, and of the assistant only what the Protocol says.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from time import perf_counter
from typing import Protocol

from eval.metrics import retrieval
from eval.questions import Question
from eval.runs import RunFolder
from eval.scoring import Grader, Papers, Scored
from eval.summary import Figures, summarise
from rag.answer import Answer
from rag.question.followup import Turn
from rag.support import Support, Verdict

Progress = Callable[[int], None]


class Assistant(Protocol):
    """What is evaluated; rag.assistant.Assistant is one."""

    def ask(self, message: str, history: Sequence[Turn] = ()) -> Answer: ...
    def turn(self, answer: Answer, history: Sequence[Turn] = ()) -> Turn: ...


class Checker(Protocol):
    """What decides on support; rag.support.SupportChecker is one."""

    def check(self, claim: str, sources: Sequence[str]) -> Support: ...


def ask_all(
    assistant: Assistant,
    questions: Sequence[Question],
    folder: RunFolder,
    progress: Progress = lambda done: None,
) -> None:
    """Answer what has no answer yet, each kept as soon as it is there."""
    answered = folder.answered()
    progress(len(answered))
    for question in questions:
        if question.id not in answered:
            answer, seconds = converse(assistant, question.turns)
            folder.keep(question.id, answer, seconds)
            progress(1)


def converse(assistant: Assistant, turns: Sequence[str]) -> tuple[Answer, float]:
    """The answer to the last of some messages, and the seconds it took."""
    history: list[Turn] = []
    for message in turns[:-1]:
        history.append(assistant.turn(assistant.ask(message, history), history))
    started = perf_counter()
    answer = assistant.ask(turns[-1], history)
    return answer, perf_counter() - started


def grade_all(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    papers: Papers,
    checker: Checker,
    progress: Progress = lambda done: None,
) -> list[Scored]:
    """Every question with its answer, in the questions' order."""
    gold = {q.id: q.papers for q in questions if q.papers}
    ranking = retrieval({id_: [p.paper_id for p in answers[id_].papers] for id_ in gold}, gold)
    grader = Grader(papers, supporting(checker), ranking)
    found = []
    for question in questions:
        found.append(grader.grade(question, answers[question.id]))
        progress(1)
    return found


def supporting(checker: Checker) -> Callable[[str, Sequence[str]], bool]:
    """Whether passages, taken together, bear a statement out. Their own words always do; the same
    check is made once, for it costs some 20 ms."""

    @cache
    def supports(claim: str, source: str) -> bool:
        return checker.check(claim, [source]).verdict is Verdict.SUPPORTED

    def borne_out(claim: str, passages: Sequence[str]) -> bool:
        own = claim.rstrip(" .!?")
        return any(own in passage for passage in passages) or supports(claim, "\n\n".join(passages))

    return borne_out


def finish(folder: RunFolder, questions: Sequence[Question], scored: Sequence[Scored]) -> Figures:
    """Figures of a run whose questions are all graded, written into its folder."""
    found = summarise(scored, questions)
    folder.write_scores(scored, found)
    return found
