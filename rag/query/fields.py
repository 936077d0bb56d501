"""The fields of papers that a question asks for: authors, dates, venues.

In: a parsed query. Out: its fields, in the order of its words.
"""

from rag.model.query import Intent, ParsedQuery
from rag.query.dates_said import FILLED
from rag.query.intent import intent_of, masked
from rag.text.runs import runs

_ALONE = {  # words of which one asks for a field where nothing but small words stands beside it
    "published": frozenset("when year month date".split()),
    "authors": frozenset("who whom author authors writer writers".split()),
    "venue": frozenset("venue journal conference".split()),
    "organisation": frozenset("affiliation affiliations institution institutions".split()),
}
_BESIDE = frozenset(
    """and in by from of at on what which was were is are it this that the did its their his her please so
    ok""".split()
)


def field_alone(asked: str) -> str | None:
    """The field of a message that says no more than "when?", "which year?" or "by whom?"; of "authors and
    venue" the first."""
    said = set(runs(asked.lower()))
    every = frozenset[str]().union(*_ALONE.values())
    if not said & every or not said <= every | _BESIDE:
        return None
    return next(field for word in runs(asked.lower()) for field, words in _ALONE.items() if word in words)


def _asked_by(clause: str) -> tuple[Intent, str | None]:
    field = field_alone(clause)
    return (Intent.METADATA, field) if field else intent_of(clause)


def fields_of(query: ParsedQuery) -> list[str | None]:
    """The fields that a question about papers asks for, in its order: "who wrote it and when?" has two."""
    clauses = masked(query.question, query.mentions).replace(", ", " and ").split(" and ")
    asked = [_asked_by(FILLED.sub("", clause)) for clause in clauses if clause.strip()]
    fields = list(dict.fromkeys(field for intent, field in asked if intent is Intent.METADATA))
    if len(fields) < 2 or len(asked) > len(fields):
        return [query.field]
    return fields
