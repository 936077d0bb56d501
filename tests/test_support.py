"""Is a claim supported by its sources? One table per rule, then the whole of eval/support.jsonl."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from rag.encoders.minilm import MiniLM
from rag.verification.checker import Support, SupportChecker
from rag.verification.claims import is_claim, strip_markup
from rag.verification.clauses import content, words
from rag.verification.verdict import Verdict

LANTERN = """Lantern: Routing Tokens by Surprise
Sparse models send every token to the same number of experts. Lantern sends surprising tokens to more
experts and plain ones to fewer. On QuarryBench it reaches 71.4% accuracy, while the dense model Obelisk
reaches 68.9%. Our method makes decoding 1.7x faster than Obelisk and does not increase memory. It may fail
on very short inputs."""
TRIAL = """In a trial with 240 adults, treatment with sorvatin reduced blood pressure compared with placebo.
Their sleep was
not affected. Nausea occurred in 12% of treated patients and 5% of those given placebo."""
CASES = Path(__file__).parent.parent / "eval" / "support.jsonl"


@pytest.fixture(scope="module")
def words_only() -> SupportChecker:
    return SupportChecker(None)


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(
            "Lantern sends surprising tokens to more experts and plain ones to fewer.", id="word for word"
        ),
        pytest.param(
            "On QuarryBench, Lantern reaches an accuracy of 71.4 percent.", id="our method is Lantern"
        ),
        pytest.param("Lantern decodes 1.7 times faster than Obelisk.", id="unit in words"),
        pytest.param("Obelisk decodes slower than Lantern.", id="comparison from the other side"),
        pytest.param(
            "Obelisk reaches a lower accuracy than Lantern on QuarryBench.", id="comparison of two figures"
        ),
        pytest.param("Lantern does not increase memory.", id="negation kept"),
        pytest.param("**Lantern** may fail on very short inputs [2].", id="Markdown and a marker"),
    ],
)
def test_a_faithful_claim_is_supported(words_only: SupportChecker, claim: str) -> None:
    found = words_only.check(claim, [LANTERN])
    assert (found.verdict, found.why) == (Verdict.SUPPORTED, "")


@pytest.mark.parametrize("name", ["Gödel-Net", "Godel-Net"])
@pytest.mark.parametrize("other", ["Gödel-Net", "Godel-Net"])
def test_a_name_is_the_same_with_and_without_its_accent(
    words_only: SupportChecker, name: str, other: str
) -> None:
    found = words_only.check(f"{name} sorts the tides of a harbour.", [f"{other} sorts tides in a harbour."])
    assert (found.verdict, found.why) == (Verdict.SUPPORTED, "")


def test_a_word_is_the_same_with_and_without_its_accent() -> None:
    assert content(words("the naïve façades")) == content(words("Naive facade's"))


def test_who_uses_less_is_not_turned_round(words_only: SupportChecker) -> None:
    source = "Tidemark outperforms the reranker Quillet on both sets but uses more memory."
    found = words_only.check("Tidemark uses less memory than Quillet.", [source])
    assert (found.verdict, found.why) == (Verdict.UNSUPPORTED, "the source says more, the claim less")


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        pytest.param(
            "On QuarryBench, Lantern reaches 74.1% accuracy.", "number 74.1% not found", id="changed number"
        ),
        pytest.param(
            "On QuarryBench, Lantern reaches 68.9% accuracy.",
            "number 68.9% belongs to something else",
            id="the other model's number",
        ),
        pytest.param(
            "On MarbleBench, Lantern reaches 71.4%.", "name MarbleBench not found", id="another data set"
        ),
        pytest.param(
            "Lantern makes decoding slower than Obelisk.",
            "the source says faster, the claim slower",
            id="flipped comparison",
        ),
        pytest.param(
            "Obelisk decodes faster than Lantern.",
            "the source compares them the other way round",
            id="swapped methods",
        ),
        pytest.param(
            "Lantern increases memory.", "one says increases, the other denies it", id="negation lost"
        ),
        pytest.param(
            "Obelisk reaches a higher accuracy than Lantern on QuarryBench.",
            "71.4% and 68.9% say otherwise",
            id="comparison against the figures",
        ),
    ],
)
def test_a_claim_that_contradicts_the_source_is_unsupported(
    words_only: SupportChecker, claim: str, why: str
) -> None:
    found = words_only.check(claim, [LANTERN])
    assert (found.verdict, found.why) == (Verdict.UNSUPPORTED, why)


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        pytest.param("Sorvatin increased blood pressure compared with placebo.", "direction", id="increased"),
        pytest.param(
            "Sorvatin did not reduce blood pressure compared with placebo.", "denial", id="did not reduce"
        ),
        pytest.param("Treatment with sorvatin affected sleep.", "denial", id="affected"),
        pytest.param(
            "Nausea occurred in 12% of patients given placebo.", "number", id="the other group's number"
        ),
        pytest.param(
            "Nausea was less frequent in treated patients than with placebo.", "figures", id="less frequent"
        ),
    ],
)
def test_a_biomedical_claim_that_is_turned_round_is_unsupported(
    words_only: SupportChecker, claim: str, why: str
) -> None:
    signs = {
        "direction": "the source says",
        "denial": "denies it",
        "number": "number",
        "figures": "say otherwise",
    }
    found = words_only.check(claim, [TRIAL])
    assert found.verdict is Verdict.UNSUPPORTED
    assert signs[why] in found.why


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        pytest.param("Lantern fails on very short inputs.", "the source says may", id="may is dropped"),
        pytest.param("Lantern always sends surprising tokens to more experts.", "always", id="always"),
        pytest.param("Lantern guarantees faster decoding than Obelisk.", "guarantees", id="guarantees"),
        pytest.param("Lantern reaches 71% accuracy on QuarryBench.", "only roughly", id="rounded number"),
    ],
)
def test_an_overclaim_is_weak(words_only: SupportChecker, claim: str, why: str) -> None:
    found = words_only.check(claim, [LANTERN])
    assert found.verdict is Verdict.WEAK
    assert why in found.why


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Here is a summary of the papers.", id="announcement"),
        pytest.param("I hope this helps.", id="farewell"),
        pytest.param("## Results", id="heading"),
        pytest.param("Which of them is faster?", id="question"),
        pytest.param("The main findings are:", id="before a list"),
        pytest.param("[1][2]", id="markers alone"),
        pytest.param("Let us see.", id="a pause"),
        pytest.param("Here's what I found.", id="announcement, contracted"),
        pytest.param("Let me explain.", id="a beginning"),
        pytest.param("In short:", id="a lead"),
        pytest.param("The answer is as follows.", id="nothing but talk"),
        pytest.param("Let's take a closer look.", id="an invitation"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_states_nothing_is_no_claim(words_only: SupportChecker, text: str) -> None:
    assert words_only.check(text, [LANTERN]).verdict is Verdict.NO_CLAIM


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Routing by surprise routes what surprises by its surprise.", id="round in a circle"),
        pytest.param("Sparse models are models that are sparse.", id="tautology"),
        pytest.param("A token is a token, and an expert is an expert.", id="each is itself"),
        pytest.param("The authors describe what they describe about the description.", id="echo"),
    ],
)
def test_what_only_says_itself_is_no_claim(words_only: SupportChecker, text: str) -> None:
    assert words_only.check(text, [LANTERN]).verdict is Verdict.NO_CLAIM


def test_a_sentence_of_the_source_is_a_claim_however_often_it_repeats_itself(
    words_only: SupportChecker,
) -> None:
    source = "Sparse models are models that are sparse. They are small."
    assert (
        words_only.check("Sparse models are models that are sparse.", [source]).verdict is Verdict.SUPPORTED
    )


def test_markers_and_markdown_are_taken_off() -> None:
    assert (
        strip_markup("- **Brindle** [2] is *fast* [1, 3], see [this](http://x.example).")
        == "Brindle is fast, see this."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Brindle prunes heads.",
        "Our method helps to answer questions.",
        "This helps to tell questions from answers.",
        "Let us see 38% of it.",
    ],
)
def test_a_short_statement_is_a_claim(text: str) -> None:
    assert is_claim(text)


def test_the_best_source_is_named_and_quoted_exactly(words_only: SupportChecker) -> None:
    found = words_only.check("Lantern does not increase memory.", [TRIAL, LANTERN])
    assert found.source == 1
    assert found.quote == LANTERN[found.start : found.end]
    assert "does not increase memory" in found.quote


def test_without_a_source_nothing_is_supported(words_only: SupportChecker) -> None:
    expected = Support(Verdict.UNSUPPORTED, 0.0, None, "", 0, 0, "no source")
    assert words_only.check("Lantern does not increase memory.", []) == expected
    assert words_only.check("Lantern does not increase memory.", ["", " \n"]) == expected


def test_a_sentence_of_the_source_supports_itself_with_the_highest_score(words_only: SupportChecker) -> None:
    assert words_only.check("Their sleep was not affected", [TRIAL]).score == 1.0


def test_a_part_of_a_sentence_under_a_negation_does_not_support_itself(words_only: SupportChecker) -> None:
    found = words_only.check("Coffee improves memory.", ["We found no evidence that coffee improves memory."])
    assert found.verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize("id_", ["s070", "s203", "s218"])
def test_a_false_claim_that_shares_words_with_its_source_is_only_weak(
    words_only: SupportChecker, id_: str
) -> None:
    (case,) = (c for c in map(json.loads, CASES.read_text(encoding="utf-8").splitlines()) if c["id"] == id_)
    found = words_only.check(case["claim"], [case["source"]])
    assert 0.4 < found.score < 0.5  # what lets through less than half passes all three
    assert found.verdict is Verdict.WEAK


def test_an_unrelated_claim_scores_lower_than_a_paraphrase(published_minilm: MiniLM) -> None:
    checker = SupportChecker(published_minilm)
    near = checker.check(
        "Tokens that come as a surprise are routed to a larger number of experts.", [LANTERN]
    )
    far = checker.check("Coral reefs recover slowly after a bleaching event.", [LANTERN])
    assert near.score > 0.5 > far.score
    assert far.verdict is Verdict.UNSUPPORTED


def balanced_accuracy(outcomes: Iterable[tuple[str, bool]]) -> float:
    """The mean over both verdicts of how often each was found."""
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for gold, is_right in outcomes:
        every[gold] += 1
        right[gold] += is_right
    return sum(right[gold] / every[gold] for gold in every) / len(every)


def assert_floors(checker: SupportChecker) -> None:
    """`weak` counts as not supported. The test third was not looked at while the rules were made."""
    outcomes: dict[str, list[tuple[str, bool]]] = {"tuning": [], "test": []}
    for case in map(json.loads, CASES.read_text(encoding="utf-8").splitlines()):
        supported = checker.check(case["claim"], [case["source"]]).verdict is Verdict.SUPPORTED
        assert not (supported and case["kind"] == "changed number"), case["id"]
        outcomes[case.get("split", "tuning")].append(
            (case["verdict"], supported == (case["verdict"] == "supported"))
        )
    assert {split: balanced_accuracy(found) >= 0.85 for split, found in outcomes.items()} == {
        "tuning": True,
        "test": True,
    }


def test_the_written_cases_hold_their_floors_by_words_alone(words_only: SupportChecker) -> None:
    assert_floors(words_only)


def test_the_written_cases_hold_their_floors_with_vectors(published_minilm: MiniLM) -> None:
    assert_floors(SupportChecker(published_minilm))
