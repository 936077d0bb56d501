"""What may be asked next: tried before it is shown."""

import pytest

from rag.answering.assistant import Assistant
from rag.answering.suggested import MOST, suggested
from rag.model.answer import Answer, Status
from rag.model.filters import Filters


def talk(assistant: Assistant, *messages: str) -> list[Answer]:
    answers: list[Answer] = []
    for message in messages:
        answers.append(assistant.ask(message, answers))
    return answers


@pytest.mark.parametrize(
    "message", ["What is Thimble?", "Compare Thimble and Tessaract", "How do I bake bread?"]
)
def test_what_is_suggested_is_answered_and_was_not_asked(assistant: Assistant, message: str) -> None:
    history = talk(assistant, message)
    found = suggested(assistant, history)
    assert 0 < len(found) <= MOST
    assert message not in found
    for one in found:
        answer = assistant.ask(one, history)
        assert answer.status is Status.ANSWERED
        assert {c.quote for c in answer.citations} - {c.quote for c in history[-1].citations}


def test_nothing_is_suggested_that_the_limits_leave_out(assistant: Assistant) -> None:
    history = talk(assistant, "What is Thimble?")
    only = Filters(papers="thimble")
    for one in suggested(assistant, history, filters=only):
        found = assistant.ask(one, history, filters=only)
        assert (found.status, {c.paper_id for c in found.citations}) == (Status.ANSWERED, {"thimble"})


def test_nothing_is_suggested_before_anything_was_answered(assistant: Assistant) -> None:
    assert suggested(assistant, []) == ()


def test_what_was_asked_earlier_is_not_suggested_again(assistant: Assistant) -> None:
    history = talk(assistant, "What is Thimble?")
    first = suggested(assistant, history)[0]
    assert first not in suggested(assistant, [*history, *talk(assistant, first)])
