"""What is tried where a question led nowhere: asked of a paper that was talked of, or by what its words mean.

In: the part that says that nothing answers, the query, what answers a query. Out: a better part, or the same.
A list of papers that mention words which none has side by side tells those that mean it, and that none has.
"""

from collections.abc import Callable
from dataclasses import replace

from rag.answering.described import about_a_described_paper
from rag.answering.leaning import about_a_paper_before
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.filters import alternatives
from rag.model.query import Intent, ParsedQuery
from rag.query.bare_topic import is_short_topic
from rag.query.topic import asks_for_papers
from rag.retrieval.mentions import mentioning
from rag.retrieval.searcher import Searcher


def tried_again(
    searcher: Searcher, part: Part, query: ParsedQuery, answer: Callable[[ParsedQuery], Part]
) -> Part:
    """The part; what led nowhere does not change the subject. A subject in a few words that no list fits may
    be what one paper tells of."""
    listing = query.intent in (Intent.LIST, Intent.COUNT)
    alone = is_short_topic(query.message) and not asks_for_papers(query.message)
    if listing and alone and not (query.within or query.added):
        told = answer(replace(query, intent=Intent.FACT))
        if told.status is Status.ANSWERED:
            return told
    part = replace(part, query=replace(part.query, active_papers=query.active_papers))
    if described := about_a_described_paper(searcher, query):
        return answer(described)
    if leaning := about_a_paper_before(searcher, query):
        return answer(leaning)
    if (wider := _by_meaning(query)) and (looser := answer(wider)).status is not Status.NOT_ANSWERED:
        if _has_the_words(searcher, query, looser):
            return looser
        head = f"No paper on it has the words “{query.filters.mentions}”; by what they mean:"
        return replace(looser, text=f"{head}\n\n{looser.text}", status=Status.PARTLY)
    return part


def _has_the_words(searcher: Searcher, query: ParsedQuery, part: Part) -> bool:
    """Whether a paper of the part has words that no paper was said to have on its subject."""
    words = alternatives(query.filters.mentions or "")
    shown = {hit.row for hit in part.hits}
    return any(shown & set(mentioning(searcher.catalogue, one)) for together in words for one in together)


def _by_meaning(query: ParsedQuery) -> ParsedQuery | None:
    """The query for a subject in place of words: "event control" as well as "for robots"; None where it sets
    no such limit, or asks for nothing but the words."""
    words = query.filters.mentions
    if not words or not query.search_text or query.intent not in (Intent.LIST, Intent.COUNT):
        return None
    filters = replace(query.filters, mentions=None)
    typed = query.message[query.message.find(words) :].rstrip(" ?.!") if words in query.message else ""
    topic = typed if typed and filters.empty else f"{words} {query.search_text}"
    asked = f"papers on {topic}"
    return replace(query, filters=filters, search_text=topic, unfiltered=asked, question=asked)
