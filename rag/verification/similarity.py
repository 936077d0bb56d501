"""How similar a source is to a claim, and which of its sentences are nearest.

In: two encoded texts (a text with all that the checks need to know of it, made once). Out: a few features
between 0 and 1, and a window of one to three sentences: by words and, with an encoder, by token vectors.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rag.encoders.minilm import FloatArray, Int32Array, MiniLM, unit
from rag.text.sentences import Span, sentences
from rag.verification.clauses import STOP, Clause, clauses, content, known_names, missing_names, names, words
from rag.verification.figures import Figure, figures
from rag.verification.parameters import SimilarityParameters


@dataclass(frozen=True, slots=True, eq=False)
class TextVectors:
    """A text's vectors, all of length one: of word pieces (n, 384), of sentences (m, 384), pooled (384,).

    weights: (n,) how much each word piece says; owners: (n,) the sentence it stands in; starts: (n,) where it
    begins.
    """

    pieces: FloatArray
    weights: FloatArray
    owners: npt.NDArray[np.intp]
    sentences: FloatArray
    pooled: FloatArray
    starts: Int32Array


@dataclass(frozen=True, slots=True, eq=False)
class EncodedText:
    """A text as the checks see it: sentences, clauses, content stems, names (squashed) and figures;
    `vectors` is None without an encoder."""

    text: str
    spans: tuple[Span, ...]
    clauses: tuple[Clause, ...]
    stems: frozenset[str]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    vectors: TextVectors | None = None


def encode_text(text: str, encoder: MiniLM | None, using: SimilarityParameters) -> EncodedText:
    """Everything the checks need to know of a text, once."""
    spans = tuple(s for a, b in sentences(text) for s in _after_title(text, a, b))
    inside = words(text)
    plain = EncodedText(
        text, spans, clauses(text, spans), content(inside), known_names(inside), figures(text, names=True)
    )
    if encoder is None or not spans:
        return plain
    tokens = next(iter(encoder.encode([text])))
    last = len(spans) - 1
    owners = np.minimum(np.searchsorted([b for _, b in spans], tokens.spans[:, 0], side="right"), last)
    means = np.stack([tokens.vectors[owners == i].sum(axis=0) for i in range(len(spans))])
    weights = _piece_weights(text, tokens.ids, tokens.spans, using)
    vectors = TextVectors(
        unit(tokens.vectors), weights, owners, unit(means), unit(tokens.pooled), tokens.spans[:, 0]
    )
    return replace(plain, vectors=vectors)


_TITLE = re.compile(r"\S[^\n]{0,250}[^\s.,;:](?=\n\s*[\W_]*[A-Z0-9])")


def _after_title(text: str, start: int, end: int) -> list[Span]:
    """A first line without a stop is a title, a sentence of its own. Other line ends are white space."""
    title = _TITLE.match(text, start, end) if not text[:start].strip() else None
    if not title:
        return [(start, end)]
    rest = title.end() + len(text[title.end() : end]) - len(text[title.end() : end].lstrip())
    return [title.span(), (rest, end)]


def _piece_weights(text: str, ids: Int32Array, spans: Int32Array, using: SimilarityParameters) -> FloatArray:
    """Weights of word pieces (n,), to 1. MiniLM's vocabulary is sorted by frequency, so an id tells how
    rare a piece is: its whole words begin at 1,990 and number 28,500."""
    rank = np.clip(np.log(np.maximum(ids - 1990, 1)) / np.log(28_500), 0.0, 1.0)
    plain = [text[a:b].lower() in STOP or not text[a:b].strip(".,;:()[]%-–'\"").strip() for a, b in spans]
    return np.where(plain, using.stop_word_weight, np.maximum(rank, using.least_weight)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Similarity:
    """How similar a source is to a claim, each feature 0 to 1, and its nearest sentences [first, last]."""

    features: Mapping[str, float]
    first: int
    last: int


def similarity(claim: EncodedText, source: EncodedText, using: SimilarityParameters) -> Similarity:
    """The nearest window, and the features that rag/verification/parameters.py explains: of words, or
    of vectors where both texts have them."""
    by_words = _lexical(claim, source, using)
    if claim.vectors is None or source.vectors is None:
        first, last = _window(*by_words, using)
        words = {"words": _mean(*by_words), "window_words": _mean(*_in_window(by_words, first, last))}
        return Similarity({**words, "names": _names(claim, source)}, first, last)
    by_vectors = nearness(claim.vectors, source.vectors), claim.vectors.weights
    first, last = _window(*by_vectors, using)
    sentence = (source.vectors.sentences @ claim.vectors.sentences.mean(axis=0)).max()
    features = {
        "names": _names(claim, source),
        "maxsim": _mean(*by_vectors),
        "window_maxsim": _mean(*_in_window(by_vectors, first, last)),
        "sentence_cosine": float(sentence),
        "text_cosine": float(source.vectors.pooled @ claim.vectors.pooled),
        "worst_pieces": _worst(*by_vectors, using),
    }
    return Similarity(features, first, last)


def _in_window(scored: tuple[FloatArray, FloatArray], first: int, last: int) -> tuple[FloatArray, FloatArray]:
    return scored[0][:, first : last + 1], scored[1]


def _worst(parts: FloatArray, weights: FloatArray, using: SimilarityParameters) -> float:
    """The mean best cosine of the share of the claim's content word pieces that fit worst."""
    best = np.sort(parts.max(axis=1)[weights > using.stop_word_weight])
    return float(best[: max(1, int(len(best) * using.worst_share))].mean()) if len(best) else 1.0


def weight_of(stem: str, longest: int) -> int:
    """What a stem counts for: its length, as a measure of how rare it is."""
    return min(len(stem), longest)


def _mean(parts: FloatArray, weights: FloatArray) -> float:
    """Weighted mean over rows of the best column."""
    return float(parts.max(axis=1, initial=0.0) @ weights / max(float(weights.sum()), 1e-6))


def _lexical(
    claim: EncodedText, source: EncodedText, using: SimilarityParameters
) -> tuple[FloatArray, FloatArray]:
    """(stems, sentences): 1 where the sentence has the claim's stem; longer words weigh more."""
    inside = [
        frozenset().union(*(c.stems for c in source.clauses if c.sentence == i))
        for i in range(len(source.spans))
    ]
    stems = sorted(claim.stems)
    parts = np.array([[s in stems_of for stems_of in inside] for s in stems], np.float32).reshape(
        len(stems), len(inside)
    )
    return parts, np.array([weight_of(s, using.longest_stem) for s in stems], np.float32)


def nearness(claim: TextVectors, source: TextVectors) -> FloatArray:
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


def _window(parts: FloatArray, weights: FloatArray, using: SimilarityParameters) -> tuple[int, int]:
    """First and last of the one to three neighbouring sentences that are nearest to the claim."""
    best, where, count = -1.0, (0, 0), parts.shape[1]
    for size in (1, 2, 3):
        for first in range(max(0, count - size + 1)):
            value = _mean(parts[:, first : first + size], weights) - using.sentence_cost * (size - 1)
            if value > best:
                best, where = value, (first, first + size - 1)
    return where


def _names(claim: EncodedText, source: EncodedText) -> float:
    """The share of the claim's names that the source holds."""
    wanted = names(claim.text)
    return 1.0 - len(missing_names(claim.text, source.names)) / len(wanted) if wanted else 1.0
