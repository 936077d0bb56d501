"""Dates in digits: "2024-08-05", "05.08.2024", "08/2024", "2023-24", "'24"; and the tokens of a message.

In: the tokens and a place among them. Out: the period that is written there. Where day and month could be
either, dots mean the day first and slashes the month first, and the reading is kept to be shown.
"""

import re
from calendar import monthrange
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.query.date_words import (
    APOSTROPHES,
    DASHES,
    LAST,
    LONGEST_RELATION,
    MONTH_OF,
    NEXT,
    NOW,
    THIS,
    UNIT_OF,
)
from rag.text.terms import fold

YEARS = range(1900, 2100)
DAY = timedelta(days=1)
IDEOGRAPHS = range(0x3000, 0xFFFF)  # written without spaces between words
_TOKEN = re.compile(r"\d+|[年月日]|(?:(?![年月日])[^\W\d_])+|\n|\S")
_HYPHENED = frozenset("pre post mid early late non to until since".split())
_MARKS_BEFORE = frozenset("_$#@/\\=*~.^+&")
_OPEN_END = NOW | {"onwards", "onward", "ongoing"}


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters or digits, or one other character. `word`: folded; `glued`: nothing stands between
    it and the token before."""

    word: str
    text: str
    start: int
    end: int
    glued: bool


Tokens = Sequence[Token]


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, and the token after the words that name them. `grain`: "day", "month", "year",
    "now" or "span"; `running`: it lasts until now; `dated`: it says its year; `point`: the one day that
    counts where something is since or before it; `reading`: how an ambiguous spelling was read."""

    first: date
    last: date
    end: int
    grain: str
    running: bool = False
    dated: bool = True
    point: date | None = None
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """What dates are told from; `year` is that of months without one, where it stands elsewhere."""

    today: date
    year: int | None = None


