"""Newer or older papers than those talked of, on the same: "any newer ones?".

In: a message, the turns before it, what gives a paper. Out: the question for papers on what was asked before,
with a date as its limit; None where no other papers are asked for so, or where no date is known.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from rag.model.conversation import Turn
from rag.model.filters import NO_FILTERS, Filters
from rag.query.anaphora import LEAD
from rag.query.followup import Resolved
from rag.query.picked import Library
from rag.query.talked_of import last_ones
from rag.query.topic import topic_of

_ASKS = re.compile(
    r"^(?:(?:are|is) there |do you have |have you |got |show me |what about )?"
    r"(?:any(?:thing)?|some(?:thing)?|no)?"
    r"\s*(?:papers? |work )?(?P<age>newer|more recent|later|older|earlier)"
    r"(?: (?:ones?|papers?|works?|stud(?:y|ies)|research|than (?:it|this|that|these|those)))*\W*$",
    re.I,
)
_AGE = re.compile(r"\b(?P<age>newer|more recent|later|older|earlier)\b", re.I)
_THERE = re.compile(r"\s+(?:is|are) there(?: any)?\s+", re.I)  # "attacks are there on kites"
_DAY = len("2020-12-31")


def asks_for_newer(message: str) -> bool:
    """Whether newer, or older, papers are asked for and nothing else."""
    return bool(_ASKS.match(message))


def newer_ones(message: str, history: Sequence[Turn], paper: Library) -> Resolved | None:
    """The question for newer, or older, papers on what was talked of."""
    plain = LEAD.sub("", message).strip()
    match = _ASKS.match(plain)
    if not match or not history:
        return None
    limits = _limits(match["age"], last_ones(history), paper)
    topic = next((text for turn in reversed(history) if (text := _topic(turn))), "")
    return Resolved(f"papers on {topic}", (), limits) if limits and topic else None


def limits_by_age(message: str, papers: Sequence[str], paper: Library) -> Filters:
    """The limit that "older papers like this" sets, where `papers` are those it is compared with."""
    match = _AGE.search(message)
    return (match and _limits(match["age"], papers, paper)) or NO_FILTERS


def _limits(age: str, papers: Sequence[str], paper: Library) -> Filters | None:
    """Before the oldest or after the newest of the papers; None where no date of theirs is known."""
    dates = sorted(p.published for id_ in papers if (p := paper(id_)) and p.published)
    if not dates:
        return None
    return _until(dates[0]) if age.lower() in ("older", "earlier") else _since(dates[-1])


def _topic(turn: Turn) -> str:
    """What a turn that stands alone was about."""
    if turn.query.active_papers:
        return ""
    return _THERE.sub(" ", topic_of(turn.query.question)).strip(" ?.!") if turn.query.search_text else ""


def _since(day: str) -> Filters:
    if len(day) < _DAY:
        return Filters(since=f"{int(day[:4]) + 1}-01-01")
    return Filters(since=(date.fromisoformat(day) + timedelta(days=1)).isoformat())


def _until(day: str) -> Filters:
    if len(day) < _DAY:
        return Filters(until=f"{int(day[:4]) - 1}-12-31")
    return Filters(until=(date.fromisoformat(day) - timedelta(days=1)).isoformat())
