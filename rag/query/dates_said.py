"""The dates that limit a question that is no list; years in the titles of papers limit nothing.

In: a question that stands alone, the names of the library. Out: the filters that it sets and those that still
hold, and its words without what set them.
"""

import re
from datetime import date

from rag.entities.names import NameIndex
from rag.model.filters import Filters
from rag.query.anaphora import SURE
from rag.query.filters import find_explicit_dates
from rag.query.followup import Resolved

FILLED = re.compile(
    r" ?\((?:[^()]|\([^()]*\))*\)\??$"
)  # the papers that a follow-up is about, as they were put in


def dates_said(
    resolved: Resolved, names: NameIndex, today: date, *, compared: bool = False
) -> tuple[Filters, str]:
    """The explicit dates and the words without them; "compare A and B since 2024" limits what is compared."""
    question = resolved.question
    held = Filters(since=resolved.filters.since, until=resolved.filters.until)
    untitled = _without_titles(question, names)
    if untitled != question and find_explicit_dates(untitled, today, plainly=not compared)[0].empty:
        return held, question
    own, unfiltered = find_explicit_dates(question, today, plainly=not compared)
    return held.within(own), unfiltered


def _without_titles(question: str, names: NameIndex) -> str:
    sure = [mention for mention in names.lookup(question) if mention.certainty >= SURE]
    for mention in sorted(sure, key=lambda one: -one.start):
        question = f"{question[: mention.start]}it{question[mention.end :]}"
    return FILLED.sub("", question)
