"""Every metric against an example worked by hand."""

from collections.abc import Sequence
from math import log2

import pytest

from eval.metrics import (
    Statement,
    area_under_risk,
    citation_precision,
    citation_recall,
    contains,
    fact_recall,
    percentile,
    retrieval,
    risk_coverage,
    share_found,
    sprung_traps,
    word_count,
)


@pytest.mark.parametrize(
    ("ranking", "gold", "hit", "recall", "mrr", "ndcg"),
    [
        pytest.param("abc", "a", 1, 1, 1, 1, id="first"),
        pytest.param("abc", "b", 0, 1, 1 / 2, 1 / log2(3), id="second: gain at rank 2 over gain at rank 1"),
        pytest.param("abcdef", "f", 0, 0, 1 / 6, 1 / log2(7), id="sixth is not among the first five"),
        pytest.param("abc", "ac", 1, 1, 1, (1 + 1 / 2) / (1 + 1 / log2(3)), id="two, first and third"),
        pytest.param("abc", "az", 1, 1 / 2, 1, 1 / (1 + 1 / log2(3)), id="one of two is missing"),
        pytest.param("abcdefghijk", "k", 0, 0, 1 / 11, 0, id="eleventh is beyond nDCG@10"),
        pytest.param("abc", "z", 0, 0, 0, 0, id="not found"),
        pytest.param("", "a", 0, 0, 0, 0, id="nothing was found at all"),
    ],
)
def test_ranking_metrics_are_those_of_trec_eval(
    ranking: str, gold: str, hit: float, recall: float, mrr: float, ndcg: float
) -> None:
    found = retrieval({"q": list(ranking)}, {"q": set(gold)})
    assert {name: values["q"] for name, values in found.items()} == pytest.approx(
        {"hit@1": hit, "recall@5": recall, "mrr": mrr, "ndcg@10": ndcg}
    )


def test_a_question_without_a_ranking_counts_as_zero() -> None:
    found = retrieval({"q1": ["a"]}, {"q1": ["a"], "q2": ["a"]})
    assert found["hit@1"] == {"q1": 1.0, "q2": 0.0}


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        pytest.param("a gain of 2.5 points", "2.5", True, id="a figure"),
        pytest.param("a gain of 12.5 points", "2.5", False, id="the end of a figure"),
        pytest.param("a gain of 2.57 points", "2.5", False, id="the start of a figure"),
        pytest.param("1,370 papers", "370", False, id="after the comma of thousands"),
        pytest.param("370,000 papers", "370", False, id="before the comma of thousands"),
        pytest.param("the answer is 370, or less", "370", True, id="before a comma"),
        pytest.param("The answer is 2.5.", "2.5", True, id="before a stop"),
        pytest.param("we use Qwen2.5 here", "2.5", False, id="inside a name"),
        pytest.param("17.5x less", "17.5", True, id="before its unit"),
        pytest.param("it is 18x faster", "8x", False, id="a figure with a unit"),
        pytest.param("Up to ×8 less", "8", True, id="after a sign"),
        pytest.param("We TRAIN on ImageNet-1K", "imagenet-1k", True, id="whatever the case"),
        pytest.param("text‑to‑SQL", "text-to-SQL", True, id="whatever the dash"),
        pytest.param("mutual\n information", "mutual information", True, id="whatever the space"),
        pytest.param("a 3.5 gain", "3x5", False, id="no pattern is meant"),
    ],
)
def test_a_phrase_is_found_whole(text: str, phrase: str, found: bool) -> None:
    assert contains(text, phrase) is found


def test_a_fact_needs_one_of_its_wordings() -> None:
    facts = [["57.1%", "57.1 %"], ["forward-forward"], ["DEAP"]]
    assert fact_recall(facts, "It saves 57.1 % [1] with Forward-Forward [2].") == pytest.approx(2 / 3)


def test_a_marker_is_not_a_fact() -> None:
    assert fact_recall([["18"]], "So many [18].") == 0
    assert sprung_traps(["18", "many"], "So many [18].") == ("many",)
    assert word_count("So many, [18] and more [1, 2].") == 4


@pytest.mark.parametrize(
    ("found", "gold", "share"),
    [
        pytest.param("ab", "abcd", 0.5, id="half"),
        pytest.param("aab", "ab", 1.0, id="twice counts once"),
        pytest.param("", "ab", 0.0, id="none found"),
        pytest.param("ab", "", 0.0, id="none to find"),
    ],
)
def test_shares_are_of_sets(found: str, gold: str, share: float) -> None:
    assert share_found(found, gold) == share


def letters(claim: str, passages: Sequence[str]) -> bool:
    """A checker one can follow: every letter of the claim stands in a passage."""
    return set(claim) <= set("".join(passages))


@pytest.mark.parametrize(
    ("statements", "recall", "precision"),
    [
        pytest.param([("ab", ["ab"])], 1, 1, id="right"),
        pytest.param([("ab", ["cd"])], 0, 0, id="wrong"),
        pytest.param([("ab", [])], 0, None, id="no citation"),
        pytest.param([("ab", ["a", "b"])], 1, 1, id="two that only together bear it out are both needed"),
        pytest.param([("ab", ["ab", "cd"])], 1, 1 / 2, id="one too many"),
        pytest.param([("ab", ["ab", "ab"])], 1, 1, id="two that each bear it out"),
        pytest.param([("ab", ["ab"]), ("xy", ["x"])], 1 / 2, 1 / 2, id="means over sentences, citations"),
        pytest.param([], None, None, id="nothing is said"),
    ],
)
def test_citations_are_judged_as_alce_does(
    statements: list[tuple[str, list[str]]], recall: float | None, precision: float | None
) -> None:
    given = [Statement(text, tuple(passages)) for text, passages in statements]
    assert citation_recall(given, letters) == recall
    assert citation_precision(given, letters) == precision


def test_risk_is_the_share_of_errors_among_the_most_confident() -> None:
    curve = risk_coverage([0.9, 0.2, 0.8, 0.5], [False, True, True, False])
    assert [coverage for coverage, _ in curve] == [0.25, 0.5, 0.75, 1.0]
    assert [risk for _, risk in curve] == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert area_under_risk(curve) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_equal_confidences_are_one_point_of_the_curve() -> None:
    assert risk_coverage([0.5, 0.5], [True, False]) == ((1.0, 0.5),)
    assert risk_coverage([], []) == ()


def test_percentiles_lie_between_values() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5
    assert percentile([], 95) == 0
