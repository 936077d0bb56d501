"""Which paper "it" is, asked back: after a list of several of which none was picked.

In: a query that leans on several papers with a singular "it", the rows of those. Out: a part that lists
their titles, for the reader to pick one.
"""

from collections.abc import Sequence

from rag.answering.citations import Composer, with_date
from rag.answering.metadata import introducing
from rag.answering.naming import known_hits
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.query import Intent, ParsedQuery
from rag.query.anaphora import IT, LEAD, SEVERAL, THEY, has_subject

SHOWN = 12  # titles


def asks_which(query: ParsedQuery, rows: Sequence[int]) -> bool:
    """Whether one paper is meant of several, and nothing of the message tells which."""
    typed = LEAD.sub("", query.message)
    if len(rows) < 2 or query.act is not None or SEVERAL.search(typed) or THEY.search(typed):
        return False
    asked = query.intent is Intent.METADATA or (
        query.intent in (Intent.FACT, Intent.EXPLAIN) and not has_subject(typed)
    )
    return asked and bool(IT.search(typed))


def asked_back(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> Part:
    """The titles of which one is to be picked."""
    catalogue = composer.catalogue
    lines = ["Which of them do you mean? Say “the first”, or a word of its title."]
    lines += [
        f"- {with_date(catalogue.paper(row))} {composer.marker(introducing(catalogue, row))}"
        for row in rows[:SHOWN]
    ]
    return Part(query, "\n".join(lines), Status.PARTLY, known_hits(rows, ()))
