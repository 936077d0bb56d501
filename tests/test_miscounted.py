"""Numbers of an abstract that are not what is asked."""

import pytest

from rag.answering.instances import lacks_what_is_asked
from rag.answering.miscounted import miscounts


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        pytest.param("how many divers?", "It has footage (~10K) of divers.", True, id="in brackets"),
        pytest.param("how many divers?", "It has 300 recordings of divers.", True, id="of another"),
        pytest.param("how many divers?", "It has 300 recordings of 12 divers.", False, id="of both"),
        pytest.param("how many divers?", "It has thousands of divers.", False, id="a round number"),
        pytest.param("how many divers?", "It has recordings of divers (n = 12).", False, id="a sample"),
        pytest.param("how many divers?", "It says nothing.", False, id="no number"),
        pytest.param("how much did Moth cost?", "Moth cuts the cost by 30%.", True, id="a cost, no price"),
        pytest.param("how much did Moth cost?", "Moth was built for 300 dollars.", False, id="a price"),
        pytest.param("how much does it reduce the cost?", "It cuts cost by 30%.", False, id="a change"),
        pytest.param("what is the cost of memory?", "It takes 30 MB.", False, id="no money"),
        pytest.param("what was the training cost of Moth?", "Training is on 30 boats.", True, id="what"),
    ],
)
def test_a_number_of_something_else_is_no_answer(question: str, text: str, other: bool) -> None:
    assert miscounts(question, text) is other


@pytest.mark.parametrize(
    "question",
    [
        "how many participants were in the kite trust game",
        "how many participants did the kite trust game have",
        "how many participants took part",
    ],
)
def test_a_share_does_not_tell_how_many_took_part(question: str) -> None:
    assert lacks_what_is_asked(question, ["Of them 90% of participants agreed."])
    assert not lacks_what_is_asked(question, ["We asked 24 participants, of whom 90% agreed."])


def test_how_many_of_them_did_something_may_be_told_by_a_share() -> None:
    assert not lacks_what_is_asked("how many participants agreed?", ["Of them 90% of participants agreed."])
