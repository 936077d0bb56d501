"""Find the papers a question is about.

In: a question's words and vectors, a catalogue. Out: papers ranked, with the scores
that ranked them, and what is known of the question's words. Knows nothing of
sentences to quote, of answers or of conversations.

A paper's score is a weighted sum of component scores, each on a fixed scale, so that a score
means the same in a library of ten papers and of a hundred thousand:
  bm25       over title, text and expansion queries, as a share of what the query could reach
  maxsim     late interaction: the query's word pieces over the paper's
  sentence   cosine of the nearest sentence
  document   cosine of the whole paper
  expansion  cosine of the nearest question the paper is known to answer (an expansion query)
  name       how certainly the question names the paper
"""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np

from rag.encoders.encoder import Encoder, QueryVectors, encoder_of
from rag.retrieval import background
from rag.retrieval.background import Background
from rag.retrieval.background_vectors import with_vectors
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.measured import Measured
from rag.retrieval.parameters import Parameters, QueryParameters, parameters
from rag.retrieval.ranking import Ranking, SearchQuery
from rag.retrieval.respelling import SHORT, respelling
from rag.retrieval.slips_in_context import is_compared, meant_beside
from rag.text.runs import runs
from rag.text.spelling import BY_SOUND, nearest
from rag.text.terms import STOP_WORDS, terms
from rag.text.words import word_spans, words
from store.item import FloatArray, IntArray
from store.snapshot import BoolArray, Snapshot
from store.words import inverse_document_frequency

CANDIDATES = 96  # rows from each first search; a smaller library is scored whole
SMALL = 400  # rows up to which everything is scored
RESPELT_FROM = 10  # papers whose words a slip may be mended to
UNKNOWN, RARE, WHOLE = "unknown", "rare", "whole"
SHORTEST = 5  # letters of a slip that is seen without its neighbours
SLIP_IN, OFTEN_IN = 2, 20  # papers: so few may share a slip of the pen, so many then have the right word


