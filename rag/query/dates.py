"""Dates in plain words: "since 2024", "last month", "between 2021 and 2023", "older than two years".

In: a message and today's date. Out: one range of days, both ends included, where its words stand, and what a
reader must be told: what looks like a limit and is none. A year that belongs to a name ("ImageNet 2012") is
left alone. Dates as files write them are read in rag/ingest/dates.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.query.date_limits import Limit, limits_in
from rag.query.limit_kinds import Kind
from rag.query.numeric_dates import Clock, Tokens, tokenised
from rag.query.unread_dates import unread_in

_NOTES = {
    Kind.UNCLEAR: "unclear, so not applied as a limit",
    Kind.AHEAD: "in the future, so not applied as a limit",
    Kind.LIMIT: "not applied as a limit on the dates of papers",
    Kind.WITHOUT: "not applied as a limit on the dates of papers",
}


@dataclass(frozen=True, slots=True)
class Dates:
    """A range of days as ISO dates, the ranges that are left out of it (as `Filters.except_dates` has them),
    the stretches of the message that said so, and lines for the reader about what was not read, contradicts
    itself or could mean something else."""

    since: str | None = None
    until: str | None = None
    left_out: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=64)  # several stages of parsing look at the same question
def find_dates(text: str, today: date, *, explicit: bool = False) -> Dates:
    """The days that a message asks for; where it gives several ranges, all must hold. With `explicit` only
    limits that are plainly on the dates of papers, not the times that a question about them may mention."""
    tokens = tokenised(text)
    found = list(limits_in(tokens, Clock(today)))
    applied = _compatible([one for one in found if one.kind is Kind.LIMIT and (one.explicit or not explicit)])
    without = [one for one in found if one.kind is Kind.WITHOUT and (one.explicit or not explicit)]
    taken = [*applied, *without]
    starts = [one.since for one in applied if one.since]
    ends = [one.until for one in applied if one.until]
    since, until = max(starts, default=None), min(ends, default=None)
    read = {at for one in found for at in range(one.start, one.end)}
    notes = [
        *(f"{_NOTES[one.kind]}: {_words(text, tokens, one)}" for one in found if _is_told(one, taken)),
        *(f"not understood as a date: “{text[a:b]}”" for a, b in unread_in(tokens, read, vague=not explicit)),
        *(one.reading for one in applied if one.reading),
    ]
    said = ", ".join(_words(text, tokens, one) for one in applied)
    if since and until and since > until:
        notes.append(f"no day is within all of {said}")
    elif since and since > today:
        notes.append(f"in the future: {said}")
    return Dates(
        since.isoformat() if since else None,
        until.isoformat() if until else None,
        " or ".join(f"{one.since or ''}/{one.until or ''}" for one in without) or None,
        tuple(sorted(_span(tokens, one) for one in taken)),
        tuple(dict.fromkeys(notes)),
    )


def _compatible(limits: list[Limit]) -> list[Limit]:
    """The limits; where they contradict each other, without those that may be times of something else."""
    since = max((one.since for one in limits if one.since), default=date.min)
    until = min((one.until for one in limits if one.until), default=date.max)
    return limits if since <= until else [one for one in limits if one.firm] or limits


def _is_told(one: Limit, applied: Sequence[Limit]) -> bool:
    """Whether a reader must hear that this is not applied."""
    return one.kind is not Kind.NAME and one not in applied


def _span(tokens: Tokens, one: Limit) -> tuple[int, int]:
    return tokens[one.start].start, tokens[one.end - 1].end


def _words(text: str, tokens: Tokens, one: Limit) -> str:
    start, end = _span(tokens, one)
    return f"“{text[start:end]}”"
