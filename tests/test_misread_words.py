"""Messages whose words look like something else: a subject like a call for help, a sum like a list."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Status
from rag.model.query import Intent
from tests.reading import cited


@pytest.mark.parametrize("message", ["ferries", "sarcasm", "flash memory"])
def test_a_subject_that_papers_have_is_no_call_for_help(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert answer.parsed[0].intent is Intent.LIST
    assert answer.citations


@pytest.mark.parametrize("message", ["ferries paper", "what's new in sarcasm"])
def test_a_subject_that_papers_have_is_no_order_of_the_whole_library(
    assistant: Assistant, message: str
) -> None:
    assert "first" not in assistant.ask(message).answer.splitlines()[0]
    assert "newest first" in assistant.ask("what's new").answer


def test_a_word_to_the_assistant_stays_one(assistant: Assistant) -> None:
    for message in ("help", "usage", "thanks"):
        assert assistant.ask(message).parsed[0].intent is Intent.ABOUT


@pytest.mark.parametrize(
    "message", ["17*23+4", "2+2", "5% of 300", "(3+4)*5=?", "12 times 4", "2 x 3", "100/4"]
)
def test_a_sum_lists_no_papers(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert (answer.status, answer.citations) == (Status.NOT_ANSWERED, ())


@pytest.mark.parametrize("message", ["2024", "2023-2024", "3/2024", "2024-03"])
def test_a_date_is_no_sum(assistant: Assistant, message: str) -> None:
    assert "tessaract" in cited(assistant.ask(message))


@pytest.mark.parametrize(
    "message", ["gimme the bibtex for the ferries paper", "yo zxqv bibtex for ferries pls"]
)
def test_words_that_no_paper_has_describe_none(assistant: Assistant, message: str) -> None:
    assert cited(assistant.ask(message)) == ["oystercatch"]


@pytest.mark.parametrize("message", ["are you using chatgpt?", "is this an LLM?"])
def test_whether_a_model_writes_is_told(assistant: Assistant, message: str) -> None:
    assert assistant.ask(message).answer.startswith("Answers are quotes until a model is set")
