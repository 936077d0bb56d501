"""Fit what each component score counts in a paper's score; part of `python -m eval.calibrate`.

In: the questions with right papers, each put to each library. Out: nDCG@10 of today's weights and of the
best found, with late interaction and without; bm25 is the scale and stays. What is found is written only
where it is better on questions kept out; abstention and the list cut look at scores, so they are fitted
again after that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from eval.calibration_set import Asked, asked
from eval.coordinate_search import Floats, Values, search, told_and_written
from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.router import Router
from rag.retrieval.parameters import FILE, FusionWeights, parameters

BY = "python -m eval.calibrate fusion"
TOP = 10
SCALE = "bm25"
ALONE = ("sentence_without_maxsim", "document_without_maxsim")


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """A question's component scores over the papers of a library, (n,) each, and which are right."""

    id: str
    components: Mapping[str, Floats]
    right: Floats


def component_scores(libraries: Mapping[str, Assistant]) -> list[Scores]:
    """Of every question that has right papers in the library."""
    return [_scores(libraries[a.library], a) for a in asked(libraries) if a.gold and a.query.search_text]


def _scores(assistant: Assistant, one: Asked) -> Scores:
    ranking = Router(assistant.searcher, Composer(assistant.catalogue)).rank(one.query)
    order = np.argsort(ranking.rows, kind="stable")
    components = {name: scores[order].astype(np.float64) for name, scores in ranking.components.items()}
    return Scores(one.id, components, np.isin(ranking.rows[order], list(one.gold)).astype(np.float64))


def ndcg(scores: Floats, right: Floats) -> float:
    """nDCG@10 with binary gains, 0 to 1; papers of one score stand in the order of their rows."""
    discount = 1 / np.log2(np.arange(2, TOP + 2))
    gains = right[np.argsort(-scores, kind="stable")[:TOP]]
    ideal = discount[: int(min(TOP, right.sum()))].sum()
    return float((gains * discount[: len(gains)]).sum() / ideal) if ideal else 0.0


def ranked(found: Sequence[Scores], weights: FusionWeights, *, maxsim: bool) -> Floats:
    """nDCG@10 of each question. (n,)"""
    names = [name for name in found[0].components if maxsim or name != "maxsim"]
    chosen = weights.of(names)
    return np.array([ndcg(sum_of(one, chosen), one.right) for one in found])


def sum_of(one: Scores, weights: Mapping[str, float]) -> Floats:
    """The papers' scores. (n,)"""
    parts = [weight * one.components[name] for name, weight in weights.items()]
    return np.asarray(np.sum(parts, axis=0))


def calibrate(libraries: Mapping[str, Assistant], *, write: bool) -> bool:
    """Search, say what was found; returns whether anything was written."""
    found, now = component_scores(libraries), asdict(parameters().fusion)
    ids = [one.id for one in found]
    written = False
    for maxsim in (True, False):
        names = [n for n in now if n != SCALE and n not in ALONE] if maxsim else list(ALONE)

        def score(values: Values, maxsim: bool = maxsim) -> Floats:
            return ranked(found, FusionWeights(**{**now, **values}), maxsim=maxsim)

        result = search({n: now[n] for n in names}, score, ids)
        written |= told_and_written(result, now, (FILE, "fusion"), BY if write else "")
    return written
