"""Dates in plain words: "since 2024", "last month", "between 2021 and 2023".

In: a message and today's date. Out: one range of days, both ends included, and where its words
stand. A year that belongs to a name ("ImageNet 2012") is left alone. Dates as files write them are
read in rag/ingest/dates.py.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rag.text.months import MONTHS
from rag.text.numbers import NUMBER, number

DAY = timedelta(days=1)
FIRST_YEAR = 1950
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d(?![\w%]|[-.](?!(?:19|20)\d\d\b)\w|,\d)"
_POINT = re.compile(
    rf"(?<![\w.$/])(?<![a-zA-Z]-)(?:(?P<iso>(?:19|20)\d\d-\d\d(?:-\d\d)?)\b"
    rf"|(?:the )?(?P<part>first|second|1st|2nd) half of (?P<part_year>{_YEAR})"
    rf"|(?P<season>early|mid|late)[ -](?P<season_year>{_YEAR})"
    r"|(?:q(?P<quarter>[1-4])|(?:the )?(?P<ordinal>first|second|third|fourth) quarter)"
    rf"(?: of)? (?P<quarter_year>{_YEAR})"
    rf"|(?:(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTH})"
    rf"(?: (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d))?(?:,? (?:of )?(?P<month_year>{_YEAR}))?"
    rf"|(?:the year )?(?P<year>{_YEAR}))",
    re.I,
)
_PUBLISHED = (
    r"(?:(?:that|which|and)? ?(?:was|were|are|is|has been|have been)? ?(?:published|released|dated|posted"
    r"|appeared|appearing|submitted|written|added|came out|coming out)\s+)?(?:only )?"
)
_EDGE = r"(?:the )?(?:(?:start|beginning|end) of )?"
_RELATIONS = (
    ("since", r"since|starting(?: in| from)?|beginning (?:in|with)|as of|seit|ab|depuis|desde|dal"),
    ("after", r"after|newer than|later than|more recent than|nach|après|después de"),
    ("before", r"before|older than|earlier than|prior to|vor|avant|antes de|prima del"),
    ("until", r"until|till|up to|through|no later than|bis|jusqu'en|hasta"),
    ("between", r"between|from between"),
    ("from", r"from|von"),
    ("in", r"in|during|within|dated?|of|for|published|released|papers|works|im|en|nel|em"),
)
_BEFORE = re.compile(
    rf"(?:{_PUBLISHED})\b(?:from )?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _RELATIONS)
    + rf")\s+{_EDGE}$",
    re.I,
)
_LATER = re.compile(
    r"\s*(?:,\s*)?(?:\+|(?:or|and) (?:later|newer|after|since)\b(?! (?:\w+ )?\d)|onwards?\b|on\b(?! \w))",
    re.I,
)
_EARLIER = re.compile(r"\s*(?:or|and) (?:earlier|older|before)\b(?! (?:\w+ )?\d)", re.I)
_LINK = re.compile(r"\s*(?:-|–|—|to|and|until|till|through)\s*", re.I)
_PAPERS = re.compile(
    r"\s+(?:papers?|works?|publications?|articles?|studies|preprints?)\b|\s*only\b|[\s?.!)]*$", re.I
)
_BARE_START = re.compile(r"(?:^|\b(?:or|and|any|the|all|list|show|me|find|only)\s+|\(\s*)$", re.I)
_A_NAME = re.compile(
    r"\s+(?:version|edition|challenge|cup|competition|benchmark|data ?set|shared|tokens|images|samples|steps"
    r"|classes|epochs|examples|hours|sentences|words|videos|layers|dimensions|gpus|model)\b",
    re.I,
)
_RELATIVE = re.compile(
    rf"{_PUBLISHED}(?:\b(?:in|over|within|during|from) the (?:last|past|previous)(?: (?P<count>{NUMBER}))?"
    r"|\b(?:the )?(?:last|past|previous) (?P<bare_count>\d+|two|three|four|five|six|ten|couple of)"
    r"|\b(?:in |from |during )?(?P<which>this|last|previous|the current))"
    r"\s+(?:of )?(?P<unit>day|week|month|year)s?\b|\b(?:since|from|published) (?P<one>yesterday)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dates:
    """A range of days as ISO dates, and the stretches of the message that said so."""

    since: str | None = None
    until: str | None = None
    spans: tuple[tuple[int, int], ...] = ()


Range = tuple[date | None, date | None]


def find_dates(text: str, today: date) -> Dates:
    """The days that a message asks for; where it gives several ranges, all must hold."""
    found = [*_absolute(text, today), *_relative(text, today)]
    starts = [first for first, _, _ in found if first]
    ends = [last for _, last, _ in found if last]
    since, until = max(starts, default=None), min(ends, default=None)
    spans = tuple(sorted(span for _, _, span in found))
    return Dates(since.isoformat() if since else None, until.isoformat() if until else None, spans)


def _absolute(text: str, today: date) -> Iterator[tuple[date | None, date | None, tuple[int, int]]]:
    points = [(match, days) for match in _POINT.finditer(text) if (days := _days(match, today))]
    skip = False
    for place, (match, days) in enumerate(points):
        if skip:
            skip = False
            continue
        before = _BEFORE.search(text[: match.start()])
        start = before.start() if before else match.start()
        relation = before.lastgroup if before else None
        following = points[place + 1] if place + 1 < len(points) else None
        if following and _linked(text, match, following[0], relation):
            skip = True
            yield days[0], following[1][1], (start, following[0].end())
        elif found := _range_of(text, match, days, relation):
            yield *found[0], (start, found[1])


def _linked(text: str, one: re.Match[str], two: re.Match[str], relation: str | None) -> bool:
    link = text[one.end() : two.start()]
    dash = link.strip() in {"-", "–", "—", "to"}
    return bool(_LINK.fullmatch(link)) and (
        relation in {"between", "from"} or (dash and relation is not None)
    )


def _range_of(
    text: str, match: re.Match[str], days: tuple[date, date], relation: str | None
) -> tuple[Range, int] | None:
    """The range that a point in time and the words around it mean, and where they end."""
    rest = text[match.end() :]
    if _A_NAME.match(rest) or not _plausible(match, relation):
        return None
    if later := _LATER.match(rest):
        return (days[0], None), match.end() + later.end()
    if earlier := _EARLIER.match(rest):
        return (None, days[1]), match.end() + earlier.end()
    ranges: dict[str | None, Range] = {
        "since": (days[0], None),
        "after": (days[1] + DAY, None),
        "before": (None, days[0] - DAY),
        "until": (None, days[1]),
    }
    if relation in ranges:
        return ranges[relation], match.end()
    bare = _PAPERS.match(rest) and _BARE_START.search(text[: match.start()])
    return (days, match.end()) if relation or bare else None


def _plausible(match: re.Match[str], relation: str | None) -> bool:
    """Without a year, a month needs a preposition and a spelling that is not another word."""
    if match["month"] is None or match["month_year"]:
        return True
    word = match["month"]
    return relation not in {None, "between"} and (
        word[0].isupper() or word.lower() not in {"may", "march", "mar"}
    )


def _days(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """First and last day of a point in time; None where there is no such day or it lies ahead."""
    try:
        first, last = _first_and_last(match, today)
    except ValueError:
        return None
    return (first, last) if FIRST_YEAR <= first.year <= today.year + 1 else None


def _first_and_last(match: re.Match[str], today: date) -> tuple[date, date]:
    if match["iso"]:
        year, month, *day = (int(part) for part in match["iso"].split("-"))
        return (date(year, month, day[0]),) * 2 if day else _months(year, month, month)
    if match["part"]:
        return _months(
            int(match["part_year"]), *((1, 6) if match["part"].lower() in {"first", "1st"} else (7, 12))
        )
    if match["season"]:
        return _months(
            int(match["season_year"]), *{"early": (1, 4), "mid": (5, 8)}.get(match["season"].lower(), (9, 12))
        )
    if match["quarter_year"]:
        ordinal = (match["ordinal"] or "").lower()
        which = (
            int(match["quarter"])
            if match["quarter"]
            else ["first", "second", "third", "fourth"].index(ordinal) + 1
        )
        return _months(int(match["quarter_year"]), 3 * which - 2, 3 * which)
    if match["month"]:
        return _month_or_day(match, today)
    return _months(int(match["year"]), 1, 12)


def _month_or_day(match: re.Match[str], today: date) -> tuple[date, date]:
    month = MONTHS.index(match["month"][:3].lower()) + 1
    year = int(match["month_year"]) if match["month_year"] else today.year - (month > today.month)
    if day := match["day"] or match["day2"]:
        return (date(year, month, int(day)),) * 2
    return _months(year, month, month)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _relative(text: str, today: date) -> Iterator[tuple[date | None, date | None, tuple[int, int]]]:
    for match in _RELATIVE.finditer(text):
        if match["one"]:
            yield today - DAY, None, match.span()
        elif match["which"]:
            yield *_calendar(match["unit"].lower(), match["which"].lower(), today), match.span()
        else:
            count = match["count"] or match["bare_count"]
            yield _ago(match["unit"].lower(), number(count) if count else 1, today), None, match.span()


def _calendar(unit: str, which: str, today: date) -> Range:
    """This one so far, or the whole of the last one."""
    if unit == "day":
        return today - DAY, today
    start = {
        "week": today - today.weekday() * DAY,
        "month": today.replace(day=1),
        "year": date(today.year, 1, 1),
    }[unit]
    if which in {"this", "the current"}:
        return start, None
    last = start - DAY
    first = {"week": start - 7 * DAY, "month": last.replace(day=1), "year": date(last.year, 1, 1)}[unit]
    return first, last


def _ago(unit: str, count: int, today: date) -> date:
    if unit in {"day", "week"}:
        return today - count * (DAY if unit == "day" else 7 * DAY)
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))
