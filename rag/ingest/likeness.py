"""Which papers are like some of a library's: by the cosines of their vectors.

In: a library, ids of its papers (none: all of them), papers that may be like these. Out: those that are. How
near is near differs between fields, so that no cosine is the line: with few papers it is what the library's
other papers and the offered ones reach by chance, with many what these reach among themselves.
"""

from collections.abc import Sequence

import numpy as np

from rag.encoders.encoder import Document
from rag.ingest.library import Library
from rag.model.paper import Paper
from rag.text.sentences import sentences
from store.item import FloatArray

NEAREST = 3  # papers that one is compared with
MANY = 20  # papers from which they tell by themselves how near they are
# In spreads above the mean. Of 159 papers of the library machine-learning with others under the same topics,
# 0.37 of these others are found at 2.5, and 0.42 of what is found is under a topic with it; 0.57 and 0.25 at
# 2, 0.19 and 0.60 at 3. In physics, of 151, 0.36 and 0.37 at 2.5. eval/LOG.md has the same for a cosine.
FAR_ABOVE = 2.5
# Two papers of one field by chance: mean and spread, and for how many measured papers that counts.
CHANCE, SPREAD, COUNTS_FOR = 0.2, 0.15, 30
SHARE = 0.5  # of the papers are nearer to the others than the line


class Likeness:
    """Compares with the papers of a library as it is when this is made."""

    def __init__(self, library: Library, ids: Sequence[str] = ()) -> None:
        self._encoder = library.encoder
        snapshot = library.reader.now()
        rows = {snapshot.id(int(row)): int(row) for row in snapshot.rows}
        liked = [row for id_, row in rows.items() if not ids or id_ in set(ids)]
        others = sorted(set(rows.values()) - set(liked))
        self._liked, self._others = (
            np.array([snapshot.document_vector(row) for row in some], np.float32) for some in (liked, others)
        )

    @property
    def is_possible(self) -> bool:
        """Whether there are papers to compare with, and vectors."""
        return bool(self._liked.size)

    def near(self, papers: Sequence[Paper]) -> list[Paper]:
        """Those of these papers that are like them."""
        if not papers:
            return []
        vectors = self._vectors(papers)
        scores = nearness(vectors, self._liked)
        line = self._line(scores)
        return [paper for paper, score in zip(papers, scores.tolist(), strict=True) if score >= line]

    def _vectors(self, papers: Sequence[Paper]) -> FloatArray:
        documents = [Document(p.title, p.text, sentences(p.text), ()) for p in papers]
        return np.stack([encoded.vectors.document for encoded in self._encoder.documents(documents)])

    def _line(self, offered: FloatArray) -> float:
        """The least nearness of a paper that is like them."""
        if len(self._liked) >= MANY:
            among = nearness(self._liked, self._liked, itself=True)
            return float(np.quantile(among, 1 - SHARE))
        by_chance = offered
        if len(self._others):
            by_chance = np.concatenate([offered, nearness(self._others, self._liked)])
        share = COUNTS_FOR / (COUNTS_FOR + len(by_chance))
        mean = share * CHANCE + (1 - share) * float(by_chance.mean())
        spread = share * SPREAD + (1 - share) * float(by_chance.std())
        return mean + FAR_ABOVE * spread


def nearness(vectors: FloatArray, liked: FloatArray, *, itself: bool = False) -> FloatArray:
    """The mean cosine of each of `vectors` (n, d) with the NEAREST of `liked` (k, d); `itself`: they are the
    same papers, and none is compared with itself. (n,)"""
    cosines = vectors @ liked.T
    if itself:
        np.fill_diagonal(cosines, -1.0)
    nearest = np.sort(cosines, axis=1)[:, -NEAREST:]
    means: FloatArray = nearest.mean(axis=1)
    return means
