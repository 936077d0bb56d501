"""Periods told from today: "this year", "last month", "past 18 months", "two years ago"; lengths of time.

In: the tokens of a message, a place among them and today's date. Out: the period that is named there.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from rag.query.date_words import (
    ARTICLES,
    COUNTED,
    COUNTS,
    DASHES,
    LAST,
    NEXT,
    NOW,
    ROLLING_AFTER,
    THIS,
    UNIT_OF,
)
from rag.query.numeric_dates import DAY, Clock, Period, Tokens, day, digits_at, is_glued, past, word_at
from rag.text.numbers import number


def now_period(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "today", "yesterday", "now"."""
    word, today = word_at(tokens, at), clock.today
    if word in NOW:
        return Period(today, today, at + 1, "now")
    return (
        replace(day(today - DAY, at + 1), grain="now")
        if word in {"yesterday", "gestern", "hier", "ayer"}
        else None
    )


def calendar_period(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "this year", "last month", "next week": a whole one of the calendar."""
    at = past(tokens, at, ARTICLES)
    which, word, today = word_at(tokens, at), word_at(tokens, at + 1), clock.today
    size = UNIT_OF.get(word)
    if size in {None, (0, 1)} or which not in THIS | LAST | NEXT or which == "past" or is_plural(word):
        return None
    if word_at(tokens, at - 1) in ARTICLES and word_at(tokens, at - 2) in ROLLING_AFTER and which in LAST:
        return None  # "over the last year": twelve months
    start = _start(today, size)
    if which in LAST:
        return Period(_start(start - DAY, size), start - DAY, at + 2, "month")
    if which in NEXT:
        start = ago(today, size, -1) if size == (0, 1) else _start(ago(start, size, -1), size)
    last = ago(start, size, -1) - DAY
    return Period(start, last, at + 2, "month", running=which in THIS)


def _start(today: date, size: tuple[int, int]) -> date:
    """The first day of the day, week, month, quarter, year or decade that we are in."""
    if not size[0]:
        return today - today.weekday() * DAY if size[1] >= 7 else today
    if size[0] >= 12:
        return date(today.year - today.year % (size[0] // 12), 1, 1)
    return date(today.year, today.month - (today.month - 1) % size[0], 1)


def is_plural(unit: str) -> bool:
    """Whether a unit of time is meant in the plural, so that it needs a number."""
    return unit not in {"mois", "jahres"} and unit.endswith(("s", "en", "ni", "mane")) and unit != "years'"


def rolling_period(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "the last two weeks", "past 18 months", "the last year": so long until now."""
    at = past(tokens, at, ARTICLES)
    if word_at(tokens, at) not in LAST:
        return None
    counted = count_at(tokens, at + 1)
    value, end = counted or (1, at + 1)
    size = UNIT_OF.get(word_at(tokens, end))
    if size is None or (not counted and is_plural(word_at(tokens, end))):
        return None
    told = word_at(tokens, at - 1) in ARTICLES and word_at(tokens, at - 2) in ROLLING_AFTER
    if not counted and not told and word_at(tokens, at) != "past":
        return None
    return Period(ago(clock.today, size, value), clock.today, end + 1, "span", running=True)


def ago_period(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "two years ago": that calendar year, or that very day where something is since then."""
    if not (span := span_at(tokens, at)) or word_at(tokens, span[2]) not in {"ago", "back"}:
        return None
    size, value, end = span
    point = ago(clock.today, size, value)
    first = _start(point, size)
    return Period(first, ago(first, size, -1) - DAY, end + 1, "month", point=point)


def span_at(tokens: Tokens, at: int) -> tuple[tuple[int, int], float, int] | None:
    """A length of time, "two years", "half a year": unit, number of them and the token after."""
    counted = count_at(tokens, at)
    size = UNIT_OF.get(word_at(tokens, counted[1])) if counted else None
    if not counted or size is None:
        return None
    value, end = counted[0], counted[1] + 1
    if [word_at(tokens, place) for place in range(end, end + 3)] == ["and", "a", "half"]:
        value, end = value + 0.5, end + 3
    return size, value, end


def count_at(tokens: Tokens, at: int) -> tuple[float, int] | None:
    """A number that counts, "18", "twenty-one", "a couple of", "half a", and the token after."""
    at = past(tokens, at, {"about", "around", "roughly", "approximately"})
    word = word_at(tokens, at)
    following = word_at(tokens, at + 1)
    if word == "half":
        return 0.5, past(tokens, at + 1, {"a", "an"})
    if word in {"a", "an"} and following in {"couple", "dozen", "single", "full"}:
        at, word, following = at + 1, following, word_at(tokens, at + 2)
    if word in {"a", "an", "one", "full", "ein", "einem", "un", "una", "une"}:
        value: float = 1
    elif (digits := digits_at(tokens, at, 6)) is not None:
        value = digits
        if (
            following == "."
            and (tenths := digits_at(tokens, at + 2, 1)) is not None
            and is_glued(tokens, at + 1)
        ):
            value, at = value + tenths / 10, at + 2
    elif word in COUNTED:
        value = number(word)
        if following in DASHES and word_at(tokens, at + 2) in COUNTED:
            value, at = value + number(word_at(tokens, at + 2)), at + 2
    elif word in COUNTS:
        value = COUNTS[word]
    else:
        return None
    if [word_at(tokens, place) for place in range(at + 1, at + 4)] == ["and", "a", "half"]:
        value, at = value + 0.5, at + 3
    return value, past(tokens, past(tokens, at + 1, {"of"} | DASHES), {"full", "calendar", "whole"})


def ago(today: date, size: tuple[int, int], count: float) -> date:
    """The day so many units before; the last of a month that is too short. OverflowError, ValueError where
    the calendar does not reach."""
    if not size[0]:
        return today - timedelta(days=round(size[1] * count))
    place = today.year * 12 + today.month - 1 - round(size[0] * count)
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))
