"""Which papers the two sides of a question are, and what is asked of them: "is the kite paper older than the
wasp one?".

In: a parsed query, a searcher. Out: the query about both papers, where each side leads to one of its own; the
query as it was where a side leads to none or to many, or where one paper tells of both sides.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.answering.compared import tells_of_both
from rag.answering.fitting import fitting
from rag.answering.listing import WIDE
from rag.answering.more_of import counted
from rag.model.paper import Paper
from rag.model.query import Act, Intent, Order, ParsedQuery
from rag.query.anaphora import SURE, content_words
from rag.query.mentions import is_name
from rag.query.sides import Sides, of_a_subject, sides_of
from rag.query.sorted_list import order_between
from rag.query.table_form import asks_for_table
from rag.query.talked_of import MOST_COMPARED
from rag.retrieval.searcher import Searcher
from rag.text.abbreviations import spelled_out
from rag.text.runs import runs
from rag.text.terms import terms

TWO = 2  # sides; of more papers that are named, each is one
FEW = 3  # papers that have all words of a side, of which the best is meant
MOST_OF_THEM, LEAST_WORDS = 0.6, 2  # words of a side, share and number, that its paper has: not "kids"
CONSIDERED = 10  # papers found for a question or a side
_ASKED_OF = (Intent.FACT, Intent.EXPLAIN, Intent.COMPARE, Intent.METADATA)
_BEFORE = re.compile(r"\b(?:before|earlier|older|first)\b", re.I)
_AFTER = re.compile(r"\b(?:after|later|newer|recent)\b", re.I)
_NOUNS = re.compile(
    r"\b(?:study|article|work|model|method|dataset|approach|system|publication|preprint)\b", re.I
)
_POSSESSIVE = re.compile(r"['’]s?$")
_AUTHORS = re.compile(r"\b(?:more|most|fewer|fewest|less|larger|bigger|how many) (?:co-?)?authors\b", re.I)


def with_sides(searcher: Searcher, query: ParsedQuery) -> ParsedQuery:
    """The query about the papers of its two sides."""
    tabled = query.intent is Intent.LIST and asks_for_table(query.message)
    if not (tabled or query.intent in _ASKED_OF) or query.act not in (None, Act.COMPARE):
        return query
    called = {mention.paper_ids for mention in query.mentions if mention.certainty >= SURE}
    if len(query.active_papers) > 1 or len(called) > TWO:
        return query
    if several := _on_one_subject(searcher, query):
        return several
    typed = sides_of(query.message)
    found = typed if typed and "" in typed.sides else sides_of(query.question)
    if found is None or query.language != "en" or not query.filters.empty or _names_more(query):
        return query
    before = (query.active_papers or query.talked_of)[:2]
    talked_of = searcher.catalogue.row(before[0]) if len(before) == 1 else None
    named = [_named(searcher, side) if side else talked_of for side in found.sides]
    if tabled and None in named:
        return query
    if "" not in found.sides:
        titled = [_titled(searcher, side) for side in found.sides]
        named = [one if one is not None else other for one, other in zip(named, titled, strict=True)]
    if ("" in found.sides and talked_of is None) or (query.active_papers and talked_of not in named):
        return query
    alone = [row for row in named if row is not None]
    if len(alone) == 1 and tells_of_both(searcher, query, alone[0]):
        return replace(query, active_papers=(searcher.catalogue.snapshot.id(alone[0]),), asked_term=None)
    if None in named and "" not in found.sides and _is_of_one(searcher, query, found):
        return query
    rows = [
        row if row is not None else _described(searcher, side, found)
        for row, side in zip(named, found.sides, strict=True)
    ]
    if None in rows or rows[0] == rows[1]:
        return query
    both = [row for row in rows if row is not None]
    ids = tuple(searcher.catalogue.snapshot.id(row) for row in both)
    own = tuple(m for m in query.mentions if set(m.paper_ids) <= set(ids))  # not those of a word of a side
    query = replace(query, active_papers=ids, asked_term=None, mentions=own)
    if counted(searcher.catalogue, searcher.query(found.asked), found.asked, both):
        return replace(query, intent=Intent.FACT, field=None, act=Act.CHOOSE, order=None)
    return _asked_of_both(query, found)


def _on_one_subject(searcher: Searcher, query: ParsedQuery) -> ParsedQuery | None:
    """The query about the papers of a subject that are compared with each other: those that fit it, as many
    as it asks for; None where it asks for none, or fewer than two fit."""
    asked = of_a_subject(query.message)
    if asked is None or query.active_papers or not query.filters.empty:
        return None
    ranking = searcher.search(asked.subject, candidates=WIDE)
    fit = sorted(fitting(searcher, ranking, ())[0], key=lambda hit: (hit.doubtful, -hit.score))
    chosen = fit[: asked.count or MOST_COMPARED]
    if len(chosen) < TWO:
        return None
    ids = tuple(searcher.catalogue.snapshot.id(hit.row) for hit in chosen)
    query = replace(query, mentions=tuple(m for m in query.mentions if set(m.paper_ids) <= set(ids)))
    on = {word.lower() for word in content_words(asked.on)}  # a word of the subject may be a paper's name too
    aspects = tuple(word for word in query.aspects if word.lower() in on)
    return replace(
        query, intent=Intent.COMPARE, field=None, act=Act.COMPARE, active_papers=ids, aspects=aspects
    )


def _names_more(query: ParsedQuery) -> bool:
    """Whether more than two papers are named: no two sides hold them."""
    sure = [mention for mention in query.mentions if mention.certainty >= SURE]
    return len({id_ for mention in sure for id_ in mention.paper_ids}) > 2


def _asked_of_both(query: ParsedQuery, found: Sides) -> ParsedQuery:
    if _AUTHORS.search(found.asked):
        return replace(query, intent=Intent.METADATA, field="author_count")
    if order := _order(found.asked):
        return replace(query, intent=Intent.FACT, field=None, act=Act.CHOOSE, order=order)
    on = f"{found.asked} {found.on}"
    aspects = tuple(word.lower() for word in content_words(on) if word.lower() in query.aspects)
    return replace(query, intent=Intent.COMPARE, field=None, act=Act.COMPARE, aspects=aspects)


def _order(asked: str) -> Order | None:
    """Which of the dates is asked for: "is older", "published before"."""
    if order := order_between(_NOUNS.sub("paper", asked)):
        return order
    if re.fullmatch(r"(?:published )?(?:before|after)", asked, re.I):
        return Order.OLDEST if _BEFORE.search(asked) else Order.NEWEST if _AFTER.search(asked) else None
    return None


def _named(searcher: Searcher, side: str) -> int | None:
    """The one paper that goes by a name that is all of a side."""
    wanted = set(terms(side))
    found = [m for m in searcher.catalogue.names.lookup(side) if wanted <= set(terms(m.text)) and m.exact]
    ids = {id_ for mention in found for id_ in mention.paper_ids}
    return searcher.catalogue.row(ids.pop()) if len(ids) == 1 else None


def _titled(searcher: Searcher, side: str) -> int | None:
    """The one paper whose title has every word of a side, short forms by their first letters, but for those
    that name its authors: "unsupervised SMT of Pell"."""
    catalogue, typed = searcher.catalogue, content_words(side)
    if len(typed) < LEAST_WORDS:
        return None
    hits = searcher.search(side).top(CONSIDERED)
    rows = [hit.row for hit in hits if _is_title_of(typed, catalogue.paper(hit.row))]
    return rows[0] if len(rows) == 1 else None


def _is_title_of(typed: Sequence[str], paper: Paper) -> bool:
    title = set(terms(paper.title))
    authors = {run.lower() for name in paper.authors for run in runs(name)}
    left = [
        word
        for word in typed
        if not set(terms(word)) <= title and _POSSESSIVE.sub("", word.lower()) not in authors
    ]
    said = any(set(terms(word)) <= title for word in typed)
    return said and all(word.isupper() and spelled_out(word, paper.title) for word in left)


def _having(searcher: Searcher, side: str, *, all_of_it: bool) -> list[int]:
    """The rows whose papers have the content words of a side: all, or else as many as any has, most of them;
    a word that is spelt like a name must be among them."""
    snapshot = searcher.catalogue.snapshot
    typed = content_words(side)
    wanted = list(dict.fromkeys(terms(" ".join(typed))))
    if not wanted:
        return []
    masks = {term: snapshot.matched(term) & snapshot.alive for term in wanted}
    if any(not masks[term].any() for word in typed if is_name(word) for term in terms(word)):
        return []
    had = np.sum([mask.astype(int) for mask in masks.values()], axis=0)
    most = int(had.max())
    if most < len(wanted) and (all_of_it or most < MOST_OF_THEM * len(wanted) or most < LEAST_WORDS):
        return []
    return [int(row) for row in np.flatnonzero(had == most)]


def _is_of_one(searcher: Searcher, query: ParsedQuery, found: Sides) -> bool:
    """Whether the best paper for the question as a whole has the words of both sides."""
    hits = searcher.search(query.question).top(1)
    having = [set(_having(searcher, side, all_of_it=True)) for side in found.sides]
    return bool(hits) and all(hits[0].row in rows for rows in having)


def _described(searcher: Searcher, side: str, found: Sides) -> int | None:
    """The paper that a side describes: of the few that have its words the best, or of many where it is spoken
    of as one; None where none has most of them."""
    having = _having(searcher, side, all_of_it=False)
    if "" in found.sides and not found.one_each:  # "compare it with humans" may mean no paper
        wanted, catalogue = set(terms(side)), searcher.catalogue
        called = {row: f"{catalogue.paper(row).title} {' '.join(catalogue.own_names(row))}" for row in having}
        having = [row for row in having if wanted <= set(terms(called[row]))]
    if not having or (len(having) > FEW and not found.one_each):
        return None
    mask = searcher.catalogue.snapshot.alive & False
    mask[having] = True
    hits = searcher.search(side, allowed=mask).top(CONSIDERED)
    return hits[0].row if hits else None
