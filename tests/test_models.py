"""The model seam on a real server: what is sent, what is tried again, what a failure says."""

import socket
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from rag.encoders.endpoint import endpoint
from rag.generation.models import open_model
from rag.generation.stream import Usage
from rag.model.errors import ContextTooLongError, ModelError, SettingError
from rag.model.settings import Settings
from tests.conftest import ASKED, KEY, opened, reply
from tests.model_server import ModelServer


@pytest.fixture
def server(server: ModelServer) -> ModelServer:
    server.text = "Moss is green. It grows."
    return server


# -- which model


@pytest.mark.parametrize(
    ("spec", "base", "key", "expected"),
    [
        pytest.param("openai:gpt-4o-mini", "", "k",
                     ("gpt-4o-mini", "https://api.openai.com/v1", "k"), id="openai"),
        pytest.param("ollama:llama3.1:8b", "", "k", ("llama3.1:8b", "http://127.0.0.1:11434/v1", ""),
                     id="the key of another service stays here"),
        pytest.param("llama3.1:8b", "http://box", "", ("llama3.1:8b", "http://box/v1", ""), id="plain"),
        pytest.param("openai:x", "http://box/api/v2", "k", ("x", "http://box/api/v2", "k"), id="a proxy"),
    ],
)  # fmt: skip
def test_a_name_leads_to_a_server(spec: str, base: str, key: str, expected: tuple[str, str, str]) -> None:
    at = endpoint(spec, Settings(base_url=base, api_key=key))
    assert (at.model, at.base_url, at.key) == expected


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({}, None),
        ({"api_key": "k"}, "gpt-4o-mini"),
        ({"api_key": "k", "mode": "quote"}, None),
        ({"base_url": "http://127.0.0.1:9/v1"}, None),
        ({"model": "ollama:phi4"}, "phi4"),
    ],
)
def test_a_model_is_used_when_one_is_named_or_a_key_is_set(values: dict[str, Any], name: str | None) -> None:
    made = open_model(Settings(**values))
    assert (made.name if made else None) == name


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"mode": "write"}, "no model to write with; set ASK_MODEL"),
        ({"model": "gpt-4o"}, "gpt-4o needs a key: set OPENAI_API_KEY"),
        ({"model": "x", "base_url": "box:8000"}, "base_url must be an address such as http://127"),
    ],
)
def test_a_setting_that_cannot_work_is_said_at_once(values: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        open_model(Settings(**values))


# -- a reply


def test_text_comes_in_pieces_and_what_it_took_comes_last(server: ModelServer, tmp_path: Path) -> None:
    pieces = list(opened(server, tmp_path).stream(ASKED))
    assert pieces[:-1] == ["Moss ", "is ", "green. ", "It ", "grows."]
    assert pieces[-1] == Usage(101, 42)


def test_what_is_sent_is_the_messages_and_nothing_of_ours(server: ModelServer, tmp_path: Path) -> None:
    reply(opened(server, tmp_path))
    (sent,) = server.chats
    assert [(m["role"], m["content"]) for m in sent.body["messages"]] == [
        ("system", "Be brief."),
        ("user", "What is moss?"),
    ]
    assert (sent.body["model"], sent.body["temperature"], sent.body["max_tokens"]) == ("fake", 0.0, 1024)
    assert sent.headers["authorization"] == f"Bearer {KEY}"


def test_tokens_are_counted_here_when_the_server_does_not_tell(server: ModelServer, tmp_path: Path) -> None:
    server.tells_usage = False
    _, usage = reply(opened(server, tmp_path))
    assert (usage.estimated, usage.prompt_tokens, usage.completion_tokens) == (True, 7, 13)


def test_without_a_key_none_is_sent(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    reply(opened(server, tmp_path, api_key=""))
    assert "authorization" not in server.chats[0].headers


def test_the_first_word_is_passed_on_while_the_last_is_not_there(server: ModelServer, tmp_path: Path) -> None:
    server.gate = Event()
    pieces = opened(server, tmp_path).stream(ASKED)
    assert next(pieces) == "Moss "
    server.gate.set()
    assert [piece for piece in pieces if isinstance(piece, str)][-1] == "grows."


@pytest.mark.parametrize(
    ("mode", "requests", "says"),
    [
        ("unauthorised", 1, "does not accept the key (401); set OPENAI_API_KEY"),
        ("no_model", 1, "has no model called 'fake' (404); see those it has with: ask doctor"),
        ("busy", 3, "is busy or its quota is used up (429); ask again in 1 s"),
        ("busy_long", 1, "is busy or its quota is used up (429); ask again in 90 s"),
        ("failing", 3, "failed (500); ask again later"),
        ("slow", 1, "did not answer within 1.5 s; use a smaller model or raise ASK_TIMEOUT_SECONDS"),
        ("cut_early", 1, "broke off the connection; ask again"),
        ("hang_up", 3, "closed the connection without a reply; if it wants https, write https://"),
        ("empty", 2, "sent an empty reply; ask again"),
        ("whitespace", 2, "sent an empty reply; ask again"),
        ("html", 2, "sent an empty reply; ask again"),
        ("tool_call", 2, "sent an empty reply; ask again"),
        ("malformed", 2, "sent a reply that cannot be read"),
        ("redirect", 1, "refused the request (307)"),
        ("echo_key", 1, "refused the request (400)"),
        ("error_event", 1, "reported an error in the middle of its reply"),
    ],
)
def test_a_failure_is_one_line_after_as_many_tries_as_help(
    server: ModelServer, tmp_path: Path, mode: str, requests: int, says: str
) -> None:
    server.mode = mode
    patience = 0.5 if mode == "slow" else 60  # only what is about time may run out of it
    # a short reply: one that never ends is read up to its limit, which takes long on a busy machine
    model = opened(server, tmp_path, timeout_seconds=patience, context_tokens=500)
    with pytest.raises(ModelError) as caught:
        list(model.stream(ASKED))
    line = str(caught.value)
    assert says in line
    assert "\n" not in line
    assert len(server.chats) == requests
    assert KEY not in f"{line} {caught.value!r} {caught.value.__cause__!r}"


def test_nobody_at_the_address_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = ModelServer(port=free.getsockname()[1])
    with pytest.raises(ModelError, match="no model server answers at http://127"):
        list(opened(nobody, tmp_path).stream(ASKED))


def test_too_long_a_prompt_is_told_apart(server: ModelServer, tmp_path: Path) -> None:
    server.mode = "too_long"
    with pytest.raises(ContextTooLongError, match="too long for fake; set ASK_CONTEXT_TOKENS"):
        list(opened(server, tmp_path).stream(ASKED))


@pytest.mark.parametrize("mode", ["failing_once", "empty_once"])
def test_what_passes_is_tried_again(server: ModelServer, tmp_path: Path, mode: str) -> None:
    server.mode = mode
    assert reply(opened(server, tmp_path))[0] == "Moss is green. It grows."


def test_a_server_that_asks_for_time_is_given_it(server: ModelServer, tmp_path: Path) -> None:
    server.mode, pauses = "busy", list[float]()
    with pytest.raises(ModelError):
        list(opened(server, tmp_path, pauses=pauses).stream(ASKED))
    assert pauses == [1.0, 1.0]


def test_endless_output_is_stopped(server: ModelServer, tmp_path: Path) -> None:
    server.mode, server.text = "well", " ".join(f"word{n}" for n in range(900))
    text, usage = reply(opened(server, tmp_path, context_tokens=500))
    assert usage.finish == "length"
    assert 30 < len(text.split()) <= 128
    server.mode = "endless"
    text, usage = reply(opened(server, tmp_path))
    assert usage.finish == "loop"
    assert text.split() == ["and", "so", "on", "and", "so"]


def test_a_reply_cut_in_the_middle_keeps_what_came(server: ModelServer, tmp_path: Path) -> None:
    server.mode, got = "cut", []
    with pytest.raises(ModelError, match="broke off the connection"):
        got.extend(opened(server, tmp_path).stream(ASKED))
    server.mode = "no_finish"
    assert reply(opened(server, tmp_path))[1].finish == "cut"


# -- replies kept


def test_the_same_asked_again_costs_nothing(server: ModelServer, tmp_path: Path) -> None:
    first, _ = reply(opened(server, tmp_path, cache=True))
    again, usage = reply(opened(server, tmp_path, cache=True))
    assert (again, usage.cached, len(server.chats)) == (first, True, 1)
    assert usage.to_json()["calls"] == 0
    assert KEY not in "".join(p.read_text() for p in (tmp_path / "cache").rglob("*.json"))


def test_a_reply_that_was_cut_is_not_kept(server: ModelServer, tmp_path: Path) -> None:
    server.mode = "no_finish"
    reply(opened(server, tmp_path, cache=True))
    reply(opened(server, tmp_path, cache=True))
    assert len(server.chats) == 2
