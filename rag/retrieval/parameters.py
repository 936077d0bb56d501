"""What each fitted or tuned number of this room means; the values are in retrieval.toml beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np

from rag.model.fitted import fitted_tables
from rag.retrieval.signals import DetailSignals, Signals

FILE = Path(__file__).with_name("retrieval.toml")


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What each component score counts in a paper's score; those of sentence and document are others
    where there is no late interaction."""

    bm25: float
    maxsim: float
    sentence: float
    document: float
    expansion: float
    name: float
    sentence_without_maxsim: float
    document_without_maxsim: float

    def of(self, components: Iterable[str]) -> dict[str, float]:
        """The weight of each of these components."""
        names = list(components)
        alone = {} if "maxsim" in names else {n: f"{n}_without_maxsim" for n in ("sentence", "document")}
        return {name: getattr(self, alone.get(name, name)) for name in names}


@dataclass(frozen=True, slots=True)
class QueryParameters:
    """What a term counts that was only found under another spelling, as a share of its idf; what a word
    piece of a stop word and one of a frequent word count in late interaction (the latter as the idf
    that it has at least)."""

    misspelt: float
    stop_word_weight: float
    least_idf: float


@dataclass(frozen=True, slots=True)
class SignalParameters:
    """far: similarity below which a word has no counterpart in a paper; present: what a word that
    stands in the paper has at least, whatever the context makes of it; most_over_second: beyond this a
    margin tells no more; compared: papers whose scores are looked at; few: terms that content_mean,
    content_least and least_mean are about."""

    far: float
    present: float
    most_over_second: float
    compared: int
    few: int


@dataclass(frozen=True, slots=True)
class OneWeights:
    """Logistic regression: do the papers answer a question with one right paper? A weight for each
    signal."""

    bias: float
    score: float
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
    over_second: float
    over_sixth: float
    over_last: float


@dataclass(frozen=True, slots=True)
class TopicWeights:
    """Logistic regression: does a paper fit the topic that a list asks for? A weight for each signal of
    rag/retrieval/topics.py; line: the log odds from which it does."""

    bias: float
    line: float
    total: float
    maxsim: float
    sentence: float
    document: float
    bm25: float
    expansion: float
    above_total: float
    above_maxsim: float
    above_sentence: float
    above_document: float
    above_bm25: float
    share: float
    behind: float
    over_far: float
    between: float
    best_above: float
    covered: float
    rarest: float
    least: float
    mean: float
    rarest_present: float
    core: float
    core_over_far: float
    rank: float


@dataclass(frozen=True, slots=True)
class SeveralWeights(OneWeights):
    """Logistic regression: do the papers answer a question with several right ones? Beside the signals of the
    best paper, best: the log odds that the one which fits best does; few: their mean over the three best;
    held, lacking: compound terms that some of them has, that none has (compounds.py)."""

    best: float
    few: float
    held: float
    lacking: float


@dataclass(frozen=True, slots=True)
class DetailWeights:
    """Logistic regression: does the paper state the detail? A weight for each signal."""

    bias: float
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


@dataclass(frozen=True, slots=True)
class ReadDetailWeights(DetailWeights):
    """The same where a reader of pairs has read the question beside the paper's best sentences."""

    read: float


@dataclass(frozen=True, slots=True)
class PassageParameters:
    """What a sentence's score is made of: weights of late interaction, of its cosine and of the question's
    words that it shares, by idf among the paper's sentences; what is added for the first sentence, for the
    last (`late`, and for those between in their order), for background, for a figure where one is asked for;
    and, where the sentence to begin with is chosen, for a measure of the kind that is asked for.

    words, sentences: room of an answer; behind, figure_behind: how far below the best score a sentence
    is left out, the latter where a figure was asked for and the best sentence has one; alike: share of
    common terms from which two sentences say the same.

    What a sentence loses as it is read: motive, where it only motivates the work; aside, where it tells of
    code, or of what comes later; leaning, where it is told alone and leans on the one before it. ahead: how
    far the best must be ahead of those before it to be told before them.
    """

    maxsim: float
    cosine: float
    shared_within: float
    first: float
    late: float
    background: float
    figure_asked: float
    measure: float
    words: int
    sentences: int
    behind: float
    figure_behind: float
    alike: float
    motive: float
    aside: float
    leaning: float
    ahead: float


@dataclass(frozen=True, slots=True)
class MoveParameters:
    """Places in an abstract, 0 the first sentence and 1 the last: background stands before the first,
    a result after the second; a sentence before the third that is neither is the problem."""

    background_before: float
    result_after: float
    opening: float


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them, a table each."""

    fusion: FusionWeights
    query: QueryParameters
    signals: SignalParameters
    abstention_one: OneWeights
    abstention_several: SeveralWeights
    topic: TopicWeights
    answerability: DetailWeights
    answerability_read: ReadDetailWeights
    passages: PassageParameters
    moves: MoveParameters


@cache
def parameters() -> Parameters:
    """The parameters that the product uses."""
    return fitted_tables(FILE, Parameters)


def log_odds(weights: OneWeights | DetailWeights, seen: Signals | DetailSignals) -> float:
    """What the regression says; 0 is the line."""
    row = np.array([getattr(weights, f.name, 0.0) for f in fields(seen)])
    return float(np.dot(row, seen.vector()) + weights.bias)
