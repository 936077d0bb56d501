"""Abstention: do the papers that were found answer the question at all?

In: a ranking, how near each of the question's words came to the best paper's, what unrelated
questions score here. Out: the log odds that the papers answer. No signal decides alone; the weights
are a logistic regression over questions put to libraries of several fields (`make calibrate`).
"""

import re
from dataclasses import dataclass

import numpy as np

from rag.retrieval.background import TOTAL, Background
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.parameters import log_odds
from rag.retrieval.ranking import Ranking, SearchQuery
from rag.retrieval.signals import Signals
from rag.text.terms import terms
from rag.text.words import word_spans

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
        present = any(snapshot.has(row, t) for t in stems)
        inside = (vectors.spans[:, 0] >= start) & (vectors.spans[:, 0] < end)
        similarity = float(near[inside].mean()) if near.size and inside.any() else float(present)
        idf = max(query.idf.get(t, query.max_idf) for t in stems)
        found.append(WordMatch(word, similarity, idf, present))
    return found


def unknown_entities(text: str, query: SearchQuery) -> list[str]:
    """Words of the text that are spelt like names and that no paper has."""
    words = dict.fromkeys(_NAME.findall(text))
    return [w for w in words if (stems := terms(w)) and all(t in query.unknown for t in stems)]


def signals(catalogue: Catalogue, ranking: Ranking, background: Background) -> Signals:
    """What speaks for and against the best paper; the ranking holds at least one."""
    query, using = ranking.query, ranking.query.using
    tuned, hits = using.signals, ranking.top(using.signals.compared)
    best, scores = hits[0], [hit.score for hit in hits]
    matches = word_matches(catalogue, best.row, query) or [WordMatch("", 0.0, 1.0, present=False)]
    near = np.array([m.similarity for m in matches])
    idf = np.array([m.idf for m in matches])
    content = near[np.argsort(-idf, kind="stable")[: tuned.few]]
    mean_similarity = float(np.dot(idf**2, near) / np.dot(idf, idf))
    score = best.score - best.components["name"] * using.fusion.name
    above = {n: float(background.above(n, v[:1])[0]) for n, v in ranking.components.items()}
    return Signals(
        score=score,
        over_second=min(tuned.most_over_second, scores[0] - scores[min(1, len(scores) - 1)]),
        over_sixth=scores[0] - scores[min(5, len(scores) - 1)],
        over_last=scores[0] - scores[-1],
        bm25=best.components["bm25"],
        unknown=len(query.unknown) / max(1, len(set(terms(query.text)))),
        unknown_idf=len(query.unknown) * query.max_idf / query.max_score,
        unmatched_idf=float(idf[near < tuned.far].sum() / idf.sum()),
        mean_similarity=mean_similarity,
        content_mean=float(content.mean()),
        least_mean=float(np.sort(near)[: tuned.few].mean()),
        content_least=float(content.min()),
        has_expansion=float(best.components.get("expansion", 0.0) > 0),
        unknown_entity=float(bool(unknown_entities(query.text, query))),
        expansion=best.components.get("expansion", 0.0),
        maxsim=best.components.get("maxsim", mean_similarity),
        sentence=best.components.get("sentence", mean_similarity),
        above_total=float(background.above(TOTAL, np.array([score], np.float32))[0]),
        above_maxsim=above.get("maxsim", 0.0),
        above_sentence=above.get("sentence", 0.0),
        above_document=above.get("document", 0.0),
        above_bm25=above["bm25"],
    )


def answered_logit(catalogue: Catalogue, ranking: Ranking, background: Background) -> float:
    """The log odds that the papers answer a question with one right paper; 0 is the line. The ranking holds
    at least one. For questions with several see rag/retrieval/topics.py. Of a question without a word that
    any paper has, nearness in meaning tells nothing."""
    if not ranking.query.idf:
        return -np.inf
    return log_odds(ranking.query.using.abstention_one, signals(catalogue, ranking, background))
