"""What is measured of a question and the paper found for it, before it is decided what to answer.

Out: values only. Each signal keeps its scale in a library of any size.
"""

from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

from store.item import FloatArray


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against the best paper found for a question.

    score: its retrieval score, less what a name was worth; over_second, over_sixth, over_last:
    how far it is above those of the papers that were looked at; bm25, expansion, maxsim,
    sentence: these components of its score (where there are no vectors, mean_similarity stands
    for the last two); has_expansion: 1 where the paper comes with expansion queries, which raise
    its score; unknown, unknown_idf: share of the question's terms (by number, by idf) that no
    paper has; unknown_entity: 1 where the question names something that no paper has.
    The rest tells how similar the question's words are to the paper's: unmatched_idf, the share
    (by idf) with no counterpart; mean_similarity (by squared idf); content_mean, content_least:
    mean and least over the three terms of highest idf; least_mean: mean over the three least
    similar.
    above_*: how far these scores lie above what unrelated questions reach in this library, in
    spreads (rag/retrieval/background.py).
    """

    score: float
    over_second: float
    over_sixth: float
    over_last: float
    bm25: float
    unknown: float
    unknown_idf: float
    unmatched_idf: float
    mean_similarity: float
    content_mean: float
    least_mean: float
    content_least: float
    has_expansion: float
    unknown_entity: float
    expansion: float
    maxsim: float
    sentence: float
    above_total: float
    above_maxsim: float
    above_sentence: float
    above_document: float
    above_bm25: float

    def vector(self) -> FloatArray:
        """The signals in the order of the fields. (22,)"""
        return np.array(astuple(self), np.float32)


@dataclass(frozen=True, slots=True)
class DetailSignals:
    """What speaks for and against a paper stating a detail.

    least, mean: similarity of the detail's words to the paper's; together: similarity (by idf)
    to the one sentence that comes nearest to all; counted: 1 where what is counted stands by
    a number, -1 where it does not, 0 where nothing is counted; apart: neighbouring words of
    the question that are no neighbours in the paper; no_figure: 1 where a figure is asked for
    and none of the best sentences has one; measure: 1 where the paper gives a measure of a kind that is
    asked for, -1 where it does not, 0 where none is asked for; ahead: the best sentence over the mean;
    cosine, maxsim: the best sentence's; read: the log odds that the reader of pairs gives the question beside
    the best sentences, 0 where there is no such reader.
    """

    least: float
    mean: float
    together: float
    counted: float
    apart: float
    no_figure: float
    measure: float
    ahead: float
    cosine: float
    maxsim: float
    read: float = 0.0

    def vector(self) -> npt.NDArray[np.float64]:
        """The signals in the order of the fields. (11,)"""
        return np.array(astuple(self), np.float64)
