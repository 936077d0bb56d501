"""What a search finds: the query as it was looked up, papers ranked, their sentences scored.

Out: values only. `n` is the number of papers scored, `t` the number of the query's word pieces.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from rag.encoders.encoder import QueryVectors
from rag.retrieval.parameters import Parameters, parameters
from store.item import FloatArray, IntArray
from store.snapshot import BoolArray


class Move(StrEnum):
    """What a sentence does in an abstract (after Teufel's argumentative zones, coarser)."""

    PROBLEM = "problem"
    IDEA = "idea"
    RESULT = "result"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence span inside a paper; `text` is the paper's text from `start` to `end`. `score` is
    how well it answers; `maxsim` and `cosine` are the parts of it that vectors give."""

    row: int
    paper_id: str
    start: int
    end: int
    text: str
    score: float
    move: Move
    maxsim: float = 0.0
    cosine: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SearchQuery:
    """A text, ready to be looked up in one snapshot.

    idf: each term's inverse document frequency (of the term it was corrected to); max_idf: of a
    term that no paper has; max_score: what a paper with every term could reach; unknown: terms
    that no paper has, under any spelling near enough; corrected: typed to found; token_weights:
    (t,), how much each word piece counts, summing to one; using: the numbers that it is looked up
    and judged with. `evidence` keeps the sentences that were scored for it, by row: they are scored once.
    `read`: the log odds that a passage goes with a question, None where nothing can read both together.
    """

    text: str
    idf: Mapping[str, float]
    max_score: float
    max_idf: float
    unknown: tuple[str, ...]
    corrected: Mapping[str, str]
    vectors: QueryVectors
    token_weights: FloatArray
    using: Parameters = field(default_factory=parameters)
    evidence: dict[int, tuple[Evidence, ...]] = field(default_factory=dict)
    read: Callable[[str, str], float | None] = lambda question, passage: None


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found: its row, its score, and the component scores that it is the sum of; `doubtful`:
    listed, though as likely as not it is of something else."""

    row: int
    score: float
    components: Mapping[str, float]
    doubtful: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Every paper that was scored for a query, best first: rows and scores (n,), components (n,) each;
    near (n, t): the cosine of the paper's nearest word piece to each of the query's, (n, 0) without token
    vectors."""

    query: SearchQuery
    rows: IntArray
    scores: FloatArray
    components: Mapping[str, FloatArray]
    near: FloatArray

    def top(self, k: int) -> tuple[Hit, ...]:
        """The k best, fewer where fewer were scored."""
        return tuple(
            Hit(
                int(self.rows[i]),
                float(self.scores[i]),
                {name: float(scores[i]) for name, scores in self.components.items()},
            )
            for i in range(min(k, len(self.rows)))
        )

    def among(self, rows: Sequence[int]) -> "Ranking":
        """The same ranking of these rows alone."""
        kept: BoolArray = np.isin(self.rows, rows)
        return Ranking(
            self.query,
            self.rows[kept],
            self.scores[kept],
            {name: scores[kept] for name, scores in self.components.items()},
            self.near[kept],
        )
