"""What is asked of papers as such: of those of a list, or of the library."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Status
from rag.model.query import Intent
from rag.query.of_papers import asked_of_papers
from tests.reading import cited, talk

LISTED = "Which papers deal with language models?"


@pytest.mark.parametrize(
    ("message", "thing"),
    [
        ("datasets released by these papers", "datasets"),
        ("and the limitations of the papers?", "limitations"),
        ("list all datasets introduced in these five papers", "datasets"),
        ("which datasets do these papers release", "datasets"),
        ("what evaluation metrics do they use?", "evaluation metrics"),
        ("sample sizes of those studies", "sample sizes"),
        ("what are their drawbacks?", "drawbacks"),
        ("limitations of each of them", "limitations"),
        ("authors of these papers", ""),
        ("topics of the papers", ""),
        ("which year are these papers from", ""),
        ("the newest of these papers", ""),
        ("all of these papers", ""),
        ("summary of the papers", ""),
        ("the differences of these papers", ""),
        ("limitations of the papers on kites", ""),
        ("what do they say about bees?", ""),
    ],
)
def test_the_thing_that_is_asked_of_papers(message: str, thing: str) -> None:
    assert asked_of_papers(message) == thing


@pytest.mark.parametrize(
    "asked",
    ["limitations of these papers", "datasets released by these papers", "which code do the papers give"],
)
def test_without_a_list_papers_on_the_thing_are_asked_for(assistant: Assistant, asked: str) -> None:
    (answer,) = talk(assistant, asked)
    assert answer.parsed[0].intent is Intent.LIST
    assert answer.parsed[0].search_text == asked_of_papers(asked)


@pytest.mark.parametrize(
    "asked", ["limitations of these papers", "results of the papers", "what methods do they use?"]
)
def test_of_a_list_each_paper_is_asked(assistant: Assistant, asked: str) -> None:
    listed, answer = talk(assistant, LISTED, asked)
    assert set(cited(answer)) <= set(cited(listed))
    assert answer.parsed[0].intent not in (Intent.LIST, Intent.CORPUS)
    assert len(answer.parsed[0].active_papers) > 1
    assert "not state" in answer.answer or "None of these" in answer.answer or len(cited(answer)) > 1


def test_the_result_of_each_is_told(assistant: Assistant) -> None:
    listed, answer = talk(assistant, LISTED, "results of these papers")
    assert answer.status is Status.ANSWERED
    assert len(cited(answer)) > 1
    assert set(cited(answer)) <= set(cited(listed))
