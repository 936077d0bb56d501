"""Is a claim that says next to nothing, or names what nobody knows, kept from being supported by likeness?"""

from collections import Counter
from pathlib import Path

import pytest

from eval.claims import digests, read_claims
from rag.encoders.minilm import MiniLM
from rag.encoders.pair_reader import PairReader
from rag.verification.checker import SupportChecker
from rag.verification.parameters import parameters
from rag.verification.similarity import encode_text
from rag.verification.substance import found_in, says_too_little
from rag.verification.verdict import Verdict

INVENTED = Path(__file__).parent.parent / "eval" / "starter_claims.jsonl"
HERON = """Heron: Counting Birds by Sound
Heron counts wading birds from recordings of a marsh. A small network parts the calls of twelve species, and
people check the rest. It works on a solar panel, and the counts of Heron agree with those of wardens."""


@pytest.fixture(scope="module")
def checker(published_minilm: MiniLM, pair_reader: PairReader) -> SupportChecker:
    return SupportChecker(published_minilm, pair_reader)


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("The idea is useful and can help people.", id="words that every paper has"),
        pytest.param("They made it much better this way.", id="none of its words"),
        pytest.param("Heron matters a lot here.", id="nothing of the one it names"),
        pytest.param("Here Heron matters a lot.", id="named a little later"),
        pytest.param("Also word23 matters here.", id="an identifier"),
        pytest.param("It turned out to be quite a nice thing to have.", id="many words"),
    ],
)
def test_a_claim_that_says_next_to_nothing_is_not_supported(checker: SupportChecker, claim: str) -> None:
    assert checker.check(claim, [HERON]).verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Heron counts birds.", id="short"),
        pytest.param(
            "It works on a solar panel, and the counts of Heron agree with those of wardens.", id="a quote"
        ),
        pytest.param("Wading birds are counted from recordings.", id="without a name"),
    ],
)
def test_a_short_claim_that_says_something_is_supported(checker: SupportChecker, claim: str) -> None:
    found = checker.check(claim, [HERON])
    assert (found.verdict, found.why) == (Verdict.SUPPORTED, "")


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        ("Zephyrine", False),
        ("Kowalczyk", False),
        ("Kowalczyk's", False),
        ("Heron", True),
        ("Recordings", True),
    ],
)
def test_a_first_word_can_be_a_name_that_nobody_knows(
    published_minilm: MiniLM, name: str, is_known: bool
) -> None:
    found = SupportChecker(published_minilm).check(f"{name} counts wading birds of a marsh.", [HERON])
    assert (found.why != f"name {name} not found") is is_known


@pytest.mark.parametrize(
    ("claim", "least", "most"),
    [
        pytest.param("People like it.", 0.0, 0.0, id="frequent words"),
        pytest.param("Wardens like it.", 0.5, 1.0, id="a rare one"),
        pytest.param("Wardens, wardens and wardens like it.", 0.5, 1.0, id="each once"),
        pytest.param("Heron likes it.", 0.0, 0.0, id="of whom it is said"),
        pytest.param("Wardens agree with counts of wading birds.", 2.0, 6.0, id="many"),
    ],
)
def test_words_count_for_as_much_as_they_tell(
    published_minilm: MiniLM, claim: str, least: float, most: float
) -> None:
    using = parameters().similarity
    found = found_in(encode_text(claim, published_minilm, using), encode_text(HERON, published_minilm, using))
    assert least <= found <= most


def test_by_words_alone_two_must_be_found() -> None:
    using = parameters().similarity
    claims = ["Wardens like it.", "Wardens like birds.", "Heron likes birds."]
    told = [says_too_little(encode_text(c, None, using), encode_text(HERON, None, using)) for c in claims]
    assert told == [True, False, True]


def test_invented_claims_on_the_starter_library_are_not_supported_and_true_ones_are(
    checker: SupportChecker,
) -> None:
    claims, texts = read_claims(INVENTED), digests()
    found = Counter(
        claim["verdict"]
        for claim in claims
        if checker.check(claim["claim"], [texts[claim["paper_id"]]]).verdict is Verdict.SUPPORTED
    )
    assert (found["unsupported"] <= 1, found["supported"] >= 49) == (True, True), found  # of 86 and of 72
