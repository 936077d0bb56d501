"""Grade one answer about a stranger's library.

In: a question, its answer. Out: the values of every metric that applies, by the metric's name.

What counts: a paper is listed when the answer cites it; the ranking is not the list. A question without an
answer here must be refused, an empty topic may also be answered without citing any paper. "Not stated" may
also be answered in part. A term that no paper here introduces must not be explained from a paper that
does not use it, unless the answer says that none introduces it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.metrics import fact_recall, retrieval, share_found, without_markers
from eval.own.libraries import LibraryQuestion
from rag.model.answer import Answer, Status
from rag.text.numbers import NUMBER, number

RANKED = frozenset({"paraphrase", "stated", "dialogue"})  # one paper is asked for, and it should come first
RANKING = {"hit@1": "Success@1", "recall@10": "R@10", "ndcg@10": "nDCG@10"}
NEAR = 0.1  # a count that is off by no more than this share is right
_COUNT = re.compile(rf"\b(?:{NUMBER}|no)\b", re.I)
_NOT_INTRODUCED = re.compile(r"\b(?:no|not|none|never)\b[^.]*\bintroduc", re.I)


@dataclass(frozen=True, slots=True)
class Graded:
    """A question, what came, and what it is worth: from 0 to 1 by the name of the metric."""

    question: LibraryQuestion
    answer: Answer
    values: Mapping[str, float]


def grade_all(questions: Sequence[LibraryQuestion], answers: Sequence[Answer]) -> list[Graded]:
    """Every question with its answer, in the questions' order."""
    pairs = list(zip(questions, answers, strict=True))
    gold = {q.id: q.gold for q in questions if q.type in RANKED and q.gold}
    rankings = {q.id: [paper.paper_id for paper in answer.papers] for q, answer in pairs}
    ranked = retrieval(rankings, gold, RANKING)
    found = []
    for question, answer in pairs:
        values = {f"{question.type}_{n}": of[question.id] for n, of in ranked.items() if question.id in of}
        found.append(Graded(question, answer, values | grade(question, answer)))
    return found


def grade(question: LibraryQuestion, answer: Answer) -> dict[str, float]:
    """What the answer itself says; how the papers were ranked is measured for all questions together."""
    refused = answer.status is Status.NOT_ANSWERED
    values: dict[str, float] = {}
    if question.facts and question.type in ("stated", "dialogue"):
        share = fact_recall(question.facts, answer.answer)
        values |= {"facts": share, f"{question.type}_facts": share}
    if question.type in ("paraphrase", "stated") or (question.type == "list" and question.gold):
        values["false_refusal"] = float(refused)
    match question.type:
        case "list" if question.gold:
            values |= _list(question, answer)
        case "list" | "empty":
            values["empty_refused"] = float(not listed(answer))
        case "newest":
            first = listed(answer)[: len(question.gold)]
            values["newest"] = float(set(first) == set(question.gold))
        case "count":
            values |= _count(question, answer)
        case "off_topic":
            values["off_topic_refused"] = float(refused)
        case "stated":
            values["false_not_stated"] = float(answer.status is Status.PARTLY)
        case "not_stated":
            values["not_stated"] = float(answer.status is not Status.ANSWERED)
        case "term":
            values["term"] = float(_keeps_to_users(question, answer))
            if question.gold:
                values["term_cited"] = float(bool(set(listed(answer)) & set(question.gold)))
    return values


def listed(answer: Answer) -> list[str]:
    """The papers that the answer cites, in its order; none where it refuses."""
    if answer.status is Status.NOT_ANSWERED:
        return []
    return list(dict.fromkeys(citation.paper_id for citation in answer.citations))


def told_count(answer: Answer) -> int | None:
    """The first number that the answer tells; None where it tells none."""
    match = _COUNT.search(without_markers(answer.answer))
    if answer.status is Status.NOT_ANSWERED or not match:
        return None
    return 0 if match[0].lower() == "no" else number(match[0])


def list_scores(question: LibraryQuestion, shown: Sequence[str]) -> dict[str, float]:
    """Recall, F1 and, where anything is shown, precision; what is as well there counts as neither."""
    counted = [paper for paper in shown if paper not in question.also_ok]
    recall, precision = share_found(counted, question.gold), share_found(question.gold, counted)
    both = 2 * recall * precision / (recall + precision) if recall else 0.0
    return {"recall": recall, "f1": both} | ({"precision": precision} if counted else {})


def _list(question: LibraryQuestion, answer: Answer) -> dict[str, float]:
    scores = list_scores(question, listed(answer))
    names = ["list", f"list_{question.condition}"] if question.condition else ["list"]
    return {f"{name}_{metric}": value for name in names for metric, value in scores.items()}


def _count(question: LibraryQuestion, answer: Answer) -> dict[str, float]:
    """Any number from the papers that surely fit to those that might is without error."""
    least, most = len(question.gold), len(question.gold) + len(question.also_ok)
    told = told_count(answer)
    error = 1.0 if told is None else max(least - told, told - most, 0) / least
    return {"count": float(error <= NEAR), "count_error": error}


def _keeps_to_users(question: LibraryQuestion, answer: Answer) -> bool:
    """Whether no other paper is presented as the one that introduces the term."""
    return set(listed(answer)) <= set(question.gold) or bool(_NOT_INTRODUCED.search(answer.answer))
