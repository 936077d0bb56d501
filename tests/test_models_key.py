"""The key is shown nowhere, and nobody is called but the server that was named."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.encoders.endpoint import Endpoint, endpoint
from rag.encoders.endpoint_encoder import open_embedding
from rag.generation.models import open_model
from rag.generation.probing import probe
from rag.generation.stream import SecretReader
from rag.model.errors import ModelError
from rag.model.settings import load_settings
from tests.conftest import ASKED, KEY, opened, reply, settings_for
from tests.model_server import ModelServer


@pytest.fixture
def server(server: ModelServer) -> ModelServer:
    server.text = "Moss is green. It grows."
    return server


def test_the_key_is_shown_nowhere(server: ModelServer, tmp_path: Path) -> None:
    model, settings = opened(server, tmp_path), settings_for(server, tmp_path)
    reply(model)
    shown = f"{model!r} {endpoint('fake', settings)!r} {model.at!r} {model.chat!r} {settings!r}"
    assert KEY not in shown
    assert "secret" not in Endpoint("m", "http://me:secret@box:1/v1").host


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_key_is_taken_out_of_a_reply_however_it_is_cut(size: int) -> None:
    text = f"It is sk-te, or {KEY}, or {KEY[:-1]}."
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    reader = SecretReader(KEY)
    assert "".join([*map(reader.feed, pieces), reader.finish()]) == f"It is sk-te, or [key], or {KEY[:-1]}."


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