class Searcher:
    """Looks questions up in one catalogue."""

    def __init__(self, catalogue: Catalogue, encoder: Encoder, using: Parameters | None = None) -> None:
        """`using`: other numbers than the product's, to fit them or to see what they do."""
        self.catalogue, self.using = catalogue, using or parameters()
        self._encoder = encoder_of(catalogue.snapshot.manifest.built_with, encoder)
        self._query = lru_cache(maxsize=64)(self._build_query)

    def query(self, text: str) -> SearchQuery:
        """The text's terms and vectors; asking again costs nothing."""
        return self._query(text)

    def search(
        self,
        text: str,
        *,
        allowed: BoolArray | None = None,
        named: Mapping[int, float] | None = None,
        candidates: int = CANDIDATES,
    ) -> Ranking:
        """The papers among `allowed` rows (n,) that are worth scoring, ranked; `named` rows get what
        the name is worth. `candidates`: how many of each first search are scored in full."""
        query, snapshot = self.query(text), self.catalogue.snapshot
        usable = snapshot.alive if allowed is None else snapshot.alive & allowed
        bm25 = snapshot.lexical(query.idf) / query.max_score
        rows = self._candidates(query, usable, bm25, named or {}, candidates)
        components, near = self._components(query, rows, bm25[rows])
        components["name"] = np.array([(named or {}).get(int(r), 0.0) for r in rows], np.float32)
        weights = self.using.fusion.of(components)
        total = np.sum([weights[name] * scores for name, scores in components.items()], axis=0)
        best = np.lexsort((rows, -total))
        sorted_ = {name: scores[best] for name, scores in components.items()}
        return Ranking(query, rows[best], total[best], sorted_, near[best])

    @property
    def background(self) -> Background:
        """What unrelated questions score here; as it was before where that is being measured anew."""
        return self.measured.now()

    @cached_property
    def measured(self) -> Measured:
        """What unrelated questions score here, known or to be measured."""
        key = background.key_of(self._encoder.name, self.using.fusion, self.using.query)
        return Measured(self.catalogue.snapshot, key, self._measure)

    def _measure(self) -> Background:
        snapshot = self.catalogue.snapshot
        encoder = with_vectors(self._encoder, snapshot.folder)
        return background.measure(Searcher(self.catalogue, encoder, self.using).search, snapshot.sizes())

    def respelt(self, text: str) -> str:
        """The text with likely slips mended to words of the papers that it finds. The encoder
        reads a misspelt word as crumbs; one that it knows whole is left as it is."""
        text = re.sub(r"\b[a-z]{2,5}\b", lambda m: self._heard(m[0]), text)
        query = self.query(text)
        typed = dict.fromkeys(run for run in runs(text) if len(run) > 3 and run.isalpha())
        doubtful = {run: slip for run in typed if (slip := self._doubt(run, query))}
        if not doubtful:
            return text
        texts = self._texts_about(text, query)
        near = sorted({w for one in texts for w in runs(one) if len(w) > 3}, key=str.swapcase)
        known = respelling(tuple(self._encoder.words))
        for word in (word for word, slip in doubtful.items() if slip != WHOLE):
            is_name = not word.islower() and not text.startswith(word)
            right = known.likeliest(word, near, by_papers=is_name or doubtful[word] == RARE)
            if right and (doubtful[word] == UNKNOWN or self._papers_with(right) >= OFTEN_IN):
                text = re.sub(rf"\b{word}\b", right, text)
        for word in (word for word, slip in doubtful.items() if slip == WHOLE):
            if right := meant_beside(text, word, near, texts):
                text = re.sub(rf"\b{word}\b", right, text)
        return text

    def _heard(self, word: str) -> str:
        """The word of a question that was typed as it sounds, where no paper has it so."""
        return BY_SOUND[word] if word in BY_SOUND and not self._papers_with(word) else word

    def _texts_about(self, text: str, query: SearchQuery) -> list[str]:
        """The first papers for a text whose slips are read as the terms of the library that they are near."""
        for word in dict.fromkeys(words(text)):
            if meant := query.corrected.get(next(iter(terms(word)), "")):
                text = re.sub(rf"\b{re.escape(word)}\b", meant, text)
        papers = [self.catalogue.paper(h.row) for h in self.search(text).top(RESPELT_FROM)]
        return [f"{paper.title} {paper.text}" for paper in papers]

    def _doubt(self, word: str, query: SearchQuery) -> str:
        """Whether a word may be a slip: UNKNOWN where no paper has it, RARE where a few do, perhaps by the
        same slip; WHOLE where no paper has it and yet it is a word; "" where it is none."""
        unknown = any(t in query.corrected or t in query.unknown for t in terms(word))
        if self._is_word(word.lower()):
            return WHOLE if unknown and word.islower() else ""
        if len(word) < (SHORT if word.islower() else SHORTEST):
            return ""
        if unknown:
            return UNKNOWN
        return RARE if word.islower() and len(word) > 5 and self._papers_with(word) <= SLIP_IN else ""

    def _is_word(self, word: str) -> bool:
        """Whether a word is one of the language, if not of this library."""
        return self._encoder.count(word) == 1 or is_compared(
            word, lambda base: self._encoder.count(base) == 1
        )

    def _papers_with(self, word: str) -> int:
        """How many papers have the word, in any of its forms."""
        return min(map(self.catalogue.snapshot.frequency, terms(word)), default=0)

    def _candidates(
        self, query: SearchQuery, usable: BoolArray, bm25: FloatArray, named: Mapping[int, float], count: int
    ) -> IntArray:
        """The rows worth scoring in full, ascending: the best by words, the best by meaning, the named."""
        rows = np.flatnonzero(usable)
        if len(rows) <= max(SMALL, count):
            return rows
        best = [rows[np.argpartition(-bm25[rows], count)[:count]]]
        if query.vectors.pooled.size:
            best.append(self.catalogue.snapshot.nearest_documents(usable, query.vectors.pooled, count))
        extra = np.array([r for r in named if usable[r]], np.int64)
        return np.unique(np.concatenate([*best, extra]))

    def _components(
        self, query: SearchQuery, rows: IntArray, bm25: FloatArray
    ) -> tuple[dict[str, FloatArray], FloatArray]:
        """The component scores of the rows (n,) each, and how near they come to each word piece (n, t)."""
        snapshot, vectors = self.catalogue.snapshot, query.vectors
        found = {"bm25": bm25}
        if vectors.pooled.size:
            found["document"] = snapshot.document_scores(rows, vectors.pooled)
            found["sentence"] = snapshot.best_sentence_scores(rows, vectors.pooled)
            found["expansion"] = snapshot.best_expansion_query_scores(rows, vectors.pooled)
        near = np.zeros((len(rows), 0), np.float32)
        if vectors.tokens.size:
            near = snapshot.nearest_tokens(rows, vectors.tokens)
            found["maxsim"] = near @ query.token_weights
        return found, near

    def _build_query(self, text: str) -> SearchQuery:
        snapshot = self.catalogue.snapshot
        corrected, in_text = self._corrections(text), list(dict.fromkeys(terms(text)))
        unknown = tuple(t for t in in_text if t not in corrected and not snapshot.known(t))
        known = [t for t in in_text if t not in unknown]
        idf: dict[str, float] = {}
        misspelt = self.using.query.misspelt
        for term, worth in zip(known, snapshot.idf([corrected.get(t, t) for t in known]), strict=True):
            idf[corrected.get(term, term)] = float(worth) * (misspelt if term in corrected else 1.0)
        max_idf = float(inverse_document_frequency(0, len(snapshot.alive)))
        max_score = max(sum(idf.values()) + max_idf * len(unknown), 1e-6)
        vectors = self._encoder.query(text)
        respelt = {typed: idf[found] for typed, found in corrected.items() if found in idf}
        by_typed = {**dict.fromkeys(unknown, max_idf), **idf, **respelt}
        weights = _token_weights(text, vectors, by_typed, self.using.query)
        given = (text, idf, max_score, max_idf, unknown, corrected, vectors, weights, self.using)
        return SearchQuery(*given, read=self._encoder.read)

    def _corrections(self, text: str) -> dict[str, str]:
        """Terms that nothing has, by the term they are a likely misspelling of. A word that
        the encoder reads in one piece is a word of its own, if not one of this library's."""
        snapshot = self.catalogue.snapshot
        found = {}
        for word in dict.fromkeys(words(text)):
            unknown = [term for term in terms(word) if not snapshot.known(term)]
            if not unknown or self._is_word(word):  # asked once: a word may have a thousand terms
                continue
            for term in unknown:
                if near := _correction(term, snapshot):
                    found[term] = near
        return found


def _token_weights(
    text: str, vectors: QueryVectors, idf: Mapping[str, float], using: QueryParameters
) -> FloatArray:
    """The square root of the idf of the word each piece belongs to; stop words and
    punctuation hardly count. (t,), summing to one."""
    weights = np.full(len(vectors.spans), using.stop_word_weight, np.float32)
    for word, start, end in word_spans(text):
        if word.lower() in STOP_WORDS:
            continue
        worth = max((idf.get(term, 0.0) for term in terms(word)), default=0.0)
        inside = (vectors.spans[:, 0] >= start) & (vectors.spans[:, 0] < end)
        weights[inside] = max(using.least_idf, worth) ** 0.5
    total = weights.sum()
    return weights / total if total > 0 else weights


def _correction(term: str, snapshot: Snapshot) -> str | None:
    """A term of the library that `term` is a likely misspelling of: one slip, two in a long word."""
    if len(term) < 5 or not term.isascii() or any(c.isdigit() for c in term):
        return None
    slips = 1 if len(term) < 8 else 2
    choices = [t for t in snapshot.terms_spelt_like(term, slips) if abs(len(t) - len(term)) <= slips]
    return nearest(term, sorted(choices), slips)
