"""The settings on the page: a model is listed, tried, kept; a key is told to nobody; closed to strangers."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.model.errors import AskError
from rag.model.settings import load_settings
from rag.web.asking import Asking
from rag.web.configuring import CLOSED, Configuring
from rag.web.session import Choices, SessionState
from tests.conftest import KEY, server
from tests.model_server import ModelServer
from tests.page_rooms import asking, configuring, controller, library
from tests.test_probing import ANSWERS

__all__ = ["asking", "configuring", "controller", "library", "server"]  # fixtures


def typed(server: ModelServer, **more: Any) -> SessionState:
    return replace(SessionState(address=server.url, model="fake", key=KEY, writes="auto"), **more)


def test_the_models_of_the_address_are_offered(configuring: Configuring, server: ModelServer) -> None:
    found = configuring.models(typed(server), {})
    assert found["model"] == Choices(("fake", "other"), "fake")
    nowhere = configuring.models(typed(server, address="http://127.0.0.1:9"), {})
    assert nowhere["model"] == Choices((), "fake")
    assert "can still be typed" in nowhere["model_told"]


def test_trying_a_model_asks_it_a_real_question_and_keeps_nothing(
    configuring: Configuring, server: ModelServer, home: Path
) -> None:
    server.text = ANSWERS
    first, last = configuring.try_model(typed(server), {})
    assert "Asking fake one question" in first["model_told"]
    assert "fake answered a question rightly" in last["model_told"]
    assert len(server.chats) == 1
    assert not (home / "ask.toml").exists()
    assert configuring.settings.model == ""


def test_a_model_that_is_saved_writes_at_once_and_after_a_restart(
    configuring: Configuring, server: ModelServer, home: Path
) -> None:
    server.text = "AmberNet counts tides from sound alone [1]."
    shown = configuring.save_model(typed(server), {})
    assert "held in memory" in shown["model_told"]
    answer = configuring.controller.assistant.ask("What is AmberNet?")
    assert (answer.model, answer.mode) == ("fake", "write")
    assert KEY not in str(shown)
    assert KEY not in (home / "ask.toml").read_text(encoding="utf-8")
    kept = load_settings({"home": home}, {})
    assert (kept.base_url, kept.model, kept.mode, kept.api_key) == (server.url, "fake", "auto", "")
    configuring.save_model(typed(server, writes="quote", key=""), {})
    assert configuring.controller.assistant.ask("What is AmberNet?").mode == "quote"


@pytest.mark.parametrize("writes", ["auto", "quote"])
@pytest.mark.parametrize(
    "address", ["rubbish", "127.0.0.1:11434", "http://", "http://[", "http://h:port/v1", "ftp://h"]
)
def test_what_is_no_address_is_neither_asked_nor_saved(
    configuring: Configuring, home: Path, address: str, writes: str
) -> None:
    state = SessionState(address=address, model="fake", writes=writes)
    shown = [
        configuring.save_model(state, {}),
        configuring.models(state, {}),
        *configuring.try_model(state, {}),
    ]
    assert len(shown) == 3
    assert all(list(one) == ["model_told"] for one in shown)
    assert all("is no address of a server; write it like http" in one["model_told"] for one in shown)
    assert not (home / "ask.toml").exists()
    assert configuring.settings.base_url == ""


def test_dates_are_kept_in_the_browser_that_they_were_typed_in(asking: Asking) -> None:
    kept = asking.dates(SessionState(since="2024-06"), {})["dates_kept"]
    anew = asking.arrive(SessionState.of({"dates_kept": kept}), {})
    assert (anew["since"], anew["until"]) == ("2024-06", "")
    assert "2024-06-01" in anew["hint"]
    other = asking.arrive(SessionState.of({"dates_kept": ["x"]}), {})
    assert (other["since"], other["until"]) == ("", "")


def test_a_key_is_sent_only_to_the_address_that_it_was_given_for(
    configuring: Configuring, server: ModelServer
) -> None:
    configuring.save_model(typed(server), {})
    list(configuring.try_model(typed(server, key=""), {}))
    assert any(KEY in str(sent.headers) for sent in server.sent)
    with ModelServer() as other:
        list(configuring.try_model(typed(server, key="", address=other.url), {}))
        configuring.models(typed(server, key="", address=other.url), {})
        assert other.sent
        assert not any(KEY in str(sent.headers) for sent in other.sent)


def test_a_page_that_is_open_to_others_shows_and_changes_nothing_of_the_model(
    configuring: Configuring, server: ModelServer, home: Path
) -> None:
    closed = Configuring(configuring.settings, configuring.controller, configuring.library, editable=False)
    for act in (closed.models, closed.save_model):
        with pytest.raises(AskError, match=CLOSED):
            act(typed(server), {})
    (only,) = closed.try_model(typed(server), {})
    assert CLOSED in only["model_told"]
    closed.settings = replace(closed.settings, base_url=server.url, api_key=KEY)
    shown = closed.settings_shown(SessionState(), {})
    assert shown.keys() == {"settings"}
    assert server.url not in shown["settings"]
    assert server.sent == []
    assert not (home / "ask.toml").exists()
