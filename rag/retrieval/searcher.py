"""Find the papers a question is about.

In: a question's words and vectors, a catalogue. Out: papers ranked, with the scores
that ranked them, and what is known of the question's words. Knows nothing of
sentences to quote, of answers or of conversations.

A paper's score is a weighted sum over grains, each on a fixed scale, so that a score
means the same in a library of ten papers and of a hundred thousand:
  words     BM25 over title, text and keys, as a share of what the question could reach
  late      MaxSim of the question's word pieces over the paper's
  sentence  cosine of the nearest sentence
  whole     cosine of the whole paper
  key       cosine of the nearest question the paper is known to answer
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.encoders.encoder import Encoder, QueryVectors
from rag.retrieval.catalogue import Catalogue
from rag.text.terms import STOP_WORDS, terms
from store.item import FloatArray, IntArray
from store.snapshot import BoolArray, Snapshot
from store.words import inverse_document_frequency

CANDIDATES = 96  # rows from each first search; a smaller library is scored whole
SMALL = 400  # rows up to which everything is scored
WEIGHTS: Mapping[str, float] = {
    "words": 1.0,
    "late": 1.0,
    "sentence": 0.25,
    "whole": 0.25,
    "key": 0.5,
    "name": 0.5,
}
WITHOUT_LATE: Mapping[str, float] = {**WEIGHTS, "sentence": 0.5, "whole": 0.5}
RESPELT_FROM = 10  # papers whose words a slip may be mended to
MISSPELT = 0.8  # how far a term counts that was only found under another spelling


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found: its row, its score, and the score of each grain."""

    row: int
    score: float
    grains: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question, ready to be looked up.

    rarity: each term's inverse document frequency (of the term it was corrected to), and
    the rarest there can be;
    unknown: terms no text has, under any spelling near enough; corrected: typed to found;
    token_weights: (t,), how much each word piece counts, summing to one.
    """

    text: str
    rarity: Mapping[str, float]
    possible: float
    rarest: float
    unknown: tuple[str, ...]
    corrected: Mapping[str, str]
    vectors: QueryVectors
    token_weights: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Hits, best first, and the query they were found with."""

    query: Query
    hits: tuple[Hit, ...]


