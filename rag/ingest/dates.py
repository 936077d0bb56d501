"""Dates as files write them, as ISO 8601 dates of the precision that they have.

In: a date as it stands in a file, and the year that it may leave out. Out: "2019", "2019-07" or
"2019-07-03", or None where no year is known: nothing is ever guessed. Of a range it is the beginning; the
day on which somebody looked at a page is no date of the paper. What a question means by "since May" is
read in rag/query/dates.py.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from rag.model.clock import latest_day
from rag.text.months import MONTH_NUMBERS

EARLIEST_YEAR = 1000
YEARS_AHEAD = 5  # a date further ahead stands for none: 2999, 9999

_KOREAN = re.compile(
    rf"(?<=\d)\s*(?:{'|'.join(unicodedata.normalize('NFKD', sign) for sign in '년월일')})\s*"
)
_LOOKED_AT = re.compile(
    r"\b(?:accessed|retrieved|visited|cited|viewed|last (?:access|checked|update)|abgerufen)\b"
)
_SECONDS = re.compile(r"[1-9]\d{9}(?:\d{3})?")
_YEAR = r"(?<!\d)(?P<year>[12]\d{3})"
_IN_ONE = re.compile(
    r"(?<!\d)(?:d:\s*)?(?P<year>[12]\d{3})(?P<month>\d\d)(?:(?P<day>\d\d)(?:\d{4}(?:\d\d)?)?)?(?!\d)"
)
_GAP = r"\s{0,9}"
_YEAR_FIRST = re.compile(
    rf"{_YEAR}(?P<mark>{_GAP}[-/.]{_GAP}|\s{{1,9}})(?P<month>\d{{1,2}})"
    rf"(?:{_GAP}[-/. ]{_GAP}(?P<day>\d{{1,2}}))?(?![\d:])"
)
_YEAR_LAST = re.compile(
    rf"(?<![\d./-])(?:(?P<one>\d{{1,2}}){_GAP}(?P<mark>[-/. ]){_GAP})?"
    rf"(?P<two>\d{{1,2}}){_GAP}(?:(?P=mark)|[-/.]){_GAP}{_YEAR}(?!\d)"
)
_YEAR_ALONE = re.compile(rf"{_YEAR}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_DAY_BEFORE = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?:\s*[-–—/&]+\s*\d{1,2}(?:st|nd|rd|th)?)?[\s.,/-]*(?:de |of )?$"
)
_DAY_AFTER = re.compile(r"[\s.,/-]*(\d{1,2})(?!\d|:)")

Parts = tuple[int, int | None, int | None]  # year, month, day


def iso_date(text: str, *, year: int | None = None) -> str | None:
    """The date as precisely as it is written; `year` is for one that names none. None where no year is
    known."""
    plain = _plain(text)
    found = next((parts for read in _READERS if (parts := read(plain)) and _is_year(parts[0])), None)
    if found is None and year and (month_day := _month_and_day(plain)):
        try:  # only a whole date leaves out its year
            return date(year, *month_day).isoformat()
        except ValueError:
            return None
    return _iso(*found) if found else None


def month_and_day(text: str) -> tuple[int, int] | None:
    """The month and day of a date such as `May 2` or `Nov 18, 2024`."""
    return _month_and_day(_plain(text))


def written_year(text: str) -> int | None:
    """The year a date names, if it names one."""
    iso = iso_date(text)
    return int(iso[:4]) if iso else None


def _is_year(year: int) -> bool:
    return EARLIEST_YEAR <= year <= latest_day(date.today()).year + YEARS_AHEAD


def _iso(year: int, month: int | None, day: int | None) -> str:
    """As much of it as there is: of a day that was not, the month."""
    if not month or not 1 <= month <= 12:
        return f"{year:04}"
    try:
        return date(year, month, day or 0).isoformat()
    except ValueError:
        return f"{year:04}-{month:02}"


def _plain(text: str) -> str:
    """Lower case, without accents and LaTeX's marks, up to where it says when somebody looked."""
    folded = unicodedata.normalize("NFKD", text[:200]).lower()
    kept = "".join(" " if c in '~{}\\"#' else c for c in folded if not unicodedata.combining(c))
    kept = re.sub(r"(?<=\d)\s*[年月]\s*(?=\d)|(?<=\d)\s*[年月日]", "-", kept)
    kept = _KOREAN.sub("-", kept)
    kept = re.sub(r"[‐-―]", "-", kept)
    looked_at = _LOOKED_AT.search(kept)
    return kept[: looked_at.start()].strip() if looked_at else kept.strip()


