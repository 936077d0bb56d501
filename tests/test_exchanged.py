"""Is a claim that exchanges subjects, or says the opposite word, told from one that does not?"""

import pytest

from rag.verification.checker import SupportChecker
from rag.verification.opposites import opposed
from rag.verification.pairing import exchanged
from rag.verification.parameters import parameters
from rag.verification.similarity import EncodedText, encode_text
from rag.verification.verdict import Verdict

MARSH = """Marsh: Two Sensors for Peat
A radar measures the depth of the peat, and a small camera counts the birds above it. The filter is stable at
low tide. The densities have asymmetric tails. Marsh drifts less than Bogwalk. The map is not sparse."""


def plain(text: str) -> EncodedText:
    return encode_text(text, None, parameters().similarity)


@pytest.mark.parametrize(
    ("claim", "is_so"),
    [
        pytest.param(
            "A camera measures the depth of peat, while a radar counts birds.", True, id="exchanged"
        ),
        pytest.param(
            "A radar measures the depth of peat, while a camera counts birds.", False, id="as it is"
        ),
        pytest.param(
            "Birds are counted by a camera, but the depth is measured by radar.", False, id="passive"
        ),
        pytest.param("A camera measures the depth of peat.", False, id="nothing to exchange it with"),
    ],
)
def test_subjects_in_each_others_place_are_seen(claim: str, is_so: bool) -> None:
    assert bool(exchanged(plain(claim), plain(MARSH))) is is_so


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        pytest.param(
            "The filter is stable at high tide.", "the source says low, the claim high", id="a pair"
        ),
        pytest.param(
            "The densities have symmetric tails.",
            "the source says asymmetric, the claim symmetric",
            id="prefix",
        ),
        pytest.param(
            "The filter is unstable at low tide.",
            "the source says stable, the claim unstable",
            id="added prefix",
        ),
        pytest.param("The filter is stable at low tide.", "", id="the same word"),
        pytest.param("The filter is not unstable at low tide.", "", id="denied"),
        pytest.param("The map is dense.", "", id="denied in the source"),
        pytest.param("Bogwalk drifts more than Marsh.", "", id="compared from the other side"),
        pytest.param("Birds are rare at high noon.", "", id="of something else"),
    ],
)
def test_the_opposite_word_in_the_same_place_is_seen(claim: str, why: str) -> None:
    assert opposed(plain(claim), plain(MARSH)) == why


@pytest.mark.parametrize(
    "claim",
    [
        "A camera measures the depth of the peat, while a radar counts the birds above it.",
        "The densities have symmetric tails.",
    ],
)
def test_neither_is_supported(claim: str) -> None:
    assert SupportChecker(None).check(claim, [MARSH]).verdict is Verdict.UNSUPPORTED


def test_an_amount_of_another_size_is_seen() -> None:
    source = plain("Data centers cost hundreds of millions of dollars to build.")
    assert opposed(plain("Data centers cost hundreds of thousands of dollars."), source)
    assert not opposed(plain("Building data centers costs hundreds of millions of dollars."), source)
