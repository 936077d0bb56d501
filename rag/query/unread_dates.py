"""What looks like a limit by date and was not read: "since 31.02.2024", "papers before the pandemic".

In: the tokens of a message, and which of them were read. Out: where the stretches stand that a reader must be
told about.
"""

from collections.abc import Collection, Iterator

from rag.query.date_words import (
    AGES,
    APOSTROPHES,
    APPROXIMATELY,
    ARTICLES,
    DASHES,
    DELIMITERS,
    LAST,
    MONTH_OF,
    NEXT,
    NO_NOUNS,
    NOT,
    PARTICIPLES,
    RELATIONS,
    SEASON_OF,
    SEVERAL_PAPERS,
    STRONG,
    UNIT_OF,
    VAGUE,
    YEAR_MONTHS,
)
from rag.query.numeric_dates import (
    YEARS,
    Tokens,
    digits_at,
    ends_freely,
    is_glued,
    past,
    phrase_at,
    starts_freely,
    word_at,
)

AGO = frozenset(["ago", "back"])
_MOST_VAGUE = 12  # tokens of "in the last couple of"
LONGEST = 6  # tokens of a stretch that is shown
_WRITTEN_YEARS = range(1000, 3000)
_PLACES = frozenset("by through past beyond".split())  # these lead to many other things
_LONG_TIMES = frozenset("century centuries millennium decades turn".split())
_VAGUELY = VAGUE | LAST | NEXT | ARTICLES | frozenset("couple of most st nd rd th".split())
_LENGTHS = UNIT_OF.keys() - {"day", "y", "an", "mo"}


def unread_in(tokens: Tokens, read: Collection[int], *, vague: bool) -> Iterator[tuple[int, int]]:
    """Where, in characters, what was not read stands; with `vague` also "recent years" and the like, which
    limit a list but may be the subject of a question."""
    at = 0
    while at < len(tokens):
        end = _end_of_unread(tokens, at, vague=vague)
        first = end - 1 if end and word_at(tokens, end - 1) in AGO else at  # "2026 years ago" names no 2026
        if end and not any(place in read for place in range(first, end)):
            yield tokens[at].start, tokens[end - 1].end
            at = end
        at += 1


def _end_of_unread(tokens: Tokens, at: int, *, vague: bool) -> int | None:
    counted = digits_at(tokens, at) is not None and word_at(tokens, at + 1) in UNIT_OF
    if counted and word_at(tokens, at + 2) in AGO:
        return at + 3
    before = word_at(tokens, at - 1 - (word_at(tokens, at - 1) in NOT))
    of_papers = before in SEVERAL_PAPERS | PARTICIPLES
    vague = vague or of_papers
    relation = phrase_at(tokens, at, RELATIONS)
    if relation:
        start = relation[1]
        while word_at(tokens, start) in ARTICLES | APPROXIMATELY | DASHES:
            start += 1
        firm = relation[0] in STRONG or word_at(tokens, at) == "during"
        loosely = firm or (of_papers and relation[0] != "on")
        if end := date_like(tokens, start, loosely=loosely) or (_vague(tokens, start) if vague else None):
            return end
        numbered = word_at(tokens, start).isdigit() and word_at(tokens, start + 1) not in UNIT_OF
        if firm and of_papers and not numbered and word_at(tokens, at) not in _PLACES:
            return _clause_end(tokens, start)
    return date_like(tokens, at, loosely=False) or (_vague(tokens, at) if vague else None)


def date_like(tokens: Tokens, at: int, *, loosely: bool) -> int | None:
    """The end of what has the shape of a date; `loosely`: also of a year alone, or of two short numbers."""
    number, word = digits_at(tokens, at, 8), word_at(tokens, at)
    if not starts_freely(tokens, at):
        return None
    if number is not None:
        return _digits(tokens, at, loosely=loosely)
    if (
        word in APOSTROPHES
        and loosely
        and digits_at(tokens, at + 1, 4) is not None
        and is_glued(tokens, at + 1)
    ):
        return at + 2
    if word in SEASON_OF or (word in MONTH_OF and word not in YEAR_MONTHS):
        end = at + 1 + (word_at(tokens, at + 1) in {".", ",", "of"})
        numbers = _numbers(tokens, end)
        return numbers if numbers > end and (loosely or _has_year(tokens[end:numbers])) else None
    return None


def _digits(tokens: Tokens, at: int, *, loosely: bool) -> int | None:
    """ "31.02.2024", "2024-13", "30 February 2024"; loosely also "1850", "03/24"."""
    end = at + 1
    while word_at(tokens, end) in DASHES | {"/", "."} and is_glued(tokens, end):
        if digits_at(tokens, end + 1) is None or not is_glued(tokens, end + 1):
            break
        end += 2
    parts = [token.word for token in tokens[at:end:2]]
    marks = {token.word for token in tokens[at + 1 : end : 2]}
    if not ends_freely(tokens, end):
        return None
    if len(parts) == 3 and sorted(map(len, parts))[0] <= 2 and max(map(len, parts)) <= 4:
        return end if _has_year(tokens[at:end]) or loosely else None
    if len(parts) == 2:
        year = int(parts[0]) in YEARS and len(parts[1]) <= 2
        return end if marks <= DASHES | {"/"} and (loosely or year) else None
    month = next((at for at in (end, end + 1) if word_at(tokens, at) in MONTH_OF), None)
    if month is not None:
        numbers = _numbers(tokens, past(tokens, month + 1, {"."}))
        return numbers if _has_year(tokens[month + 1 : numbers]) else None
    follows = word_at(tokens, end)
    noun = follows == "%" or (follows.isalpha() and follows not in NO_NOUNS)
    written = digits_at(tokens, at) in _WRITTEN_YEARS and len(parts[0]) == 4 and not noun
    return end if loosely and written else None


def _numbers(tokens: Tokens, at: int) -> int:
    """The end of the numbers that follow, with their marks."""
    while digits_at(tokens, at) is not None or (
        word_at(tokens, at) in {",", "st", "nd", "rd", "th", "of"} | DASHES
        and digits_at(tokens, at + 1) is not None
    ):
        at += 1
    return at


def _has_year(tokens: Tokens) -> bool:
    return any(len(t.word) == 4 and digits_at([t], 0) in _WRITTEN_YEARS for t in tokens)


def _vague(tokens: Tokens, at: int) -> int | None:
    """The end of a length of time without a number: "recent years", "the last few months"."""
    end = at
    if age := phrase_at(tokens, at, AGES):
        end = age[1]
    while end < at + _MOST_VAGUE and (word_at(tokens, end) in _VAGUELY or digits_at(tokens, end, 7)):
        end += 1
    said = {token.word for token in tokens[at:end]}
    word, past_it = word_at(tokens, end), word_at(tokens, end + 1) in {"ago", "old"}
    if word in _LENGTHS and end > at and (past_it or said & (LAST | NEXT | {"recent"})):
        return end + 1 + past_it
    return _clause_end(tokens, at) if word in _LONG_TIMES and end > at else None


def _clause_end(tokens: Tokens, at: int) -> int | None:
    """The end of the words that follow, up to a mark; None where none do."""
    end = at
    while end < min(len(tokens), at + LONGEST) and tokens[end].word not in DELIMITERS:
        end += 1
    return end if end > at else None
