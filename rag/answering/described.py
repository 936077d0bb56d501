"""A paper that a message describes: "summarize the paper on zero-rating", "the ski jumping paper".

In: a query that nothing answers, a searcher. Out: the same query about the one paper whose title has all the
words of the description; None where none is described, or several papers' titles have them.
"""

from dataclasses import replace

from rag.answering.one_paper import asked_of
from rag.entities.aliases import short_title
from rag.model.query import Intent, ParsedQuery
from rag.query.anaphora import content_words
from rag.query.described_paper import asks_for_summary, described_in
from rag.retrieval.searcher import Searcher
from rag.text.terms import terms

_LOOKED_AT = 10  # papers found for the description


def better_described(searcher: Searcher, query: ParsedQuery) -> ParsedQuery:
    """The query; where it asks for a summary of a paper by more words of its title than the paper has that
    one of them names ("the kite fog paper", where another is called Kite), about the one it describes."""
    found = described_in(query.message)
    if not found or not query.mentions or not asks_for_summary(found[1]):
        return query
    wanted, named = _wanted(found[0]), {id_ for mention in query.mentions for id_ in mention.paper_ids}
    rows = (searcher.catalogue.row(id_) for id_ in named)
    titles = [searcher.catalogue.paper(row).title for row in rows if row is not None]
    if any(wanted <= set(terms(title)) for title in titles):
        return query
    return about_a_described_paper(searcher, replace(query, mentions=())) or query


def about_a_described_paper(searcher: Searcher, query: ParsedQuery) -> ParsedQuery | None:
    """The query about the paper that it describes."""
    found = described_in(query.message)
    if not found or query.active_papers:
        return None
    said, rest = found
    wanted, catalogue = _wanted(said), searcher.catalogue
    near = [catalogue.paper(hit.row) for hit in searcher.search(said).top(_LOOKED_AT)]
    fitting = [paper for paper in near if wanted and wanted <= set(terms(paper.title))]
    if len(fitting) != 1:
        return None
    (paper,) = fitting
    if asks_for_summary(rest):
        asked = f"explain {short_title(paper.title)}"
        return replace(asked_of(query, paper, asked), intent=Intent.EXPLAIN, field=None)
    if query.intent is Intent.METADATA:
        return asked_of(query, paper, query.question)
    intent = query.intent if query.intent in (Intent.FACT, Intent.EXPLAIN) else Intent.FACT
    return replace(asked_of(query, paper, query.question), intent=intent, field=None)


def _wanted(said: str) -> set[str]:
    """The words of a description that a title must have: everyday ones where it has no others."""
    return set(terms(" ".join(content_words(said)) or said))
