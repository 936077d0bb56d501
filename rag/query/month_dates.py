"""Dates that name a month: "Aug. '24", "August 5, 2024", "5-8 August", "2024-Aug-05".

In: the tokens of a message and a place among them. Out: the period that is named there. Without a year the
last such month that has begun is meant; without one and with a number, the day.
"""

from dataclasses import replace
from datetime import date

from rag.query.date_words import APOSTROPHES, DASHES, MONTH_OF, ORDINAL_ENDINGS, YEAR_MONTHS
from rag.query.numeric_dates import (
    Clock,
    Period,
    Tokens,
    digits_at,
    is_glued,
    months,
    past,
    word_at,
    written,
    year_after,
    year_before,
)

Days = tuple[int, int]
_JOINS = DASHES | {"of", "de", "/", "."}
_AFTER_A_DAY = DASHES | frozenset(",.)?!;")


def month_period(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """A month or days of it; ValueError where there is no such day."""
    year, place = year_before(tokens, at)
    days, place = _days(tokens, place)
    place = past(tokens, place, _JOINS) if days else place
    month = _month_at(tokens, place)
    if month is None:
        return None
    end = past(tokens, place + 1, {"."})
    if not days:
        days, after = _days(tokens, past(tokens, end, DASHES) if year else end)
        end = after if days else end
    later = None if year else year_after(tokens, end, clock)
    year, end = (later.first.year, later.end) if later else (year, end)
    if not year and (digits_at(tokens, end) is not None or not _needs_no_year(tokens, place)):
        return None
    dated, year = bool(year), year or _last_year(month, days, clock)
    if not days:
        return replace(months(year, month, month, end), dated=dated)
    period = Period(date(year, month, days[0]), date(year, month, days[1]), end, "day", dated=dated)
    unclear = not (dated or clock.year) and days[0] == days[1] and 12 < days[0] <= clock.today.year % 100 + 1
    if not unclear or place == end - 1:
        return period
    other = f"“{tokens[place].text} {2000 + days[0]}”"
    said = f"{written(tokens, place, end)} is read as {period.first}; the month is {other}"
    return replace(period, reading=said)


def _month_at(tokens: Tokens, at: int) -> int | None:
    """The number of the month that is named there; "Mars" and "Marco" with a capital are none."""
    word = word_at(tokens, at)
    named = word in {"mars", "marco"} and tokens[at].text[0].isupper()
    return None if named else MONTH_OF.get(word)


def _needs_no_year(tokens: Tokens, at: int) -> bool:
    return word_at(tokens, at) not in YEAR_MONTHS or word_at(tokens, at + 1) == "."


def _last_year(month: int, days: Days | None, clock: Clock) -> int:
    """The year of the last such month, or day, that has begun."""
    today = clock.today
    ahead = month > today.month or bool(days and month == today.month and days[0] > today.day)
    return clock.year or today.year - ahead


def _days(tokens: Tokens, at: int) -> tuple[Days | None, int]:
    """A day of a month or several, "5th", "5-8", and the token after; None where none stands there."""
    first, end = digits_at(tokens, at, 2), past(tokens, at + 1, ORDINAL_ENDINGS)
    quoted = is_glued(tokens, at) and word_at(tokens, at - 1) in APOSTROPHES
    if not first or first > 31 or quoted:
        return None, at
    last = first
    if (place := _to_another_day(tokens, at, end)) and (digits_at(tokens, place, 2) or 0) > first:
        last, end = digits_at(tokens, place, 2) or last, past(tokens, place + 1, ORDINAL_ENDINGS)
    apart = not is_glued(tokens, end) or word_at(tokens, end) in _AFTER_A_DAY
    return ((first, last), end) if apart else (None, at)


def _to_another_day(tokens: Tokens, at: int, end: int) -> int | None:
    """Where the second of two days of one month stands, the first of which begins at `at`: "5-8 August",
    "between the 3rd and the 9th of May", "August 5 to 8"; None where it is of another month, or none."""
    word = word_at(tokens, end)
    if word in DASHES:
        return end + 1
    named = at - 1 - (word_at(tokens, at - 1) == ".")
    first = at if _month_at(tokens, named) is None else named
    between = word_at(tokens, first - 1 - (word_at(tokens, first - 1) == "the")) == "between"
    if word not in {"to", "until", "till", "through"} and not (word == "and" and between):
        return None
    place = past(tokens, end + 1, {"the"})
    behind = past(tokens, past(tokens, place + 1, ORDINAL_ENDINGS), _JOINS)
    leads = first == at
    return place if (_month_at(tokens, behind) is not None) == leads else None