def tokenised(text: str) -> list[Token]:
    """The tokens of a text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        glued = bool(found) and found[-1].end == match.start()
        word = fold(match.group()) or match.group()  # a lone accent is folded away
        found.append(Token(word, match.group(), *match.span(), glued))
    return found


def word_at(tokens: Tokens, at: int) -> str:
    """The folded word there; empty outside the text."""
    return tokens[at].word if 0 <= at < len(tokens) else ""


def past(tokens: Tokens, at: int, words: Container[str]) -> int:
    """The place after one of these words, where one stands there."""
    return at + (word_at(tokens, at) in words)


def written(tokens: Tokens, start: int, end: int) -> str:
    """The tokens as they were written, in quotation marks."""
    words = (" " * (not token.glued) + token.text for token in tokens[start:end])
    return f"“{''.join(words).strip()}”"


def is_glued(tokens: Tokens, at: int) -> bool:
    """Whether nothing stands between the token there and the one before it."""
    return 0 < at < len(tokens) and tokens[at].glued


def digits_at(tokens: Tokens, at: int, most: int = 4) -> int | None:
    """The number in at most so many digits that stands there."""
    word = word_at(tokens, at)
    return int(word) if word.isascii() and word.isdigit() and len(word) <= most else None


def phrase_at(tokens: Tokens, at: int, phrases: Mapping[tuple[str, ...], str]) -> tuple[str, int] | None:
    """What the longest of these phrases from this token on stands for, and the token after it."""
    for size in range(LONGEST_RELATION, 0, -1):
        words = tuple(token.word for token in tokens[at : at + size])
        if len(words) == size and words in phrases:
            return phrases[words], at + size
    return None


def starts_freely(tokens: Tokens, at: int) -> bool:
    """Whether what starts here is no part of a longer name or number: "SemEval-2017", "x2024"."""
    if at == 0 or not is_glued(tokens, at):
        return True
    before = tokens[at - 1].word
    if ord(before[-1]) in IDEOGRAPHS:
        return True
    if before == "." and word_at(tokens, at - 2) == ".":  # 2020..2022
        return True
    if before.isalnum() or before in _MARKS_BEFORE:
        return False
    dashed = before in DASHES and tokens[at].word not in APOSTROPHES and at > 1 and is_glued(tokens, at - 1)
    return (
        not dashed
        or word_at(tokens, at - 2) in _HYPHENED
        or any(_begins_a_date(tokens, at - n) for n in (2, 3))
    )


def ends_freely(tokens: Tokens, end: int) -> bool:
    """Whether what ends before this token is no part of a longer name or number: "2024-era", "2024.5"."""
    if end >= len(tokens) or not is_glued(tokens, end):
        return True
    after, beyond = tokens[end].word, word_at(tokens, end + 1)
    if after.isalnum() or after in "%_°":
        return False
    more = end + 1 < len(tokens) and is_glued(tokens, end + 1) and beyond.isalnum()
    if after in DASHES:
        return not more or _begins_a_date(tokens, end + 1) or beyond in _OPEN_END
    return not (more and (after in "@/" or (beyond.isdigit() and after in ".,:'’")))


def _begins_a_date(tokens: Tokens, at: int) -> bool:
    word = word_at(tokens, at)
    part = word in {"q", "h"} and digits_at(tokens, at + 1, 1) is not None
    return part or word in MONTH_OF or digits_at(tokens, at) in YEARS


def months(year: int, first: int, last: int, end: int, grain: str = "month") -> Period:
    """From a month of a year to another, which may lie in the next."""
    last_year, last_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    days = monthrange(last_year, last_month)[1]
    return Period(date(year, first, 1), date(last_year, last_month, days), end, grain)


def day(when: date, end: int) -> Period:
    """One day."""
    return Period(when, when, end, "day")


def numeric(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """A date in digits; ValueError where it has the shape of one and there is no such day."""
    for size in (3, 2, 1):
        end = at + 2 * size - 1
        parts, marks = tokens[at:end:2], {token.word for token in tokens[at + 1 : end : 2]}
        if (
            len(parts) == size
            and all(t.word.isascii() and t.word.isdigit() for t in parts)
            and all(t.glued for t in tokens[at + 1 : end])
            and len(marks) <= 1
            and starts_freely(tokens, at)
            and ends_freely(tokens, end)
            and (found := _from_digits([t.word for t in parts], "".join(marks), end))
        ):
            return found
    return None


def _from_digits(parts: list[str], mark: str, end: int) -> Period | None:
    shape, values = tuple(map(len, parts)), list(map(int, parts))
    if mark and mark not in "-/.‐‑–":
        return None
    if shape == (8,) and int(parts[0][:4]) in YEARS and parts[0][4:6] <= "12" and parts[0][6:] <= "31":
        return day(date(int(parts[0][:4]), int(parts[0][4:6]), int(parts[0][6:])), end)
    if len(shape) == 3 and max(shape[:2]) <= 2 and (shape[2] == 4 or (shape[2] == 2 and mark in "./")):
        return _day_and_month(values, mark, mark.join(parts), end)
    if shape[0] == 4 and values[0] in YEARS:
        return _year_first(shape, values, mark, end)
    if len(shape) == 2 and shape[1] == 4 and values[1] in YEARS and (mark != "." or shape[0] == 2):
        return months(values[1], values[0], values[0], end) if shape[0] <= 2 else None
    return None


def _year_first(shape: tuple[int, ...], values: list[int], mark: str, end: int) -> Period | None:
    year = values[0]
    if len(shape) == 1:
        return months(year, 1, 12, end, "year")
    if len(shape) == 3:
        return day(date(*values), end) if max(shape[1:]) <= 2 else None
    if shape[1] == 4 and mark == "/" and values[1] in YEARS:
        return Period(date(year, 1, 1), date(values[1], 12, 31), end, "year")
    if shape[1] == 2 and mark in "-/–" and values[1] > max(12, year % 100):  # 2023-24
        return Period(date(year, 1, 1), date(year - year % 100 + values[1], 12, 31), end, "year")
    return months(year, values[1], values[1], end) if shape[1] <= 2 else None


def _day_and_month(values: list[int], mark: str, text: str, end: int) -> Period:
    one, two, year = values
    year += 2000 if year < 100 else 0
    month_first = (mark == "/" and one <= 12) or two > 12
    found = date(year, one, two) if month_first else date(year, two, one)
    unclear = mark == "/" and max(one, two) <= 12 and one != two
    return replace(
        day(found, end), reading=f"“{text}” is read as {found}, the month first" if unclear else ""
    )


def short_year(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """ "'24"."""
    year = digits_at(tokens, at + 1, 2)
    open_left = (
        at == 0 or not is_glued(tokens, at) or tokens[at - 1].word in MONTH_OF or not _is_word(tokens, at - 1)
    )
    written = word_at(tokens, at) in APOSTROPHES and len(word_at(tokens, at + 1)) == 2 and open_left
    if year is None or not written or not is_glued(tokens, at + 1) or not ends_freely(tokens, at + 2):
        return None
    century = 2000 if 2000 + year <= clock.today.year + 1 else 1900
    return months(century + year, 1, 12, at + 2, "year")


def _is_word(tokens: Tokens, at: int) -> bool:
    word = word_at(tokens, at)
    return word.isalnum() and not (len(word) == 1 or word[:-1] in {"q", "h"})


def year_before(tokens: Tokens, at: int) -> tuple[int | None, int]:
    """The year in four digits that stands first, as in "2024 Aug" or "2024Q2", and the token after."""
    year = digits_at(tokens, at)
    if year is None or year not in YEARS:
        return None, at
    return year, past(tokens, at + 1, DASHES | APOSTROPHES | {"/", ".", ","})


def year_after(tokens: Tokens, at: int, clock: Clock) -> Period | None:
    """The year that follows a month or a quarter: "2024", "of 2023/24", ", '24", "last year"."""
    if word_at(tokens, at) == "." and is_glued(tokens, at):
        at += 1
    if word_at(tokens, at) in {",", "/"} or (word_at(tokens, at) in DASHES and is_glued(tokens, at)):
        at += 1
    while word_at(tokens, at) in {"of", "in", "the", "year", "de", "del"}:
        at += 1
    this, unit = word_at(tokens, at), word_at(tokens, at + 1)
    if this in THIS | LAST | NEXT and UNIT_OF.get(unit) == (12, 0):
        return months(clock.today.year + (this in NEXT) - (this in LAST), 1, 12, at + 2, "year")
    year = digits_at(tokens, at)
    if year is None or year not in YEARS:
        return short_year(tokens, at, clock)
    pair = numeric(tokens, at, clock) if starts_freely(tokens, at) else None
    if pair and pair.grain == "year":
        return pair
    return months(year, 1, 12, at + 1, "year") if ends_freely(tokens, at + 1) else None
