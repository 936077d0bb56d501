"""An explanation opens with what a paper is, where nothing else is asked."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.metadata import introducing
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer
from rag.query.described_paper import TOLD_SHORT, asked_as_a_whole
from tests.fakes import paper

IS = (
    "Lantern guides ferries through fog by ear, which matters as long as pilots of small boats on cold lakes"
    " have nothing else to go by in the dark months."
)
HOW = (
    "Lantern hears brass bells that ring two miles away on a quiet night, and tells which of them is nearest"
    " from the time that each of its ears needs.",
    "A pilot who cannot see wears Lantern on a cap, turns it slowly and steers to where both of its small"
    " dials show the same, by hand and without haste.",
    "On old boats Lantern runs from a single cell for a season, since its wooden horn needs no current and"
    " only the clock that compares arrivals does.",
)
RESULT = "Lantern outperforms lamps: with Lantern delays fall by 40% in a winter of trials on three lakes."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(tmp_path_factory.mktemp("explained"), NoEncoder())
    library.ingest(
        [
            paper(paper_id="lantern", title="Lantern: Ferries by Ear", text=" ".join((IS, *HOW, RESULT))),
            paper(1),
        ]
    )
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize("question", ["What is Lantern?", "what does Lantern do", "explain Lantern"])
def test_it_opens_with_the_sentence_that_says_it_and_leaves_room_for_the_result(
    assistant: Assistant, question: str
) -> None:
    quotes = [citation.quote for citation in assistant.ask(question).citations]
    assert quotes[0].startswith(IS)
    assert any(RESULT in quote for quote in quotes)


@pytest.mark.parametrize(
    "question",
    [
        "summarize Lantern",
        "give me an overview of Lantern",
        "explain Lantern to a beginner",
        "Lantern in simple terms",
    ],
)
def test_a_summary_says_what_the_paper_is(assistant: Assistant, question: str) -> None:
    assert any(IS in citation.quote for citation in assistant.ask(question).citations)


def test_what_is_to_be_short_is_what_it_is_and_what_came_of_it(assistant: Assistant) -> None:
    quotes = " ".join(citation.quote for citation in assistant.ask("tl;dr of Lantern").citations)
    assert IS in quotes
    assert RESULT in quotes
    assert sum(sentence in quotes for sentence in (IS, *HOW, RESULT)) <= TOLD_SHORT


def test_a_summary_that_was_made_shorter_is_listed_as_it_was(assistant: Assistant) -> None:
    turns: list[Answer] = []
    for message in ("summarize Lantern", "shorter", "in bullet points"):
        turns.append(assistant.ask(message, turns))
    whole, short, listed = (" ".join(citation.quote for citation in turn.citations) for turn in turns)
    assert short == IS
    assert [said for said in (IS, *HOW, RESULT) if said in whole] == [
        said for said in (IS, *HOW, RESULT) if said in listed
    ]


@pytest.mark.parametrize(
    ("rest", "title", "asked"),
    [
        pytest.param("summarise the ear paper", "Ferries by Ear", True, id="the title's words"),
        pytest.param("summarise the bell paper", "Ferries by Ear", False, id="others"),
        pytest.param("what ear does it need", "Ferries by Ear", False, id="no summary"),
        pytest.param("explain to my grandma please", "", True, id="for somebody"),
        pytest.param("explain the horn to my grandma", "", False, id="a part of it"),
    ],
)
def test_whether_a_paper_is_asked_for_as_a_whole(rest: str, title: str, asked: bool) -> None:
    assert asked_as_a_whole(rest, title).asked is asked


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("Bells fail. Next, Moth (a bell) is a small horn. Moth is loud.", "Next", id="is a"),
        pytest.param("We take bells in fog. Then we study the effect of this fog.", "We take", id="leans"),
        pytest.param("Bells fail. We take some. We present a horn.", "We present", id="stands alone"),
        pytest.param("Bells fail in fog. Horns do not.", "Bells", id="none"),
    ],
)
def test_a_paper_is_introduced_by_a_sentence_that_stands_alone(tmp_path: Path, text: str, first: str) -> None:
    library = Library(tmp_path, NoEncoder())
    library.ingest([paper(paper_id="moth", title="Moth: A Horn", text=text), paper(1)])
    assistant = Assistant(library.reader, library.encoder)
    searcher = assistant.searcher
    row = searcher.catalogue.row("moth")
    assert row is not None
    assert introducing(searcher.catalogue, row).text.startswith(first)
