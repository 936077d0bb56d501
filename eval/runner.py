"""Ask every question and grade every answer.

In: an assistant, questions, a run folder. Out: the folder with every answer, score and
figure. What a run that was cut off has answered is not asked again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from time import perf_counter
from typing import Protocol

from eval.metrics import Supports, retrieval
from eval.questions import Question
from eval.runs import RunFolder, Timing
from eval.scoring import Grader, Papers, Scored
from eval.summary import Figures, summarise
from rag.ingest.indexing import Progress
from rag.model.answer import Answer
from rag.verification.checker import Support
from rag.verification.verdict import Verdict


class AssistantLike(Protocol):
    """What is evaluated; rag.answering.assistant.Assistant is one."""

    def stream(self, message: str, history: Sequence[Answer] = ()) -> Iterator[str | Answer]: ...


class CheckerLike(Protocol):
    """What decides on support; rag.verification.checker.SupportChecker is one."""

    def check(self, claim: str, sources: Sequence[str]) -> Support: ...


def ask_all(
    assistant: AssistantLike,
    questions: Sequence[Question],
    folder: RunFolder,
    progress: Progress = lambda done: None,
) -> None:
    """Answer what has no answer yet, each kept as soon as it is there."""
    folder.write_questions(questions)
    answered = folder.answered()
    progress(len(answered))
    for question in questions:
        if question.id not in answered:
            folder.keep(question.id, *converse(assistant, question.turns))
            progress(1)


def converse(
    assistant: AssistantLike, turns: Sequence[str], clock: Callable[[], float] = perf_counter
) -> tuple[Answer, Timing]:
    """The answer to the last of some messages, and what it took."""
    history: list[Answer] = []
    for message in turns[:-1]:
        history.append(_heard(assistant.stream(message, history), clock)[0])
    return _heard(assistant.stream(turns[-1], history), clock)


def hold(assistant: AssistantLike, turns: Sequence[str]) -> tuple[Answer, ...]:
    """The answers to some messages, each given in the conversation before it."""
    answers: list[Answer] = []
    for message in turns:
        answers.append(_heard(assistant.stream(message, answers), perf_counter)[0])
    return tuple(answers)


def _heard(pieces: Iterator[str | Answer], clock: Callable[[], float]) -> tuple[Answer, Timing]:
    """An answer as it streams in; white space is not a first word."""
    began, first = clock(), None
    for piece in pieces:
        if first is None and not (isinstance(piece, str) and not piece.strip()):
            first = clock() - began
    assert isinstance(piece, Answer)
    taken = clock() - began
    return piece, Timing(taken, taken if first is None else first)


def grade_all(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    papers: Papers,
    supports: Supports,
    progress: Progress = lambda done: None,
) -> list[Scored]:
    """Every question with its answer, in the questions' order."""
    gold = {q.id: q.papers for q in questions if q.papers}
    ranking = retrieval({id_: [p.paper_id for p in answers[id_].papers] for id_ in gold}, gold)
    grader = Grader(papers, supports, ranking)
    found = []
    for question in questions:
        found.append(grader.grade(question, answers[question.id]))
        progress(1)
    return found


def supporting(checker: CheckerLike) -> Supports:
    """Whether passages, taken together, support a statement. Their own words always do; the same check is
    made once, for it costs some 20 ms."""

    @cache
    def supports(claim: str, source: str) -> bool:
        return checker.check(claim, [source]).verdict is Verdict.SUPPORTED

    def is_supported(claim: str, passages: Sequence[str]) -> bool:
        own = claim.rstrip(" .!?")
        return any(own in passage for passage in passages) or supports(claim, "\n\n".join(passages))

    return is_supported


def finish(folder: RunFolder, scored: Sequence[Scored]) -> Figures:
    """Figures of a run whose questions are all graded, written into its folder."""
    found = summarise(scored)
    folder.write_scores(scored, found)
    return found
