"""Score one answer against its question.

In: a question, its answer, the papers as the reader would find them, a check of support.
Out: the values of every metric that applies, and what is wrong in the reader's words.

What counts: an unanswerable question must be refused; "not stated" may also be answered
in part. A refusal to answer in another language is not held against the assistant as a
false refusal, but its facts are missing all the same. A citation is right when its quote
is text[start:end] of its paper and the paper is one of the question's.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from eval.metrics import (
    MARKER,
    Statement,
    Supports,
    citation_precision,
    citation_recall,
    contains,
    fact_recall,
    share_found,
    sprung_traps,
    without_markers,
    word_count,
)
from eval.questions import CONVERSATIONS, LISTS, MISSPELT, Question
from rag.answering.metadata import spoken_date
from rag.model.answer import Answer, Citation, Status
from rag.model.paper import Paper
from rag.text.sentences import sentences
from rag.verification.claims import is_claim, strip_markup

Papers = Callable[[str], Paper | None]
WITHOUT_SOURCES = frozenset({"corpus"})  # the library as a whole: nothing to look up or to cite
_AFTER_STOP = re.compile(r"([.!?][\"'”’)]*)((?:\s*\[\d+(?:\s*[,–-]\s*\d+)*\])+)")


@dataclass(frozen=True, slots=True)
class Scored:
    """One graded answer. `confidence` is the best paper's score; `wrong` says whether that paper is
    none of the right ones (None where no paper is asked for)."""

    id: str
    kind: str
    split: str
    values: Mapping[str, float]
    failures: tuple[str, ...] = ()
    confidence: float = 0.0
    wrong: bool | None = None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "values": {k: round(v, 6) for k, v in self.values.items()}}


@dataclass(frozen=True, slots=True)
class Grader:
    """Scores answers; `papers` finds a paper by its id, `supports` is our checker."""

    papers: Papers
    supports: Supports
    ranking: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def grade(self, question: Question, answer: Answer) -> Scored:
        """`ranking` holds the retrieval metrics, by metric and question."""
        ranked = question.kind not in WITHOUT_SOURCES
        values = {
            n: found[question.id] for n, found in self.ranking.items() if ranked and question.id in found
        }
        values |= _refusal(question, answer) | _said(question, answer)
        if question.kind in LISTS:
            values |= _listed(question, answer)
        values |= self._citations(question, answer)
        best = answer.papers[0] if answer.papers else None
        return Scored(
            question.id,
            question.kind,
            question.split,
            values,
            failures(question, answer, values),
            confidence=best.score if best else 0.0,
            wrong=_best_is_wrong(question, best.paper_id if best else ""),
        )

    def _citations(self, question: Question, answer: Answer) -> dict[str, float]:
        """Exactness of every quote; the rest where there is an answer to be supported."""
        found: dict[str, float | None] = {}
        exact = [self._is_exact(citation) for citation in answer.citations]
        if exact:
            found["exact_quotes"] = sum(exact) / len(exact)
        if question.answerable and answer.status is not Status.NOT_ANSWERED:
            gold = [citation.paper_id in question.papers for citation in answer.citations]
            if gold and question.papers:
                right = [one and other for one, other in zip(exact, gold, strict=True)]
                found["right_citations"] = sum(right) / len(right)
        if stands_on_sources(question, answer):
            stated = [
                Statement(text, tuple(map(passage_of, cited)))
                for text, cited in cited_statements(answer, self.papers)
            ]
            found["citation_recall"] = citation_recall(stated, self.supports)
            found["citation_precision"] = citation_precision(stated, self.supports)
        return {name: value for name, value in found.items() if value is not None}

    def _is_exact(self, citation: Citation) -> bool:
        paper = self.papers(citation.paper_id)
        return (
            bool(citation.quote)
            and paper is not None
            and (paper.text[citation.start : citation.end] == citation.quote)
        )


def statements(answer: str) -> list[tuple[str, tuple[int, ...]]]:
    """The answer's sentences that state something, each with the numbers that it cites; a marker
    behind the full stop belongs to the sentence before it, one behind quotations to each sentence in them."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for line in answer.splitlines():
        marked, behind, depth = _AFTER_STOP.sub(r"\2\1", line), 0, 0
        for start, end in sentences(marked):
            text = marked[start:end]
            quoted, depth = depth > 0 or "“" in text, depth + text.count("“") - text.count("”")
            numbers = dict.fromkeys(n for marker in MARKER.findall(text) for n in _numbers(marker))
            if numbers:
                found[behind:] = [(one, cited or tuple(numbers)) for one, cited in found[behind:]]
            if is_claim(strip_markup(text)):
                found.append((strip_markup(text), tuple(numbers)))
            if numbers or not quoted:
                behind = len(found)
    return found