class Searcher:
    """Looks questions up in one catalogue."""

    def __init__(self, catalogue: Catalogue, encoder: Encoder) -> None:
        self.catalogue, self._encoder = catalogue, encoder
        self._query = lru_cache(maxsize=64)(self._build_query)

    def query(self, text: str) -> Query:
        """The text's terms and vectors; asking again costs nothing."""
        return self._query(text)

    def search(
        self, text: str, k: int, *, allowed: BoolArray | None = None, named: Mapping[int, float] | None = None
    ) -> Found:
        """The k best papers among `allowed` rows (n,); `named` rows get what the name is worth."""
        query, snapshot = self.query(text), self.catalogue.snapshot
        usable = snapshot.alive if allowed is None else snapshot.alive & allowed
        words = snapshot.lexical(query.rarity) / query.possible
        whole = snapshot.document_scores(query.vectors.whole) if query.vectors.whole.size else None
        rows = _candidates(usable, [words] if whole is None else [words, whole], named or {})
        grains = self._grains(query, rows, words, whole)
        grains["name"] = np.array([(named or {}).get(int(r), 0.0) for r in rows], np.float32)
        weights = WEIGHTS if "late" in grains else WITHOUT_LATE
        total = np.sum([weights[name] * scores for name, scores in grains.items()], axis=0)
        best = np.lexsort((rows, -total))[:k]
        hits = [Hit(int(rows[i]), float(total[i]), {n: float(s[i]) for n, s in grains.items()}) for i in best]
        return Found(query, tuple(hits))

    def respelt(self, text: str) -> str:
        """The text with likely slips mended to words of the papers that it finds. The encoder
        reads a misspelt word as crumbs; one that it knows whole is left as it is."""
        query = self.query(text)
        doubtful = {
            w for w in _WORD.findall(text) if len(w) > 3 and w.isalpha() and self._is_doubtful(w, query)
        }
        if not doubtful:
            return text
        papers = [self.catalogue.paper(h.row) for h in self.search(text, RESPELT_FROM).hits]
        near = sorted({w for p in papers for w in _WORD.findall(f"{p.title} {p.text}") if len(w) > 3})
        for word in doubtful:
            found = process.extractOne(
                word, near, scorer=OSA.distance, score_cutoff=1 if len(word) < 6 else 2, processor=str.lower
            )
            if found:
                text = re.sub(rf"\b{word}\b", found[0], text)
        return text

    def _is_doubtful(self, word: str, query: Query) -> bool:
        stems = terms(word)
        strange = any(t in query.corrected or t in query.unknown for t in stems)
        return strange and self._encoder.count(word.lower()) > 1

    def _grains(
        self, query: Query, rows: IntArray, words: FloatArray, whole: FloatArray | None
    ) -> dict[str, FloatArray]:
        snapshot, vectors = self.catalogue.snapshot, query.vectors
        found = {"words": words[rows]}
        if whole is not None:
            found["whole"] = whole[rows]
            found["sentence"] = snapshot.best_sentence_scores(rows, vectors.whole)
            found["key"] = snapshot.best_expansion_query_scores(rows, vectors.whole)
        if vectors.tokens.size:
            found["late"] = snapshot.maxsim(rows, vectors.tokens, query.token_weights)
        return found

    def _build_query(self, text: str) -> Query:
        snapshot = self.catalogue.snapshot
        typed = list(dict.fromkeys(terms(text)))
        corrected = self._corrections(text)
        unknown = tuple(t for t in typed if t not in corrected and not snapshot.known(t))
        known = [t for t in typed if t not in unknown]
        rarities = zip(known, snapshot.idf([corrected.get(t, t) for t in known]), strict=True)
        rarity = {corrected.get(t, t): float(r) * (MISSPELT if t in corrected else 1.0) for t, r in rarities}
        rarest = float(inverse_document_frequency(0, len(snapshot.alive)))
        possible = max(sum(rarity.values()) + rarest * len(unknown), 1e-6)
        vectors = self._encoder.query(text)
        by_typed = {
            **dict.fromkeys(unknown, rarest),
            **rarity,
            **{t: rarity[n] for t, n in corrected.items()},
        }
        weights = _token_weights(text, vectors, by_typed)
        return Query(text, rarity, possible, rarest, unknown, corrected, vectors, weights)

    def _corrections(self, text: str) -> dict[str, str]:
        """Terms that nothing has, by the term they are a likely misspelling of. A word that
        the encoder reads in one piece is a word of its own, if not one of this library's."""
        snapshot = self.catalogue.snapshot
        found = {}
        for word in dict.fromkeys(_WORD.findall(text)):
            for term in terms(word):
                if snapshot.known(term) or self._encoder.count(word) == 1:
                    continue
                if near := _nearest(term, snapshot):
                    found[term] = near
        return found


def _candidates(usable: BoolArray, scores: Sequence[FloatArray], named: Mapping[int, float]) -> IntArray:
    """The rows worth scoring in full, ascending."""
    rows = np.flatnonzero(usable)
    if len(rows) <= SMALL:
        return rows
    best = [rows[np.argpartition(-s[rows], CANDIDATES)[:CANDIDATES]] for s in scores]
    extra = np.array([r for r in named if usable[r]], np.int64)
    return np.unique(np.concatenate([*best, extra]))


_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


def _token_weights(text: str, vectors: QueryVectors, rarity: Mapping[str, float]) -> FloatArray:
    """The square root of the rarity of the word each piece belongs to; stop words and
    punctuation hardly count. (t,), summing to one."""
    weights = np.full(len(vectors.spans), 0.1, np.float32)
    for match in _WORD.finditer(text):
        if match.group().lower() in STOP_WORDS:
            continue
        worth = max((rarity.get(term, 0.0) for term in terms(match.group())), default=0.0)
        inside = (vectors.spans[:, 0] >= match.start()) & (vectors.spans[:, 0] < match.end())
        weights[inside] = max(0.3, worth) ** 0.5
    total = weights.sum()
    return weights / total if total > 0 else weights


def _nearest(term: str, snapshot: Snapshot) -> str | None:
    """A term of the library that `term` is a likely misspelling of: one slip, two in a long word."""
    if len(term) < 5 or not term.isascii() or any(c.isdigit() for c in term):
        return None
    slips = 1 if len(term) < 8 else 2
    choices = [t for t in snapshot.terms_starting_with(term[0]) if abs(len(t) - len(term)) <= slips]
    found = process.extractOne(term, sorted(choices), scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else None
