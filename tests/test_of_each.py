"""One question asked of all papers of a list before it."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Answer, Status

LISTED = "Which papers deal with language models?"


def after_a_list(assistant: Assistant, asked: str) -> Answer:
    return assistant.ask(asked, [assistant.ask(LISTED)])


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.paper_id for citation in answer.citations))


@pytest.mark.parametrize(
    ("asked", "papers", "told"),
    [
        ("how many heads do they remove?", ["tessaract"], "heads"),
        ("what do they say about politeness?", ["marlowe"], "polite"),
        ("is politeness mistaken for sarcasm, according to them?", ["marlowe"], "polite"),
    ],
)
def test_the_papers_that_state_it_are_quoted_and_the_others_named(
    assistant: Assistant, asked: str, papers: list[str], told: str
) -> None:
    answer = after_a_list(assistant, asked)
    assert answer.status is Status.ANSWERED
    assert cited(answer) == papers
    assert told in answer.answer
    assert "not state it." in answer.answer


def test_what_none_of_them_states_is_said_of_all(assistant: Assistant) -> None:
    answer = after_a_list(assistant, "what do they say about zebras?")
    assert answer.status is Status.PARTLY
    assert answer.answer.startswith("None of these ")
    assert "nothing on “zebras”" in answer.answer


def test_two_that_do_not_state_it_are_neither(assistant: Assistant) -> None:
    compared = assistant.ask("Compare Tessaract and Thimble")
    answer = assistant.ask("what do they say about zebras?", [compared])
    assert answer.answer.startswith("Neither paper states this")


@pytest.mark.parametrize(
    "asked", ["does either mention zebras", "is either about zebras?", "does either paper use zebras"]
)
def test_the_word_for_one_of_two_is_not_looked_for(assistant: Assistant, asked: str) -> None:
    compared = assistant.ask("Compare Tessaract and Thimble")
    answer = assistant.ask(asked, [compared]).answer
    assert "“either”" not in answer
    assert "“zebras”" in answer


@pytest.mark.parametrize("asked", ["how do they differ on memory?", "which of these is better on memory?"])
def test_what_sets_them_beside_each_other_is_no_question_to_each(assistant: Assistant, asked: str) -> None:
    assert "not state it." not in after_a_list(assistant, asked).answer