def _seconds(text: str) -> Parts | None:
    """Seconds or milliseconds since 1970."""
    if not _SECONDS.fullmatch(text):
        return None
    moment = datetime.fromtimestamp(int(text[:10]), UTC)
    return moment.year, moment.month, moment.day


def _in_one(text: str) -> Parts | None:
    """ "20190703", "201907", a PDF's "D:20190703101500+02'00'"."""
    found = _IN_ONE.search(text)
    return (int(found["year"]), int(found["month"]), int(found["day"] or 0)) if found else None


def _year_first(text: str) -> Parts | None:
    """ "2019-07-03T10:00", "2019/07//", "2019-07/2019-08"; of "2019-20" only the year is sure."""
    found = _YEAR_FIRST.search(text)
    if not found or (found["mark"].isspace() and not found["day"] and int(found["month"]) > 12):
        return None
    return int(found["year"]), int(found["month"]), int(found["day"] or 0)


def _year_last(text: str) -> Parts | None:
    """ "03.07.2019", "25/12/2019", "07/2019"; which of two numbers is the month must be sure."""
    found = _YEAR_LAST.search(text)
    if not found:
        return None
    year, one, two = int(found["year"]), int(found["one"] or 0), int(found["two"])
    if not one:
        return year, two, None
    if found["mark"] == "." or one > 12 or one == two:  # with points the day stands first
        return year, two, one
    return (year, one, two) if two > 12 else (year, None, None)


def _named(text: str) -> Parts | None:
    """ "3 July 2019", "2019 Jul 3", "Wed, 3 Jul 2019 19:18:42 GMT", "July--August 2019"."""
    year, months = _YEAR_ALONE.search(text), list(_months(text))
    if not year or not months:
        return None
    (month, start, end), *later = months
    if later and later[0][0] < month and len(_YEAR_ALONE.findall(text)) == 1:
        return int(year["year"]), None, None  # "Dec-Jan 2019" began the year before
    return int(year["year"]), month, _day_at(text, start, end)


def _alone(text: str) -> Parts | None:
    """ "2019", "[c2019]", "Spring 2019", "in press, 2019"."""
    found = _YEAR_ALONE.search(text)
    return (int(found["year"]), None, None) if found else None


_READERS: tuple[Callable[[str], Parts | None], ...] = (
    _seconds,
    _in_one,
    _named,
    _year_last,
    _year_first,
    _alone,
)


def _months(text: str) -> Iterator[tuple[int, int, int]]:
    """The months that are named: number, start, end."""
    for word in _WORD.finditer(text):
        if month := MONTH_NUMBERS.get(word[0]):
            yield month, word.start(), word.end()


def _month_and_day(plain: str) -> tuple[int, int] | None:
    """Of a date in words that is nothing else."""
    for month, start, end in _months(plain):
        day = _day_at(plain, start, end)
        return (month, day) if day else None
    found = _year_first(plain)
    return (found[1], found[2]) if found and found[1] and found[2] else None


def _day_at(text: str, start: int, end: int) -> int | None:
    """The day beside the name of a month; of two, the first."""
    found = _DAY_BEFORE.search(text[:start]) or _DAY_AFTER.match(text[end:])
    return int(found[1]) if found else None
