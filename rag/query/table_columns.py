"""The columns that a request for a table names: "with year and main method", ", columns: year, dataset".

In: a message that asks for a table. Out: the message without them, and the columns in their order. A column
is a field that is known exactly, the idea or the result, or in words whatever may be asked of any paper. What
is none of these belongs to the subject, unless it stands beside one that is: "papers on kelp with sea stars".
"""

import re
from collections.abc import Iterator

from rag.query.anaphora import ASPECTS
from rag.text.common_words import FUNCTION_WORDS
from rag.text.words import words

YEAR, AUTHORS, VENUE, IDEA, RESULT = "Year", "Authors", "Venue", "Idea", "Result"
FIELDS = (YEAR, AUTHORS, VENUE)
COLUMNS = {  # as a column may be called, its last word
    **dict.fromkeys("year years date dates published".split(), YEAR),
    **dict.fromkeys("author authors".split(), AUTHORS),
    **dict.fromkeys("venue venues journal journals".split(), VENUE),
    **dict.fromkeys("idea ideas contribution contributions approach".split(), IDEA),
    **dict.fromkeys("result results finding findings outcome outcomes".split(), RESULT),
    **dict.fromkeys("title titles name names paper".split(), ""),  # it stands there anyway
}
_OF_ANY_PAPER = ASPECTS | frozenset(
    """method methods algorithm algorithms score scores metric metrics parameters size sample samples
    participants subjects species region country domain field language languages license code
    population population size aim aims goal goals problem question questions topic setting""".split()
)
_BESIDE = frozenset(
    "main key core major used publication evaluation reported research number type kind".split()
)
_LINK = r"(?:the|their|its|a|an|each|which|me|also|all)\s+"
_BEFORE = re.compile(
    r"[\s,;:(.–-]{1,3}(?:with|showing|shows?|listing|lists?|including|giving|gives?|stating|containing|plus|(?P<by>by))"
    rf"\s{{1,3}}(?:{_LINK}){{0,4}}(?P<said>(?:following\s{{1,3}})?columns?\b(?: (?:for|of|being|named)\b)?"
    r"[\s:]{1,3})?(?=\w)"
    r"|[\s,;(.–-]{1,3}(?P<columns>(?:(?:and|use|the|as|following|has|have|having)\s{1,3}){0,4}columns\b"
    r"(?: (?:for|are|being)\b)?)[\s:]{1,3}(?=\w)"
    r"|:\s{1,3}(?=\w)",
    re.I,
)
_BETWEEN = re.compile(r"\s{0,3}(?:[,;/&]|\band\b|\bplus\b)(?:\s{0,3}(?:and|or|plus)\b)?\s{0,3}", re.I)
_TAIL = re.compile(
    r"(?:[\s,]{0,3}\b(?:please|pls|thanks|columns?|of each|for each(?: (?:one|paper))?)){0,3}[\s).?!]{0,9}\Z",
    re.I,
)
_ARTICLE = re.compile(rf"^(?:{_LINK})+", re.I)
_QUESTION = re.compile(r"(?:what|which|how|who|when|where|whether|why)\b", re.I)
_SPENT = re.compile(r"\s+(?:used|reported|given|tested|studied|applied|stated)$", re.I)
_SUBJECT = re.compile(
    r"^(?:on|about|of|in|from|by|for|at|to|over|under)\b|\b(?:with|papers?|showing|about|columns?)\b", re.I
)
_MOST_WORDS, MOST = 6, 6  # of a column; columns


def split_columns(message: str) -> tuple[str, list[str]]:
    """The message without the columns that it ends with, and these; as it is where it names none."""
    for match, rest in _tails(message):
        start, said = match.start(), match["said"] or match["columns"]
        items = [_plain(item) for item in _BETWEEN.split(_TAIL.sub("", rest))]
        items = [item for item in items if item]
        if match["by"] and len(items) < 2:  # "by year" is an order
            continue
        known = any(map(_is_known, items))
        if items and (known or said) and all(_may_be(item) for item in items) and len(items) <= MOST:
            return message[:start].rstrip(" ,;:("), list(dict.fromkeys(filter(None, map(_column, items))))
    return message, []


def is_in_words(column: str) -> bool:
    """Whether a column is none that is known, but asks something of each paper."""
    return column not in (*FIELDS, IDEA, RESULT)


def _tails(message: str) -> Iterator[tuple[re.Match[str], str]]:
    """Where columns may begin, and the text from there on."""
    for match in _BEFORE.finditer(message):
        yield match, message[match.end() :]


def _plain(item: str) -> str:
    return _SPENT.sub(
        "", _ARTICLE.sub("", item.strip(" .:;()?!\"'")) if not _QUESTION.match(item.strip()) else item
    )


def _may_be(item: str) -> bool:
    short = 1 <= len(item.split()) <= _MOST_WORDS
    return short and (bool(_QUESTION.match(item)) or not _SUBJECT.search(item) or item.lower() in COLUMNS)


def _is_known(item: str) -> bool:
    """Whether it is a field, or says nothing but what may be asked of any paper."""
    said = [word.lower() for word in words(item)]
    known = COLUMNS.keys() | _OF_ANY_PAPER
    return bool(_QUESTION.match(item)) or (
        bool(known & set(said)) and all(word in known | _BESIDE | FUNCTION_WORDS for word in said)
    )


def _column(item: str) -> str:
    """The column under its own name where it is one that is known, else as it is typed."""
    said = [word.lower() for word in words(item)]
    alone = [word for word in said if word not in _BESIDE | FUNCTION_WORDS]
    known = len(alone) == 1 and alone[0] in COLUMNS and not _QUESTION.match(item)
    return COLUMNS[alone[0]] if known else item[:1].upper() + item[1:]
