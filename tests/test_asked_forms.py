"""The form that an answer is asked for in: a number of sentences, a table with its columns."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Answer, Status
from rag.query.length_form import sentences_asked, without_length
from rag.query.table_form import columns_asked, is_only_table, without_table
from rag.text.sentences import sentences
from tests.reading import cited, talk

LISTED = "Which papers deal with language models?"


def told(answer: Answer) -> int:
    """How many sentences are quoted."""
    return sum(len(sentences(part.split("”")[0])) for part in answer.answer.split("“")[1:])


@pytest.mark.parametrize(
    ("turns", "most"),
    [
        pytest.param(("summarise Thimble in two sentences",), 2, id="two"),
        pytest.param(("explain Thimble in 3 short sentences",), 3, id="in figures"),
        pytest.param(("What is Thimble in one line?",), 1, id="one line"),
        pytest.param(("give me a one-sentence summary of Drifthound",), 1, id="ahead of the noun"),
        pytest.param(("What is Thimble?", "in two sentences please"), 2, id="of the answer before"),
        pytest.param(("What is Thimble?", "what does it keep, in one sentence"), 1, id="of a follow-up"),
        pytest.param((LISTED, "which is newest", "summarise it in two lines"), 2, id="of the newest"),
    ],
)
def test_an_answer_has_as_many_sentences_as_are_asked_for(
    assistant: Assistant, turns: tuple[str, ...], most: int
) -> None:
    last = talk(assistant, *turns)[-1]
    assert (last.status, len(set(cited(last))), told(last)) == (Status.ANSWERED, 1, most)


@pytest.mark.parametrize(
    ("message", "most", "rest"),
    [
        ("summarise it in two sentences", 2, "summarise it"),
        ("what does it find, in one line?", 1, "what does it find ?"),
        ("how many sentences does the corpus have?", 0, "how many sentences does the corpus have?"),
        ("tested in 40 sentences", 0, "tested in 40 sentences"),
    ],
)
def test_a_number_of_sentences_is_read_where_it_is_one_of_the_answer(
    message: str, most: int, rest: str
) -> None:
    assert (sentences_asked(message), without_length(message)) == (most, rest)


@pytest.mark.parametrize(
    ("message", "papers"),
    [
        ("as a table", 3),
        ("can I get those in a table please", 3),
        ("put them in a table", 3),
        ("the first two as a table", 2),
        ("the first and the third in a table", 2),
    ],
)
def test_what_was_listed_is_told_as_a_table(assistant: Assistant, message: str, papers: int) -> None:
    first, last = talk(assistant, "papers about language models", message)
    rows = [line for line in last.answer.splitlines() if line.startswith("| ")]
    assert len(rows) == (len(cited(first)) if papers == 3 else papers) + 2
    assert cited(last)[0] == cited(first)[0]


def test_papers_that_were_compared_are_told_as_a_table(assistant: Assistant) -> None:
    *_, last = talk(assistant, "compare Thimble and Kestrel-3", "as a table")
    assert "| --- |" in last.answer
    assert set(cited(last)) == {"thimble", "kestrel-3"}


def test_a_table_has_the_columns_that_are_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("table of papers about language models with year, authors and main idea")
    listed = assistant.ask("papers about language models")
    head, _, *rows = [line for line in answer.answer.splitlines() if line.startswith("|")]
    assert head == "| Paper | Year | Authors | Idea |"
    assert set(cited(answer)) == set(cited(listed))
    assert any(
        row.startswith("| Tessaract | 2024 | Ada Quill, Bo Fenn, Cy Marsh and others |") for row in rows
    )
    assert any("| not given |" in row for row in rows)


@pytest.mark.parametrize(
    ("message", "columns", "papers"),
    [
        ("table of papers on kelp with year", ["Year"], "papers on kelp"),
        ("kelp papers with year and results as a table", ["Year", "Result"], "kelp papers"),
        ("a table of papers on kelp with sea stars", [], "papers on kelp with sea stars"),
        ("papers on kelp with year", [], "papers on kelp with year"),
        ("make it a table with year and venue", ["Year", "Venue"], "make it a table with year and venue"),
    ],
)
def test_columns_are_no_part_of_a_subject(message: str, columns: list[str], papers: str) -> None:
    assert (columns_asked(message), without_table(message)) == (columns, papers)


@pytest.mark.parametrize(
    ("message", "only"),
    [
        ("as a table", True),
        ("those in a table with year please", True),
        ("make it a table", True),
        ("can you format this as a table", True),
        ("I'd like them in tabular format", True),
        ("turn these into a table with year and venue", True),
        ("make it a table of papers on kelp", False),
        ("a table of papers on kelp", False),
        ("the periodic table?", False),
    ],
)
def test_a_message_may_ask_for_nothing_but_a_table(message: str, only: bool) -> None:
    assert is_only_table(message) is only
