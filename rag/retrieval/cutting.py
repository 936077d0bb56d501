"""Where a list ends: how likely each paper belongs to it, and how many of the likeliest make the best list.

In: a ranking, how far each paper stands above the line of its topic. Out: the papers of the list, those that
only perhaps belong to it marked. A paper is likelier where papers like it are likely: those of a topic lie
together. And no one line serves all topics: where few papers stand out, some that are less likely are worth
naming, so the list ends where its expected F1 is best (Lipton, Elkan and Naryanaswamy, 2014, say where that
is; here each end is tried).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Hit, Ranking
from store.item import FloatArray

# Fitted over 556 lists of six libraries: eval/LOG.md, "Where a list ends".
ABOVE, KIN, BIAS = 0.63, 1.78, -1.35  # what it is worth to stand above the line, that papers alike fit
NEARER, APART = 30.0, 0.4  # how much more the nearer of two papers counts, and a cosine that is no kinship
LOOKED_AT = 150  # papers, and all that may yet fit
HOPELESS = -2.0  # above the line
MOST = 12.0  # above the line, or below
SURELY = 0.45  # log odds: 0.88 of the papers from there on are right, 0.45 of those below
PLAINLY = 1.5  # above the line: the same without late interaction, for which nothing was fitted


def chosen(catalogue: Catalogue, ranking: Ranking, hits: Sequence[Hit], above: FloatArray) -> tuple[Hit, ...]:
    """The papers of the list, those marked as doubtful that only perhaps belong to it. `above` (n,): how far
    the ranking's best papers stand above the line, -inf for what lacks a condition."""
    if not ranking.near.shape[1] or not len(above):
        fitting = ((hit, fit) for hit, fit in zip(hits, above, strict=False) if fit >= 0)
        return tuple(replace(hit, doubtful=bool(fit < PLAINLY)) for hit, fit in fitting)
    odds = belonging(catalogue, ranking, above)
    line = np.sort(odds)[::-1][best_end(odds) - 1]
    fitting = ((hit, fit) for hit, fit in zip(hits, odds, strict=False) if fit >= line and fit > -np.inf)
    return tuple(replace(hit, doubtful=bool(fit < SURELY)) for hit, fit in fitting)


def belonging(catalogue: Catalogue, ranking: Ranking, above: FloatArray) -> FloatArray:
    """The log odds that each of the best papers belongs to the list; -inf where it lacks a condition. (m,)"""
    hopeful = np.flatnonzero(above >= HOPELESS)
    looked = min(len(above), max(LOOKED_AT, int(hopeful[-1]) + 1 if len(hopeful) else 0))
    own = np.clip(above[:looked], -MOST, MOST)
    vectors = np.stack([catalogue.snapshot.document_vector(int(row)) for row in ranking.rows[:looked]])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    weights = np.exp(NEARER * (vectors @ vectors.T - 1))
    np.fill_diagonal(weights, 0.0)
    alone = np.exp(NEARER * (APART - 1))  # a paper without any like it is judged by itself
    kin = (weights @ _likely(own) + alone * _likely(own)) / (weights.sum(axis=1) + alone)
    odds = np.asarray(ABOVE * own + KIN * kin + BIAS, np.float32)
    odds[~np.isfinite(above[:looked])] = -np.inf
    return odds


def best_end(odds: FloatArray) -> int:
    """How many of the likeliest papers, one at least, make about the list of the best expected F1: of k twice
    their expected right ones over k and all that are expected to be right."""
    likely = np.sort(_likely(odds))[::-1]
    expected = 2 * np.cumsum(likely) / (np.arange(1, len(likely) + 1) + likely.sum())
    return int(expected.argmax()) + 1


def _likely(odds: FloatArray) -> FloatArray:
    likely: FloatArray = np.asarray(1 / (1 + np.exp(-np.clip(odds, -50, 50))), np.float32)
    return likely
