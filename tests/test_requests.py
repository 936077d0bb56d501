"""Requests about the product: tables, exports, limits of a comparison, a paper that none can tell."""

import pytest

from rag.answering.assistant import Assistant
from rag.answering.itself import TOLD, WHICH_PAPER
from rag.model.answer import Answer, Status
from rag.model.query import Intent
from rag.query.bare_topic import is_short_topic
from rag.query.table_form import without_table
from tests.test_acts import cited, talk


def asked(assistant: Assistant, message: str) -> Answer:
    return talk(assistant, message)[-1]


def test_a_table_has_a_line_for_each_paper_and_says_what_is_not_stated(assistant: Assistant) -> None:
    answer = asked(assistant, "table comparing Thimble, Tessaract and Marlowe on microcontrollers")
    lines = answer.answer.splitlines()
    assert lines[:2] == ["| Paper | Microcontrollers |", "| --- | --- |"]
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["Thimble", "Tessaract", "Marlowe"]
    assert [line.endswith("| not stated |") for line in lines[2:]] == [False, True, True]


def test_each_aspect_of_a_table_is_a_column(assistant: Assistant) -> None:
    answer = asked(assistant, "make a table of Thimble vs Tessaract: accuracy, heads")
    assert answer.answer.splitlines()[0] == "| Paper | Accuracy | Heads |"


def test_a_table_without_an_aspect_tells_idea_and_result(assistant: Assistant) -> None:
    answer = asked(assistant, "compare Thimble and Tessaract in a table")
    assert answer.answer.startswith("| Paper | Idea | Result |")
    assert set(cited(answer)) == {"thimble", "tessaract"}


@pytest.mark.parametrize(
    ("message", "counted"),
    [
        pytest.param("make a table of papers on language models", "papers fit", id="on a subject"),
        pytest.param("show me the 2 newest papers as a table", "newest first", id="of the library"),
    ],
)
def test_a_list_is_a_table_where_one_is_asked_for(assistant: Assistant, message: str, counted: str) -> None:
    answer = asked(assistant, message)
    head, table = answer.answer.split("\n\n", 1)
    assert counted in head
    assert head.endswith(":")
    assert table.startswith("| Paper | Idea | Result |")
    assert len(table.splitlines()) == 2 + len(cited(answer))


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("a table of the newest papers on kelp", "the newest papers on kelp"),
        ("list papers on kelp in a table, please", "list papers on kelp"),
        ("papers on kelp as a markdown table.", "papers on kelp"),
        pytest.param("table of A and B", "table of A and B", id="no papers"),
        pytest.param("papers on kelp in tables", "papers on kelp in tables", id="a subject"),
    ],
)
def test_the_words_that_ask_for_a_table_of_papers_are_left_out(message: str, rest: str) -> None:
    assert without_table(message) == rest


def test_a_subject_in_a_few_words_is_a_list_and_else_an_answer(assistant: Assistant) -> None:
    assert asked(assistant, "language models").parsed[0].intent is Intent.LIST
    assert asked(assistant, "Thimble").parsed[0].intent is not Intent.LIST
    assert is_short_topic("long context")
    assert not is_short_topic("what is attention")
    assert not is_short_topic("printed sheets that fold by themselves when warmed")


@pytest.mark.parametrize("message", ["list them", "show me the full list", "which ones?"])
def test_papers_that_were_counted_or_listed_are_listed(assistant: Assistant, message: str) -> None:
    for first in ("How many papers deal with language models?", "Which papers deal with language models?"):
        before, listed = talk(assistant, first, message)
        assert cited(listed) == cited(before)
        assert "papers fit" in listed.answer


@pytest.mark.parametrize("message", ["on which model?", "and on what data?", "at what cost?", "by how much?"])
def test_a_question_that_leaves_out_the_paper_is_asked_of_it(assistant: Assistant, message: str) -> None:
    *_, last = talk(assistant, "What is Thimble?", message)
    assert last.parsed[0].active_papers == ("thimble",)
    assert last.parsed[0].intent is Intent.FACT


def test_a_limit_of_a_comparison_holds(assistant: Assistant) -> None:
    answer = asked(assistant, "Compare Thimble and Tessaract since 2025")
    assert cited(answer) in (["thimble"], [])
    assert "Tessaract is from 2024-03-05, outside your limit" in answer.answer


@pytest.mark.parametrize("message", ["compare Thimble and asdfgh", "is Thimble better than asdfgh?"])
def test_a_name_that_no_paper_has_adds_nothing(assistant: Assistant, message: str) -> None:
    answer = asked(assistant, message)
    assert cited(answer) == ["thimble"]
    assert answer.answer.endswith("No paper here is called asdfgh.")


def test_where_no_name_is_known_nothing_is_compared(assistant: Assistant) -> None:
    answer = asked(assistant, "compare qwrty and zzkk")
    assert (answer.status, answer.answer) == (Status.NOT_ANSWERED, "No paper here is called qwrty or zzkk.")


@pytest.mark.parametrize(
    "message",
    ["summarise this paper", "what are its limitations?", "who wrote it?", "when was it published?", "when?"],
)
def test_this_paper_is_asked_back_where_none_was_talked_of(assistant: Assistant, message: str) -> None:
    assert asked(assistant, message).answer == WHICH_PAPER
    assert cited(talk(assistant, "What is Thimble?", message)[-1]) == ["thimble"]


@pytest.mark.parametrize("message", ["export all papers", "export everything as csv"])
def test_all_papers_are_exported_by_a_command(assistant: Assistant, message: str) -> None:
    assert "ask export" in asked(assistant, message).answer
    assert "ask export" in talk(assistant, "What is Thimble?", message)[-1].answer


def test_what_it_can_do_is_told_with_examples_and_thanks_are_not(assistant: Assistant) -> None:
    assert "“bibtex of Tessaract”" in asked(assistant, "what can you do?").answer
    assert asked(assistant, "thanks").answer == TOLD["thanks"]


def test_a_title_in_quotes_is_looked_for(assistant: Assistant) -> None:
    answer = asked(assistant, 'do you have "Oystercatch: Federated Learning on Ferries"?')
    assert answer.answer.startswith("Yes, it is here: Oystercatch")


def test_those_of_a_list_are_no_paper_that_is_asked_back(assistant: Assistant) -> None:
    _, last = talk(assistant, "papers about language models", "and of those, which are models?")
    assert last.parsed[0].within
    assert last.answer != WHICH_PAPER


def test_a_word_beside_a_known_name_is_no_name(assistant: Assistant) -> None:
    answer = asked(assistant, "compare plodding Thimble and Tessaract")
    assert set(cited(answer)) == {"thimble", "tessaract"}
    assert "No paper here is called" not in answer.answer
