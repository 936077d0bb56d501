"""Decide whether the papers that were found answer the question.

In: what was found, and how near each of the question's words came. Out: a verdict: on
topic or off, and whether the detail asked for is stated. Knows nothing of how an
answer is written. No signal decides alone; the weights are a logistic regression over
our own calibration questions (eval/calibration.jsonl; `python -m eval.calibrate`).
"""

import re
from dataclasses import astuple, dataclass

import numpy as np

from rag.retrieval.catalogue import Catalogue
from rag.retrieval.searcher import WEIGHTS, Found, Query
from rag.text.terms import terms
from store.item import FloatArray

CERTAIN_NAME = 0.6  # a name at least this certain settles what paper is meant
LOOKED_AT = 20  # papers whose scores are compared
FAR = 0.45  # a word whose nearest word piece is less near than this has no counterpart
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_NAME = re.compile(r"(?<!^)\b[A-Z][\w-]{2,}|\b\w*[a-z][A-Z][\w-]*|\b[A-Z]{3,}\b|\b[A-Za-z]{2,}\d[\w-]*")


@dataclass(frozen=True, slots=True)
class WordMatch:
    """One content word of a question: how near the paper's nearest word piece comes, how rare
    the word is in the library, whether the paper has it."""

    word: str
    nearness: float
    rarity: float
    present: bool


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against the best paper found for a question.

    score: its retrieval score, less what a name was worth; margin, over_fifth, over_last:
    how far it is above the second, the fifth and the last paper that were looked at;
    words: share of BM25's reach; unknown, unknown_rarity: share of the question's terms
    (by number, by rarity) that no paper has. The rest tells how near the question's words
    come to the paper's: lost, the share (by rarity) with no counterpart; nearness, their
    mean (by squared rarity); rarest, rarest_least: mean and least over the three rarest;
    weakest: mean over the three least near. keyed: 1 where the paper comes with questions
    it answers, which raise its score; strange: 1 where the question names something that no
    paper has; key, late, sentence: these grains of the best
    paper's score; where there are no vectors, nearness stands for the last two.
    """

    score: float
    margin: float
    over_fifth: float
    over_last: float
    words: float
    unknown: float
    unknown_rarity: float
    lost: float
    nearness: float
    rarest: float
    weakest: float
    rarest_least: float
    keyed: float
    strange: float
    key: float
    late: float
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


def word_matches(catalogue: Catalogue, row: int, query: Query, text: str | None = None) -> list[WordMatch]:
    """The content words of the query (or of `text`, a part of it) against one paper."""
    snapshot, vectors = catalogue.snapshot, query.vectors
    near = (
        snapshot.token_similarities(row, vectors.tokens) if vectors.tokens.size else np.zeros(0, np.float32)
    )
    wanted = None if text is None else set(terms(text))
    found = []
    for match in _WORD.finditer(query.text):
        stems = [query.corrected.get(t, t) for t in terms(match.group())]
        if not stems or (wanted is not None and wanted.isdisjoint(terms(match.group()))):
            continue
        present = any(snapshot.matched(t)[row] for t in stems)
        inside = (vectors.spans[:, 0] >= match.start()) & (vectors.spans[:, 0] < match.end())
        nearness = float(near[inside].mean()) if near.size and inside.any() else float(present)
        rarity = max(query.rarity.get(t, query.rarest) for t in stems)
        found.append(WordMatch(match.group(), nearness, rarity, present))
    return found


def strange_names(text: str, query: Query) -> list[str]:
    """Words of the text that are spelt like names and that no paper has."""
    words = dict.fromkeys(_NAME.findall(text))
    return [w for w in words if (stems := terms(w)) and all(t in query.unknown for t in stems)]


def signals(catalogue: Catalogue, found: Found) -> Signals:
    """What speaks for and against the best paper; `found` has at least one hit."""
    best, query = found.hits[0], found.query
    matches = word_matches(catalogue, best.row, query) or [WordMatch("", 0.0, 1.0, present=False)]
    near = np.array([m.nearness for m in matches])
    rarity = np.array([m.rarity for m in matches])
    rarest = near[np.argsort(-rarity, kind="stable")[:3]]
    scores = [hit.score for hit in found.hits[:LOOKED_AT]]
    nearness = float(np.dot(rarity**2, near) / np.dot(rarity, rarity))
    return Signals(
        score=best.score - best.grains["name"] * WEIGHTS["name"],
        margin=min(0.6, scores[0] - scores[min(1, len(scores) - 1)]),
        over_fifth=scores[0] - scores[min(5, len(scores) - 1)],
        over_last=scores[0] - scores[-1],
        words=best.grains["words"],
        unknown=len(query.unknown) / max(1, len(set(terms(query.text)))),
        unknown_rarity=len(query.unknown) * query.rarest / query.possible,
        lost=float(rarity[near < FAR].sum() / rarity.sum()),
        nearness=nearness,
        rarest=float(rarest.mean()),
        weakest=float(np.sort(near)[:3].mean()),
        rarest_least=float(rarest.min()),
        keyed=float(best.grains.get("key", 0.0) > 0),
        strange=float(bool(strange_names(query.text, query))),
        key=best.grains.get("key", 0.0),
        late=best.grains.get("late", nearness),
        sentence=best.grains.get("sentence", nearness),
    )


def on_topic(seen: Signals, *, several: bool) -> float:
    """The odds, as a logarithm, that the papers answer; 0 is the line."""
    weights, bias = _SEVERAL if several else _ONE
    return float(np.dot(weights, seen.vector(several=several)) + bias)
