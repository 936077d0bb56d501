"""Periods in words: "Aug. '24", "Q2/2024", "spring of 2024", "last month", "past 18 months", "two years ago".

In: the tokens of a message, a place among them and today's date. Out: the first and last day of the period
that is named there. Whether it limits anything is decided in rag/query/dates.py.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from rag.query.date_words import (
    APOSTROPHES,
    ARTICLES,
    DASHES,
    DECADES,
    LAST,
    MONTH_OF,
    NEXT,
    ORDINAL_ENDINGS,
    ORDINALS,
    PARTS,
    SEASON_OF,
    THIS,
    UNIT_OF,
    WEEKDAYS,
)
from rag.query.month_dates import month_period
from rag.query.numeric_dates import (
    DAY,
    YEARS,
    Clock,
    Period,
    Tokens,
    day,
    digits_at,
    ends_freely,
    is_glued,
    months,
    numeric,
    past,
    short_year,
    starts_freely,
    word_at,
    year_after,
    year_before,
)
from rag.query.relative_dates import ago_period, calendar_period, count_at, now_period, rolling_period


def period_at(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """The longest period that is named from this token on; None where there is none, or no such day."""
    if not starts_freely(tokens, at):
        return None
    found = [period for read in _READERS if (period := _tried(read, tokens, at, clock))]
    return max(found, key=lambda period: period.end, default=None)


Reader = Callable[[Tokens, int, Clock], Period | None]


def _tried(read: Reader, tokens: Tokens, at: int, clock: Clock) -> Period | None:
    try:
        return read(tokens, at, clock)
    except (ValueError, OverflowError):  # no such day
        return None


# -- seasons, quarters, decades


def _season(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "spring of 2024", "winter 2023/24", "last summer", "last March"; winter begins in December."""
    which = word_at(tokens, at)
    told = which in THIS | LAST | NEXT
    word = word_at(tokens, at + told)
    first = SEASON_OF.get(word) or (MONTH_OF.get(word) if told else None)
    if first is None:
        return None
    last = first + 2 if word in SEASON_OF else first
    if told:
        year = clock.today.year - (which in LAST and last >= clock.today.month)
        year += which in NEXT and first <= clock.today.month
        return months(year, first, last, at + 2)
    if later := year_after(tokens, at + 1, clock):
        return months(later.first.year, first, last, later.end)
    begun = clock.year or clock.today.year - (first > clock.today.month)
    return replace(months(begun, first, last, at + 1), dated=False)


