"""Is the last turn of a conversation right?

In: a dialogue, its answers. Out: yes or no, and in a word why not.

What counts: a paper is listed when the answer cites it. A list is right when the harmonic mean of precision
and recall is a half or more; others like one when half of the right papers are listed and nothing is listed
again that an earlier answer was about. A comparison names the right paper first. Shorter: fewer words about
the same paper;
simpler: shorter sentences.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from eval.dialogs.dialogues import Dialogue
from eval.metrics import fact_recall, share_found, without_markers, word_count
from rag.model.answer import Answer, Status
from rag.model.query import IN_FULL
from rag.text.sentences import sentences

ENOUGH = 0.5
_NONE_LEFT = re.compile(
    r"\b(?:no|none|nothing|not any)\b[^.]*\b(?:more|further|else|left|other)\b|\ball of them\b"
)

Answers = Sequence[Answer]


def wrong(dialogue: Dialogue, answers: Answers) -> str:
    """Why the last answer is wrong; empty where it is right. `answers`: one to each turn."""
    last = answers[-1]
    if dialogue.facts and fact_recall(dialogue.facts, last.answer) < 1:
        return "facts"
    return _CHECKS[dialogue.expect](dialogue, answers)


def cited(answer: Answer) -> list[str]:
    """The papers that an answer cites, in its order; none where it refuses."""
    if answer.status is Status.NOT_ANSWERED:
        return []
    return list(dict.fromkeys(citation.paper_id for citation in answer.citations))


def _answered(dialogue: Dialogue, answers: Answers) -> str:
    last = answers[-1]
    if last.status is Status.NOT_ANSWERED:
        return "refused"
    if dialogue.gold and not set(cited(last)[:1]) <= dialogue.gold:
        return "another paper"
    if not cited(last):
        return "no paper"
    return "" if dialogue.facts or last.status is Status.ANSWERED else "said not to be stated"


def _list(dialogue: Dialogue, answers: Answers) -> str:
    shown = cited(answers[-1])
    if not shown:
        return "no list"
    repeated = set(shown) & {paper for answer in answers[:-1] for paper in _about(answer)}
    counted = [paper for paper in shown if paper not in dialogue.also_ok]
    recall, precision = share_found(counted, dialogue.gold), share_found(dialogue.gold, counted)
    if dialogue.kind == "widening":
        return "again" if repeated else "recall" if dialogue.gold and recall < ENOUGH else ""
    both = 2 * recall * precision / (recall + precision) if recall else 0.0
    return "" if both >= ENOUGH else "recall" if recall < precision else "precision"


def _comparison(dialogue: Dialogue, answers: Answers) -> str:
    return "" if set(cited(answers[-1])[:1]) & dialogue.gold else "the other paper, or none"


def _both(dialogue: Dialogue, answers: Answers) -> str:
    return "" if set(cited(answers[-1])) == dialogue.gold else "not these papers"


def _two_of(dialogue: Dialogue, answers: Answers) -> str:
    two = cited(answers[-2])[:2]
    return "" if len(two) == 2 and set(cited(answers[-1])) == set(two) else "not the first two"


def _not_stated(dialogue: Dialogue, answers: Answers) -> str:
    return "answered" if answers[-1].status is Status.ANSWERED else ""


def _refused(dialogue: Dialogue, answers: Answers) -> str:
    return "" if answers[-1].status is Status.NOT_ANSWERED else "answered"


def _meta(dialogue: Dialogue, answers: Answers) -> str:
    last = answers[-1]
    if last.status is Status.NOT_ANSWERED:
        return "refused"
    return "quotes a paper" if last.citations and not dialogue.facts else ""


def _same(dialogue: Dialogue, answers: Answers) -> str:
    found = cited(answers[-1])
    if not set(found[:1]) & dialogue.gold:
        return "another paper, or none"
    return "the same again" if answers[-1].answer == answers[-2].answer else ""


def _shorter(dialogue: Dialogue, answers: Answers) -> str:
    longer = word_count(answers[-1].answer) >= word_count(answers[-2].answer)
    return _same(dialogue, answers) or ("longer" if longer else "")


def _simpler(dialogue: Dialogue, answers: Answers) -> str:
    longer = _sentence_words(answers[-1]) > _sentence_words(answers[-2])
    return _same(dialogue, answers) or ("longer sentences" if longer else "")


def _facts_only(dialogue: Dialogue, answers: Answers) -> str:
    return "refused" if answers[-1].status is Status.NOT_ANSWERED else ""


def _next_items(dialogue: Dialogue, answers: Answers) -> str:
    last, shown = answers[-1], cited(answers[-1])
    every = {paper for answer in answers[:-1] for paper in cited(answer)}
    before = {paper for answer in answers[:-1] for paper in cited(answer)[: _in_full(answer)]}
    if not shown:
        told = _NONE_LEFT.search(last.answer.lower()) and share_found(every, dialogue.gold) >= ENOUGH
        return "" if told else "nothing more"
    counted = [paper for paper in shown if paper not in dialogue.also_ok]
    if before & set(shown):
        return "again"
    right = share_found(dialogue.gold, counted) if counted and dialogue.gold else 1.0
    return "" if right >= ENOUGH else "precision"


def _in_full(answer: Answer) -> int:
    """How many papers of a list are shown with a sentence; the others are named, and may be shown next."""
    return answer.parsed[-1].shown_in_full if answer.parsed else IN_FULL


def _about(answer: Answer) -> list[str]:
    """The paper that a single answer is about; all that it cites where it is a list would be too many."""
    return cited(answer)[:1]


def _sentence_words(answer: Answer) -> float:
    """Words of an average sentence."""
    text = without_markers(answer.answer)
    return len(text.split()) / max(len(sentences(text)), 1)


_CHECKS: Mapping[str, Callable[[Dialogue, Answers], str]] = {
    "answered": _answered,
    "list": _list,
    "comparison": _comparison,
    "both": _both,
    "two_of": _two_of,
    "not_stated": _not_stated,
    "refused": _refused,
    "meta": _meta,
    "same_shorter": _shorter,
    "simpler": _simpler,
    "bibtex": _facts_only,
    "reference": _facts_only,
    "next_items": _next_items,
}
