"""Who works on something, who proposed something: people are named, with what they wrote."""

from dataclasses import replace

import pytest

from rag.model.query import Intent
from rag.query.parse import parse
from rag.query.people import subject_of_people
from tests.fakes import CONTEXT


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("who works on river ice?", "river ice"),
        ("Who has written about otters in harbours", "otters in harbours"),
        ("who is working on fog horns since 2019?", "fog horns since 2019"),
        ("which researchers study moss?", "moss"),
        ("who else has looked into moss?", "moss"),
        ("authors of papers about kites", "kites"),
        ("name the people working on kites", "kites"),
        ("who did the study on kites", "kites"),
        ("who wrote it?", ""),
        ("who wrote about it?", ""),
        ("who wrote the Plovo paper?", ""),
        ("who annotated the letters?", ""),
        ("which papers are about people working on farms?", ""),
    ],
)
def test_the_subject_that_people_are_to_have_worked_on(question: str, subject: str) -> None:
    assert subject_of_people(question) == subject


@pytest.mark.parametrize(
    ("question", "intent", "subject"),
    [
        ("how many kite papers are there?", Intent.COUNT, "kite"),
        ("How many papers are there?", Intent.CORPUS, ""),
        ("how many papers are there on kites?", Intent.COUNT, "kites"),
        ("how many papers are there about the fog of kites", Intent.COUNT, "fog of kites"),
        ("how many papers are there on this page?", Intent.CORPUS, ""),
    ],
)
def test_papers_are_counted_by_subject_where_one_is_named(
    question: str, intent: Intent, subject: str
) -> None:
    (query,) = parse(question, CONTEXT)
    assert (query.intent, query.search_text) == (intent, subject)


def test_a_name_that_opens_a_subject_is_an_authors_where_papers_have_it() -> None:
    (query,) = parse("Lichen on kites", replace(CONTEXT, is_author=lambda name: name == "Lichen"))
    assert (query.filters.author, query.search_text) == ("Lichen", "kites")


def test_a_bare_subject_that_leaves_something_out_is_a_list() -> None:
    (query,) = parse("Kites, but without fog?", CONTEXT)
    assert (query.intent, query.excluded) == (Intent.LIST, ("fog",))


@pytest.mark.parametrize(
    "question", ["What have I got by Lichen?", "what do I have by Lichen", "what is there by Lichen?"]
)
def test_what_one_has_by_somebody_is_a_list_of_theirs(question: str) -> None:
    (query,) = parse(question, replace(CONTEXT, is_author=lambda name: name == "Lichen"))
    assert (query.intent, query.filters.author, query.search_text) == (Intent.LIST, "Lichen", "")


def test_who_wrote_a_paper_asks_for_its_authors_whatever_it_is_about() -> None:
    (query,) = parse("who wrote the paper about captains who row left handed?", CONTEXT)
    assert (query.intent, query.field) == (Intent.METADATA, "authors")
