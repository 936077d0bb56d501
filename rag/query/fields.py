"""The fields of papers that a question asks for: authors, dates, venues.

In: a parsed query. Out: its fields, in the order of its words.
"""

from rag.model.query import Intent, ParsedQuery
from rag.query.intent import intent_of, masked


def fields_of(query: ParsedQuery) -> list[str | None]:
    """The fields that a question about papers asks for, in its order: "who wrote it and when?" has two."""
    clauses = masked(query.question, query.mentions).replace(", ", " and ").split(" and ")
    asked = [intent_of(clause) for clause in clauses if clause.strip()]
    fields = list(dict.fromkeys(field for intent, field in asked if intent is Intent.METADATA))
    if len(fields) < 2 or len(asked) > len(fields):
        return [query.field]
    return fields
