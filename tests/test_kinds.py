"""`X is a Y`: is it told from two things that merely occur in the same paper?"""

import pytest

from rag.encoders.minilm import MiniLM
from rag.verification.alignment import likeness
from rag.verification.checker import SupportChecker
from rag.verification.kinds import unfounded
from rag.verification.parameters import parameters
from rag.verification.similarity import EncodedText, encode_text
from rag.verification.verdict import Verdict

TARN = """Tarn: Planning Routes over Wet Ground
We present Tarn, a planner that keeps a walking robot off wet ground. Soil moisture is estimated from a
camera by a small network. Against Fellwalk, a greedy planner, it halves the number of slips on Moorbench, a
data set of 400 paths."""


def encoded(text: str, encoder: MiniLM | None) -> EncodedText:
    return encode_text(text, encoder, parameters().similarity)


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        pytest.param("Tarn is a planner for walking robots.", "", id="apposition"),
        pytest.param("Fellwalk is a greedy planner.", "", id="apposition in another sentence"),
        pytest.param("Moorbench is a data set of 400 paths.", "", id="behind its name"),
        pytest.param(
            "Fellwalk is a small network for moisture.", "Fellwalk and moisture", id="another's kind"
        ),
        pytest.param("A camera is a greedy planner.", "camera and planner", id="in two sentences"),
        pytest.param("Fellwalk is a data set of paths.", "Fellwalk and paths", id="far off in one sentence"),
        pytest.param("Tarn halves the number of slips.", "", id="says nothing of a kind"),
    ],
)
def test_what_something_is_must_stand_beside_it(published_minilm: MiniLM, claim: str, why: str) -> None:
    found = likeness(encoded(claim, published_minilm), encoded(TARN, published_minilm))
    assert found is not None
    assert unfounded(encoded(claim, published_minilm), found) == why


def test_a_wrong_kind_is_not_supported(published_minilm: MiniLM) -> None:
    found = SupportChecker(published_minilm).check("Fellwalk is a small network for moisture.", [TARN])
    assert found.verdict is not Verdict.SUPPORTED


def test_by_words_alone_nothing_is_said_of_likeness() -> None:
    assert likeness(encoded("A camera is a greedy planner.", None), encoded(TARN, None)) is None


@pytest.mark.parametrize(
    ("claim", "is_so"),
    [
        pytest.param("Tarn halves slips on Moorbench against a greedy planner.", False, id="one sentence"),
        pytest.param(
            "A small network keeps paths of wet soil against a robot.", True, id="of three sentences"
        ),
    ],
)
def test_words_of_several_sentences_put_together_are_scattered(
    published_minilm: MiniLM, claim: str, is_so: bool
) -> None:
    found = SupportChecker(published_minilm).check(claim, [TARN])
    assert ("words together" in found.why) is is_so
