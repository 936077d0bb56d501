"""Servers that refuse, shorten, wait or wrap: each ends in an answer, or in one line that helps."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.generation.chat import EndpointChat
from rag.generation.dialect import Dialect
from rag.generation.models import Model
from rag.generation.writer import Writer
from rag.model.answer import Answer
from rag.model.errors import ModelError
from rag.model.listener import Listener
from tests.conftest import ASKED as MESSAGES
from tests.conftest import opened, reply
from tests.fakes import ASKED, QUOTED
from tests.model_refusals import HOLDS, LONGEST_REPLY, PARAMETERS, TOO_LONG, tokens
from tests.model_server import ModelServer
from tests.test_write_prompt import EIGHT


def written(writer: Writer) -> Answer:
    *_, answer = writer.stream(EIGHT, ASKED, fallback=lambda: QUOTED)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize("mode", [*PARAMETERS, "unstreamed"])
def test_a_parameter_that_is_refused_is_dropped_or_moved_and_that_is_remembered(
    server: ModelServer, tmp_path: Path, mode: str
) -> None:
    server.mode, server.text = mode, "Moss is green."
    model = opened(server, tmp_path)
    assert reply(model)[0] == "Moss is green."
    asked = len(server.chats)
    reply(model)
    assert len(server.chats) == asked + 1
    assert asked <= 5
    assert "What is moss?" in server.chats[-1].prompt
    assert "Be brief." in server.chats[-1].prompt


def test_a_limit_that_the_server_names_is_kept(server: ModelServer, tmp_path: Path) -> None:
    server.mode, server.text = "short_replies", "Moss is green."
    reply(opened(server, tmp_path))
    assert [sent.body["max_tokens"] for sent in server.chats] == [1024, LONGEST_REPLY]


def test_an_error_about_something_else_changes_no_parameter() -> None:
    assert Dialect().after(400, "the model is overloaded") is None
    assert Dialect().after(401, "temperature") is None


@pytest.mark.parametrize("mode", TOO_LONG)
def test_too_many_sources_are_fewer_the_next_time_by_what_the_server_says(
    server: ModelServer, writer: Callable[..., Writer], mode: str
) -> None:
    server.mode, made = mode, writer()
    assert tokens_of_all(made) > HOLDS
    answer = written(made)
    assert answer.mode == "write"
    assert "more did not fit" in answer.notes[0]
    assert len(server.chats) <= 4
    assert tokens(server.chats[-1]) <= HOLDS
    asked = len(server.chats)
    written(made)
    assert len(server.chats) == asked + 1, "it is remembered"


def tokens_of_all(made: Writer) -> int:
    return sum(made.model.count(paper.text) for paper in EIGHT)


def test_a_model_that_is_being_loaded_is_waited_for_and_the_time_is_seen(
    server: ModelServer, tmp_path: Path
) -> None:
    server.mode, server.text, pauses = "loading", "Moss is green.", list[float]()
    model, told = opened(server, tmp_path, pauses=pauses), list[str]()
    pieces = list(model.stream(MESSAGES, Listener(told.append)))
    assert "".join(str(piece) for piece in pieces[:-1]) == "Moss is green."
    assert pauses == [1.0, 1.0, 1.0]
    assert [line.split("up to ")[-1] for line in told] == ["120 s more", "119 s more", "118 s more", ""]


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("loading_for_ever", "is still loading its model (503); ask again in a minute"),
        ("error_in_200", "failed (502)"),
        ("unpaid", "asks to be paid first (402)"),
        ("wrong_path", "has nothing at /v1 (404); check ASK_BASE_URL"),
        ("moderated", "refuses to answer this by its own rules (400)"),
    ],
)
def test_what_cannot_be_mended_is_one_line(
    server: ModelServer, writer: Callable[..., Writer], mode: str, says: str
) -> None:
    server.mode = mode
    answer = written(writer())
    assert answer.answer == QUOTED.answer
    assert says in answer.notes[0]
    assert "\n" not in answer.notes[0]


def test_the_first_word_may_take_longer_than_the_connection(server: ModelServer, tmp_path: Path) -> None:
    server.mode = "slow"
    model = opened(server, tmp_path, timeout_seconds=60.0, first_token_seconds=0.3)
    with pytest.raises(
        ModelError, match=r"within 0\.3 s; use a smaller model or raise ASK_FIRST_TOKEN_SECONDS"
    ):
        list(model.stream(MESSAGES))


def test_a_server_that_drops_what_does_not_fit_is_named(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    server.counted = 300
    notes = written(writer()).notes
    assert any(note.startswith("the server read only 300 tokens of a longer prompt") for note in notes)


def test_a_reply_cut_by_the_servers_rules_is_said_to_be_and_not_kept(
    server: ModelServer, writer: Callable[..., Writer], tmp_path: Path
) -> None:
    server.mode = "filtered"
    assert "the model's reply was cut off by the rules of its server" in written(writer()).notes
    model: Model = opened(server, tmp_path, cache=True)
    list(model.stream(MESSAGES))
    list(model.stream(MESSAGES))
    assert len(server.chats) == 3


def test_asking_again_goes_past_what_was_kept(server: ModelServer, tmp_path: Path) -> None:
    model = opened(server, tmp_path, cache=True)
    list(model.stream(MESSAGES))
    list(model.stream(MESSAGES))
    list(model.stream(MESSAGES, Listener(fresh=True)))
    assert len(server.chats) == 2


def test_the_dialect_is_the_servers_and_not_the_next_models(server: ModelServer, tmp_path: Path) -> None:
    server.mode, first = "newer_limit", opened(server, tmp_path)
    reply(first)
    assert isinstance(first.chat, EndpointChat)
    assert first.chat.dialect.limit == "max_completion_tokens"
    second = opened(server, tmp_path).chat
    assert isinstance(second, EndpointChat)
    assert second.dialect == Dialect()
