"""Which of the papers that fit a topic are listed: those that treat all of it, and in one place.

In: a ranking, how far each paper fits its topic. Out: the same with what the sum over the topic's words does
not see. A paper with one word here and another there is about neither: what counts is the one sentence that
comes nearest to the whole topic. And of two conditions ("the lasso on single cell data") each must be met,
where some paper meets both.
"""

import re

import numpy as np

from rag.retrieval.catalogue import Catalogue
from rag.retrieval.compounds import NONE as NO_COMPOUNDS
from rag.retrieval.compounds import Compounds
from rag.retrieval.ranking import Ranking
from rag.retrieval.topics import FAR_FROM, FAR_TO
from rag.text.terms import terms
from rag.text.words import word_spans
from store.item import FloatArray

# Tried over the lists of seven libraries: eval/LOG.md, "Two conditions".
TOGETHER, PLACE = 3.0, 0.58  # what a place between far ranks (0) and the best (1) is worth, and where nothing
MET, LEAST = 0.9, 0.3  # a paper that meets both conditions so well asks for so much of it from the others
HAS, LACKS = 0.5, 0.5  # what the compound terms of the topic are worth that some paper has
CONDITIONS = 2
_JOINS = frozenset(  # part conditions; "or" and articles stand inside one
    """about above across against also amid among and another around as at because before behind below beside
    besides between beyond both but by combine combined combines combining concerning could does during each
    either especially for from given had has have how in including inside into involve involves involving is
    its it like may might must near of off on onto our out outside over per plus rather regarding should since
    so such than that their them these they this those through throughout to toward towards under until up
    upon use used uses using versus via vs was we were what when where whether which while who whose will with
    within without would you your are be been being can did do has i my""".split()
)
_PAUSE = re.compile(r"[,;:()/–—]|\s-\s|\.\s")


def listed(
    catalogue: Catalogue, ranking: Ranking, odds: FloatArray, terms: Compounds = NO_COMPOUNDS
) -> FloatArray:
    """How far each of the best papers stands above the line from which it is listed, of how far it fits and
    which of the topic's compound terms it has; the same without late interaction. (n,), (n,)"""
    n = len(odds)
    if not n or not ranking.near.shape[1]:
        return odds
    hopeful = np.flatnonzero(odds >= -TOGETHER * (1 - PLACE) - HAS)  # no other can be lifted above the line
    looked = min(n, max(FAR_TO, int(hopeful[-1]) + 1 if len(hopeful) else 0))
    near = _in_one_sentence(catalogue, ranking, looked)
    far = near[FAR_FROM:FAR_TO].mean() if looked > FAR_FROM else near.min()
    above = odds.astype(np.float32)
    above[:looked] += TOGETHER * ((near - far) / max(near.max() - far, 1e-3) - PLACE)
    known = min(n, len(terms.share))
    above[:known] += (HAS + LACKS) * terms.share[:known] - LACKS
    met = _met(ranking, n)
    unmet = met < LEAST * met.max() if met.max() >= MET else np.zeros(n, np.bool_)
    above[unmet] = -np.inf
    return above


def conditions_in(text: str) -> list[tuple[int, int]]:
    """Where the conditions of a topic stand, from start to end: "the lasso", "single cell data"."""
    found: list[tuple[int, int]] = []
    before, open_ = 0, False
    for word, start, end in word_spans(text):
        open_ = open_ and word.lower() not in _JOINS and not _PAUSE.search(text[before:start])
        before = end
        if word.lower() in _JOINS or not terms(word):
            continue
        found.append((found.pop()[0] if open_ else start, end))
        open_ = True
    return found


def _in_one_sentence(catalogue: Catalogue, ranking: Ranking, n: int) -> FloatArray:
    """Late interaction with the one sentence of each paper that comes nearest to the whole topic. (n,)"""
    query, snapshot = ranking.query, catalogue.snapshot
    return snapshot.nearest_sentences(ranking.rows[:n], query.vectors.tokens, query.token_weights)


def _met(ranking: Ranking, n: int) -> FloatArray:
    """How far each paper meets both conditions: the less of the two, from 0 (the middle of all that were
    looked at) to 1 (the best of them); 0 where the topic has not two. (n,)"""
    query, least = ranking.query, np.full(n, np.inf, np.float32)
    places = conditions_in(query.text)
    if len(places) != CONDITIONS:
        return np.zeros(n, np.float32)
    for start, end in places:
        inside = (query.vectors.spans[:, 0] >= start) & (query.vectors.spans[:, 0] < end)
        near = ranking.near[:n] @ (query.token_weights * inside)
        middle = float(np.median(near))
        least = np.minimum(least, (near - middle) / max(float(near.max()) - middle, 1e-3))
    return least
