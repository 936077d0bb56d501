"""Stopping: the server is left at once, whatever it is doing, and the part that was shown is kept."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.generation.writer import Writer
from rag.ingest.library import Library
from rag.model.answer import Answer, Status
from rag.model.errors import StoppedError
from rag.model.listener import STOPPED, Listener
from rag.web.controller import Controller, Request
from rag.web.conversations import ConversationStore, token
from tests.conftest import ASKED, opened
from tests.fakes import papers
from tests.model_server import ModelServer
from tests.served import ABOUT

FREED_SECONDS = 0.5  # what a server may go on for
TRIES = 8  # one of them must be as quick: a busy machine is slow by chance
PATIENCE = 120  # seconds that a test waits for what has to come


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(gate=Event()) as running:
        yield running
        if running.gate:
            running.gate.set()


@pytest.fixture
def controller(home: Path, writer: Callable[..., Writer]) -> Controller:
    library = Library(home, NoEncoder())
    library.ingest(papers(6))
    assistant = Assistant(library.reader, library.encoder, writer=writer())
    assistant.warm_up()
    return Controller(assistant, ConversationStore(home / "talks"), unread=0.0)


def freed_after(server: ModelServer, stopped: float) -> float:
    """Seconds until the server saw that its reader had left."""
    until = time.perf_counter() + PATIENCE
    while not server.left:
        assert time.perf_counter() < until, "it was not left"
        Event().wait(0.01)
    return server.left - stopped


@pytest.mark.parametrize("text", ["Nothing.", "Moss is green. It grows."], ids=["silent", "in the middle"])
def test_a_listener_who_stops_frees_the_server(server: ModelServer, tmp_path: Path, text: str) -> None:
    server.text = text

    def freed() -> float:
        server.sent.clear()
        server.left, listener, error = 0.0, Listener(), list[Exception]()

        def listen() -> None:
            try:
                list(opened(server, tmp_path).stream(ASKED, listener))
            except Exception as caught:
                error.append(caught)

        thread = Thread(target=listen)
        thread.start()
        while not server.chats:
            Event().wait(0.01)
        Event().wait(0.1)
        stopped = time.perf_counter()
        listener.stop()
        thread.join(PATIENCE)
        assert isinstance(error[0], StoppedError)
        seconds = freed_after(server, stopped)
        assert len(server.chats) == 1, "it is not asked again"
        return seconds

    assert any(freed() < FREED_SECONDS for _ in range(TRIES))


def test_a_listener_who_has_stopped_asks_nothing(server: ModelServer, tmp_path: Path) -> None:
    listener = Listener()
    listener.stop()
    with pytest.raises(StoppedError):
        list(opened(server, tmp_path).stream(ASKED, listener))
    assert server.chats == []


def shown_until(views: Iterator[object], words: str) -> None:
    while words not in str(getattr(next(views), "latest", "")):
        pass


def kept_as(controller: Controller, owner: str, conversation: str, note: str) -> Answer:
    """The answer once it is kept with this note; it is written apart from its readers."""
    until = time.perf_counter() + PATIENCE
    while True:
        (kept,) = controller.conversations.open(owner, conversation).answers
        if note in kept.notes or time.perf_counter() > until:
            return kept
        Event().wait(0.01)


def stopped_by_button(controller: Controller, views: Iterator[object], conversation: str) -> None:
    controller.stop(conversation)
    list(views)


def stopped_by_closing(controller: Controller, views: Iterator[object], conversation: str) -> None:
    views.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("stop", [stopped_by_button, stopped_by_closing])
def test_the_part_that_was_shown_is_kept_with_its_sources_and_said_to_be_stopped(
    server: ModelServer, controller: Controller, stop: Callable[..., None]
) -> None:
    def freed() -> float:
        server.sent.clear()
        server.left, talk = 0.0, token()
        views = controller.ask(owner, talk, Request(ABOUT))
        shown_until(views, "checking")
        stopped = time.perf_counter()
        stop(controller, views, talk)
        talks.append(talk)
        return freed_after(server, stopped)

    owner, talks = token(), list[str]()
    assert any(freed() < FREED_SECONDS for _ in range(TRIES))
    conversation = talks[-1]
    kept = kept_as(controller, owner, conversation, STOPPED)
    assert kept.question == ABOUT
    assert kept.answer.count("[1]") >= 1
    assert kept.notes[-1] == STOPPED
    assert kept.status is Status.PARTLY
    assert kept.citations[0].support == "supported"
    assert len(server.chats) == 1


def test_an_answer_whose_reader_loads_the_page_anew_goes_on_and_is_shown_to_its_owner_alone(
    server: ModelServer, controller: Controller, home: Path
) -> None:
    patient = Controller(controller.assistant, ConversationStore(home / "talks"))
    owner, conversation = token(), token()
    views = patient.ask(owner, conversation, Request(ABOUT))
    shown_until(views, "checking")
    views.close()  # type: ignore[attr-defined]
    again = patient.open(owner, conversation)
    assert "aria-busy" in next(again).latest
    assert "aria-busy" not in next(patient.open(token(), conversation)).latest
    if server.gate:
        server.gate.set()
    *_, last = again
    assert "aria-busy" not in last.latest
    (kept,) = patient.conversations.open(owner, conversation).answers
    assert kept.status is Status.ANSWERED
    assert STOPPED not in kept.notes
    assert len(server.chats) == 1, "it was not asked again"


def test_a_question_is_kept_before_its_answer(server: ModelServer, controller: Controller) -> None:
    owner, conversation = token(), token()
    views = controller.ask(owner, conversation, Request(ABOUT))
    next(views)
    (kept,) = controller.conversations.open(owner, conversation).answers
    assert (kept.question, kept.notes) == (ABOUT, ("This answer was not finished; ask again to have it.",))
    if server.gate:
        server.gate.set()
    list(views)
    (whole,) = controller.conversations.open(owner, conversation).answers
    assert isinstance(whole, Answer)
    assert whole.status is Status.ANSWERED


def test_the_reader_sees_what_is_waited_for(server: ModelServer, controller: Controller) -> None:
    server.mode, server.gate, server.text = "reasoning_content", None, "Nothing. [1]"
    views = list(controller.ask(token(), token(), Request(ABOUT)))
    assert all("bananas" not in view.latest for view in views[:-1])
