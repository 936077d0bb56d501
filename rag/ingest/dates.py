"""Dates as files write them, as ISO dates.

In: a date as it stands in a file, and the year that it may leave out. Out: YYYY-MM-DD, or None where
day, month or year is not known: a date is never guessed. What a question means by "since May" is read
in rag/query/dates.py.
"""

import re
from datetime import date

from rag.text.months import MONTHS

NUMBERED_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
NAMED_DATE = re.compile(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})(?:, (\d{4}))?")


def month_and_day(text: str) -> tuple[int, int] | None:
    """The month and day of a date such as `May 2` or `Nov 18, 2024`."""
    found = NAMED_DATE.fullmatch(text.strip())
    if not found or found[1].lower() not in MONTHS:
        return None
    return MONTHS.index(found[1].lower()) + 1, int(found[2])


def written_year(text: str) -> int | None:
    """The year a date names, if it names one."""
    found = NUMBERED_DATE.match(text.strip())
    if found:
        return int(found[1])
    named = NAMED_DATE.fullmatch(text.strip())
    return int(named[3]) if named and named[3] else None


def iso_date(text: str, *, year: int | None = None) -> str | None:
    """YYYY-MM-DD; `year` is for dates that name none. None where day, month or year is not known."""
    found = NUMBERED_DATE.match(text.strip())
    month_day = (int(found[2]), int(found[3])) if found else month_and_day(text)
    known_year = written_year(text) or year
    if not month_day or not known_year:
        return None
    try:
        return date(known_year, *month_day).isoformat()
    except ValueError:
        return None
