"""How near a source's meaning is to a claim's, and which of its sentences are nearest.

In: two readings (a text with all that the checks need to know of it, made once). Out: a few features between
0 and 1, and a window of one to three sentences. With an encoder by token vectors too; blind to who did what
to whom.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rag.encoders.minilm import FloatArray, Int32Array, MiniLM, unit
from rag.text.sentences import Span, sentences
from rag.verification.claims import STOP, Clause, clauses, content, known_names, missing_names, names, words
from rag.verification.figures import Figure, figures


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """A text's vectors, all of length one: of its word pieces (n, 384), sentences (m, 384), and whole (384,).

    weights: (n,) how much each word piece says; owners: (n,) the sentence it stands in.
    """

    pieces: FloatArray
    weights: FloatArray
    owners: npt.NDArray[np.intp]
    sentences: FloatArray
    whole: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text as the checks see it; `vectors` is None without an encoder."""

    text: str
    spans: tuple[Span, ...]
    clauses: tuple[Clause, ...]
    stems: frozenset[str]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    vectors: Vectors | None = None


def read(text: str, encoder: MiniLM | None) -> Reading:
    """Everything the checks need to know of a text, once."""
    spans = tuple(s for a, b in sentences(text) for s in _after_title(text, a, b))
    inside = words(text)
    plain = Reading(
        text, spans, clauses(text, spans), content(inside), known_names(inside), figures(text, names=True)
    )
    if encoder is None or not spans:
        return plain
    tokens = next(iter(encoder.encode([text])))
    last = len(spans) - 1
    owners = np.minimum(np.searchsorted([b for _, b in spans], tokens.spans[:, 0], side="right"), last)
    means = np.stack([tokens.vectors[owners == i].sum(axis=0) for i in range(len(spans))])
    weights = _rarity(text, tokens.ids, tokens.spans)
    vectors = Vectors(unit(tokens.vectors), weights, owners, unit(means), unit(tokens.pooled))
    return replace(plain, vectors=vectors)


_TITLE = re.compile(r"\S[^\n]{0,250}[^\s.,;:](?=\n\s*[\W_]*[A-Z0-9])")


def _after_title(text: str, start: int, end: int) -> list[Span]:
    """A first line without a stop is a title, a sentence of its own. Other line ends are white space."""
    title = _TITLE.match(text, start, end) if not text[:start].strip() else None
    if not title:
        return [(start, end)]
    rest = title.end() + len(text[title.end() : end]) - len(text[title.end() : end].lstrip())
    return [title.span(), (rest, end)]


def _rarity(text: str, ids: Int32Array, spans: Int32Array) -> FloatArray:
    """Weights of word pieces, 0.05 to 1. MiniLM's vocabulary is sorted by frequency, so an id tells how
    rare a piece is."""
    rank = np.clip(np.log(np.maximum(ids - 1990, 1)) / np.log(28_500), 0.0, 1.0)
    plain = [text[a:b].lower() in STOP or not text[a:b].strip(".,;:()[]%-–'\"").strip() for a, b in spans]
    return np.where(plain, 0.05, np.maximum(rank, 0.3)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a source is to a claim, and its sentences [first, last] that are nearest."""

    features: FloatArray
    first: int
    last: int


def nearness(claim: Reading, source: Reading) -> Nearness:
    """The best window, and features: the share of words found in all and in the window, and of names; with
    vectors also MaxSim over all and the window, cosines of the best sentence and the whole, the worst fit."""
    lexical, lexical_weights = _lexical(claim, source)
    semantic = None
    if claim.vectors is not None and source.vectors is not None:
        semantic = _semantic(claim.vectors, source.vectors), claim.vectors.weights
    first, last = _window(*(semantic or (lexical, lexical_weights)))
    window = slice(first, last + 1)
    values = [
        _mean(lexical, lexical_weights),
        _mean(lexical[:, window], lexical_weights),
        _names(claim, source),
    ]
    if semantic and claim.vectors is not None and source.vectors is not None:
        parts, weights = semantic
        sentence = (source.vectors.sentences @ claim.vectors.sentences.mean(axis=0)).max()
        values += [_mean(parts, weights), _mean(parts[:, window], weights), float(sentence)]
        values += [float(source.vectors.whole @ claim.vectors.whole), _worst(parts, weights)]
    return Nearness(np.array(values, np.float32), first, last)


def _worst(parts: FloatArray, weights: FloatArray) -> float:
    """The mean best cosine of the quarter of the claim's telling word pieces that fit worst."""
    best = np.sort(parts.max(axis=1)[weights > 0.2])
    return float(best[: max(1, len(best) // 4)].mean()) if len(best) else 1.0


def _mean(parts: FloatArray, weights: FloatArray) -> float:
    """Weighted mean over rows of the best column."""
    return float(parts.max(axis=1, initial=0.0) @ weights / max(float(weights.sum()), 1e-6))


def _lexical(claim: Reading, source: Reading) -> tuple[FloatArray, FloatArray]:
    """(stems, sentences): 1 where the sentence has the claim's stem; longer words weigh more."""
    inside = [
        frozenset().union(*(c.stems for c in source.clauses if c.sentence == i))
        for i in range(len(source.spans))
    ]
    stems = sorted(claim.stems)
    parts = np.array([[s in stems_of for stems_of in inside] for s in stems], np.float32).reshape(
        len(stems), len(inside)
    )
    return parts, np.array([min(len(s), 8) for s in stems], np.float32)


def _semantic(claim: Vectors, source: Vectors) -> FloatArray:
    """(word pieces, sentences): the best cosine of each of the claim's pieces in each sentence.

    In small products on purpose: OpenBLAS shares larger ones out among threads, which took ten times as long
    where the cores were busy (152 ms against 14 for a claim and eight abstracts).
    """
    parts = np.zeros((len(claim.pieces), len(source.sentences)), np.float32)
    for i in range(len(source.sentences)):
        first, last = np.searchsorted(source.owners, [i, i + 1])
        mine = source.pieces[first:last].T
        rows = max(1, _SMALL_PRODUCT // max(1, last - first))
        for start in range(0, len(claim.pieces) if last > first else 0, rows):
            parts[start : start + rows, i] = (claim.pieces[start : start + rows] @ mine).max(axis=1)
    return parts


_SMALL_PRODUCT = 500  # rows times columns, of 384 each


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
    wanted = names(claim.text)
    return 1.0 - len(missing_names(claim.text, source.names)) / len(wanted) if wanted else 1.0
