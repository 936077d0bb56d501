"""Whether a question that might lean on the conversation opens a new subject.

In: a parsed query with active papers. Out: the same query without them where its words are far from all of
theirs, or where another paper plainly answers it and they do not.
"""

import re
from dataclasses import replace

import numpy as np

from rag.answering.parameters import Routing
from rag.model.query import Intent, ParsedQuery
from rag.query.anaphora import IT, LEAD, content_words, has_subject, is_elliptical, points_back
from rag.query.aspects import EARLIER
from rag.query.bare_topic import is_measure
from rag.query.by_author import names_author
from rag.query.in_place import adds
from rag.query.picked import picks_surely
from rag.retrieval import abstention
from rag.retrieval.abstention import word_matches
from rag.retrieval.lacks import asks_for_lacks
from rag.retrieval.searcher import Searcher
from rag.text.terms import terms

_OPENS = re.compile(r"^\W*(?:(?:ok(?:ay)?|and|so|now|well)\b[\s,]*)*(?:what|how) about\b\s*", re.I)
_ONE = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|so|now|well)\b[\s,]*)*(?:(?:what|how) about\s+)?the (?P<called>.+?)"
    r" (?:one|paper|study|article|work)\W*$",
    re.I,
)
_SAID = re.compile(r"\b(?:mention|describ|discuss|report|stat|giv|not|list|nam|address)(?:ed|en)\b", re.I)
FEW = 0.34  # of the words of "what about ...?", which the active papers may have by chance
SAYS_ENOUGH = 4  # words of its own, from which a question with "it" in it may be about another paper


def unfocused(searcher: Searcher, query: ParsedQuery, using: Routing) -> ParsedQuery:
    """The query without the active papers where it is about none of them."""
    typed = query.message
    added = adds(typed)  # "and in mice?" asks nothing by itself
    settled = query.act is not None or query.intent is Intent.METADATA or picks_surely(typed)
    settled = (
        settled
        or bool(added and added["prep"])
        or is_elliptical(typed)
        or is_measure(typed)
        or _names_author(searcher, query)
    )
    asked = _SAID.sub(" ", EARLIER.sub(" ", typed))  # "any limitations mentioned?" asks for limitations
    if not query.active_papers or settled or asks_for_lacks(asked) or not has_subject(asked):
        return query
    leans = points_back(typed)
    if not leans and _OPENS.match(typed) and _is_elsewhere(searcher, query):
        return _alone(query)
    if (leans or not _is_far(searcher, query, using)) and not _is_of_another(searcher, query, using):
        return query
    return _alone(query)


def _alone(query: ParsedQuery) -> ParsedQuery:
    typed = query.message
    mentions = tuple(m for m in query.mentions if m.text in typed)
    return replace(
        query, active_papers=(), mentions=mentions, question=typed, search_text=typed, unfiltered=typed
    )


def _names_author(searcher: Searcher, query: ParsedQuery) -> bool:
    """Whether it names somebody who wrote an active paper: "what does Ng conclude?"."""
    rows = (searcher.catalogue.row(id_) for id_ in query.active_papers)
    papers = (searcher.catalogue.paper(row) for row in rows if row is not None)
    return any(names_author(query.message, paper.authors) for paper in papers)


def _is_elsewhere(searcher: Searcher, query: ParsedQuery) -> bool:
    """Whether the active papers have none of its words, or few of many, and the others answer it."""
    catalogue, asked = searcher.catalogue, set(terms(" ".join(content_words(_OPENS.sub("", query.message)))))
    rows = [row for id_ in query.active_papers if (row := catalogue.row(id_)) is not None]
    told = [len(asked & set(terms(f"{p.title} {p.text}"))) for p in map(catalogue.paper, rows)]
    if not asked or max(told, default=0) > FEW * len(asked):
        return False
    ranking = searcher.search(_OPENS.sub("", query.message))
    return abstention.answered_logit(catalogue, ranking, searcher.background) >= 0


def _is_far(searcher: Searcher, query: ParsedQuery, using: Routing) -> bool:
    """Whether its words are far from all that the active papers say."""
    looked_up, catalogue = searcher.query(query.message), searcher.catalogue
    rows = [row for id_ in query.active_papers if (row := catalogue.row(id_)) is not None]
    found = [[m.similarity for m in word_matches(catalogue, row, looked_up)] for row in rows]
    near = [float(np.mean(matches)) for matches in found if matches]
    return bool(near) and max(near) < using.new_subject


def _is_of_another(searcher: Searcher, query: ParsedQuery, using: Routing) -> bool:
    """Whether another paper answers it beyond doubt, and is far ahead of the active ones; "it" is one of
    these."""
    typed, catalogue = LEAD.sub("", query.message).strip(), searcher.catalogue
    if not typed or (IT.search(typed) and len(content_words(typed)) < SAYS_ENOUGH):
        return False
    ranking = searcher.search(typed)
    scores = dict(zip(ranking.rows.tolist(), ranking.scores.tolist(), strict=True))
    if not scores:
        return False
    active = [catalogue.row(id_) for id_ in query.active_papers]
    mine = max((scores.get(row, 0.0) for row in active if row is not None), default=0.0)
    best = int(ranking.rows[int(np.argmax(ranking.scores))])
    if max(scores.values()) > mine and _is_called(searcher, query, best):
        return True
    if max(scores.values()) - mine < using.other_ahead:
        return False
    return abstention.answered_logit(catalogue, ranking, searcher.background) >= using.other_answers


def _is_called(searcher: Searcher, query: ParsedQuery, row: int) -> bool:
    """Whether "and the urban sound one?" says what only this paper is called: its title has all its words,
    which no active paper has."""
    match, catalogue = _ONE.match(query.message), searcher.catalogue
    asked = set(terms(" ".join(content_words(match["called"])))) if match else set[str]()
    active = [catalogue.paper(r) for id_ in query.active_papers if (r := catalogue.row(id_)) is not None]
    known = any(asked <= set(terms(f"{paper.title} {paper.text}")) for paper in active)
    return len(asked) > 1 and not known and asked <= set(terms(catalogue.paper(row).title))
