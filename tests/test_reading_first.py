"""What to read first in a library, and papers that a list leaves out by their names."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.model.query import Intent
from tests.fakes import paper

FORMS = (
    "Forms are read by a network that sees the layout of a page. The network is pretrained on scanned forms."
)
TITLES = {
    "FormNet: Pretraining on the Layout of Forms": (FORMS, 3),
    "FormNetv2: Pretraining on the Layout of Forms with Images": (f"FormNetv2 follows FormNet. {FORMS}", 9),
    "FormNetv3: Pretraining on the Layout of Forms by Masking": (f"FormNetv3 follows FormNet. {FORMS}", 1),
    "A Survey of Kelp Forests": ("Kelp forests are surveyed. They shrink as the sea warms.", None),
    "Counting Sea Urchins": ("Sea urchins are counted by divers at forty places.", 5),
}
SHELF = tuple(
    paper(number, title=title, paper_id=str(number), text=text, upvotes=upvotes, published=None)
    for number, (title, (text, upvotes)) in enumerate(TITLES.items())
)


def shelf(home: Path, papers: tuple[Paper, ...]) -> Assistant:
    library = Library(home, NoEncoder())
    library.ingest(list(papers))
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    "message",
    ["what should I read first?", "where do I start?", "where should I begin?", "a reading list please"],
)
def test_a_library_is_begun_with_its_surveys_then_with_what_was_liked(home: Path, message: str) -> None:
    answer = shelf(home, SHELF).ask(message)
    lines = answer.answer.splitlines()
    assert lines[0] == "The library holds 5 papers; to begin with:"
    assert "Kelp Forests (a survey)" in lines[1]
    assert "FormNetv2" in lines[2]
    assert "most upvoted" in lines[2]


def test_where_nothing_was_liked_it_is_begun_with_the_newest(home: Path) -> None:
    dates = {"Old Urchins": "2001", "New Urchins": "2019-04-01"}
    dated = tuple(
        paper(number, title=title, published=day, upvotes=None)
        for number, (title, day) in enumerate(dates.items())
    )
    assert "New Urchins (2019-04-01, one of the newest)" in shelf(home, dated).ask("where do I start?").answer


def test_what_there_is_behind_what_somebody_collects_is_a_list(home: Path) -> None:
    answer = shelf(home, SHELF).ask("I am collecting work on pretraining on forms. What is there?")
    assert answer.parsed[-1].intent is Intent.LIST
    assert "FormNetv3" in answer.answer


def test_to_start_over_is_no_reading(home: Path) -> None:
    assert "to begin with" not in shelf(home, SHELF).ask("how do I start over?").answer


@pytest.mark.parametrize(
    "message",
    [
        "pretraining on forms, but not FormNet v1",
        "pretraining on forms, without the original FormNet",
        "papers on pretraining on forms other than the FormNet paper",
        "pretraining on forms, but not FormNet",  # what is about FormNet is all there is
    ],
)
def test_a_paper_that_is_left_out_by_its_name_takes_no_other_with_it(home: Path, message: str) -> None:
    answer = shelf(home, SHELF).ask(message)
    assert (answer.status, answer.parsed[-1].intent) == (Status.ANSWERED, Intent.LIST)
    assert "FormNetv2" in answer.answer
    assert "FormNetv3" in answer.answer
    assert "- FormNet:" not in answer.answer


@pytest.mark.parametrize(
    "message",
    ["compare the FormNet papers", "compare all versions of FormNet", "how do the FormNet versions differ?"],
)
def test_the_papers_of_a_family_are_compared(tmp_path: Path, message: str) -> None:
    told = shelf(tmp_path, SHELF).ask(message)
    assert told.parsed[0].intent is Intent.COMPARE
    assert {c.paper_id for c in told.citations} == {"0", "1", "2"}


@pytest.mark.parametrize(
    "message", ["table of the FormNet papers", "papers of the FormNet family as a table"]
)
def test_the_papers_of_a_family_are_the_rows_of_a_table(tmp_path: Path, message: str) -> None:
    told = shelf(tmp_path, SHELF).ask(message)
    assert "| --- |" in told.answer
    assert {c.paper_id for c in told.citations} == {"0", "1", "2"}
