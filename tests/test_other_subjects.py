"""A follow-up that names another subject is not answered with what was talked of before."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Status
from rag.query.in_place import in_place
from tests.reading import cited, talk


@pytest.mark.parametrize(
    ("listed", "message", "papers"),
    [
        ("papers on drone video of birds", "what about glaciers", ["drifthound"]),
        ("papers on drone video of birds", "and malaria", []),
        ("forecasting of glacier melt", "what about protein shapes", ["bramblefold"]),
        ("forecasting of glacier melt", "and tides?", []),
    ],
)
def test_papers_on_what_takes_the_place_of_a_subject_have_its_words(
    assistant: Assistant, listed: str, message: str, papers: list[str]
) -> None:
    first, last = talk(assistant, listed, message)
    assert cited(first)
    assert cited(last) == papers
    assert (last.status is Status.ANSWERED) is bool(papers)


def test_where_a_list_is_asked_for_somewhere_else_it_is_said_that_none_speaks_of_it(
    assistant: Assistant,
) -> None:
    *_, last = talk(assistant, "papers on pruning attention heads", "and for birds?")
    assert (last.status, last.answer) == (
        Status.NOT_ANSWERED,
        "No paper here on this speaks of “birds”.",
    )


def test_a_list_whose_whole_subject_is_replaced_is_asked_for_as_papers(assistant: Assistant) -> None:
    first = assistant.ask("glacier melt papers")
    turns = assistant._turns([first])
    resolved = in_place("and bitcoin", [], turns, lambda id_: None)
    assert resolved
    assert (resolved.question, resolved.added) == ("papers on bitcoin", "")


@pytest.mark.parametrize(
    ("message", "paper"),
    [
        pytest.param("any drones that count birds?", "heron-birds", id="of another paper"),
        pytest.param("and other animals? any drones that count birds", "heron-birds", id="behind another"),
        pytest.param("any jars that the robot lifts", "kestrel-3", id="it has half of the words"),
        pytest.param("any glass jars that it lifts?", "kestrel-3", id="it points back"),
        pytest.param("is there a reply from Quill", "tessaract", id="what somebody wrote"),
        pytest.param("is there a reply from robots", "kestrel-3", id="nobody's name"),
    ],
)
def test_things_of_another_kind_are_looked_for_in_all_papers(
    assistant: Assistant, message: str, paper: str
) -> None:
    assert cited(talk(assistant, "What is Kestrel-3?", message)[-1])[0] == paper
