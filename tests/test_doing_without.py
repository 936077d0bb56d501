"""Which papers of a list do without something; a list with examples; what a newcomer says of themselves."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Status
from rag.model.query import Mention, Order
from rag.query.examples import without_examples
from rag.query.newcomer import without_newcomer
from rag.query.order import find_order
from rag.query.which_of import which_of
from tests.reading import cited, holds, talk

LISTED = "Which papers deal with language models?"


@pytest.mark.parametrize(
    ("message", "subject", "without"),
    [
        ("which of them need no labels?", "labels", True),
        ("any of these not using sonar?", "sonar", True),
        ("which ones don't use lidar", "lidar", True),
        ("are there any of them without a survey", "survey", True),
        ("which of these is label-free?", "label", True),
        pytest.param("which of them use lidar?", "lidar", False, id="with it"),
        pytest.param("which of them not only use lidar?", "lidar", False, id="more than that"),
    ],
)
def test_what_papers_are_to_do_without_is_read(
    assistant: Assistant, message: str, subject: str, without: bool
) -> None:
    listed = assistant.ask(LISTED)
    which = which_of(message, assistant._turns([listed]))
    assert which is not None
    assert (which.subject, which.without) == (subject, without)


def test_a_paper_that_says_that_it_needs_none_is_told_with_that_sentence(assistant: Assistant) -> None:
    listed, last = talk(assistant, LISTED, "which of them need no training data?")
    assert "tessaract" in cited(listed)
    assert last.answer.splitlines()[1].startswith("- Tessaract: Pruning Attention Heads by Echo")
    assert last.citations[0].quote.startswith("No training data is needed")
    assert "do not speak of “training data”" in last.answer or "does not speak" in last.answer
    holds(last, assistant.catalogue)


def test_papers_that_do_not_speak_of_a_thing_are_said_to_do_no_more(assistant: Assistant) -> None:
    listed, last = talk(assistant, LISTED, "which of them are not about sarcasm?")
    assert "marlowe" in cited(listed)
    assert set(cited(last)) == set(cited(listed)) - {"marlowe"}
    assert "not speak of “sarcasm”:" in last.answer.splitlines()[0]


def test_a_year_that_papers_are_not_from_is_a_limit(assistant: Assistant) -> None:
    listed, last = talk(assistant, LISTED, "which of them are not from 2024?")
    assert {"thimble", "tessaract"} <= set(cited(listed))
    assert "thimble" in cited(last)
    assert not {"tessaract", "marlowe"} & set(cited(last))


def test_where_every_paper_speaks_of_a_thing_none_does_without(assistant: Assistant) -> None:
    *_, last = talk(assistant, LISTED, "which of these don't use language models?")
    assert last.status is Status.NOT_ANSWERED
    assert "none says that it does without" in last.answer


def _named(text: str, name: str, certainty: float) -> Mention:
    start = text.index(name)
    return Mention(name, start, start + len(name), name, ("one",), certainty, exact=True)


@pytest.mark.parametrize(
    ("text", "name", "certainty", "examples", "rest"),
    [
        ("papers on pruning, e.g. tess and friends", "tess", 0.5, "tess and friends", "papers on pruning"),
        ("pruning (for example Tess)", "Tess", 0.9, "Tess", "pruning"),
        ("papers on pruning like Tess", "Tess", 0.9, "Tess", "papers on pruning"),
        pytest.param("pruning like tess", "tess", 0.5, "", "pruning like tess", id="perhaps no name"),
        pytest.param("methods such as Tess", "Tess", 0.9, "", "methods such as Tess", id="no subject left"),
        pytest.param("bees, e.g. Tess in fog", "Tess", 0.9, "", "bees, e.g. Tess in fog", id="not all"),
    ],
)
def test_papers_named_as_examples_are_told_from_the_subject(
    text: str, name: str, certainty: float, examples: str, rest: str
) -> None:
    assert without_examples(text, [_named(text, name, certainty)]) == (examples, rest)


def test_an_example_widens_a_list_instead_of_narrowing_it(assistant: Assistant) -> None:
    alone = assistant.ask("papers on language models")
    with_example = assistant.ask("papers on language models, e.g. Thimble and friends")
    assert cited(with_example) == cited(alone)
    assert len(cited(alone)) > 1


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("if I know nothing about bees", "bees"),
        ("I'm completely new to bees", "bees"),
        ("for somebody who has no clue about bees", "bees"),
        ("when you don't know much about bees", "bees"),
        ("I am a total beginner in bees", "bees"),
        ("never heard of bees", "bees"),
        pytest.param("on new bees", "on new bees", id="new, but not to them"),
        pytest.param("novice keepers", "novice keepers", id="of novices"),
    ],
)
def test_what_a_newcomer_says_of_themselves_is_no_subject(text: str, rest: str) -> None:
    assert without_newcomer(text) == rest


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("which paper should I start with if I know nothing about bees", Order.READING),
        ("never heard of bees, which paper first?", Order.READING),
        ("where to begin with bees", Order.READING),
        ("bees, what's a good starting point", Order.READING),
        ("first read on bees?", Order.READING),
        pytest.param("which paper first counted bees", None, id="the first paper"),
    ],
)
def test_where_to_begin_is_asked_in_many_ways(text: str, order: Order | None) -> None:
    found, rest = find_order(text)
    assert found is order
    assert "bees" in rest


def test_a_newcomer_is_told_what_to_read_first(assistant: Assistant) -> None:
    told = assistant.ask("I know nothing about language models. Where do I start?")
    assert told.status is Status.ANSWERED
    assert "to begin with" in told.answer
    assert "thimble" in cited(told)
