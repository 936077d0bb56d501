"""Texts made to take long, in files, in fields of records and in questions: none takes long."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.authors import one_name
from rag.ingest.clean import clean
from rag.ingest.library import Library
from rag.ingest.pages import read_text
from rag.ingest.papers import to_papers
from rag.model.errors import PageError
from store.spellings import LONGEST, spellings_of, spelt_like

MANY = 20_000


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Of this process, which other programs do not lengthen."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<feed>" + "<entry><title>" * 2 * MANY, id="entries that are not closed"),
        pytest.param("- " + " " * 5 * MANY + "\0", id="an item of blanks"),
        pytest.param("Scopus" + "\n" * 5 * MANY + "\0", id="lines below the name of a format"),
        pytest.param("Title:" + " " * 5 * MANY + "\0", id="a label before blanks"),
    ],
)
def test_a_file_is_read_once_and_not_from_each_place(text: str) -> None:
    with within(4), suppress(PageError):  # whether there is a paper in it does not matter here
        read_text("list", text.encode())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("note", "\nfrom" * MANY, id="lines of a note"),
        pytest.param("authors", ["Ann upvotes" + " " * MANY + "\0"], id="blanks in a name"),
        pytest.param("title", "Moss" + "\n" * 4 * MANY + "\0", id="lines in a title"),
        pytest.param("abstract", "$1 " + "a" * 5 * MANY, id="a dollar before one word"),
        pytest.param("abstract", "{" * MANY + "x" + "}" * MANY, id="deep braces"),
        pytest.param("abstract", r"\href{http://a.b}" * (MANY // 2), id="links without a name"),
        pytest.param("abstract", "Moss" + "." * 10 * MANY + "\0", id="stops"),
        pytest.param("date", "2020" + " " * 5 * MANY + "\0", id="blanks in a date"),
        pytest.param("authors", ["Smith " + "1" * 60 + "x"], id="digits behind a name"),
    ],
)
def test_a_field_is_read_once_and_not_from_each_place(field: str, value: object) -> None:
    record = {"title": "Moss on walls", "abstract": "We count moss.", field: value}
    with within(4):
        assert to_papers(read_text("list.json", json.dumps(record).encode()))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("year", 10**400, id="more than any float"),
        pytest.param("upvotes", 10**400, id="as many votes"),
        pytest.param("venue", f"Moss &#{'1' * 9000};", id="a sign of a number that none has"),
        pytest.param("doi", f"10.1/a&#x{'f' * 9000};", id="the same in a DOI"),
    ],
)
def test_a_number_that_is_none_costs_no_paper(field: str, value: object) -> None:
    records = [
        {"title": f"Moss {n}", "abstract": "We count moss.", "year": 2020} | {field: value} for n in range(3)
    ]
    lines = "\n".join(json.dumps(record) for record in records)
    assert len(to_papers(read_text("list.jsonl", lines.encode()))) == len(records)


def test_names_and_links_of_any_length_are_told_as_before() -> None:
    assert one_name("Smith,   Ann" + " " * 90) == "Ann Smith"
    assert one_name("a" * 3000) == "a" * 3000
    assert clean("Code: https://a.b/c{here} or www.d.e.") == "Code: https://a.b/c (here) or www.d.e."


@pytest.mark.parametrize("piece", ["1 ", "totalResultsA"])
def test_a_question_is_read_once_and_not_from_each_word(shelf: Path, piece: str) -> None:
    assistant = Assistant(Library(shelf, NoEncoder()).reader, NoEncoder())
    with within(5):
        assert assistant.ask(piece * (3900 // len(piece))).answer


def test_of_what_is_no_word_no_misspelling_is_looked_for() -> None:
    word, none = "a" * LONGEST, np.zeros(0, np.uint64)
    forms = spellings_of([word, word + "a" * MANY], [0, 1])
    assert spelt_like(f"{word[:-1]}b", forms, 2) == [0]
    assert spelt_like(word + "a", forms, 2) == []
    assert len(spellings_of(["a" * MANY], [0])) == len(none)
