"""Limits by date: which days the words around a period ask for, "since", "no later than", "or earlier".

In: the tokens of a message and today's date. Out: the limits that are set there, in order, and the periods
that set none, each with why not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from rag.query.date_words import (
    AGES,
    ALTERNATIVES,
    APOSTROPHES,
    APPROXIMATELY,
    ARTICLES,
    AUXILIARIES,
    COMPARATIVES,
    DASHES,
    DELIMITERS,
    IDEOGRAPH_SUFFIXES,
    LEFT,
    LINKS,
    LONGEST_RELATION,
    NOT,
    NOTHING,
    ONLY,
    OPPOSITES,
    PAPERS,
    PARTICIPLES,
    PUBLISHED,
    RELATIONS,
    STRONG,
    SUFFIXES,
)
from rag.query.limit_kinds import Before, Kind, is_among_papers, is_of_papers, kind_of
from rag.query.numeric_dates import DAY, Clock, Period, Tokens, is_glued, phrase_at, word_at, written
from rag.query.periods import period_at
from rag.query.relative_dates import ago, span_at
from rag.query.unread_dates import date_like


@dataclass(frozen=True, slots=True)
class Limit:
    """The days from `since` to `until`, and the tokens that say so. `kind`: whether it is one; `explicit`: it
    is plainly about the dates of papers; `firm`: it is no time at which something else may have been;
    `reading`: how an ambiguous spelling was read."""

    since: date | None
    until: date | None
    start: int
    end: int
    kind: Kind
    explicit: bool
    firm: bool = True
    reading: str = ""


def limits_in(tokens: Tokens, clock: Clock) -> Iterator[Limit]:
    """Every period of a text, as a limit."""
    at = read = 0
    while at < len(tokens):
        found = _age(tokens, at, clock)
        if not found and (period := period_at(tokens, at, clock)):
            found = _limit(tokens, at, period, clock)
        if found:
            yield replace(found, start=max(found.start, read))
            read = found.end
        at = max(at + 1, found.end if found else date_like(tokens, at, loosely=False) or 0)


def _phrase_before(tokens: Tokens, end: int) -> tuple[str, int] | None:
    """The relation whose words end before this token, and where they begin."""
    for size in range(LONGEST_RELATION, 0, -1):
        words = tuple(token.word for token in tokens[max(0, end - size) : end])
        if len(words) == size and words in RELATIONS:
            return RELATIONS[words], end - size
    return None


# -- ages


def _age(tokens: Tokens, at: int, clock: Clock) -> Limit | None:
    """ "older than two years", "at least 3 years old", "less than a month ago"."""
    phrase = phrase_at(tokens, at, AGES)
    span = span_at(tokens, phrase[1]) if phrase else None
    if not phrase or not span:
        return None
    relation, size, count, end = phrase[0], *span
    old = word_at(tokens, end) in {"old", "ago", "alt"}
    if not old and word_at(tokens, at) not in COMPARATIVES and word_at(tokens, at + 1) not in {"recent"}:
        return None
    before = _lead(tokens, at, relation)
    relation = OPPOSITES[relation] if before.negated else relation
    try:
        when = ago(clock.today, size, count)
    except (ValueError, OverflowError):
        return None
    point = Period(when, when, end + old, "span")
    explicit = before.explicit or is_among_papers(tokens, before.start, point.end, firm=True)
    return Limit(*_range(relation, point), before.start, point.end, Kind.LIMIT, explicit)


# -- what stands around a period


def _limit(tokens: Tokens, at: int, period: Period, clock: Clock) -> Limit:
    """What a period means with the words around it."""
    before = _before(tokens, at)
    joined = _joined(tokens, at, period, before.relation, clock)
    if before.relation == "between" and period.grain == "day" and period.first < period.last:
        joined = joined or period  # "between 15 and 30 November"
    if joined:
        before = replace(before, relation="without" if before.relation == "without" else "range")
    elif suffix := _suffix(tokens, period, before.relation):
        before = replace(before, relation=suffix[0])
        period = replace(period, end=suffix[1])
    period = joined or period
    kind = kind_of(tokens, at, period, before, clock)
    relation = before.relation
    if before.negated and kind == Kind.LIMIT:
        relation = OPPOSITES.get(relation or "", "without")
    if relation == "without" and kind == Kind.LIMIT:
        kind = Kind.WITHOUT
    firm = _is_firm(period, relation)
    nearby = before.explicit or is_of_papers(tokens, period.end)
    explicit = nearby or is_among_papers(tokens, before.start, period.end, firm=firm)
    days, place = _range(relation, period), (before.start, period.end)
    return Limit(*days, *place, kind, explicit, relation in STRONG or nearby, period.reading)


def _is_firm(period: Period, relation: str | None) -> bool:
    """Whether it is a limit rather than a time at which something was: "since 2020", not "in 2020"."""
    return relation in STRONG | {"range", "without"} or (relation != "in" and period.grain in {"day", "span"})


def _range(relation: str | None, period: Period) -> tuple[date | None, date | None]:
    first, last = period.point or period.first, period.point or period.last
    to_the_end = period.point == period.last > period.first  # "before the end of 2023"
    from_the_start = period.point == period.first < period.last
    ranges = {
        "since": (first, None),
        "after": (last + (not from_the_start) * DAY, None),
        "before": (None, first - (not to_the_end) * DAY),
        "until": (None, last),
    }
    return ranges.get(relation or "", (period.first, None if period.running else period.last))


def _before(tokens: Tokens, at: int) -> Before:
    """The words that lead to a period."""
    end = at
    while word_at(tokens, end - 1) in ARTICLES | APPROXIMATELY:
        end -= 1
    if word_at(tokens, end - 1) in DASHES and word_at(tokens, end - 2) in {"pre", "post"}:
        end -= 1
    if found := _phrase_before(tokens, end):
        return _lead(tokens, found[1], found[0])
    if word_at(tokens, at - 1) in PAPERS:
        return Before("in", at, explicit=True)
    return _lead(tokens, at, None)


def _lead(tokens: Tokens, at: int, relation: str | None) -> Before:
    """The words before a relation that belong to it: "that were not published", "from" before "before"."""
    start, negated = at, False
    explicit = word_at(tokens, at) in {"dated", "date"}
    while start:
        word = word_at(tokens, start - 1)
        if word == "t" and word_at(tokens, start - 2) in APOSTROPHES:  # "aren't from"
            start, negated = start - 2, True
        elif word in NOT and word != "t":
            negated = True
        elif word in ONLY | PARTICIPLES:
            explicit = True
        elif not (word == "from" and relation in STRONG) and not _is_auxiliary(tokens, start, at):
            break
        start -= 1
    if (begin := _left_out(tokens, start)) < start:
        return Before(relation, begin, explicit=True, negated=True)
    explicit = explicit or word_at(tokens, start - 1) in PAPERS | PUBLISHED
    return Before(relation, max(start, 0), explicit, negated)


def _left_out(tokens: Tokens, start: int) -> int:
    """Where "but nothing", "and no papers", "excluding those" begins that ends before this token."""
    at = start - (word_at(tokens, start - 1) in PAPERS | LEFT)
    if at < start and (phrase := _phrase_before(tokens, at)) and phrase[0] == "without":
        return phrase[1]
    if word_at(tokens, at - 1) not in NOTHING or word_at(tokens, at - 2) not in LINKS | DELIMITERS | {
        "but",
        "with",
        "",
    }:
        return start
    at -= 1
    while word_at(tokens, at - 1) in {"but", "and", "with", ","}:
        at -= 1
    return at


def _is_auxiliary(tokens: Tokens, start: int, at: int) -> bool:
    """Whether the word before belongs to a verb that is already read, or to "papers that are"."""
    if word_at(tokens, start - 1) not in AUXILIARIES:
        return False
    return start < at or word_at(tokens, start - 2) in PAPERS | {"that", "which"}


def _suffix(tokens: Tokens, period: Period, relation: str | None) -> tuple[str, int] | None:
    """The side that "or later", "onwards", "+" give to a period, and the token after."""
    at = period.end
    if relation in {"without", "before", "after"}:
        return None
    if word_at(tokens, at) in DASHES and is_glued(tokens, at) and period.grain in {"year", "month"}:
        loose = at + 1 >= len(tokens) or not is_glued(tokens, at + 1) or word_at(tokens, at + 1) in DELIMITERS
        if loose:
            return "since", at + 1
        at += 1
    found = phrase_at(tokens, at, SUFFIXES) or _ideograph_suffix(tokens, at)
    if not found or (word_at(tokens, at) == "+" and not is_glued(tokens, at)):
        return None
    last, following = word_at(tokens, found[1] - 1), word_at(tokens, found[1])
    if last == "on" and following and following not in DELIMITERS:
        return None
    if any(word_at(tokens, place)[:1].isdigit() for place in (found[1], found[1] + 1)):
        return None
    return found


def _ideograph_suffix(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """ "2024年以来": the words after are not told apart, so what begins with such a suffix is not taken."""
    suffix = IDEOGRAPH_SUFFIXES.get(word_at(tokens, at)[:2])
    return (suffix, at) if suffix else None


# -- two periods


def _joined(tokens: Tokens, at: int, one: Period, relation: str | None, clock: Clock) -> Period | None:
    """A range "from ... to ..." or several periods "2021, 2022 and 2023" as one."""
    if relation in {"before", "after", "until"}:
        return None
    if place := _after_link(tokens, one.end, relation):
        two = period_at(tokens, place, clock)
        if two and not one.dated and two.dated:
            one = _reread(tokens, at, clock, two.first.year, one)
            one = _reread(tokens, at, clock, two.first.year - 1, one) if one.first > two.last else one
        elif two and one.dated and not two.dated:
            two = _reread(tokens, place, clock, one.last.year, two)
            two = _reread(tokens, place, clock, one.last.year + 1, two) if one.first > two.last else two
        if two:
            first, last = min(one.first, two.first), max(one.last, two.last)
            grain = two.grain if two.grain != "now" else one.grain
            reading = one.reading or two.reading
            dated = one.dated or two.dated or two.grain == "now"
            return Period(first, last, two.end, grain, dated=dated, reading=reading)
    return _several(tokens, at, one, clock) if relation not in {"since", "between"} else None


def _after_link(tokens: Tokens, at: int, relation: str | None) -> int | None:
    """The token after the words that join two ends of a range."""
    word = word_at(tokens, at)
    if word == ".":
        return at + 2 if word_at(tokens, at + 1) == "." else None
    if word in DASHES or word in {"to", "…"} or (relation == "between" and word in LINKS | {"&"}):
        return at + 1
    if relation == "since" or word == "by":
        return None
    if (phrase := phrase_at(tokens, at, RELATIONS)) and phrase[0] == "until":
        return phrase[1]
    return at + 1 if word in LINKS - ALTERNATIVES and relation == "from" else None


def _reread(tokens: Tokens, at: int, clock: Clock, year: int, otherwise: Period) -> Period:
    return period_at(tokens, at, replace(clock, year=year)) or otherwise


def _several(tokens: Tokens, at: int, one: Period, clock: Clock) -> Period | None:
    """Several periods of one kind, as the range that holds them all."""
    found = [one]
    while word_at(tokens, found[-1].end) in ALTERNATIVES:
        place = found[-1].end + 1
        place += word_at(tokens, place) in ALTERNATIVES
        place += word_at(tokens, place) in {"in", "from", "of"}
        two = period_at(tokens, place, clock)
        if not two or two.grain != one.grain or not two.dated or not one.dated or one.running:
            break
        found.append(two)
    if len(found) == 1:
        return None
    found.sort(key=lambda period: period.first)
    end = max(period.end for period in found)
    whole = Period(found[0].first, max(period.last for period in found), end, one.grain)
    gap = any(two.first > one.last + DAY for one, two in pairwise(found))
    reading = f"{written(tokens, at, end)} is read as {whole.first} to {whole.last}"
    return replace(whole, reading=reading) if gap else whole
