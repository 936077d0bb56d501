"""How near a source's meaning is to a claim's, and which of its sentences are nearest.

In: two readings (a text with all that the checks need to know of it, made once). Out: a few features between 0 and
1, and a window of one to three sentences. With an encoder by token vectors too; blind to who did what to whom.
"""

from dataclasses import dataclass

import numpy as np

from rag import claims
from rag.claims import Clause
from rag.figures import Figure, figures
from rag.minilm import FloatArray, IntArray, MiniLM, unit
from rag.sentences import Span, sentences


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the checks see it. `vectors` (n, 384) of length one and `weights` (n,) are empty without an encoder."""

    text: str
    spans: tuple[Span, ...]
    clauses: tuple[Clause, ...]
    stems: frozenset[str]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    vectors: FloatArray
    weights: FloatArray
    owners: IntArray  # (n,) the sentence each token vector stands in
    means: FloatArray  # (sentences, 384) of length one
    pooled: FloatArray


def read(text: str, encoder: MiniLM | None) -> Reading:
    """Everything the checks need to know of a text, once."""
    spans = tuple(s for a, b in sentences(text) for s in _lines(text, a, b))
    found = claims.clauses(text, spans)
    words = claims.words(text)
    vectors = weights = owners = pooled = np.zeros(0, np.float32)
    means = np.zeros((len(spans), 0), np.float32)
    if encoder is not None:
        tokens = next(iter(encoder.encode([text])))
        vectors, pooled = unit(tokens.vectors), unit(tokens.pooled)
        weights = _rarity(text, tokens.ids, tokens.spans)
        ends = np.array([b for _, b in spans])
        owners = np.minimum(np.searchsorted(ends, tokens.spans[:, 0], side="right"), max(len(spans) - 1, 0))
        means = unit(np.stack([tokens.vectors[owners == i].sum(axis=0) for i in range(len(spans))])) if spans else means
    return Reading(
        text, spans, found, claims.content(words), claims.known_names(words), figures(text, names=True),
        vectors, weights, owners, means, pooled,
    )  # fmt: skip


def _lines(text: str, start: int, end: int) -> list[Span]:
    """A title line ends a sentence too."""
    found, at = [], start
    for line in text[start:end].split("\n"):
        left = at + len(line) - len(line.lstrip())
        if line.strip():
            found.append((left, left + len(line.strip())))
        at += len(line) + 1
    return found


def _rarity(text: str, ids: IntArray, spans: IntArray) -> FloatArray:
    """Weights of word pieces, 0.05 to 1. MiniLM's vocabulary is sorted by frequency, so an id tells how rare a piece is."""
    rank = np.clip(np.log(np.maximum(ids - 1990, 1)) / np.log(28_500), 0.0, 1.0)
    plain = [text[a:b].lower() in claims.STOP or not text[a:b].strip(".,;:()[]%-–'\"").strip() for a, b in spans]
    return np.where(plain, 0.05, np.maximum(rank, 0.3)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a source is to a claim, and its sentences [first, last] that are nearest."""

    features: FloatArray
    first: int
    last: int


def nearness(claim: Reading, source: Reading) -> Nearness:
    """The features of FEATURES and the best window of one to three sentences."""
    lexical, lexical_weights = _lexical(claim, source)
    parts, weights = (lexical, lexical_weights) if not len(claim.vectors) else (_semantic(claim, source), claim.weights)
    first, last = _window(parts, weights)
    window = slice(first, last + 1)
    values = [_mean(lexical, lexical_weights), _mean(lexical[:, window], lexical_weights), _names(claim, source)]
    if len(claim.vectors):
        best = parts.max(axis=1)
        low = np.sort(best[weights > 0.2])[: max(1, int((weights > 0.2).sum() // 4))]
        values += [_mean(parts, weights), _mean(parts[:, window], weights)]
        values += [float((source.means @ claim.means.mean(axis=0)).max()), float(source.pooled @ claim.pooled)]
        values += [float(low.mean()) if len(low) else 1.0]
    return Nearness(np.array(values, np.float32), first, last)


def _mean(parts: FloatArray, weights: FloatArray) -> float:
    """Weighted mean over rows of the best column."""
    return float(parts.max(axis=1, initial=0.0) @ weights / max(float(weights.sum()), 1e-6))


def _lexical(claim: Reading, source: Reading) -> tuple[FloatArray, FloatArray]:
    """(stems, sentences): 1 where the sentence has the claim's stem; longer words weigh more."""
    inside = [frozenset().union(*(c.stems for c in source.clauses if c.sentence == i)) for i in range(len(source.spans))]
    stems = sorted(claim.stems)
    parts = np.array([[s in stems_of for stems_of in inside] for s in stems], np.float32).reshape(len(stems), len(inside))
    return parts, np.array([min(len(s), 8) for s in stems], np.float32)


def _semantic(claim: Reading, source: Reading) -> FloatArray:
    """(word pieces, sentences): the best cosine of each of the claim's pieces in each sentence."""
    cosines = claim.vectors @ source.vectors.T
    parts = np.zeros((len(claim.vectors), len(source.spans)), np.float32)
    for i in range(len(source.spans)):
        mine = cosines[:, source.owners == i]
        if mine.shape[1]:
            parts[:, i] = mine.max(axis=1)
    return parts


def _window(parts: FloatArray, weights: FloatArray) -> tuple[int, int]:
    """First and last of the one to three neighbouring sentences that bear the claim best."""
    best, where, count = -1.0, (0, 0), parts.shape[1]
    for size in (1, 2, 3):
        for first in range(max(0, count - size + 1)):
            value = _mean(parts[:, first : first + size], weights) - 0.03 * (size - 1)
            if value > best:
                best, where = value, (first, first + size - 1)
    return where


def _names(claim: Reading, source: Reading) -> float:
    """The share of the claim's names that the source holds."""
    wanted = claims.names(claim.text)
    return 1.0 - len(claims.missing_names(claim.text, source.names)) / len(wanted) if wanted else 1.0


