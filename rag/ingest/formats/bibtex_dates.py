"""The date of a BibTeX entry, of the precision that it has.

In: the fields of an entry. Out: "2019", "2019-07" or "2019-07-03", or what stands there where that is no
date ("forthcoming"). The day on which somebody looked a paper up is never its date.
"""

import re
from collections.abc import Mapping
from datetime import date

from rag.ingest.clean import clean
from rag.text.months import MONTH_NUMBERS, MONTHS, unaccented

YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
ISO = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?:[-/.](\d{1,2})(?!\d)(?:[-/.](\d{1,2})(?!\d))?)?")
# What some tools write in place of `date`, the more telling first
OTHER_NAMES = (
    "issue_date issuedate publicationdate publication_date publication-date pubdate published date-published "
    "coverdate onlinedate early-access-date eventdate"
).split()
# How the names of months begin elsewhere, where it differs from English
ABROAD = {
    "ene": 1, "gen": 1, "fév": 2, "fev": 2, "mär": 3, "maer": 3, "abr": 4, "avr": 4, "mai": 5, "mag": 5,
    "giu": 6, "juin": 6, "juil": 7, "lug": 7, "aoû": 8, "aou": 8, "ago": 8, "set": 9, "okt": 10, "ott": 10,
    "out": 10, "dez": 12, "dic": 12, "déc": 12,
}  # fmt: skip
NAMES = ABROAD | {name: number for number, name in enumerate(MONTHS, 1)}


def date_of(fields: Mapping[str, str]) -> str | None:
    """The date of publication: biblatex's `date`, or `year`, `month` and `day`."""
    found = [dated for name in ("date", "year") if (dated := _dated(fields.get(name, "")))]
    whole = max(found, key=len, default=None) or next(
        (dated for name in OTHER_NAMES if (dated := _dated(fields.get(name, "")))), None
    )
    if whole is None:
        return next((_plain(fields[name]) for name in ("date", "year") if fields.get(name)), None)
    if len(whole) > 4:
        return whole
    month, day = _month_and_day(fields.get("month") or "", fields.get("day") or "")
    return _checked(whole, month, day)


def _plain(text: str) -> str:
    """Without LaTeX: M{\\"a}rz is März."""
    text = clean(text) if "\\" in text else text
    return " ".join(re.sub(r"\\[A-Za-z]+|[{}~\\]", " ", text).split())


def _dated(text: str) -> str | None:
    """A date such as "2019-07-03", "2019-07-03/2019-07-05", "July 2019", "c2019" or "2019?"."""
    text = _plain(text)
    found = ISO.search(text)
    if not found:
        return None
    if found[2]:
        return _checked(found[1], int(found[2]), int(found[3] or 0))
    around = f"{text[: found.start()]} {text[found.end() :]}"
    return _checked(found[1], *_month_and_day(around, "")) if _named(around) else found[1]


def _named(text: str) -> int | None:
    """The number of the first month that is named in a text."""
    for word in re.findall(r"[^\W\d_]{3,}", text.lower()):
        if whole := MONTH_NUMBERS.get(unaccented(word)):
            return whole
        for length in (4, 3):
            if word[:length] in NAMES:
                return NAMES[word[:length]]
    return None


def _month_and_day(month: str, day: str) -> tuple[int, int]:
    """Month and day as numbers, 0 for what is not told: "jul", "7", "3~jul", "July 3", "July--August"."""
    month, days = _plain(month), re.findall(r"\d+", day)
    numbers, named = [int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", month)], _named(month)
    if named:
        return named, int(days[0][:2]) if days else next(iter(numbers), 0)
    return next(iter(numbers), 0), int(days[0][:2]) if days else 0


def _checked(year: str, month: int, day: int) -> str:
    """As much of the date as there can be: seasons are months beyond 12 to biblatex."""
    if not 1 <= month <= 12:
        return year
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02}"
