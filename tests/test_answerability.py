"""Which words of a question a paper must have something on, for it to state what is asked."""

from dataclasses import replace

import pytest

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.extractive import not_stated
from rag.answering.stated import stated
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.retrieval.answerability import (
    Answerability,
    detail_matches,
    detail_signals,
    judge_detail,
    stated_odds,
)
from rag.retrieval.ranking import Hit
from tests.fakes import paper

BELLS = paper(
    paper_id="bells",
    title="Bells over Water",
    text="On the HARBOUR corpus about a third of the weak bells on all sides were heard. The tide of night"
    " (TON) was that of 2016, and is repeated.",
)

TENT = paper(
    paper_id="tent",
    title="Tents on Ice",
    text="A three-room tent stands on ice. It is warm, and was slept in by 12 walkers.",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(tmp_path_factory.mktemp("answerability"), NoEncoder())
    library.ingest([BELLS, paper(1, title="Lamps", text="Lamps burn oil in thick fog."), TENT])
    return Assistant(library.reader, library.encoder)


def wanting(assistant: Assistant, question: str) -> list[str]:
    """The words of the question that the paper has nothing on."""
    row = assistant.catalogue.row("bells")
    assert row is not None
    matches = detail_matches(assistant.catalogue, row, assistant.searcher.query(question), question)
    return [match.word for match in matches if not match.present]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("Which things were heard?", [], id="a noun that stands for the answer"),
        pytest.param("Which lamps were heard?", ["lamps"], id="a thing"),
        pytest.param("Which things?", ["things"], id="nothing else is asked"),
        pytest.param("What share was heard?", [], id="a share in words"),
        pytest.param("What does TON stand for?", [], id="what an acronym is short for"),
        pytest.param("Which year was repeated?", [], id="a year"),
        pytest.param("Which datasets were heard?", [], id="a corpus that is named"),
    ],
)
def test_a_word_is_wanting_where_the_paper_shows_nothing_of_its_kind(
    assistant: Assistant, question: str, words: list[str]
) -> None:
    assert wanting(assistant, question) == words


def test_everyday_words_are_not_named_as_missing(assistant: Assistant) -> None:
    row = assistant.catalogue.row("bells")
    assert row is not None
    question = "Which lamps and lights were worked on?"
    verdict = judge_detail(assistant.catalogue, row, assistant.searcher.query(question), question)
    assert verdict.missing == ("lamps",)


def test_praise_is_no_answer_to_what_a_paper_lacks(assistant: Assistant) -> None:
    row = assistant.catalogue.row("bells")
    assert row is not None
    query = assistant.searcher.query("Where are its weak sides heard?")
    assert judge_detail(assistant.catalogue, row, query, query.text).stated
    assert not stated(assistant.searcher, row, query, query.text).stated


@pytest.mark.parametrize(
    ("question", "is_stated"),
    [
        pytest.param("does ice make tents work better?", True, id="verbs that say little"),
        pytest.param("do tents on ice need walkers", True, id="a need"),
        pytest.param("does any paper put tents on ice", True, id="whether any paper does"),
        pytest.param("is a tent warm or damp?", True, id="one of two"),
        pytest.param("is a tent damp or cold?", False, id="neither of two"),
        pytest.param("do tents on ice need lamps", False, id="a need of something else"),
        pytest.param("how much better do tents work on ice", False, id="how well it is done"),
    ],
)
def test_small_verbs_and_one_of_two_need_not_be_stated(
    assistant: Assistant, question: str, is_stated: bool
) -> None:
    row = assistant.catalogue.row("tent")
    assert row is not None
    query = assistant.searcher.query(question)
    assert stated(assistant.searcher, row, query, question).stated is is_stated


def test_what_is_counted_may_be_joined_with_its_number(assistant: Assistant) -> None:
    row = assistant.catalogue.row("tent")
    assert row is not None
    for question, counted in (("how many rooms does it have", 1.0), ("how many poles does it have", -1.0)):
        query = assistant.searcher.query(question)
        assert detail_signals(assistant.catalogue, row, query, question).counted == counted


def test_where_question_and_paper_were_read_together_other_weights_decide(assistant: Assistant) -> None:
    query = assistant.searcher.query("Which lake was sounded?")
    unread = detail_signals(assistant.catalogue, 0, query, query.text)
    assert unread.read == 0
    read = [stated_odds(query, replace(unread, read=log_odds)) for log_odds in (-4.0, 4.0)]
    assert read[0] < stated_odds(query, unread) < read[1]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Answerability(stated=False), "this."),
        (Answerability(stated=False, missing=("steps",), sure=False), "this plainly (nothing on “steps”)."),
    ],
)
def test_what_is_missing_and_a_doubt_are_said(
    assistant: Assistant, verdict: Answerability, said: str
) -> None:
    row = assistant.catalogue.row("bells")
    assert row is not None
    composer, query = Composer(assistant.catalogue), assistant.searcher.query("How many steps?")
    text, _ = not_stated(composer, query, Hit(row, 1.0, {}), verdict)
    assert text.startswith(f"The abstract of Bells over Water does not state {said} The nearest it says:\n\n")
