"""The model seam on a real server: what is sent, what is tried again, what a failure says."""

import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.llms import MockLLM

from rag.assistant import Assistant
from rag.embed import EndpointEncoder, NoEncoder
from rag.errors import ContextTooLongError, EndpointError, ModelError, SettingError
from rag.library import Library
from rag.settings import Settings, load_settings
from rag.write.endpoint import Endpoint, endpoint
from rag.write.models import Message, Model, open_embedding, open_model, plugged, probe
from rag.write.stream import Usage, spoken, without
from tests.fakes import papers
from tests.model_server import ModelServer

KEY = "sk-test-4242424242424242"
ASKED = (Message("system", "Be brief."), Message("user", "What is moss?"))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(text="Moss is green. It grows.") as running:
        yield running


def settings_for(server: ModelServer, tmp_path: Path, **more: Any) -> Settings:
    values = {"model": "fake", "base_url": server.url, "api_key": KEY, "timeout_seconds": 0.5, **more}
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", **values)


def opened(
    server: ModelServer,
    tmp_path: Path,
    *,
    cache: bool = False,
    pauses: list[float] | None = None,
    **more: Any,
) -> Model:
    """A model whose pauses are noted and not waited for."""
    kept: list[float] = [] if pauses is None else pauses
    made = open_model(settings_for(server, tmp_path, **more), cache=cache, pause=kept.append)
    assert made
    return made


def reply(model: Model) -> tuple[str, Usage]:
    *text, usage = model.stream(ASKED)
    assert isinstance(usage, Usage)
    return "".join(str(piece) for piece in text), usage


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


def test_the_first_word_is_passed_on_at_once(server: ModelServer, tmp_path: Path) -> None:
    server.pause = 0.03
    model = opened(server, tmp_path, timeout_seconds=5)
    list(model.stream(ASKED))  # imports are not the server's time
    next(iter(model.stream(ASKED)))
    assert time.perf_counter() - server.first_token < 0.05


