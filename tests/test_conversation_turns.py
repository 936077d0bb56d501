"""Turns that lean on those before: the same authors, another order, a paper left out, thanks, a new topic."""

import re

import pytest

from rag.answering.assistant import Assistant
from rag.answering.itself import TOLD
from rag.model.answer import Status
from rag.model.query import Act, Intent, Order
from rag.query.sorted_list import ORDERS, order_asked
from tests.test_acts import cited, talk
from tests.test_cli import COMMANDS

LIST = "papers about language models"


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("sort them by date", Order.NEWEST),
        ("oldest first please", Order.OLDEST),
        ("from old to new", Order.OLDEST),
        ("put the newest on top", Order.NEWEST),
        ("in reverse chronological order", Order.NEWEST),
        ("rank them by upvotes", Order.MOST_UPVOTED),
        ("sort them by title", None),
    ],
)
def test_an_order_is_read_from_what_a_list_is_sorted_by(message: str, order: Order | None) -> None:
    assert order_asked(message, None) is order


def test_a_reversed_order_is_the_other_end_of_the_one_before() -> None:
    assert order_asked("reverse the order", Order.NEWEST) is Order.OLDEST


def test_a_sorted_list_has_the_same_papers_in_order_of_their_dates(assistant: Assistant) -> None:
    first, last = talk(assistant, LIST, "sort them by date")
    assert set(cited(last)) == set(cited(first))
    dates = [citation.published or "" for citation in last.citations]
    assert dates == sorted(dates, reverse=True)


def test_what_a_list_cannot_be_sorted_by_is_said(assistant: Assistant) -> None:
    _, last = talk(assistant, LIST, "sort them by title")
    assert ORDERS in last.notes


def test_the_other_papers_of_the_authors_are_told_and_not_the_paper_itself(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Tessaract?", "did they write anything else here?")
    assert last.parsed[-1].act is Act.BY_THEM
    assert last.answer.startswith(("Other papers by authors of Tessaract", "No other paper here is by"))
    assert "Ada Quill" in last.answer


def test_authors_that_are_not_known_wrote_nothing_else(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Thimble?", "what else did the authors write?")
    assert (last.answer, last.status) == ("The authors of Thimble are not known here.", Status.NOT_ANSWERED)


def test_what_contradicts_a_paper_is_not_judged(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Thimble?", "is there anything that contradicts it?")
    assert last.parsed[-1].act is Act.AGAINST
    assert "is not judged here" in last.answer
    assert "thimble" not in cited(last)


@pytest.mark.parametrize("message", ["not the one on microcontrollers", "without the second one"])
def test_a_paper_that_is_left_out_of_a_list_is_not_told_again(assistant: Assistant, message: str) -> None:
    first, last = talk(assistant, LIST, message)
    gone = set(cited(first)) - set(cited(last))
    assert len(gone) == 1
    assert last.parsed[-1].besides == tuple(gone)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("thanks!", "thanks"),
        ("thank you very much", "thanks"),
        ("great, that helps", "thanks"),
        ("ok thanks, bye", "bye"),
        ("quit", "bye"),
        ("how do i add my own pdfs?", "adding"),
        ("can you delete a paper?", "removing"),
        ("how do I keep my library up to date", "updating"),
        ("how do I export to zotero?", "exporting"),
    ],
)
def test_a_word_to_the_assistant_repeats_nothing(assistant: Assistant, message: str, field: str) -> None:
    _, last = talk(assistant, LIST, message)
    assert (last.answer, last.understood, last.citations) == (TOLD[field], message, ())


@pytest.mark.parametrize("field", [name for name, text in TOLD.items() if "ask " in text])
def test_each_command_that_is_told_exists(field: str) -> None:
    named = {match[1] for match in re.finditer(r"(?<!to )\bask ([a-z]+)", TOLD[field])}
    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize(
    "message",
    [
        "what was published in the first half of 2024?",
        "what appeared in early 2024?",
        "which came out between January and June 2024?",
        "anything from the first half of 2024?",
    ],
)
def test_what_was_published_in_a_period_is_a_list_of_it(assistant: Assistant, message: str) -> None:
    (last,) = talk(assistant, message)
    assert last.parsed[0].intent in (Intent.LIST, Intent.CORPUS)
    assert {"tessaract"} <= set(cited(last))
    assert "thimble" not in cited(last)


def test_another_topic_is_not_asked_of_the_paper_before(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Tessaract?", "what about federated learning on ferries?")
    assert cited(last)[:1] == ["oystercatch"]


def test_slips_that_were_mended_are_said(assistant: Assistant) -> None:
    (last,) = talk(assistant, "federated learing on feries")
    assert any("“feries” as “ferries”" in note for note in last.notes)
    assert cited(last)[:1] == ["oystercatch"]


def test_a_word_for_papers_in_another_language_is_no_subject(assistant: Assistant) -> None:
    (last,) = talk(assistant, "Quels articles parlent du paludisme ?")
    assert (last.status, cited(last)) == (Status.NOT_ANSWERED, [])
