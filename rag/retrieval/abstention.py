"""Abstention: do the papers that were found answer the question at all?

In: a ranking, and how near each of the question's words came to the best paper's. Out: the
log odds that the papers answer. No signal decides alone; the weights are a logistic
regression over our own calibration questions (eval/calibration.jsonl; `make calibrate`).
"""

import re
from dataclasses import astuple, dataclass

import numpy as np

from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Ranking, SearchQuery
from rag.retrieval.searcher import WEIGHTS
from rag.text.terms import terms
from rag.text.words import word_spans
from store.item import FloatArray

CERTAIN_NAME = 0.6  # a name at least this certain settles what paper is meant
LOOKED_AT = 20  # papers whose scores are compared
FAR = 0.45  # a word whose nearest word piece is less near than this has no counterpart
# How names are spelt in the middle of a question: shapes, whose words are cut by `terms`.
_NAME = re.compile(r"(?<!^)\b[A-Z][\w-]{2,}|\b\w*[a-z][A-Z][\w-]*|\b[A-Z]{3,}\b|\b[A-Za-z]{2,}\d[\w-]*")


@dataclass(frozen=True, slots=True)
class WordMatch:
    """One content word of a question: its similarity to the paper's nearest word piece, its idf in
    the library, whether the paper has it."""

    word: str
    similarity: float
    idf: float
    present: bool


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against the best paper found for a question.

    score: its retrieval score, less what a name was worth; over_second, over_sixth, over_last:
    how far it is above those of the papers that were looked at; bm25, expansion, maxsim,
    sentence: these components of its score (where there are no vectors, mean_similarity stands
    for the last two); has_expansion: 1 where the paper comes with expansion queries, which raise
    its score; unknown, unknown_idf: share of the question's terms (by number, by idf) that no
    paper has; unknown_entity: 1 where the question names something that no paper has.
    The rest tells how similar the question's words are to the paper's: unmatched_idf, the share
    (by idf) with no counterpart; mean_similarity (by squared idf); content_mean, content_least:
    mean and least over the three terms of highest idf; least_mean: mean over the three least
    similar.
    """

    score: float
    over_second: float
    over_sixth: float
    over_last: float
    bm25: float
    unknown: float
    unknown_idf: float
    unmatched_idf: float
    mean_similarity: float
    content_mean: float
    least_mean: float
    content_least: float
    has_expansion: float
    unknown_entity: float
    expansion: float
    maxsim: float
    sentence: float

    def vector(self, *, several: bool) -> FloatArray:
        """The regression's inputs (17,); a question with several right papers has no margin to show."""
        values = np.array(astuple(self), np.float32)
        if several:
            values[1:4] = 0.0
        return values


# Weights and bias by `python -m eval.calibrate`: one right paper is asked for, or several.
_ONE = (
    np.array(
        [
            1.77,
            4.7,
            3.44,
            -3.26,
            -0.44,
            -3.28,
            2.09,
            -2.94,
            2.41,
            -8.66,
            -14.14,
            9.31,
            -1.24,
            -1.78,
            2.18,
            8.49,
            7.03,
        ]
    ),
    -1.3,
)
_SEVERAL = (
    np.array(
        [
            3.07,
            0.0,
            0.0,
            0.0,
            3.99,
            -1.31,
            -0.38,
            -2.56,
            3.4,
            -2.09,
            -1.15,
            -1.54,
            -0.52,
            1.24,
            -0.8,
            10.92,
            17.69,
        ]
    ),
    -18.38,
)


def word_matches(
    catalogue: Catalogue, row: int, query: SearchQuery, text: str | None = None
) -> list[WordMatch]:
    """The content words of the query (or of `text`, a part of it) against one paper."""
    snapshot, vectors = catalogue.snapshot, query.vectors
    near = (
        snapshot.token_similarities(row, vectors.tokens) if vectors.tokens.size else np.zeros(0, np.float32)
    )
    wanted = None if text is None else set(terms(text))
    found = []
    for word, start, end in word_spans(query.text):
        stems = [query.corrected.get(t, t) for t in terms(word)]
        if not stems or (wanted is not None and wanted.isdisjoint(terms(word))):
            continue
        present = any(snapshot.matched(t)[row] for t in stems)
        inside = (vectors.spans[:, 0] >= start) & (vectors.spans[:, 0] < end)
        similarity = float(near[inside].mean()) if near.size and inside.any() else float(present)
        idf = max(query.idf.get(t, query.max_idf) for t in stems)
        found.append(WordMatch(word, similarity, idf, present))
    return found


def unknown_entities(text: str, query: SearchQuery) -> list[str]:
    """Words of the text that are spelt like names and that no paper has."""
    words = dict.fromkeys(_NAME.findall(text))
    return [w for w in words if (stems := terms(w)) and all(t in query.unknown for t in stems)]


def signals(catalogue: Catalogue, ranking: Ranking) -> Signals:
    """What speaks for and against the best paper; the ranking holds at least one."""
    hits, query = ranking.top(LOOKED_AT), ranking.query
    best, scores = hits[0], [hit.score for hit in hits]
    matches = word_matches(catalogue, best.row, query) or [WordMatch("", 0.0, 1.0, present=False)]
    near = np.array([m.similarity for m in matches])
    idf = np.array([m.idf for m in matches])
    content = near[np.argsort(-idf, kind="stable")[:3]]
    mean_similarity = float(np.dot(idf**2, near) / np.dot(idf, idf))
    return Signals(
        score=best.score - best.components["name"] * WEIGHTS["name"],
        over_second=min(0.6, scores[0] - scores[min(1, len(scores) - 1)]),
        over_sixth=scores[0] - scores[min(5, len(scores) - 1)],
        over_last=scores[0] - scores[-1],
        bm25=best.components["bm25"],
        unknown=len(query.unknown) / max(1, len(set(terms(query.text)))),
        unknown_idf=len(query.unknown) * query.max_idf / query.max_score,
        unmatched_idf=float(idf[near < FAR].sum() / idf.sum()),
        mean_similarity=mean_similarity,
        content_mean=float(content.mean()),
        least_mean=float(np.sort(near)[:3].mean()),
        content_least=float(content.min()),
        has_expansion=float(best.components.get("expansion", 0.0) > 0),
        unknown_entity=float(bool(unknown_entities(query.text, query))),
        expansion=best.components.get("expansion", 0.0),
        maxsim=best.components.get("maxsim", mean_similarity),
        sentence=best.components.get("sentence", mean_similarity),
    )


def answered_logit(catalogue: Catalogue, ranking: Ranking, *, several: bool) -> float:
    """The log odds that the papers answer; 0 is the line. The ranking holds at least one paper."""
    weights, bias = _SEVERAL if several else _ONE
    seen = signals(catalogue, ranking)
    return float(np.dot(weights, seen.vector(several=several)) + bias)
