"""Intervals and tests: worked by hand where a hand can, and the same digits twice."""

import pytest

from eval.statistics import estimate, paired_test


def test_an_interval_of_equal_values_has_no_width() -> None:
    found = estimate([0.5] * 7)
    assert (found.value, found.low, found.high, found.n) == (0.5, 0.5, 0.5, 7)


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few, many = estimate([0.0, 1.0] * 10), estimate([0.0, 1.0] * 200)
    assert few.low < few.value == 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 3
    # a mean of 400 coins lies within 1.96 x 0.5 / 20 = 0.049 of 0.5
    assert many.low == pytest.approx(0.451, abs=0.006)


def test_a_median_is_not_moved_by_an_outlier() -> None:
    assert estimate([10.0, 20.0, 900.0], median=True).value == 20


def test_the_same_values_give_the_same_digits() -> None:
    values = [n / 31 for n in range(32)]
    assert estimate(values) == estimate(values)
    assert paired_test(values, values[::-1]) == paired_test(values, values[::-1])


@pytest.mark.parametrize(
    ("a", "b", "p", "verdict"),
    [
        pytest.param([1, 0, 1], [1, 0, 1], 1.0, "no difference", id="equal runs"),
        # three questions gained: of the 8 ways to flip signs only +++ and --- are as large
        pytest.param([0, 0, 0], [1, 1, 1], 2 / 8, "no difference", id="three gained are too few"),
        pytest.param([0] * 6, [1] * 6, 2 / 64, "higher", id="six gained"),
        pytest.param([1] * 6, [0] * 6, 2 / 64, "lower", id="six lost"),
        # +2, -1: sums of the 4 flips are 3, 1, -1, -3; all are at least 1
        pytest.param([0, 1], [2, 0], 1.0, "no difference", id="one each way"),
    ],
)
def test_few_pairs_are_tested_exactly(a: list[float], b: list[float], p: float, verdict: str) -> None:
    found = paired_test(a, b)
    assert found.p == pytest.approx(p)
    assert found.verdict == verdict


def test_many_pairs_are_tested_by_sampling() -> None:
    lucky = paired_test([0.0] * 40, [1.0] * 22 + [0.0] * 18)
    mixed = paired_test([0.0] * 20 + [1.0] * 20, [1.0] * 20 + [0.0] * 20)
    assert lucky.p == pytest.approx(1 / 10_001)
    assert (lucky.difference, lucky.n) == (0.55, 40)
    assert mixed.p == 1.0
