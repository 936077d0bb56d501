"""Whether a paper is here whose title or abstract was pasted, and which are the nearest.

In: a query with the pasted text, a searcher. Out: a part that says yes or no, and lists the nearest.
"""

from itertools import pairwise

from rag.answering.citations import Composer
from rag.answering.metadata import introducing
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.paper import title_key
from rag.model.query import ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.searcher import Searcher
from rag.text.terms import terms

NEAREST = 5  # papers that are named beside it
_SAME = 0.8  # share of a pasted text's neighbouring terms that a paper has where it is that text
_SHORTEST_TITLE = 12  # letters of a title that is recognised within a text


def held(searcher: Searcher, composer: Composer, query: ParsedQuery) -> Part:
    """Yes, with the paper; or no, and what is nearest."""
    catalogue, text = searcher.catalogue, query.search_text
    ranking = searcher.search(text)
    hits = ranking.top(NEAREST + 1)
    own = next((hit for hit in hits if is_this(catalogue, hit.row, text)), None)
    if not hits:
        return Part(query, "No paper here has this title or text.", Status.NOT_ANSWERED, ranking=ranking)
    head = "No paper here has this title or text."
    if own:
        head = f"Yes, it is here: {catalogue.paper(own.row).title} {_marker(composer, own.row)}"
    near = [hit for hit in hits if hit is not own][:NEAREST]
    lines = [f"- {catalogue.paper(hit.row).title} {_marker(composer, hit.row)}" for hit in near]
    told = [head, *(["The nearest:", *lines] if near else [])]
    shown = (*([own] if own else []), *near)
    return Part(query, "\n".join(told), Status.ANSWERED if own else Status.PARTLY, shown, ranking=ranking)


def is_this(catalogue: Catalogue, row: int, text: str) -> bool:
    """Whether a paper has this title, or this text."""
    paper, key = catalogue.paper(row), title_key(text)
    own = title_key(paper.title)
    if own == key or (len(own) >= _SHORTEST_TITLE and own in key):
        return True
    typed = _pairs(text)
    return len(typed) > _SHORTEST_TITLE and len(typed & _pairs(paper.text)) >= _SAME * len(typed)


def _pairs(text: str) -> set[tuple[str, str]]:
    found = terms(text)
    return set(pairwise(found))


def _marker(composer: Composer, row: int) -> str:
    return composer.marker(introducing(composer.catalogue, row))
