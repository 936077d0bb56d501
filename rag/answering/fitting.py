"""Which papers make up a list, and whether there is one.

In: a ranking, the rows of papers that the question names. Out: the papers that fit, and how surely the
library has any.
"""

from collections.abc import Sequence

import numpy as np

from rag.answering.listing import WIDE
from rag.retrieval import abstention, conditions, cutting, topics
from rag.retrieval.compounds import compounds
from rag.retrieval.ranking import Hit, Ranking
from rag.retrieval.searcher import Searcher


def fitting(searcher: Searcher, ranking: Ranking, meant: Sequence[int]) -> tuple[tuple[Hit, ...], float]:
    """The papers of a list, none where the papers do not answer and none is `meant`, and the log odds that
    they do."""
    hits, catalogue, background = ranking.top(WIDE), searcher.catalogue, searcher.background
    if not hits:
        return (), -np.inf
    odds, terms = topics.fits(catalogue, ranking, background), compounds(catalogue, ranking)
    logit = float(odds.max())  # without late interaction, for which nothing was fitted
    if ranking.near.shape[1]:
        seen = abstention.signals(catalogue, ranking, background)
        logit = topics.listed_logit(odds, seen, ranking.query.using.abstention_several, terms)
    if not meant and logit < 0:
        return (), logit
    above = conditions.listed(catalogue, ranking, odds, terms)
    return cutting.chosen(catalogue, ranking, hits, above) or hits[:1], logit
