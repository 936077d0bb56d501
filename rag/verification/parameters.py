"""What each fitted or tuned number of this room means; the values are in support.toml beside it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.model.fitted import fitted_tables

FILE = Path(__file__).with_name("support.toml")


@dataclass(frozen=True, slots=True)
class RelevanceWithVectors:
    """Logistic regression: how likely a source is the claim's own. Each weight belongs to a feature, 0 to 1.

    names: share of the claim's names found; maxsim, window_maxsim: mean best cosine of its word pieces in
    the source and in the nearest sentences; sentence_cosine: best sentence; text_cosine: whole texts;
    worst_pieces: mean best cosine of the pieces that fit worst.
    """

    bias: float
    names: float
    maxsim: float
    window_maxsim: float
    sentence_cosine: float
    text_cosine: float
    worst_pieces: float


@dataclass(frozen=True, slots=True)
class RelevanceByWords:
    """The same without an encoder: shares of the claim's words found in the source and in the nearest
    sentences, and of its names."""

    bias: float
    words: float
    window_words: float
    names: float


@dataclass(frozen=True, slots=True)
class Levels:
    """Least relevance, 0 to 1, of a supported and of a weakly supported claim."""

    supported: float
    weak: float


@dataclass(frozen=True, slots=True)
class Factors:
    """What each objection multiplies the score with, 0 to 1; the score ranks sources of equal verdict."""

    missing_name: float
    missing_variant: float  # PIN1 where the source has PIN
    missing_number: float
    missing_count: float  # "three" where the source may list three things
    rounded_number: float
    derived_number: float  # a difference or ratio of two numbers that are there
    other_count: float  # "two methods" where the source has three
    number_of_another: float
    denied: float
    swapped_word: float
    turned_direction: float
    figures_disagree: float
    overclaim: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which clauses of a source a claim's clause is held against: those that share at least this part of
    the best clause's words and of the claim's own. Clauses in the nearest sentences count for more."""

    share_of_best: float
    share_of_claim: float
    window_bonus: float


@dataclass(frozen=True, slots=True)
class SimilarityParameters:
    """Weights of word pieces (of stop words; of the most frequent others); the share of a claim's pieces
    that `worst_pieces` is about; what each further sentence costs a window, in cosine; and the length in
    characters beyond which a stem counts for no more."""

    stop_word_weight: float
    least_weight: float
    worst_share: float
    sentence_cost: float
    longest_stem: int


@dataclass(frozen=True, slots=True)
class ContradictionParameters:
    """When two words of direction are about the same thing: least affinity, what it is multiplied with
    outside the nearest sentences, how fast it falls with each word between, what the same word adds.
    hollow_overlap: the share of a clause that must be alike where it is denied as a whole."""

    least_affinity: float
    outside_window: float
    step_decay: float
    same_word: float
    hollow_overlap: float


@dataclass(frozen=True, slots=True)
class FigureParameters:
    """The relative difference that rounding explains; how many words either side of a figure are compared,
    and how many more of them another figure must share for the claim to be about that one."""

    rounding: float
    words_beside: int
    words_clearly_more: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """Logistic regression: how likely a claim follows from a source that it was read beside. Weights, in log
    odds: of relevance, itself in log odds from -4 to 4; of what the reader of pairs says; of each objection.
    Other objections are not weighed: a claim with a number or a name that is not there is unsupported.
    supported, weak: from what log odds on it is one or the other."""

    bias: float
    relevance: float
    pairs: float
    missing_count: float
    rounded_number: float
    derived_number: float
    number_of_another: float
    denied: float
    swapped_word: float
    turned_direction: float
    figures_disagree: float
    overclaim: float
    supported: float
    weak: float


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them, a table each."""

    relevance_with_vectors: RelevanceWithVectors
    relevance_by_words: RelevanceByWords
    levels: Levels
    factors: Factors
    alignment: Alignment
    similarity: SimilarityParameters
    contradiction: ContradictionParameters
    figures: FigureParameters
    weighed: Weighed


@cache
def parameters() -> Parameters:
    """The parameters that the product uses."""
    return fitted_tables(FILE, Parameters)
