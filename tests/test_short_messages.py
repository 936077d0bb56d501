"""Short messages that lean on what was talked of, and those that only look as if they did."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Status
from rag.model.conversation import turn_of
from rag.model.query import Act, Intent
from rag.query.act import act_of
from rag.query.anaphora import is_elliptical
from rag.query.followup import counted_again
from tests.test_acts import cited, talk

LISTED = "Which papers deal with language models?"


@pytest.mark.parametrize("message", ["how many is that?", "so how many are left", "how many papers is that"])
def test_how_many_that_is_tells_the_list_again(assistant: Assistant, message: str) -> None:
    before, again = talk(assistant, LISTED, message)
    assert again.answer == before.answer


@pytest.mark.parametrize(
    ("message", "again"),
    [("how many?", True), ("how many heads?", False), ("how many papers are there on kelp?", False)],
)
def test_only_a_bare_count_is_of_the_list_before(assistant: Assistant, message: str, again: bool) -> None:
    before = turn_of(assistant.ask(LISTED))
    assert (counted_again(message, before) == before.query) is again


@pytest.mark.parametrize("message", ["what does it say?", "who are the authors?"])
def test_it_is_the_one_that_was_told_to_be_the_newest(assistant: Assistant, message: str) -> None:
    _, newest, last = talk(assistant, LISTED, "which is the most recent?", message)
    assert cited(last) == cited(newest)[:1]


def test_whether_there_is_anything_on_a_subject_is_asked_of_all_papers(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Thimble?", "are there any on language models?")
    assert last.parsed[0].intent is Intent.LIST
    assert last.parsed[0].active_papers == ()


def test_what_is_new_compared_to_earlier_work_is_asked_of_the_paper(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Thimble?", "what's new compared to earlier work?")
    assert last.parsed[0].intent is Intent.FACT
    assert cited(last) == ["thimble"]


def test_thanks_are_no_name_of_a_paper(assistant: Assistant) -> None:
    *_, last = talk(assistant, LISTED, "thanks")
    assert last.parsed[0].intent is Intent.ABOUT


@pytest.mark.parametrize("message", ["and now in French", "auf Deutsch bitte", "translate it please"])
def test_another_language_is_asked_of_the_answer(assistant: Assistant, message: str) -> None:
    *_, last = talk(assistant, "What is Thimble?", message)
    assert last.parsed[0].act is Act.TRANSLATE


def test_dates_that_leave_no_day_take_the_place_of_those_before(assistant: Assistant) -> None:
    turns = "papers on language models since 2024", "and before 2020?", "since 2010"
    *_, before, since = talk(assistant, *turns)
    assert (before.parsed[0].filters.since, before.parsed[0].filters.until) == (None, "2019-12-31")
    assert (since.parsed[0].filters.since, since.parsed[0].filters.until) == ("2010-01-01", "2019-12-31")
    assert since.parsed[0].search_text == "language models"


def test_a_list_that_is_narrowed_by_date_gains_no_paper(assistant: Assistant) -> None:
    first, narrower = talk(assistant, LISTED, "only those since 2025")
    assert cited(narrower)
    assert set(cited(narrower)) < set(cited(first))
    assert set(narrower.parsed[0].within) == set(cited(first))


def test_what_more_is_asked_of_a_list_is_no_part_of_its_subject(assistant: Assistant) -> None:
    query = assistant.parse("Which papers treat language models, and in which countries?")[0]
    assert (query.intent, query.search_text) == (Intent.LIST, "treat language models")


@pytest.mark.parametrize(
    "message",
    [
        "summarize the paper on microcontrollers",
        "give me the gist of the microcontrollers paper",
        "tl;dr of the microcontrollers paper",
    ],
)
def test_a_paper_that_is_described_by_words_of_its_title_is_summarised(
    assistant: Assistant, message: str
) -> None:
    answer = talk(assistant, message)[-1]
    assert cited(answer) == ["thimble"]


def test_a_paper_that_a_refusal_named_can_be_picked(assistant: Assistant) -> None:
    refused, last = talk(assistant, "papers about birds in lakes", "who wrote the first one?")
    assert refused.status is Status.NOT_ANSWERED
    named = [paper for paper in refused.papers if paper.title in refused.answer]
    assert last.parsed[0].active_papers == (named[0].paper_id,)


def test_the_newest_of_one_is_that_one(assistant: Assistant) -> None:
    *_, last = talk(assistant, "Which papers deal with microcontrollers?", "the most recent one: summarise")
    assert last.parsed[0].active_papers == ("thimble",)


@pytest.mark.parametrize("message", ["graphene", "plasma", "qubits"])
def test_a_word_alone_is_no_greeting(assistant: Assistant, message: str) -> None:
    assert assistant.parse(message)[0].intent is not Intent.ABOUT


def test_not_in_capitals_leaves_out(assistant: Assistant) -> None:
    query = assistant.parse("language models NOT heads")[0]
    assert (query.search_text, query.excluded) == ("language models", ("heads",))


def test_a_circumstance_alone_is_no_wish_for_a_shorter_answer(assistant: Assistant) -> None:
    *_, last = talk(assistant, LISTED, "in kitchens")
    assert last.parsed[0].act is None
    assert act_of("in one sentence please") is Act.SHORTER


@pytest.mark.parametrize(
    ("message", "leaves_out"),
    [
        ("on which model?", True),
        ("and how many users", True),
        ("how many papers", False),
        ("how many of them use lidar?", False),
        ("how many users did the survey of kitchens ask?", False),
        ("with kelp?", False),
    ],
)
def test_a_question_without_what_it_is_about(message: str, leaves_out: bool) -> None:
    assert is_elliptical(message) is leaves_out