@pytest.mark.parametrize(
    ("mode", "requests", "says"),
    [
        ("unauthorised", 1, "does not accept the key (401); set OPENAI_API_KEY"),
        ("no_model", 1, "has no model called 'fake' (404); see those it has with: ask doctor"),
        ("busy", 3, "is busy or its quota is used up (429); ask again in 1 s"),
        ("busy_long", 1, "is busy or its quota is used up (429); ask again in 90 s"),
        ("failing", 3, "failed (500); ask again later"),
        ("slow", 1, "did not answer within 0.5 s; use a smaller model or raise ASK_TIMEOUT_SECONDS"),
        ("cut_early", 1, "broke the connection off; ask again"),
        ("hang_up", 3, "no model server answers at"),
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
    with pytest.raises(ModelError) as caught:
        list(opened(server, tmp_path).stream(ASKED))
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
    server.mode = "endless"
    text, usage = reply(opened(server, tmp_path, context_tokens=500))
    assert usage.finish == "length"
    assert 60 < len(text.split()) <= 128


def test_a_reply_cut_in_the_middle_keeps_what_came(server: ModelServer, tmp_path: Path) -> None:
    server.mode, got = "cut", []
    with pytest.raises(ModelError, match="broke the connection off"):
        got.extend(opened(server, tmp_path).stream(ASKED))
    server.mode = "no_finish"
    assert reply(opened(server, tmp_path))[1].finish == "cut"


# -- the key, and who is called


def test_the_key_is_shown_nowhere(server: ModelServer, tmp_path: Path) -> None:
    model, settings = opened(server, tmp_path), settings_for(server, tmp_path)
    reply(model)
    shown = f"{model!r} {endpoint('fake', settings)!r} {model._llm!r} {model._llm.to_json()} {settings!r}"
    assert KEY not in shown
    assert "secret" not in Endpoint("m", "http://me:secret@box:1/v1").host


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_key_is_taken_out_of_a_reply_however_it_is_cut(size: int) -> None:
    text = f"It is sk-te, or {KEY}, or {KEY[:-1]}."
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert "".join(without(pieces, KEY)) == f"It is sk-te, or [key], or {KEY[:-1]}."


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_thoughts_are_not_the_answer(size: int) -> None:
    text = "<think>Is it moss? Yes.</think>Moss <think> is green."
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert "".join(spoken(pieces)) == "Moss <think> is green."
    assert "".join(spoken(["<", "b> it"])) == "<b> it"


_CALLS: list[Any] = []
_WATCHING: list[bool] = []


def _note_calls(event: str, details: tuple[Any, ...]) -> None:
    if _WATCHING and event in ("socket.connect", "socket.getaddrinfo"):
        _CALLS.append(details[1] if event == "socket.connect" else details[0])


@pytest.fixture
def calls() -> Iterator[list[Any]]:
    """Every address that this process calls or looks up."""
    if not _CALLS:
        sys.addaudithook(_note_calls)
    _CALLS.clear()
    _WATCHING.append(True)
    yield _CALLS
    _WATCHING.clear()


def test_with_a_local_server_nobody_else_is_called(
    server: ModelServer, tmp_path: Path, calls: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.7:3128")
    monkeypatch.setenv("ALL_PROXY", "http://192.0.2.7:3128")
    settings = load_settings({}, {"ASK_MODEL": "fake", "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY})
    settings = replace(settings, embedding="openai:fake", cache=tmp_path)
    made = open_model(settings, pause=lambda _: None)
    assert made
    reply(made)
    server.mode = "redirect"
    with pytest.raises(ModelError):
        list(made.stream(ASKED[1:]))
    server.mode = "well"
    open_embedding(settings).get_text_embedding("moss")
    probe(settings)
    hosts = {call[0] if isinstance(call, tuple) else call for call in calls}
    assert hosts == {"127.0.0.1"}


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


# -- other people's models, embeddings, doctor


def test_any_llama_index_model_can_be_plugged_in() -> None:
    text, usage = reply(plugged(MockLLM(max_tokens=None)))
    assert text.endswith("What is moss?\nassistant: ")
    assert (usage.finish, usage.estimated) == ("stop", True)


def test_papers_are_read_and_found_by_an_endpoint(server: ModelServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path, embedding="openai:fake-embedding")
    encoder = EndpointEncoder(open_embedding(settings), settings.embedding, NoEncoder().count)
    library = Library(settings.home, encoder)
    library.ingest(papers(3))
    answer = Assistant(library.reader, encoder).ask("What errs counting harbours with BirchNet?")
    assert answer.citations[0].title.startswith("BirchNet")
    assert {s.body["model"] for s in server.sent} == {"fake-embedding"}
    assert np.isclose(np.linalg.norm(encoder.query("moss").whole), 1)


@pytest.mark.parametrize("mode", ["unauthorised", "failing", "busy", "slow"])
def test_an_endpoint_that_fails_is_one_line(server: ModelServer, tmp_path: Path, mode: str) -> None:
    server.mode, pauses = mode, list[float]()
    settings = settings_for(server, tmp_path, embedding="openai:fake")
    made = open_embedding(settings, pause=pauses.append)
    with pytest.raises(EndpointError) as caught:
        EndpointEncoder(made, "openai:fake", len).query("moss")
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)


def doctor(settings: Settings) -> list[str]:
    """What is said where no Ollama runs."""
    return probe(settings, ollama="http://127.0.0.1:9/v1")


def test_the_doctor_says_what_the_server_has(server: ModelServer, tmp_path: Path) -> None:
    here = f"http://127.0.0.1:{server.port}"
    assert doctor(settings_for(server, tmp_path)) == [
        f"{here} answers with fake, other; the model is fake, which it has"
    ]
    assert doctor(settings_for(server, tmp_path, model="x"))[0].endswith(
        "the model is x, which it does not list; set ASK_MODEL to one of its own"
    )
    assert doctor(settings_for(server, tmp_path, model="", api_key=""))[0].endswith(
        "no model is set; set ASK_MODEL"
    )
    server.mode = "unauthorised"
    assert doctor(settings_for(server, tmp_path)) == [
        f"{here} does not accept the key (401); set OPENAI_API_KEY or ASK_API_KEY"
    ]


def test_an_ollama_on_this_machine_is_offered_and_not_used(server: ModelServer, tmp_path: Path) -> None:
    server.models = ("llama3.1:8b", "phi4")
    lines = probe(Settings(home=tmp_path, cache=tmp_path), ollama=server.url)
    assert lines == [
        "no model is set; answers are made by quoting",
        "Ollama runs here with llama3.1:8b, phi4; to use it: ASK_MODEL=ollama:llama3.1:8b",
    ]
    assert open_model(Settings(home=tmp_path, cache=tmp_path)) is None
    assert [s.path for s in server.sent] == ["/v1/models"]
