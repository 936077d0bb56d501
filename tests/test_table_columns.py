"""Tables with columns that are asked for in words, of papers that are named or called alike."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Answer
from rag.model.query import Intent
from rag.query.table_columns import split_columns
from rag.query.table_form import columns_asked, without_table
from rag.query.topic import is_of_papers, on_a_subject
from tests.reading import cited, holds, talk


def cells(answer: Answer) -> dict[str, list[str]]:
    """The cells of each row of a table, by its first."""
    lines = [line.strip("| ").split(" | ") for line in answer.answer.splitlines() if line.startswith("| ")]
    return {line[0]: line[1:] for line in lines if line[0] != "---"}


@pytest.mark.parametrize(
    ("message", "rest", "columns"),
    [
        ("the papers on kelp with year and main method", "the papers on kelp", ["Year", "Main method"]),
        ("kelp papers, columns: year, wave height", "kelp papers", ["Year", "Wave height"]),
        ("kelp papers, columns year, dataset", "kelp papers", ["Year", "Dataset"]),
        ("papers about kelp: sample size, country", "papers about kelp", ["Sample size", "Country"]),
        ("those with what data they use", "those", ["What data they use"]),
        ("kelp papers showing the benchmark used", "kelp papers", ["Benchmark"]),
        ("kelp papers with the key idea please", "kelp papers", ["Idea"]),
        pytest.param("papers on kelp with sea stars", "papers on kelp with sea stars", [], id="a subject"),
        pytest.param("papers on columns in temples", "papers on columns in temples", [], id="of stone"),
        pytest.param("papers with long context", "papers with long context", [], id="no aspect alone"),
    ],
)
def test_columns_are_told_from_the_subject(message: str, rest: str, columns: list[str]) -> None:
    assert split_columns(message) == (rest, columns)


@pytest.mark.parametrize(
    ("message", "columns", "papers"),
    [
        ("table: kelp papers, columns year, dataset", ["Year", "Dataset"], "kelp papers"),
        ("tabulate the papers on kelp: method, year", ["Year", "Method"], "the papers on kelp"),
        ("kelp papers with dataset as a table", ["Dataset"], "kelp papers"),
        ("a table of kelp forests with year", ["Year"], "papers on kelp forests"),
        ("tabulate kelp papers by year and dataset", ["Year", "Dataset"], "kelp papers"),
        ("sum up the kelp papers in a table: name, dataset", ["Dataset"], "the kelp papers"),
        pytest.param("table of kelp papers by year", [], "kelp papers by year", id="an order"),
    ],
)
def test_a_table_is_of_papers_with_the_columns_it_names(
    message: str, columns: list[str], papers: str
) -> None:
    assert (columns_asked(message), without_table(message)) == (columns, papers)


def test_a_cell_quotes_what_a_paper_states_and_else_says_that_it_does_not(assistant: Assistant) -> None:
    answer = assistant.ask("table of papers about language models with year, benchmark and main method")
    listed = assistant.ask("papers about language models")
    table = cells(answer)
    assert table["Paper"] == ["Year", "Benchmark", "Main method"]
    assert set(cited(answer)) == set(cited(listed))
    assert "Marlowe, a benchmark of 4,200 court transcripts" in table["Marlowe"][1]
    assert table["Thimble"][1] == "not stated" or "PocketGLUE" in table["Thimble"][1]
    assert "drops a head when its output echoes" in table["Tessaract"][2]
    holds(answer, assistant.catalogue)


def test_what_was_listed_is_told_with_other_columns(assistant: Assistant) -> None:
    listed, last = talk(assistant, "papers about language models", "as a table with accuracy")
    table = cells(last)
    assert table.pop("Paper") == ["Accuracy"]
    assert len(table) == len(cited(listed))
    assert "81%" in table["Thimble"][0]


@pytest.mark.parametrize(
    "message",
    ["table of Thimble, Tessaract and Marlowe with year", "Thimble, Tessaract and Marlowe as a table"],
)
def test_papers_that_are_named_are_the_rows(assistant: Assistant, message: str) -> None:
    assert list(cells(assistant.ask(message)))[1:] == ["Thimble", "Tessaract", "Marlowe"]


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("the kite papers", True),
        ("list all Thimble papers", True),
        ("what kelp forest papers do you have", True),
        ("all papers", False),
        ("the newest papers", False),
        ("what do the kite papers find", False),
    ],
)
def test_papers_with_a_subject_in_front_are_a_list(text: str, papers: bool) -> None:
    assert is_of_papers(text) is papers
    assert on_a_subject(Intent.CORPUS, "list", text) == (
        (Intent.LIST, None) if papers else (Intent.CORPUS, "list")
    )
