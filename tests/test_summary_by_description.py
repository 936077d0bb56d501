"""A summary of a paper that is described by words of its title, one of which is another paper's name."""

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from tests.fakes import paper

TEXTS = {
    "kite": ("KiteNet: Steering by Rope", "We present KiteNet for beaches. KiteNet is fast."),
    "sleep": (
        "KiteNet-based Watching of Sleep",
        "We watch sleep from beaches. KiteNet helps us.",
    ),
    "hand": ("Doubts on the Hot Hand in Games", "We doubt that players get hot. Players of ball games err."),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(tmp_path_factory.mktemp("described"), NoEncoder())
    library.ingest([paper(paper_id=id_, title=title, text=text) for id_, (title, text) in TEXTS.items()])
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        pytest.param("summarise the KiteNet sleep paper", "sleep", id="more words than the name"),
        pytest.param("summarise the KiteNet paper", "kite", id="the name alone"),
        pytest.param("summarise the hot hand paper", "hand", id="everyday words"),
    ],
)
def test_the_paper_whose_title_has_all_the_words_is_meant(
    assistant: Assistant, question: str, about: str
) -> None:
    assert {citation.paper_id for citation in assistant.ask(question).citations} == {about}
