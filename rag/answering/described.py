"""A paper that a message describes: "summarize the paper on zero-rating", "the ski jumping paper".

In: a query that nothing answers, a searcher. Out: the same query about the one paper whose title has all the
words of the description; None where none is described, or several papers' titles have them.
"""

from dataclasses import replace

from rag.entities.aliases import short_title
from rag.model.query import Intent, ParsedQuery
from rag.query.anaphora import content_words
from rag.query.described_paper import asks_for_summary, described_in
from rag.retrieval.searcher import Searcher
from rag.text.terms import terms

_LOOKED_AT = 10  # papers found for the description


def about_a_described_paper(searcher: Searcher, query: ParsedQuery) -> ParsedQuery | None:
    """The query about the paper that it describes."""
    found = described_in(query.message)
    if not found or query.active_papers:
        return None
    said, rest = found
    wanted, catalogue = set(terms(" ".join(content_words(said)))), searcher.catalogue
    near = [catalogue.paper(hit.row) for hit in searcher.search(said).top(_LOOKED_AT)]
    fitting = [paper for paper in near if wanted and wanted <= set(terms(paper.title))]
    if len(fitting) != 1:
        return None
    (paper,) = fitting
    if asks_for_summary(rest):
        asked = f"explain {short_title(paper.title)}"
        return _about(query, paper.paper_id, asked, Intent.EXPLAIN)
    intent = query.intent if query.intent in (Intent.FACT, Intent.EXPLAIN, Intent.METADATA) else Intent.FACT
    return _about(query, paper.paper_id, query.question, intent)


def _about(query: ParsedQuery, paper_id: str, asked: str, intent: Intent) -> ParsedQuery:
    return replace(
        query,
        active_papers=(paper_id,),
        question=asked,
        unfiltered=asked,
        search_text=asked,
        intent=intent,
        field=query.field if intent is Intent.METADATA else None,
    )
