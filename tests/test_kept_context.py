"""Follow-ups that keep what was talked of: its short forms, its papers, the one that a yes or no is about."""

import pytest

from rag.answering.assistant import Assistant
from rag.answering.itself import WHICH_PAPER
from rag.model.answer import Status
from rag.model.conversation import Turn
from rag.model.filters import NO_FILTERS
from rag.model.paper import Paper
from rag.model.query import Act, Intent, ParsedQuery
from rag.query.spelled_out import with_long_forms
from tests.reading import cited, talk

TRADE = Paper("trade", "Profits of High-Frequency Trading", "We ask who gains. It is paid for by others.")
ASKED = ParsedQuery("m", "m", "m", "m", Intent.FACT, NO_FILTERS, (), None, (), None, "en")
TURNS = [Turn(ASKED, ("trade",), (TRADE.title,))]


@pytest.mark.parametrize(
    ("message", "known", "told"),
    [
        pytest.param("any other HFT papers", "", "any other high-frequency trading papers", id="spelled out"),
        pytest.param("any other HFT papers", "HFT", "any other HFT papers", id="papers have it"),
        pytest.param("any other XQT papers", "", "any other XQT papers", id="nothing begins so"),
        pytest.param("and the pot?", "", "and the pot?", id="not one behind the other"),
    ],
)
def test_a_short_form_is_spelled_out_by_the_papers_talked_of(message: str, known: str, told: str) -> None:
    assert with_long_forms(message, TURNS, lambda id_: TRADE, lambda word: word == known) == told
    assert with_long_forms(message, [], lambda id_: TRADE, lambda word: False) == message


@pytest.mark.parametrize("message", ["any limits mentioned", "any caveats?", "any shortcomings?"])
def test_what_a_paper_lacks_is_asked_of_the_paper_talked_of(assistant: Assistant, message: str) -> None:
    last = talk(assistant, "What is Drifthound?", message)[-1]
    assert last.parsed[0].active_papers == ("drifthound",)
    assert cited(last) == ["drifthound"]


@pytest.mark.parametrize("message", ["was that in Norway", "was it done in Norway?", "is that in Norway"])
def test_a_place_is_asked_of_the_paper_and_is_no_language(assistant: Assistant, message: str) -> None:
    last = talk(assistant, "What is Drifthound?", message)[-1]
    assert last.parsed[0].act is not Act.TRANSLATE
    assert (last.parsed[0].intent, cited(last)) == (Intent.FACT, ["drifthound"])
    assert "Norway" in last.answer


def test_a_place_that_the_paper_does_not_name_is_not_stated(assistant: Assistant) -> None:
    last = talk(assistant, "What is Drifthound?", "was it in Colorado")[-1]
    assert (last.status, cited(last)) == (Status.PARTLY, ["drifthound"])
    assert "does not state" in last.answer


@pytest.mark.parametrize("turns", [("which is newer?",), ("What is Thimble?", "which one is older")])
def test_which_is_newer_is_asked_of_two_papers_never_of_the_library(
    assistant: Assistant, turns: tuple[str, ...]
) -> None:
    assert talk(assistant, *turns)[-1].answer == WHICH_PAPER


def test_one_of_two_papers_that_were_compared_is_picked_by_what_it_is_about(assistant: Assistant) -> None:
    turns = "compare Thimble and Kestrel-3", "which one is about whisker sensors?"
    assert talk(assistant, *turns, "when was it published?")[-1].parsed[0].active_papers == ("kestrel-3",)
