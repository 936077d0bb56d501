"""Decide whether the papers that were found answer the question.

In: what was found, and how near each of the question's words came. Out: a verdict: on
topic or off, and whether the detail asked for is stated. Knows nothing of how an
answer is written. No signal decides alone; the weights are a logistic regression over
our own calibration questions (eval/calibration.jsonl; `python -m eval.calibrate`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.catalogue import Catalogue
from rag.retrieve import Found, Query
from store.words import STOP_WORDS, terms

CERTAIN_NAME = 0.6  # a name at least this certain settles what paper is meant
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_NAMELIKE = re.compile(r"[A-Z].*[A-Z]|[a-z].*[A-Z]|[A-Za-z].*\d")


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
    """What is known of a question and the best paper found for it; see `on_topic`."""

    score: float
    margin: float
    unknown: float
    unknown_names: int
    weakest: float
    rarest: float

    def vector(self, *, several: bool) -> list[float]:
        """The regression's inputs; a question with several right papers has no margin to show."""
        margin = 0.0 if several else min(self.margin, 0.6)
        return [
            self.score,
            margin,
            self.unknown,
            float(min(self.unknown_names, 2)),
            self.weakest,
            self.rarest,
        ]


# Fitted by `python -m eval.calibrate`: one question with one right paper, or several.
_ONE = (np.array([4.0, 6.0, -8.0, -1.0, -5.0, 5.0]), -3.6)
_SEVERAL = (np.array([4.0, 0.0, -8.0, -1.0, -5.0, 5.0]), -3.0)


def word_matches(catalogue: Catalogue, row: int, query: Query, text: str | None = None) -> list[WordMatch]:
    """The content words of the query (or of `text`, a part of it) against one paper."""
    snapshot, vectors = catalogue.snapshot, query.vectors
    near = snapshot.token_matches(row, vectors.tokens) if vectors.tokens.size else np.zeros(0, np.float32)
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


def signals(catalogue: Catalogue, found: Found) -> Signals:
    """What speaks for and against the best paper; `found` has at least one hit."""
    best, query = found.hits[0], found.query
    matches = word_matches(catalogue, best.row, query)
    nearness = sorted(m.nearness for m in matches) or [0.0]
    rarest = sorted(matches, key=lambda m: -m.rarity)[:3]
    second = found.hits[1].score if len(found.hits) > 1 else 0.0
    stems = set(terms(query.text))
    return Signals(
        score=best.score - best.grains["name"] * 0.5,
        margin=best.score - second,
        unknown=len(query.unknown) / max(1, len(stems)),
        unknown_names=sum(_is_unknown_name(m.word, query) for m in matches),
        weakest=float(np.mean(nearness[:3])),
        rarest=float(np.mean([m.nearness for m in rarest])) if rarest else 0.0,
    )


def on_topic(seen: Signals, *, several: bool) -> float:
    """The odds, as a logarithm, that the papers answer; 0 is the line."""
    weights, bias = _SEVERAL if several else _ONE
    return float(np.dot(weights, seen.vector(several=several)) + bias)


def _is_unknown_name(word: str, query: Query) -> bool:
    """A word spelt like a name that no paper has."""
    spelt = bool(_NAMELIKE.search(word)) or (word[:1].isupper() and not query.text.startswith(word))
    return spelt and word.lower() not in STOP_WORDS and all(t in query.unknown for t in terms(word))


def missing_detail(matches: Sequence[WordMatch]) -> float:
    """How far the words of a detail are from anything the paper says, 0 (all there) to 1."""
    if not matches:
        return 0.0
    weights = np.array([m.rarity for m in matches])
    far = np.array([0.0 if m.present else 1.0 - m.nearness for m in matches])
    return float(np.dot(weights, far) / max(weights.sum(), 1e-6))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the paper states the detail; `missing` are the question's words it has nothing on."""

    stated: bool
    missing: tuple[str, ...] = ()


STATED_LINE = 0.36  # of `missing_detail`; fitted by `python -m eval.calibrate`
FAR = 0.45  # a word whose nearest word piece is less near than this has no counterpart


def judge_detail(matches: Sequence[WordMatch]) -> Verdict:
    """Whether a paper says anything on the words of a detail."""
    missing = tuple(m.word for m in matches if not m.present and m.nearness < FAR)
    return Verdict(missing_detail(matches) < STATED_LINE, missing[:3])
