"""The questions the evaluation asks.

In: a JSONL file. Out: frozen questions, each with its right papers, must-say facts and
must-not-say traps; or a QuestionsError that names the line.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.model.errors import AskError

QUESTIONS = Path(__file__).with_name("questions.jsonl")
SPLITS = ("dev", "test")
KINDS = tuple(
    "fact paraphrase explain typo list compare follow_up dialogue multi metadata filter corpus clash "
    "contradiction rambling language planted not_stated off_topic".split()
)
MISSPELT = "misspelt"  # the kind of a twin that is made of a question, see eval/misspell.py
UNANSWERABLE = frozenset({"not_stated", "off_topic"})
CONVERSATIONS = frozenset({"follow_up", "dialogue"})
LISTS = frozenset({"list", "filter"})
TODO = "todo"  # a field of a question that waits for its papers and facts; delete it when they are there


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
    """Every question, in the file's order, but for those that are still to be filled in by hand."""
    records = [(n, record) for n, record in read_records(path) if not record.get(TODO)]
    found = tuple(_question(record, f"{path.name}, line {n}") for n, record in records)
    seen: set[str] = set()
    for question in found:
        if question.id in seen:
            raise QuestionsError(f"{path.name}: two questions are called {question.id}; rename one")
        seen.add(question.id)
    return found


def read_records(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The JSON objects of a questions file as they stand, each with the number of its line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise QuestionsError(f"{path} cannot be read ({why}); name another with --questions") from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise QuestionsError(f"{path.name}, line {number}: not a question ({error})") from error
        if record is not None and not isinstance(record, dict):
            raise QuestionsError(f"{path.name}, line {number}: not a question (no JSON object)")
        if record is not None:
            found.append((number, record))
    return found


def select(questions: Iterable[Question], split: str, kinds: Collection[str] = ()) -> tuple[Question, ...]:
    """The questions of one split ("all" for both), of these kinds (all where none is named)."""
    return tuple(q for q in questions if split in ("all", q.split) and (not kinds or q.kind in kinds))


def questions_hash(questions: Sequence[Question]) -> str:
    """Changes when a question, its gold or the order changes; 12 hex digits."""
    return hashlib.sha256(repr(questions).encode()).hexdigest()[:12]


def _question(record: Mapping[str, Any], where: str) -> Question:
    try:
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


def _problem(question: Question, record: Mapping[str, Any]) -> str | None:
    """What is wrong with a question, in the reader's words; None where nothing is."""
    texts = (question.id, *question.turns, *question.papers, *question.traps, *sum(question.facts, ()))
    if not all(isinstance(text, str) and text.strip() for text in texts):
        return "every id, message, paper, fact and trap must be a text that is not empty"
    checks = {
        f"kind {question.kind!r} is none of: {', '.join(KINDS)}": question.kind not in (*KINDS, MISSPELT),
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
