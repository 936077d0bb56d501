"""An explanation opens with what a paper is, where nothing else is asked."""

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
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
