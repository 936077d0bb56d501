"""Dates as files write them, as ISO 8601 of the precision that they have.

In: a date as it stands in a file, and the year that it may leave out. Out: "2019", "2019-07" or "2019-07-03",
None where no year is known; of a period its first part. What is not written, or may be one of two, is never
guessed. What a question means by "since May" is read in rag/query/dates.py.
"""

import re
import unicodedata
from datetime import UTC, date, datetime

from rag.text.months import MONTHS

EARLIEST_YEAR = 1400
YEARS_AHEAD = 2  # an issue may be dated ahead of its printing; later ones stand for "not known"
NAMED_DATE = re.compile(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})(?:, (\d{4}))?")
_MONTH_NAMES = (
    "january janvier januar janner enero gennaio janeiro januari ene gen janv",
    "february fevrier februar febrero febbraio fevereiro februari fev fevr",
    "march mars marz marzo marco maart mrz maerz",
    "april avril abril aprile abr avr apr",
    "may mai mayo maggio maio mei mag",
    "june juin juni junio giugno junho giu",
    "july juillet juli julio luglio julho juil lug",
    "august aout agosto augustus augusti aou ago",
    "september septembre septiembre settembre setembro sept set",
    "october octobre oktober octubre ottobre outubro okt ott",
    "november novembre noviembre novembro",
    "december decembre dezember diciembre dicembre dezembro dez dic",
)
_MONTH = {
    name: number
    for number, (short, names) in enumerate(zip(MONTHS, _MONTH_NAMES, strict=True), 1)
    for name in (short, *names.split())
}
_LOOKED_AT = re.compile(
    r"[\s,;(\[]*\b(?:last )?(?:access|retriev|visit|abgerufen|consult|zugriff|downloaded|viewed)"
)
_NUMBERED = re.compile(r"\D*?(?<!\d)(\d{4})\s*([-/. ])\s*(\d{1,2})(?!\d)(?:\s*[-/. ]\s*(\d{1,2})(?!\d))?")
_TIME = re.compile(r"(?:(?<=\d)t|\b)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:z\b|[+-]\d{2}:?\d{2})?(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?:(\d{1,2})\s*([./-])\s*)?(\d{1,2})\s*[./-]\s*(\d{4})(?!\d)")
_DAY_BEFORE = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|o)?\.?(?:\s*[-/&]\s*\d{1,2}(?:st|nd|rd|th)?\.?)?(?:\s+(?:of|de))?[\s.,#/-]*$"
)
_DAY_AFTER = re.compile(r"[\s.,#/-]*(\d{1,2})(?!\d)")


def month_and_day(text: str) -> tuple[int, int] | None:
    """The month and day of a date such as `May 2` or `Nov 18, 2024`."""
    found = NAMED_DATE.fullmatch(text.strip())
    if not found or found[1].lower() not in MONTHS:
        return None
    return MONTHS.index(found[1].lower()) + 1, int(found[2])


def written_year(text: str) -> int | None:
    """The year a date names, if it names one."""
    found = iso_date(text)
    return int(found[:4]) if found else None


def iso_date(text: str, *, year: int | None = None) -> str | None:
    """The date in ISO 8601, as precise as it is written; `year` is for dates that name none."""
    plain = _plain(text)
    if run := re.fullmatch(r"(\d+)|(\d{14})[z+-].*", plain):
        return _of_digits(run[1] or run[2])
    if month := _month_named(plain):
        return _of_words(plain, month, year)
    if found := _NUMBERED.match(plain):
        return _iso(found[1], found[3], found[4])
    if found := _YEAR_LAST.search(plain):
        return _of_year_last(found)
    return next((iso for found in _YEAR.findall(plain) if (iso := _iso(found))), None)


def _plain(text: str) -> str:
    """In lower case, without accents and times, and without the day when somebody looked at it."""
    folded = unicodedata.normalize("NFKD", text[:200]).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    folded = re.sub(r"[‐-―−]|--+", "-", re.sub(r"[年月]", "-", folded)).replace("日", " ")
    if looked := _LOOKED_AT.search(folded):
        folded = folded[: looked.start()]
    return " ".join(re.sub(r"[~{}\"'_]", " ", _TIME.sub(" ", folded)).split()).removeprefix("d:")


def _of_digits(digits: str) -> str | None:
    """`2019`, `201907`, `20190703`, with a time behind it, or seconds or milliseconds since 1970."""
    if len(digits) in (10, 13):
        day = datetime.fromtimestamp(int(digits[:10]), UTC).date()
        return day.isoformat() if _is_year(day.year) else None
    if len(digits) not in (4, 6, 8, 12, 14):
        return None
    return _iso(digits[:4], digits[4:6], digits[6:8])


def _month_named(plain: str) -> re.Match[str] | None:
    return next((word for word in re.finditer(r"[^\W\d_]+", plain) if word[0] in _MONTH), None)


def _of_words(plain: str, month: re.Match[str], year: int | None) -> str | None:
    known = next((found for found in _YEAR.finditer(plain) if _is_year(int(found[0]))), None)
    if not known and (year is None or _YEAR.search(plain)):
        return None
    # a mark in place of each year keeps what stood on its two sides apart
    before, after = (_YEAR.sub("|", part) for part in (plain[: month.start()], plain[month.end() :]))
    day = _DAY_BEFORE.search(before) or _DAY_AFTER.match(after)
    found = _iso(known[0] if known else str(year), str(_MONTH[month[0]]), day and day[1])
    # a day that there was not in a year that is not written shows that it is another year's
    return None if found and day and not known and len(found) < len("2019-07-03") else found


def _of_year_last(found: re.Match[str]) -> str | None:
    """`07/2019`, `3.7.2019`, `23/07/2019`; where day and month may be either, the year alone."""
    one, separator, other, year = found.groups()
    if one is None:
        return _iso(year, other)
    if separator == "." or int(one) > 12 or one == other:
        return _iso(year, other, one)
    return _iso(year, one, other) if int(other) > 12 else _iso(year)


def _iso(year: str, month: str | None = None, day: str | None = None) -> str | None:
    """As much of it as there is in the calendar."""
    if not _is_year(int(year)):
        return None
    if not month or not 1 <= int(month) <= 12:
        return f"{int(year):04}"
    try:
        return date(int(year), int(month), int(day or 0)).isoformat()
    except ValueError:
        return f"{int(year):04}-{int(month):02}"


def _is_year(year: int) -> bool:
    return EARLIEST_YEAR <= year <= date.today().year + YEARS_AHEAD
