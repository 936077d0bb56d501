"""What short messages of a conversation lean on: the rest of a list, a thing put in the place of another, a
shorter answer, newer papers, and "it" after a list."""

import re

import pytest

from rag.answering.assistant import Assistant
from rag.answering.stated import without_doing, without_papers
from rag.model.answer import Status
from rag.query.in_place import adds
from tests.reading import cited, talk

LISTED = "Which papers deal with language models?"


def test_the_others_are_those_of_the_list_that_were_not_talked_of(assistant: Assistant) -> None:
    listed, picked, others = talk(
        assistant, LISTED, "which one is about sarcasm?", "and the others, what are they about?"
    )
    assert cited(picked) == ["marlowe"]
    assert set(cited(others)) == set(cited(listed)) - {"marlowe"}


def test_the_other_two_are_two_papers(assistant: Assistant) -> None:
    *_, others = talk(
        assistant, LISTED, "which one is about sarcasm?", "and the other two, what are they about?"
    )
    assert len(cited(others)) == 2
    assert "marlowe" not in cited(others)


def test_what_is_new_takes_the_place_of_what_was_asked_about(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "how is sarcasm found in court transcripts?", "and in folk ballads?")
    assert answer.parsed[0].question == "how is sarcasm found in folk ballads?"
    assert not answer.parsed[0].active_papers


def test_what_the_paper_talked_of_says_itself_is_asked_of_it(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "How fast is Drifthound in a valley?", "and in Norway?")
    assert answer.parsed[0].active_papers == ("drifthound",)


@pytest.mark.parametrize(
    ("turns", "asked", "active"),
    [
        (
            ("What is Drifthound?", "how large is the error in Norway?", "and in Chile?"),
            "how large is the error in Chile (Drifthound)?",
            ("drifthound",),
        ),
        (
            ("What is Drifthound?", "who pays for the model?", "what happens in the model?", "and in mice?"),
            "what happens in mice (Drifthound)?",
            ("drifthound",),
        ),
        (
            ("What is Kestrel-3?", "how many jars does it lift?", "and with gloves?"),
            "how many jars does Kestrel-3 lift with gloves?",
            ("kestrel-3",),
        ),
        (
            ("papers on speech recognition", "and with lasers?"),
            "papers on speech recognition with lasers",
            (),
        ),
        (("papers on grasping", "and in humans?"), "papers on grasping in humans", ()),
        (("papers on grasping in robots", "and in humans?"), "papers on grasping in humans", ()),
        (("papers on whispers at night", "and in kitchens?"), "papers on whispers in kitchens", ()),
    ],
)
def test_a_circumstance_takes_the_place_of_its_like_or_is_added(
    assistant: Assistant, turns: tuple[str, ...], asked: str, active: tuple[str, ...]
) -> None:
    *_, answer = talk(assistant, *turns)
    assert answer.parsed[0].question == asked
    assert answer.parsed[0].active_papers == active


@pytest.mark.parametrize(
    "message", ["and its limits?", "and the results?", "what about the others?", "in short"]
)
def test_what_names_no_thing_takes_no_place(message: str) -> None:
    assert adds(message) is None


def test_a_shorter_answer_keeps_the_sentence_that_answers(assistant: Assistant) -> None:
    first, shorter = talk(
        assistant, "How many species does the wading bird detector count?", "shorter please"
    )
    assert "17 species" in first.answer
    assert "17 species" in shorter.answer
    assert len(shorter.answer.split()) <= len(first.answer.split())


def test_newer_ones_are_papers_on_the_same_with_a_later_date(assistant: Assistant) -> None:
    first, newer = talk(
        assistant, "Which paper prunes attention heads of language models?", "any newer ones?"
    )
    assert cited(first) == ["tessaract"]
    assert newer.parsed[0].filters.since == "2024-03-06"
    assert "tessaract" not in cited(newer)


def test_it_after_a_list_of_several_is_asked_back_and_can_then_be_picked(assistant: Assistant) -> None:
    listed, back, picked = talk(assistant, LISTED, "when was it published?", "the second one")
    assert back.status is Status.PARTLY
    assert "Which of them do you mean?" in back.answer
    assert cited(back) == cited(listed)
    assert cited(picked) == cited(listed)[1:2]
    assert re.search(r"\b20\d\d\b", picked.answer)


def test_a_comparison_adds_no_paper_that_lacks_the_name_beside_it(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "What is Oystercatch?", "how does it compare to PlainAvg?")
    assert cited(answer) == ["oystercatch"]
    assert "No paper here is about PlainAvg" in answer.answer


@pytest.mark.parametrize(
    ("detail", "asked"),
    [
        ("what model sizes did they test?", "what model sizes ?"),
        ("which countries was it applied to?", "which countries ?"),
        ("what happens when a sensor fails?", " a sensor fails?"),
        ("what did they find?", "what did they find?"),
    ],
)
def test_what_is_merely_done_is_no_detail(detail: str, asked: str) -> None:
    assert without_doing(detail) == asked


def test_that_neither_of_two_states_what_is_asked_is_said(assistant: Assistant) -> None:
    turns = "What is Quince?", "What is Bramblefold?", "which of the two uses more electricity?"
    *_, answer = talk(assistant, *turns)
    assert answer.status is Status.PARTLY
    assert "not state this" in answer.answer


@pytest.mark.parametrize(
    ("detail", "asked"),
    [
        ("which paper introduced lamps for snow?", "lamps for snow"),
        ("are lamps described anywhere?", "are lamps described"),
        ("what studies are about lamps", "lamps"),
        ("which lamps are described?", "which lamps are described"),
    ],
)
def test_what_asks_for_a_paper_is_no_detail(detail: str, asked: str) -> None:
    assert without_papers(detail).strip(" ?") == asked


def test_the_newest_one_of_a_list_is_a_paper_with_the_article_or_without(assistant: Assistant) -> None:
    for said in ("the newest one", "newest one", "and the most recent one?", "most recent one?"):
        *_, answer = talk(assistant, "Which papers deal with language models?", said)
        assert len(answer.parsed[0].active_papers) == 1, said


@pytest.mark.parametrize("message", ["and now in French", "in German", "into Spanish please"])
def test_a_language_alone_after_an_answer_is_no_subject(assistant: Assistant, message: str) -> None:
    *_, last = talk(assistant, "What is Thimble?", message)
    assert last.parsed[0].field == "translate"
