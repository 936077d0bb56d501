"""The questions the evaluation asks.

In: a JSONL file. Out: frozen questions, each with its right papers, must-say facts and
must-not-say traps; or a QuestionsError that names the line. Knows nothing of answers.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import AskError

QUESTIONS = Path(__file__).with_name("questions.jsonl")
SPLITS = ("dev", "test")
KINDS = tuple(
    "fact paraphrase explain typo list compare follow_up dialogue multi metadata filter corpus clash "
    "contradiction rambling language planted not_stated off_topic".split()
)
UNANSWERABLE = frozenset({"not_stated", "off_topic"})
CONVERSATIONS = frozenset({"follow_up", "dialogue"})
LISTS = frozenset({"list", "filter"})


class QuestionsError(AskError):
    """The questions cannot be used; the message names the line and the reason."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the last of `turns` is graded. Every fact is a choice of wordings."""

    id: str
    kind: str
    turns: tuple[str, ...]
    papers: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]
    traps: tuple[str, ...]
    split: str

    @property
    def message(self) -> str:
        """The message that is graded."""
        return self.turns[-1]

    @property
    def answerable(self) -> bool:
        return self.kind not in UNANSWERABLE


def load_questions(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """Every question, in the file's order."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{path} cannot be read ({error}); name another with --questions") from error
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    found = tuple(_question(line, f"{path.name}, line {n}") for n, line in numbered)
    seen: set[str] = set()
    for question in found:
        if question.id in seen:
            raise QuestionsError(f"{path.name}: two questions are called {question.id}; rename one")
        seen.add(question.id)
    return found


def select(questions: Iterable[Question], split: str, kinds: Collection[str] = ()) -> tuple[Question, ...]:
    """The questions of one split ("all" for both), of these kinds (all where none is named)."""
    return tuple(q for q in questions if split in ("all", q.split) and (not kinds or q.kind in kinds))


def questions_hash(questions: Sequence[Question]) -> str:
    """Changes when a question, its gold or the order changes; 12 hex digits."""
    return hashlib.sha256(repr(questions).encode()).hexdigest()[:12]


def _question(line: str, where: str) -> Question:
    try:
        record = json.loads(line)
        turns = record["turns"] if "turns" in record else [record["question"]]
        question = Question(
            id=record["id"],
            kind=record["kind"],
            turns=tuple(turns),
            papers=tuple(record["papers"]),
            facts=tuple(tuple(fact) for fact in record["facts"]),
            traps=tuple(record.get("traps", ())),
            split=record["split"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionsError(f"{where}: not a question ({error!r}); see eval/questions.py") from error
    if problem := _problem(question, record):
        raise QuestionsError(f"{where}: {problem}")
    return question


def _problem(question: Question, record: dict[str, Any]) -> str | None:
    """What is wrong with a question, in the reader's words; None where nothing is."""
    texts = (question.id, *question.turns, *question.papers, *question.traps, *sum(question.facts, ()))
    if not all(isinstance(text, str) and text.strip() for text in texts):
        return "every id, message, paper, fact and trap must be a text that is not empty"
    checks = {
        f"kind {question.kind!r} is none of: {', '.join(KINDS)}": question.kind not in KINDS,
        f"split {question.split!r} is neither dev nor test": question.split not in SPLITS,
        "both a question and turns; one will do": "turns" in record and "question" in record,
        "no message": not question.turns,
        "a conversation needs two turns": question.kind in CONVERSATIONS and len(question.turns) < 2,
        "a fact without a wording": any(not fact for fact in question.facts),
        "neither papers nor facts to check an answer by": question.answerable
        and not (question.papers or question.facts),
        "an off-topic question has no papers": question.kind == "off_topic" and bool(question.papers),
    }
    return next((problem for problem, wrong in checks.items() if wrong), None)