def cited_statements(answer: Answer, papers: Papers) -> list[tuple[str, tuple[Paper, ...]]]:
    """The answer's statements, each with the papers that it cites; one that is not there is left out."""
    by_number = {c.number: papers(c.paper_id) for c in answer.citations}
    return [
        (text, tuple(paper for n in numbers if (paper := by_number.get(n)) is not None))
        for text, numbers in statements(answer.answer)
    ]


def stands_on_sources(question: Question, answer: Answer) -> bool:
    """Whether there is an answer whose statements papers must support."""
    refused = answer.status is Status.NOT_ANSWERED
    return question.answerable and not refused and question.kind not in (*WITHOUT_SOURCES, MISSPELT)


def passage_of(paper: Paper) -> str:
    """What a citation of a paper stands on: its title, its text, and the fields shown beside them."""
    fields = (
        paper.published and _published(paper.published),
        paper.author_count and f"The paper has {paper.author_count} authors.",
        paper.authors and f"The authors are {', '.join(paper.authors)}.",
        paper.organisation and f"Published by the organisation {paper.organisation}.",
        paper.upvotes is not None and f"The paper has {paper.upvotes} upvotes.",
    )
    return " ".join([f"{paper.title}.", paper.text, *(text for text in fields if text)])


def _published(iso: str) -> str:
    """A date in the ways that an answer may write it."""
    if len(iso) < len("2024-01-01"):
        return f"Published {iso}; {spoken_date(iso)}."
    day = date.fromisoformat(iso)
    return f"Published {iso}, {day.strftime('%b')} {day.day}, {day.year}; {day:%B} {day.year}."


def failures(question: Question, answer: Answer, values: Mapping[str, float]) -> tuple[str, ...]:
    """What is wrong with an answer, the worst first; nothing where it is right."""
    text = without_markers(answer.answer)
    missing = [fact[0] for fact in question.facts if not any(contains(text, wording) for wording in fact)]
    sprung = sprung_traps(question.traps, answer.answer)
    checks = {
        "answered what the papers do not answer": values.get("false_answer") == 1,
        f"said {', '.join(map(repr, sprung))}": bool(sprung),
        "refused what the papers answer": values.get("false_refusal") == 1,
        f"facts missing: {', '.join(missing)}": bool(missing),
        "the right paper is not first": question.answerable and values.get("hit@1") == 0,
        f"{len(question.papers)} papers to list, not all there": values.get("list_recall", 1) < 1,
        "lists papers that do not belong": values.get("list_precision", 1) < 1,
        "a quote is not the paper's own words": values.get("exact_quotes", 1) < 1,
        "a sentence is not supported by what it cites": values.get("citation_recall", 1) < 1,
    }
    return tuple(reason for reason, holds in checks.items() if holds)


def is_right(question: Question, answer: Answer) -> bool:
    """All the facts are there, or the first paper that is cited is a right one."""
    first = answer.citations[0].paper_id if answer.citations else ""
    return (
        bool(question.facts and fact_recall(question.facts, answer.answer) == 1) or first in question.papers
    )


def _refusal(question: Question, answer: Answer) -> dict[str, float]:
    refused = answer.status is Status.NOT_ANSWERED
    if question.kind == "off_topic":
        return {"false_answer": float(not refused)}
    if question.kind == "not_stated":
        return {"false_answer": float(answer.status is Status.ANSWERED)}
    return {} if question.kind == "language" else {"false_refusal": float(refused)}


def _said(question: Question, answer: Answer) -> dict[str, float]:
    """What the words of the answer hold."""
    values: dict[str, float] = {}
    if question.answerable and answer.status is not Status.NOT_ANSWERED:
        values["words"] = float(word_count(answer.answer))
    if question.facts:
        values["fact_recall"] = fact_recall(question.facts, answer.answer)
    if question.traps:
        values["traps"] = float(bool(sprung_traps(question.traps, answer.answer)))
    if question.kind in CONVERSATIONS:
        values["last_turn"] = float(is_right(question, answer))
    return values


def _listed(question: Question, answer: Answer) -> dict[str, float]:
    """How complete a list is, and how clean where it lists anything."""
    cited = {citation.paper_id for citation in answer.citations}
    values = {"list_recall": share_found(cited, question.papers)}
    return values | ({"list_precision": share_found(question.papers, cited)} if cited else {})


def _best_is_wrong(question: Question, best: str) -> bool | None:
    if not question.answerable:
        return True
    if question.kind in WITHOUT_SOURCES or not question.papers:
        return None
    return best not in question.papers


def _numbers(marker: str) -> Sequence[int]:
    """[1, 3] and [1-3] as numbers."""
    found: list[int] = []
    for low, high in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", marker):
        found += range(int(low), int(high or low) + 1) if int(high or low) - int(low) < 100 else [int(low)]
    return found
