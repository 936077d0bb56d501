"""Answers, citations and questions as the page shows them, made up for its tests."""

from typing import Any

from rag.model.answer import Answer, Citation, Status
from rag.model.filters import Filters
from rag.model.query import Intent, ParsedQuery


def citation(
    quote: str = "counts tides", *, number: int = 1, support: str = "quoted", **more: Any
) -> Citation:
    start = more.pop("start", 0)
    values = {"paper_id": "p", "title": "A paper", "url": None, "published": None, "text_kind": "abstract"}
    return Citation(
        number=number, quote=quote, start=start, end=start + len(quote), support=support, **(values | more)
    )


def answer(text: str, *citations: Citation, **more: Any) -> Answer:
    values = {"question": "What?", "understood": "What?", "status": Status.ANSWERED}
    return Answer(answer=text, citations=citations, **(values | more))


def asked(unfiltered: str, **filters: Any) -> ParsedQuery:
    """A question as it was parsed."""
    kept = Filters(**filters)
    return ParsedQuery("m", unfiltered, unfiltered, unfiltered, Intent.LIST, kept, (), None, (), None, "en")
