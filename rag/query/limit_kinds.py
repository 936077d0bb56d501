"""Is a period in a message a limit on the dates of papers, or part of something else?

In: a period, the words before it, the tokens of the message. Out: its kind, and whether the limit is plainly
on papers. A year after a word that is written like a name, or before a noun that it describes, is no limit.
"""

from dataclasses import dataclass
from enum import Enum

from rag.query.date_words import (
    APOSTROPHES,
    ARTICLES,
    CAPITAL_MONTHS,
    DELIMITERS,
    MONTH_OF,
    NO_NOUNS,
    PAPERS,
    SEASON_OF,
    SENTENCE_ENDS,
    SEVERAL_PAPERS,
    STRONG,
)
from rag.query.numeric_dates import Clock, Period, Tokens, word_at


class Kind(Enum):
    """What a period does in a message."""

    LIMIT = "it limits the dates of papers"
    NAME = "it belongs to something else"
    UNCLEAR = "it may be a limit"
    AHEAD = "it lies so far in the future that something else may be meant"
    WITHOUT = "papers of that time are not wanted"


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a period: how it relates, its first token; `explicit`: it speaks of papers."""

    relation: str | None
    start: int
    explicit: bool = False
    negated: bool = False


def kind_of(tokens: Tokens, at: int, period: Period, before: Before, clock: Clock) -> Kind:
    """Whether a period limits anything, or why not."""
    relation, year = before.relation, period.grain == "year"
    if period.grain == "now":
        return _kind_of_now(tokens, period, before)
    if not period.dated:
        if _has_month(tokens, at, relation):
            return Kind.LIMIT
        firm = before.explicit and relation not in {None, "on"} and not _noun_at(tokens, period.end)
        return Kind.UNCLEAR if firm else Kind.NAME
    if relation is None:
        return _kind_alone(tokens, at, period, before, clock)
    noun = _noun_at(tokens, period.end) if year and not before.explicit else ""
    if relation in {"in", "on"} and not year and word_at(tokens, period.end) == "of":
        return Kind.NAME  # "the last year of school"
    if relation in STRONG:
        plural = noun and noun.endswith("s")
        return Kind.NAME if plural else Kind.UNCLEAR if noun or relation == "between" else Kind.LIMIT
    if noun or (year and relation == "on"):
        return Kind.NAME
    if year and word_at(tokens, at - 1) in {"of", "for"} and _noun_at(tokens, period.end):
        return Kind.UNCLEAR
    ahead = period.first.year > clock.today.year + 1 and not before.explicit and relation != "range"
    return Kind.AHEAD if ahead else Kind.LIMIT


def _kind_of_now(tokens: Tokens, period: Period, before: Before) -> Kind:
    word = word_at(tokens, period.end - 1)
    if word in {"date", "present"}:
        sorting = word_at(tokens, period.end - 2) == "by"  # "sorted by date"
        return Kind.LIMIT if before.relation == "until" and not sorting else Kind.NAME
    firm = before.relation in STRONG | {"from"} or before.explicit or is_of_papers(tokens, period.end)
    return Kind.LIMIT if firm else Kind.NAME


def _has_month(tokens: Tokens, at: int, relation: str | None) -> bool:
    """Whether a month, season or quarter without its year is meant: it needs a relation and a spelling that
    is not another word."""
    token = next((t for t in tokens[at : at + 4] if t.word in MONTH_OF or t.word in SEASON_OF), None)
    if relation in {None, "between", "without"} or word_at(tokens, at - 1) == "by":
        return False
    if token is None:
        return True
    if token.word in SEASON_OF:
        return relation in STRONG
    return token.text[:1].isupper() or token.word not in CAPITAL_MONTHS


def _kind_alone(tokens: Tokens, at: int, period: Period, before: Before, clock: Clock) -> Kind:
    """Of a period that no word relates to anything: "2024 papers", "pruning, August 2024"."""
    name = _is_name(tokens, before.start - 1)
    if is_of_papers(tokens, period.end):
        return Kind.NAME if name and period.grain == "year" else Kind.LIMIT
    if _noun_at(tokens, period.end) or word_at(tokens, period.end) in {"of"}:
        return Kind.NAME
    if period.grain != "year":
        return Kind.AHEAD if period.first > clock.today else Kind.LIMIT
    if name or word_at(tokens, at - 1) in ARTICLES:
        return Kind.NAME
    if before.explicit or _stands_apart(tokens, before.start, period.end):
        return Kind.LIMIT
    return Kind.UNCLEAR


def _noun_at(tokens: Tokens, at: int) -> str:
    """The word there that takes a year before it along, as in "2012 challenge"; empty where there is none."""
    at += 2 if word_at(tokens, at) in APOSTROPHES and word_at(tokens, at + 1) == "s" else 0
    word = word_at(tokens, at)
    return (
        word
        if word.isalpha() and word.isascii() and word not in NO_NOUNS and not word.endswith("ing")
        else ""
    )


def is_of_papers(tokens: Tokens, at: int) -> bool:
    """Whether the papers of a period are meant: "2024 papers", "last month's papers"."""
    at += 2 if word_at(tokens, at) in APOSTROPHES and word_at(tokens, at + 1) == "s" else 0
    return word_at(tokens, at) in PAPERS


def _is_name(tokens: Tokens, at: int) -> bool:
    """Whether the word there is written like a name: "ImageNet", "GPT-4", "et al."."""
    word = word_at(tokens, at)
    if (
        word in {".", "(", ","}
        and word_at(tokens, at - 1 - (word != "." and word_at(tokens, at - 1) == ".")) == "al"
    ):
        return True
    if word == "(":
        return at > 0 and _is_name(tokens, at - 1)
    text = tokens[at].text if at >= 0 else ""
    return word.isdigit() or (word not in NO_NOUNS and text != text.lower())


def _stands_apart(tokens: Tokens, start: int, end: int) -> bool:
    """Whether nothing but marks stands on both sides."""
    return (
        start == 0 or word_at(tokens, start - 1) in DELIMITERS or word_at(tokens, start - 1) in NO_NOUNS
    ) and (end >= len(tokens) or word_at(tokens, end) in DELIMITERS)


def is_among_papers(tokens: Tokens, start: int, end: int, *, firm: bool) -> bool:
    """Whether a limit speaks of papers: its sentence does, or it says nothing else; `firm`: it is a limit
    rather than a time at which something was."""
    left, right = _bounds(tokens, start, end, SENTENCE_ENDS)
    others = [token.word for token in (*tokens[left:start], *tokens[end:right])]
    if firm and SEVERAL_PAPERS.intersection(others):
        return True
    if not any(word.isalnum() and word not in NO_NOUNS for word in others):
        return True
    near, far = _bounds(tokens, start, end, DELIMITERS)
    around = [token.word for token in (*tokens[near:start], *tokens[end:far])]
    return firm and near > left and not any(word.isalnum() and word not in NO_NOUNS for word in around)


def _bounds(tokens: Tokens, start: int, end: int, marks: frozenset[str]) -> tuple[int, int]:
    left = next((at + 1 for at in range(start - 1, -1, -1) if tokens[at].word in marks), 0)
    right = next((at for at in range(end, len(tokens)) if tokens[at].word in marks), len(tokens))
    return left, right
