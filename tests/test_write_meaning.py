"""When a model is asked what a message means, and when it is not."""

from collections.abc import Callable

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.generation.writer import Writer
from rag.ingest.library import Library
from rag.model.answer import Answer
from tests.model_server import ModelServer
from tests.reading import LIBRARY

ANAPHORIC = (
    "Suppose somebody applied it to court transcripts, hospital letters, radio plays, railway timetables, "
    "recipes, weather reports, novels, sermons and adverts: would it still remove heads?"
)
MANY_SIDED = "Thimble: what is distilled? with which temperature? and on which devices?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Library:
    filled = Library(tmp_path_factory.mktemp("meaning"), MiniLMEncoder(minilm))
    filled.ingest(LIBRARY)
    return filled


@pytest.fixture
def converse(library: Library, writer: Callable[..., Writer]) -> Callable[..., Answer]:
    """The last answer of a conversation."""

    def said(*messages: str) -> Answer:
        assistant = Assistant(library.reader, library.encoder, writer=writer())
        history: list[Answer] = []
        for message in messages:
            answer = assistant.ask(message, history)
            history.append(answer)
        return answer

    return said


def about_meaning(server: ModelServer) -> int:
    """How often the model was asked what a message means."""
    prompts = ("Rewrite the reader's last message", "Split the question below")
    return sum(sent.prompt.lstrip().find(p) >= 0 for sent in server.chats for p in prompts)


def test_a_message_that_our_rules_cannot_place_is_rewritten(
    server: ModelServer, converse: Callable[..., Answer]
) -> None:
    answer = converse("What is Tessaract?", ANAPHORIC)
    assert about_meaning(server) == 1
    assert answer.question == ANAPHORIC
    assert "applied Tessaract" in answer.understood
    assert answer.citations[0].paper_id == "tessaract"


def test_several_questions_taken_for_one_are_told_apart(
    server: ModelServer, converse: Callable[..., Answer]
) -> None:
    answer = converse(MANY_SIDED)
    assert about_meaning(server) == 1
    assert answer.understood.count(";") == 2


@pytest.mark.parametrize(
    ("messages", "calls"),
    [
        pytest.param(["What is Tessaract?"], 1, id="stands alone"),
        pytest.param(["What is Tessaract?", "how many heads does it remove?"], 2, id="resolved by rules"),
        pytest.param(["What is Tessaract?", "What is Thimble?"], 2, id="another subject"),
        pytest.param(["What is the capital of Portugal?"], 0, id="refused: no call, no cost"),
    ],
)
def test_a_message_that_our_rules_understand_costs_no_call_more(
    server: ModelServer, converse: Callable[..., Answer], messages: list[str], calls: int
) -> None:
    converse(*messages)
    assert (len(server.chats), about_meaning(server)) == (calls, 0)


def test_where_the_model_fails_the_message_stays_as_it_was(
    server: ModelServer, converse: Callable[..., Answer]
) -> None:
    server.mode = "failing"
    answer = converse("What is Tessaract?", ANAPHORIC)
    assert (answer.question, answer.mode) == (ANAPHORIC, "quote")
    assert "applied it" in answer.understood
