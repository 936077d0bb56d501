"""Is a sentence that quotes its source judged by what stands beside the quote?"""

import pytest

from rag.verification.checker import SupportChecker
from rag.verification.verdict import Verdict

HEATH = """Heath: Growing Maps from Few Walks
A map that is a map of maps is costly to keep. Heath grows a map from 12 walks and says “done”
when it is sure. There is no evidence that longer walks help at night. Walks_of_one are left out."""


@pytest.fixture(scope="module")
def checker() -> SupportChecker:
    return SupportChecker(None)


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Heath: “A map that is a map of maps is costly to keep.” [1]", id="name and quote"),
        pytest.param('Heath: "There is no evidence that longer walks help at night."', id="straight marks"),
        pytest.param(
            "“Heath grows a map from 12 walks and says “done” when it is sure.”", id="quote in a quote"
        ),
        pytest.param("Heath: “Walks_of_one are left out.”", id="an underscore"),
        pytest.param(
            "“There is no evidence that longer walks help at night.” “Walks_of_one are left out.”",
            id="two quotes",
        ),
        pytest.param(
            "Heath grows a map from 12 walks: “Walks_of_one are left out.”", id="a true claim beside it"
        ),
    ],
)
def test_a_quote_of_whole_sentences_is_supported(checker: SupportChecker, claim: str) -> None:
    assert checker.check(claim, [HEATH]).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(
            "Heath grows a map from 15 walks: “Walks_of_one are left out.”", id="a false claim beside it"
        ),
        pytest.param(
            "It is not so that “Heath grows a map from 12 walks and says “done” when it is sure.”",
            id="denied",
        ),
        pytest.param("The authors say that “longer walks help at night.”", id="cut behind a negation"),
    ],
)
def test_a_quote_makes_nothing_else_true(checker: SupportChecker, claim: str) -> None:
    assert checker.check(claim, [HEATH]).verdict is not Verdict.SUPPORTED


def test_the_quoted_sentence_is_what_supports(checker: SupportChecker) -> None:
    found = checker.check("Heath: “Walks_of_one are left out.”", [HEATH])
    assert found.quote == HEATH[found.start : found.end] == "Walks_of_one are left out."
