"""Judgements of readers, turned into questions.

In: the feedback.jsonl of the page. Out: lines of a questions file: what was found right asks for the same
papers (and figures) again, what was found wrong waits for somebody to say what is right. A file that
exists is only added to: what somebody wrote in it stays.
"""

import hashlib
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.library import OWN
from eval.progress import notify
from eval.questions import KINDS, TODO, read_records
from eval.scoring import statements
from rag.model.answer import Status
from rag.model.errors import AskError
from rag.text.prose import plural

MOST_FIGURES = 2  # a sentence with more of them does not say which was asked for
WRONG = f"a reader found the answer wrong: set kind ({', '.join(KINDS)}), papers and facts, delete this field"
BARE = "a reader found the answer right, but it cites no paper: add the facts it must hold, delete this field"
_QUANTITY = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|high|low|few)\b|\bby what\b"
    r"|\b(?:what|which)(?: is| was| are)?(?: the| its)? (?:\w+ )?(?:percentage|share|number|accuracy|score"
    r"|size|rate|factor|cost|speed-?up)\b",
    re.I,
)
_LIST = re.compile(
    r"^\W*(?:which|what|list|show|find|name|any|are there)\b.*\b(?:papers|works|studies)\b", re.I
)
_FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*")


class FeedbackError(AskError):
    """There is nothing to make questions of."""


@dataclass(frozen=True, slots=True)
class FeedbackResult:
    """What became of the judgements: lines added, ids that were there before, those judged again since
    they were written, numbers of lines that could not be read."""

    added: tuple[dict[str, Any], ...]
    kept: tuple[str, ...]
    judged_since: tuple[str, ...]
    unreadable: tuple[int, ...]


def add_feedback(feedback: Path, questions: Path) -> FeedbackResult:
    """Add a question for each that was judged to a questions file; FeedbackError without judgements."""
    judgements, unreadable = read_feedback(feedback)
    there = {r["id"]: r for _, r in read_records(questions) if "id" in r} if questions.exists() else {}
    records = [question_of(judgement) for judgement in latest(judgements)]
    new = tuple(record for record in records if record["id"] not in there)
    old = [record for record in records if record["id"] in there]
    since = [r["id"] for r in old if r["feedback"]["at"] > there[r["id"]].get("feedback", {}).get("at", "")]
    if new:
        _append(questions, new)
    return FeedbackResult(new, tuple(record["id"] for record in old), tuple(since), tuple(unreadable))


def read_feedback(path: Path) -> tuple[list[dict[str, Any]], list[int]]:
    """The judgements, oldest first, and the numbers of the lines that are none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        lines = []
    found, unreadable = [], []
    for number, line in enumerate(lines, 1):
        if line.strip():
            judgement = _judgement(line)
            found += [judgement] if judgement else []
            unreadable += [] if judgement else [number]
    if not found:
        raise FeedbackError(f"no judgement in {path} yet; rate answers on the page: ask ui")
    return found, unreadable


def latest(judgements: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One for each question: the last that found an answer right, else the last at all. Of an answer that
    was judged twice the last word counts, with the last note there is."""
    answers: dict[tuple[str, ...], dict[str, Any]] = {}
    for judgement in judgements:
        key = (*judgement["turns"], judgement["answer"])
        before = answers.pop(key, {})
        answers[key] = {**judgement, "note": judgement["note"] or before.get("note", "")}
    asked: dict[tuple[str, ...], dict[str, Any]] = {}
    for judgement in sorted(answers.values(), key=lambda j: bool(j["rating"] == "up")):
        asked[tuple(judgement["turns"])] = judgement
    return sorted(asked.values(), key=lambda j: str(j["at"]))


def question_of(judgement: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a questions file. The judgement goes along, for whoever looks the question over."""
    right, turns = judgement["rating"] == "up", tuple(judgement["turns"])
    status = Status(judgement["status"])
    answered = status is not Status.NOT_ANSWERED
    papers = list(judgement["papers"]) if right and answered else []
    facts = (
        [[figure] for figure in figures_asked(turns[-1], judgement["answer"])] if right and answered else []
    )
    unsure = WRONG if not right else BARE if answered and not papers and not facts else ""
    kept = ("at", "rating", "note", "status", "answer", "papers", "mode", "model")
    return {
        "id": f"feedback-{hashlib.sha256(json.dumps(turns).encode()).hexdigest()[:10]}",
        **({TODO: unsure} if unsure else {}),
        "kind": _kind(turns, status, papers) if right else "",
        "turns": list(turns),
        "papers": papers,
        "facts": facts,
        "split": "dev",
        "feedback": {name: judgement.get(name) for name in kept},
    }


def figures_asked(message: str, answer: str) -> list[str]:
    """The figures of the answer's first sentence, where a quantity is asked for and they are few enough."""
    stated = statements(answer)
    if not stated or not _QUANTITY.search(message):
        return []
    figures = [f for f in dict.fromkeys(_FIGURE.findall(stated[0][0])) if f not in _FIGURE.findall(message)]
    return figures if len(figures) <= MOST_FIGURES else []


def _kind(turns: Sequence[str], status: Status, papers: Sequence[str]) -> str:
    if status is not Status.ANSWERED:
        return "off_topic" if status is Status.NOT_ANSWERED else "not_stated"
    if len(turns) > 1:
        return "follow_up" if len(turns) == 2 else "dialogue"
    if not papers:
        return "corpus"
    return "list" if len(papers) > 1 and _LIST.search(turns[0]) else "fact"


def _judgement(line: str) -> dict[str, Any] | None:
    """What the page wrote; None where a line is anything else."""
    try:
        found = json.loads(line)
        texts = [
            found["at"],
            found["answer"],
            found.setdefault("note", ""),
            *found["turns"],
            *found["papers"],
        ]
        Status(found["status"])
        sound = all(isinstance(text, str) for text in texts) and found["rating"] in ("up", "down")
        return (
            dict(found) if sound and all(turn.strip() for turn in found["turns"]) and found["turns"] else None
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _append(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        file.seek(0)
        text = file.read()
        file.write("\n" if text and not text.endswith("\n") else "")
        file.write("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def tell(result: FeedbackResult, file: Path) -> None:
    """What became of the feedback, and what to do with it."""
    waiting = sum(TODO in record for record in result.added)
    rest = f", {waiting} of them to be filled in by hand (see {TODO!r})" if waiting else ""
    print(f"{file}: {plural(len(result.added), 'question')} added{rest}")
    if result.kept:
        print(f"  already there and unchanged: {len(result.kept)}")
    for name in result.judged_since:
        print(f"  {name} was judged again since; check it, or delete its line and run this again")
    for number in result.unreadable:
        notify(f"feedback.jsonl, line {number}: not a judgement; skipped")
    print(f"run them with: ask eval --questions {shlex.quote(str(file))} --library {OWN}")
