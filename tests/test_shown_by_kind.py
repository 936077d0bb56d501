"""What an abstract shows without the word that asks for it: how something was evaluated, what it takes."""

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.query.openings import with_is
from rag.retrieval.answerability import detail_matches
from tests.fakes import paper

LANTERN = "Lantern turns the bow by ear alone. Simulations on three lakes show that the recordings suffice."
QUIET = "Whistle turns the bow by hand alone. Pilots of small boats like it, and so do owners of lakes."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(tmp_path_factory.mktemp("shown"), NoEncoder())
    library.ingest(
        [
            paper(paper_id="lantern", title="Lantern: Ferries by Ear", text=LANTERN),
            paper(paper_id="whistle", title="Whistle: Ferries by Hand", text=QUIET),
        ]
    )
    return Assistant(library.reader, library.encoder)


def test_what_is_shown_is_not_denied(assistant: Assistant) -> None:
    assert assistant.ask("what input does Lantern use?").status is Status.ANSWERED
    assert assistant.ask("what input does Whistle use?").status is not Status.ANSWERED


@pytest.mark.parametrize(("paper_id", "shown"), [("lantern", True), ("whistle", False)])
@pytest.mark.parametrize("word", ["evaluated", "validation", "input"])
def test_a_word_is_found_where_what_it_asks_for_is_shown(
    assistant: Assistant, word: str, paper_id: str, shown: bool
) -> None:
    searcher = assistant.searcher
    row = searcher.catalogue.row(paper_id)
    assert row is not None
    matches = detail_matches(searcher.catalogue, row, searcher.query(f"how is its {word}?"), word)
    assert [match.present for match in matches] == [shown]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("whats a kite", "what is a kite"), ("so, Whos Pell?", "so, Who is Pell?"), ("whats", "whats")],
)
def test_a_question_without_its_apostrophe_is_one(typed: str, meant: str) -> None:
    assert with_is(typed) == meant
