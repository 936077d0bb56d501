"""A list of papers that mention something, where none has those words: those on it are told.

In: a query whose words no paper has side by side. Out: the same query for what they mean; None where it sets
no such limit, or asks for nothing but the words.
"""

from dataclasses import replace

from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.query import Intent, ParsedQuery


def by_meaning(query: ParsedQuery) -> ParsedQuery | None:
    """The query for a subject in place of words: "event control" as well as "for robots"."""
    words = query.filters.mentions
    if not words or not query.search_text or query.intent not in (Intent.LIST, Intent.COUNT):
        return None
    filters = replace(query.filters, mentions=None)
    typed = query.message[query.message.find(words) :].rstrip(" ?.!") if words in query.message else ""
    topic = typed if typed and filters.empty else f"{words} {query.search_text}"
    return replace(
        query,
        filters=filters,
        search_text=topic,
        unfiltered=f"papers on {topic}",
        question=f"papers on {topic}",
    )


def told_so(part: Part, words: str) -> Part:
    """The part, with a line that says that none has the words."""
    head = f"No paper on it has the words “{words}”; by what they mean:"
    return replace(part, text=f"{head}\n\n{part.text}", status=Status.PARTLY)
