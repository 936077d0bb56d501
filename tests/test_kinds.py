"""`X is a Y`: is it told from two things that merely occur in the same paper?"""

import pytest

from rag.encoders.minilm import MiniLM
from rag.verification.checker import SupportChecker
from rag.verification.kinds import unfounded
from rag.verification.parameters import parameters
from rag.verification.similarity import encode_text
from rag.verification.verdict import Verdict

TARN = """Tarn: Planning Routes over Wet Ground
We present Tarn, a planner that keeps a walking robot off wet ground. Soil moisture is estimated from a
camera by a small network. Against Fellwalk, a greedy planner, it halves the number of slips on Moorbench, a
data set of 400 paths."""


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
        pytest.param("Tarn halves the number of slips.", "", id="says nothing of a kind"),
    ],
)
def test_what_something_is_must_stand_beside_it(published_minilm: MiniLM, claim: str, why: str) -> None:
    using = parameters()
    one, two = (encode_text(text, published_minilm, using.similarity) for text in (claim, TARN))
    assert unfounded(one, two) == why


def test_a_wrong_kind_is_not_supported(published_minilm: MiniLM) -> None:
    found = SupportChecker(published_minilm).check("Fellwalk is a small network for moisture.", [TARN])
    assert found.verdict is not Verdict.SUPPORTED


def test_by_words_alone_nothing_is_said_of_kinds() -> None:
    using = parameters()
    one, two = (encode_text(text, None, using.similarity) for text in ("A camera is a greedy planner.", TARN))
    assert unfounded(one, two) == ""