def _fraction(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "Q2 2024", "2024Q2", "2Q24", "H1/2024", "second half of 2024", "first six months of 2024"."""
    year, start = year_before(tokens, at)
    start = start if year else past(tokens, at, ARTICLES)
    parts = _letter_part(tokens, start) or _word_part(tokens, start)
    if parts is None:
        return None
    (first, last), end = parts
    if not year and is_glued(tokens, end) and (short := digits_at(tokens, end, 2)) is not None:
        year, end = 2000 + short, end + 1
    elif not year and (later := year_after(tokens, end, clock)):
        year, end = later.first.year, later.end
    if not ends_freely(tokens, end) or (not year and word_at(tokens, end - 1) == "half"):
        return None
    begun = clock.year or clock.today.year - (first > clock.today.month)
    return replace(months(year or begun, first, last, end), dated=bool(year))


def _letter_part(tokens: Tokens, at: int) -> tuple[tuple[int, int], int] | None:
    """The months of "Q2", "2Q", "H1"."""
    for letter, which in ((at, at + 1), (at + 1, at)):
        size = {"q": 3, "h": 6}.get(word_at(tokens, letter))
        part = digits_at(tokens, which, 1)
        if size and part and part <= 12 // size and is_glued(tokens, at + 1):
            return (size * (part - 1) + 1, size * part), at + 2
    return None


def _word_part(tokens: Tokens, at: int) -> tuple[tuple[int, int], int] | None:
    """The months of "second quarter", "first half", "last three months of", in a year."""
    which, word = ORDINALS.get(word_at(tokens, at)), word_at(tokens, at + 1)
    if word in ORDINAL_ENDINGS and (which := digits_at(tokens, at, 1)):
        at, word = at + 1, word_at(tokens, at + 2)
    if which is None:
        return None
    size, end = {"quarter": 3, "half": 6}.get(word), at + 2
    if (
        not size
        and (counted := count_at(tokens, at + 1))
        and UNIT_OF.get(word_at(tokens, counted[1])) == (1, 0)
    ):
        size, end = int(counted[0]), counted[1] + 1
        which = which if which in {1, -1} else 0
    if not size or not which or size > 12 or (which < 0 and word_at(tokens, end) != "of"):
        return None
    last = 12 if which < 0 else size * which
    return ((last - size + 1, last), end) if last <= 12 else None


def _week(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "week 32 of 2024", "2024-W32"."""
    year, start = year_before(tokens, at)
    start = start if year else past(tokens, at, {"calendar"})
    week, end = digits_at(tokens, start + 1, 2), start + 2
    if word_at(tokens, start) not in {"week", "kw", "cw", "w"} or not week:
        return None
    if not year and (later := year_after(tokens, end, clock)):
        year, end = later.first.year, later.end
    monday = date.fromisocalendar(year, week, 1) if year else None
    return Period(monday, monday + 6 * DAY, end, "month") if monday else None


def _decade(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "2010s", "the '90s", "the nineties"."""
    at = past(tokens, at, ARTICLES)
    the = word_at(tokens, at - 1) in ARTICLES | PARTS.keys() | {"of"}
    if the and (year := DECADES.get(word_at(tokens, at))):
        return Period(date(year, 1, 1), date(year + 9, 12, 31), at + 1, "year")
    marked = word_at(tokens, at) in APOSTROPHES
    at += marked
    year, end = digits_at(tokens, at), at + 1
    end = past(tokens, end, APOSTROPHES) if end < len(tokens) and is_glued(tokens, end) else end
    ending = word_at(tokens, end) == "s" and is_glued(tokens, end) and ends_freely(tokens, end + 1)
    if year is None or year % 10 or not ending:
        return None
    if year < 100 and (the or marked) and len(word_at(tokens, at)) == 2:
        year += 2000 if 2000 + year <= clock.today.year else 1900
    return Period(date(year, 1, 1), date(year + 9, 12, 31), end + 1, "year") if year in YEARS else None


def _weekday(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "Monday", "last Monday": the last one before today; "Monday, August 5": that day."""
    told = word_at(tokens, at) in LAST
    if (word := word_at(tokens, at + told)) not in WEEKDAYS:
        return None
    if named := period_at(tokens, past(tokens, at + told + 1, {","}), clock):
        return named if named.grain == "day" else None
    back = (clock.today.weekday() - WEEKDAYS.index(word) - 1) % 7 + 1
    return replace(day(clock.today - back * DAY, at + told + 1), dated=told)


def _ideographs(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "2024年8月5日"."""
    found: list[int] = []
    for sign in "年月日":
        value = digits_at(tokens, at + 2 * len(found))
        if value is None or word_at(tokens, at + 2 * len(found) + 1) != sign:
            break
        found.append(value)
    end = at + 2 * len(found)
    if not found or found[0] not in YEARS:
        return None
    if len(found) == 3:
        return day(date(*found), end)
    return months(found[0], found[1] if found[1:] else 1, found[1] if found[1:] else 12, end)


def _part(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "early 2024", "mid-March 2024", "the end of last year": a third of a period, or one of its ends."""
    at = past(tokens, at, ARTICLES)
    part, start = PARTS.get(word_at(tokens, at)), at + 1
    if part is None:
        return None
    while word_at(tokens, start) in {"of", "in", "the", "part"} | DASHES:
        start += 1
    whole = period_at(tokens, start, clock)
    if not whole or whole.grain not in {"month", "year"}:
        return None
    which = {"start": 0, "early": 0, "mid": 1}.get(part, 2)
    point = {"start": whole.first, "end": whole.last}.get(part)
    size = (whole.last.year - whole.first.year) * 12 + whole.last.month - whole.first.month + 1
    if size == 1:
        first, last = ((1, 10), (11, 20), (21, whole.last.day))[which]
        return replace(
            whole, first=whole.first.replace(day=first), last=whole.first.replace(day=last), point=point
        )
    third = size // 3
    begins = whole.first.month + which * third
    cut = months(
        whole.first.year + (begins - 1) // 12, (begins - 1) % 12 + 1, (begins - 1) % 12 + third, whole.end
    )
    return replace(cut, point=point, dated=whole.dated)


def _named_year(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "the year 2024"."""
    start = past(tokens, at, ARTICLES)
    return (
        numeric(tokens, start + 1, clock)
        if word_at(tokens, start) in {"year", "jahr", "ano", "annee"}
        else None
    )


_READERS: tuple[Reader, ...] = (
    numeric,
    short_year,
    _named_year,
    month_period,
    _season,
    _fraction,
    _week,
    _decade,
    _weekday,
    _ideographs,
    _part,
    now_period,
    calendar_period,
    rolling_period,
    ago_period,
)
