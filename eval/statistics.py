"""How sure a number is, and whether two runs differ.

In: one value a question. Out: a mean's interval, a p-value, a sentence. Seeded: the same
values give the same digits.

Sources: percentile bootstrap, Efron and Tibshirani, An Introduction to the Bootstrap
(1993), chapter 13; paired permutation test by flipping signs, the same, chapter 15, with
the p-value (b + 1) / (m + 1) of Phipson and Smyth, "Permutation P-values Should Never Be
Zero" (2010); for rankings, Smucker, Allan and Carterette, CIKM 2007.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

SAMPLES = 2000
PERMUTATIONS = 10_000
EXACT = 12  # pairs that differ, up to which every flip of signs is tried
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean (or median) over n questions, and where 95 % of the resampled ones lie."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class PairedTest:
    """By how much B exceeds A on the n questions that both answered, and how often chance alone does that."""

    difference: float
    p: float
    n: int

    @property
    def verdict(self) -> str:
        """What may be said of B against A."""
        if self.p >= ALPHA:
            return "no difference"
        return "higher" if self.difference > 0 else "lower"


def estimate(values: Sequence[float], *, median: bool = False, seed: int = 0) -> Estimate:
    """The mean with its 95 % percentile bootstrap interval; values must not be empty."""
    middle = np.median if median else np.mean
    array = np.asarray(values, np.float64)
    chosen = np.random.default_rng(seed).integers(0, len(array), (SAMPLES, len(array)))
    low, high = np.quantile(middle(array[chosen], axis=1), (0.025, 0.975))
    return Estimate(float(middle(array)), float(low), float(high), len(array))


def paired_test(a: Sequence[float], b: Sequence[float], *, seed: int = 0) -> PairedTest:
    """Two-sided paired permutation test of b against a, value by value; exact for few differing pairs."""
    differences = np.asarray(b, np.float64) - np.asarray(a, np.float64)
    differing = differences[differences != 0]
    if not len(differing):
        return PairedTest(0.0, 1.0, len(differences))
    observed = abs(differing.sum()) - 1e-9  # sums of the same numbers in another order are as large
    if len(differing) <= EXACT:
        signs = np.array(list(product((-1.0, 1.0), repeat=len(differing))))
        p = float((np.abs(signs @ differing) >= observed).mean())
    else:
        signs = np.random.default_rng(seed).choice((-1.0, 1.0), (PERMUTATIONS, len(differing)))
        p = float(((np.abs(signs @ differing) >= observed).sum() + 1) / (PERMUTATIONS + 1))
    return PairedTest(float(differences.mean()), p, len(differences))
