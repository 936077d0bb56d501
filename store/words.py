"""Lexical search: BM25 with stemming, over postings that can be appended to.

In: texts, or the words of a query. Out: one score per text. bm25s weighs the
postings; the inverse document frequency is taken out of them and put back when a
question is asked, so that several segments score as one index would.

BM25 after Robertson et al. (1994) as Lucene computes it, k1 = 1.2, b = 0.75.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.text.terms import TERM_BYTES, terms
from store.item import FloatArray, IntArray
from store.spellings import HashArray, spellings_of

K1, B = 1.2, 0.75
POSTINGS = "postings-2"  # the folder; another where `terms` cuts, folds or stems differently
SPELLINGS = "spellings-2"  # the same, and where the forms of a term are made differently
SHORTEST = 4  # letters of a term that is found with a slip in it


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """One segment's postings, read in place. terms: sorted, (v,); starts: (v + 1,) into
    rows and weights, which hold the texts with the term and tf / (tf + k1 (1 - b + b dl / avgdl))."""

    terms: npt.NDArray[np.bytes_]
    starts: IntArray
    rows: npt.NDArray[np.int32]
    weights: FloatArray

    def find(self, term: str) -> slice:
        """Where a term's postings stand; empty when no text has it."""
        wanted = np.bytes_(term.encode())
        at = int(np.searchsorted(self.terms, wanted))
        if at < len(self.terms) and self.terms[at] == wanted:
            return slice(int(self.starts[at]), int(self.starts[at + 1]))
        return slice(0, 0)

    def starting_with(self, prefix: str) -> list[str]:
        """The terms that begin so, at most a few thousand; for spelling."""
        low = np.bytes_(prefix.encode())
        first, last = np.searchsorted(self.terms, [low, low + b"\xff"])
        return [t.decode() for t in self.terms[first : min(last, first + 5000)]]


@dataclass(frozen=True, slots=True, eq=False)
class TermSpellings:
    """The forms of the terms, each with the number of its term (store/spellings.py). (h,)"""

    forms: HashArray


def term_spellings(terms_: npt.NDArray[np.bytes_]) -> TermSpellings:
    """Of the terms of one segment's postings."""
    texts = [term.decode() for term in terms_.tolist()]
    long = [number for number, text in enumerate(texts) if len(text) >= SHORTEST]
    return TermSpellings(spellings_of([texts[number] for number in long], long))


def postings_of(texts: Sequence[str]) -> Postings:
    """The postings of the texts, in order."""
    import bm25s

    index = bm25s.BM25(method="lucene", k1=K1, b=B)
    index.index([terms(t) or [""] for t in texts], create_empty_token=False, show_progress=False)
    names = np.array([t.encode() for t in index.vocab_dict], dtype=f"S{TERM_BYTES}")
    numbers = np.array(list(index.vocab_dict.values()), dtype=np.int64)
    order = np.argsort(names, kind="stable")
    starts, rows, weights = _sorted_postings(index.scores, numbers[order])
    frequency = np.diff(starts)
    idf = inverse_document_frequency(frequency, len(texts))
    weights = (weights / np.repeat(idf, frequency)).astype(np.float32)
    return Postings(names[order], starts, rows, weights)


def _sorted_postings(
    scores: dict[str, Any], order: IntArray
) -> tuple[IntArray, npt.NDArray[np.int32], FloatArray]:
    """bm25s's columns in the order of the sorted terms."""
    indptr = np.asarray(scores["indptr"], np.int64)
    lengths = np.diff(indptr)[order]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    places = np.repeat(indptr[order] - starts[:-1], lengths) + np.arange(starts[-1])
    rows = np.asarray(scores["indices"])[places].astype(np.int32)
    return starts, rows, np.asarray(scores["data"])[places].astype(np.float32)


def inverse_document_frequency(frequency: Any, texts: int) -> FloatArray:
    """ln(1 + (N - df + 0.5) / (df + 0.5)), Lucene's form: never negative."""
    df = np.asarray(frequency, np.float64)
    return np.log(1 + (texts - df + 0.5) / (df + 0.5)).astype(np.float32)
