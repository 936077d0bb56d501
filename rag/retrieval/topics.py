"""Topics: which of the papers that were found fit what a list asks for.

In: a ranking, the background. Out: the log odds for each paper that it fits. No share of the best score
and no score of its own decides: how many papers fit differs between topics from none to hundreds, and
scores differ between libraries. The weights are a logistic regression over list questions
with complete gold sets, over libraries of several fields (`make calibrate`).
"""

from dataclasses import fields

import numpy as np

from rag.retrieval.background import TOTAL, Background
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.compounds import NONE as NO_COMPOUNDS
from rag.retrieval.compounds import Compounds
from rag.retrieval.parameters import SeveralWeights, TopicWeights, log_odds
from rag.retrieval.ranking import Ranking
from rag.retrieval.signals import Signals
from rag.text.terms import terms
from rag.text.words import word_spans
from store.item import FloatArray
from store.snapshot import BoolArray, Snapshot

JUDGED = 300  # papers
FAR_FROM, FAR_TO = 36, 60  # ranks that a topic seldom reaches
CORE = 4  # papers, the best ones, that the others are compared with
RAREST = 3  # words
FEW = 3  # papers
LEAST_SHARE = 0.7  # of the best score, where there is no late interaction
SIGNALS = tuple(f.name for f in fields(TopicWeights) if f.name not in ("bias", "line"))


def fits(catalogue: Catalogue, ranking: Ranking, background: Background) -> FloatArray:
    """How far each of the best JUDGED papers stands above the line from which a paper fits; negative where
    it does not. (n,)"""
    if not ranking.near.shape[1]:
        return _above_the_rest(ranking, background)
    weights = ranking.query.using.topic
    column = np.array([getattr(weights, name) for name in SIGNALS])
    odds: FloatArray = topic_signals(catalogue, ranking, background) @ column + weights.bias - weights.line
    return odds


def _above_the_rest(ranking: Ranking, background: Background) -> FloatArray:
    """The same without late interaction, for which the regression was not fitted: how far, in spreads,
    above a share of the best score and above what unrelated questions hardly reach."""
    scores = ranking.scores[:JUDGED]
    line = max(LEAST_SHARE * float(scores.max(initial=0.0)), background.rare(TOTAL))
    odds: FloatArray = (scores - line) / background.spread.get(TOTAL, 1.0)
    return odds


def listed_logit(
    odds: FloatArray, seen: Signals, using: SeveralWeights, terms: Compounds = NO_COMPOUNDS
) -> float:
    """The log odds that the papers answer a question with several right ones, of which `fits` gave `odds`
    (n,), n > 0, and the best paper these signals, and which have these of its compound terms; 0 is the
    line."""
    best = np.sort(odds)[-FEW:]
    fit = float(using.best * best[-1] + using.few * best.mean())
    return log_odds(using, seen) + fit + using.held * terms.held + using.lacking * terms.lacking


def topic_signals(catalogue: Catalogue, ranking: Ranking, background: Background) -> FloatArray:
    """What speaks for and against each of the best JUDGED papers, a column for each of SIGNALS. (n, k)"""
    n = min(JUDGED, len(ranking.rows))
    named = ranking.components["name"] * ranking.query.using.fusion.name
    total = (ranking.scores - named)[:n]
    own = {name: scores[:n] for name, scores in ranking.components.items()}
    zero = np.zeros(n, np.float32)
    parts = {name: own.get(name, zero) for name in ("maxsim", "sentence", "document", "bm25", "expansion")}
    above = {f"above_{name}": background.above(name, scores) for name, scores in parts.items()}
    far = total[FAR_FROM:FAR_TO].mean() if n > FAR_FROM else total.min(initial=0.0)
    best = total.max(initial=1e-6)
    core, core_over_far = _core(catalogue.snapshot, ranking, n)
    found = {
        "total": total,
        **parts,
        **above,
        "above_total": background.above(TOTAL, total),
        "share": total / best,
        "behind": best - total,
        "over_far": total - far,
        "between": (total - far) / max(best - far, 1e-3),
        "best_above": np.full(n, background.above(TOTAL, total[:1])[0] if n else 0.0),
        **_words(catalogue.snapshot, ranking, n),
        "core": core,
        "core_over_far": core_over_far,
        "rank": np.log1p(np.arange(n)),
    }
    return np.stack([found[name] for name in SIGNALS], axis=1).astype(np.float32)


def _core(snapshot: Snapshot, ranking: Ranking, n: int) -> tuple[FloatArray, FloatArray]:
    """Cosine of each paper with the middle of the surest ones, and how far that is above the same of the
    papers at far ranks. (n,), (n,)"""
    if not n or "document" not in ranking.components:
        return np.zeros(n, np.float32), np.zeros(n, np.float32)
    vectors = np.stack([snapshot.document_vector(int(row)) for row in ranking.rows[:n]])
    sums = vectors[:CORE].sum(axis=0)
    middles = np.broadcast_to(sums, vectors.shape).copy()
    middles[:CORE] -= vectors[:CORE]  # nothing is compared with itself
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-6)
    near = (vectors * middles).sum(axis=1)
    far = near[FAR_FROM:FAR_TO].mean() if n > FAR_FROM else near.min()
    return near, near - far


def _words(snapshot: Snapshot, ranking: Ranking, n: int) -> dict[str, FloatArray]:
    """How the papers cover the topic's words: share of the words (by idf) that the paper has; similarity to
    the rarest words, to the least similar one, to all (by idf); share of the rarest that it has."""
    query, near = ranking.query, ranking.near[:n]
    found: list[FloatArray] = []
    present: list[BoolArray] = []
    idf = []
    for word, start, end in word_spans(query.text):
        stems = [query.corrected.get(t, t) for t in terms(word)]
        if not stems:
            continue
        has = np.any([snapshot.matched(t)[ranking.rows[:n]] for t in stems], axis=0)
        inside = (query.vectors.spans[:, 0] >= start) & (query.vectors.spans[:, 0] < end)
        found.append(near[:, inside].mean(axis=1) if inside.any() else has.astype(np.float32))
        present.append(has)
        idf.append(max(query.idf.get(t, query.max_idf) for t in stems))
    if not idf:
        names = ("covered", "rarest", "least", "mean", "rarest_present")
        return dict.fromkeys(names, np.zeros(n, np.float32))
    weights, similarity, has_all = np.array(idf), np.stack(found, axis=1), np.stack(present, axis=1)
    rarest = np.argsort(-weights, kind="stable")[:RAREST]
    return {
        "covered": has_all @ weights / weights.sum(),
        "rarest": similarity[:, rarest].mean(axis=1),
        "least": similarity[:, rarest].min(axis=1),
        "mean": similarity @ weights / weights.sum(),
        "rarest_present": has_all[:, rarest].mean(axis=1),
    }
