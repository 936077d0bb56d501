"""A question that leans on a paper of the conversation without a word that says so."""

from dataclasses import replace

import pytest

from rag.answering.assistant import Assistant
from rag.answering.leaning import about_a_paper_before
from rag.answering.resources import asks_for_resource
from rag.model.answer import Status
from tests.reading import cited


@pytest.mark.parametrize(
    ("first", "asked", "paper"),
    [
        ("What does Oystercatch do?", "do clients train alone when connection breaks?", "oystercatch"),
        ("How does Kestrel-3 lift jars?", "does simulation matter?", "kestrel-3"),
        ("What is Drifthound?", "do stations outside Norway matter as well?", "drifthound"),
        ("What is Drifthound?", "is the code public?", "drifthound"),
        ("What is Pollux?", "are weights available?", "pollux"),
    ],
)
def test_a_question_that_nothing_else_answers_is_asked_of_the_paper_with_its_words(
    assistant: Assistant, first: str, asked: str, paper: str
) -> None:
    before = assistant.ask(first)
    answer = assistant.ask(asked, [before])
    assert "papers here do not answer" not in answer.answer
    assert cited(answer) in ([paper], [])
    assert answer.papers[0].paper_id == paper


@pytest.mark.parametrize("asked", ["does salt change harvests?", "who won the world cup?"])
def test_what_is_off_the_subject_of_the_paper_before_stays_refused(assistant: Assistant, asked: str) -> None:
    before = assistant.ask("What is Drifthound?")
    answer = assistant.ask(asked, [before])
    assert answer.status is Status.NOT_ANSWERED
    assert answer.answer.startswith("The papers here do not answer")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("are the weights out?", True),
        ("is the code public?", True),
        ("where can I get the dataset?", True),
        ("which dataset was it tested on?", False),
        ("is it public?", False),
    ],
)
def test_a_question_for_code_data_or_a_model_asks_for_nothing_else(question: str, asks: bool) -> None:
    assert asks_for_resource(question) is asks


@pytest.mark.parametrize(
    ("talked_of", "about"),
    [(("kestrel-3",), "kestrel-3"), (("drifthound", "kestrel-3"), "kestrel-3"), (("drifthound",), None)],
)
def test_the_paper_that_has_most_of_the_words_is_meant_and_none_that_has_few(
    assistant: Assistant, talked_of: tuple[str, ...], about: str | None
) -> None:
    (asked,) = assistant.ask("do whiskers bend much?").parsed
    leaning = about_a_paper_before(assistant.searcher, replace(asked, active_papers=(), talked_of=talked_of))
    assert (leaning and leaning.active_papers[0]) == about
