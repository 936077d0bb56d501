"""Which of the papers of a list a message picks by what they are about, and what is asked of it then."""

import pytest

from rag.answering.assistant import Assistant
from rag.answering.which_of import has_kin
from rag.model.answer import Status
from rag.query.which_of import asks_for_one, telling_words
from tests.reading import cited, talk

LISTED = "Which papers deal with language models?"


@pytest.mark.parametrize(
    ("asked", "paper"),
    [
        ("which one is about microcontrollers?", "thimble"),
        ("and which of them deals with sarcasm?", "marlowe"),
        ("which of these prunes attention heads?", "tessaract"),
        ("which is a benchmark?", "marlowe"),
        ("which of these compares clerks with models?", "marlowe"),
    ],
)
def test_one_paper_of_a_list_is_told_alone_and_is_what_it_means_then(
    assistant: Assistant, asked: str, paper: str
) -> None:
    listed, picked, authors = talk(assistant, LISTED, asked, "when was it published?")
    assert len(cited(listed)) > 2
    assert cited(picked) == cited(authors) == [paper]


def test_after_one_is_picked_another_of_the_same_list_can_be(assistant: Assistant) -> None:
    answers = talk(
        assistant, LISTED, "which one is about sarcasm?", "and which one is about microcontrollers?"
    )
    assert cited(answers[-1]) == ["thimble"]


def test_that_none_of_a_list_fits_is_said(assistant: Assistant) -> None:
    *_, answer = talk(assistant, LISTED, "which one is about volcanoes?")
    assert answer.status is Status.NOT_ANSWERED
    assert answer.answer.startswith("None of these")
    assert "volcanoes" in answer.answer


@pytest.mark.parametrize(
    ("message", "one"),
    [
        ("which one uses lidar?", True),
        ("which of them uses lidar?", True),
        ("which of them use lidar?", False),
        ("which ones are about lidar?", False),
    ],
)
def test_the_verb_tells_whether_one_is_asked_for(message: str, one: bool) -> None:
    assert asks_for_one(message) is one


def test_a_verb_ahead_of_the_subject_picks_nothing() -> None:
    assert telling_words("estimates glacier melt") == "glacier melt"
    assert telling_words("lidar") == "lidar"


@pytest.mark.parametrize(
    ("word", "said", "kin"),
    [("dimensions", "dimension", True), ("magnets", "magnetic", True), ("theories", "theoret", False)],
)
def test_another_form_of_a_word_is_the_word(word: str, said: str, kin: bool) -> None:
    assert has_kin(word, {said}) is kin


def test_any_of_a_list_may_be_asked_for_without_a_verb(assistant: Assistant) -> None:
    *_, last = talk(assistant, LISTED, "any of them about microcontrollers?")
    assert cited(last) == ["thimble"]
