"""What `ask doctor` says of a model: it asks a real question, and never calls a failure good."""

from pathlib import Path

import pytest

from rag.generation.models import open_model
from rag.generation.probing import Probe, probe
from rag.generation.server import requests_at_once, server_facts
from rag.model.settings import Settings
from tests.conftest import opened, settings_for
from tests.model_refusals import REFUSALS
from tests.model_server import FAILS, ModelServer

ANSWERS = "Larkspur finds 83.6% of the ferries on HarbourSet [1]."


def doctor(settings: Settings) -> list[Probe]:
    """What is said where no Ollama runs."""
    return probe(settings, ollama="http://127.0.0.1:9/v1", pause=lambda _: None)


def test_the_doctor_asks_a_question_and_says_how_fast_it_was_answered(
    server: ModelServer, tmp_path: Path
) -> None:
    server.text = ANSWERS
    here = f"http://127.0.0.1:{server.port}"
    has, answered = doctor(settings_for(server, tmp_path))
    assert has == Probe(f"{here} answers with fake, other; the model is fake, which it has")
    assert answered.ok
    assert answered.line.startswith("fake answered a question rightly: first word after 0.")
    assert "tokens a second" in answered.line
    assert "ferries on HarbourSet" in server.chats[0].prompt


def test_what_is_wrong_is_not_called_good(server: ModelServer, tmp_path: Path) -> None:
    missing = doctor(settings_for(server, tmp_path, model="x"))[0]
    assert (missing.ok, missing.line.endswith("does not list; set ASK_MODEL to one that it lists")) == (
        False,
        True,
    )
    unset = doctor(settings_for(server, tmp_path, model="", api_key=""))[0]
    assert (unset.ok, unset.line.endswith("no model is set; set ASK_MODEL")) == (False, True)
    server.text = "Ferries are blue."
    wrong = doctor(settings_for(server, tmp_path))[-1]
    assert (wrong.ok, "not with what the source says" in wrong.line) == (False, True)
    server.text, server.counted = ANSWERS, 200
    assert not doctor(settings_for(server, tmp_path))[-1].ok


FAILURES = (
    "unauthorised no_model failing hang_up empty loading_for_ever unpaid wrong_path moderated error_in_200"
    " thinks_for_ever"
).split()


@pytest.mark.parametrize("mode", FAILURES)
def test_no_failure_is_called_good_and_nobody_is_sent_back_here(
    server: ModelServer, tmp_path: Path, mode: str
) -> None:
    assert mode in (*FAILS, *REFUSALS, "thinks_for_ever")
    server.mode = mode
    found = doctor(settings_for(server, tmp_path))
    assert not found[-1].ok
    assert all("doctor" not in one.line and "\n" not in one.line for one in found)


def test_what_the_server_holds_and_does_not_take_is_said(server: ModelServer, tmp_path: Path) -> None:
    server.text, server.mode, server.about = ANSWERS, "strict_in_all", {"meta": {"n_ctx": 4096}}
    lines = [one.line for one in doctor(settings_for(server, tmp_path))]
    assert lines[1] == "the model holds 4,096 tokens; fewer than ASK_CONTEXT_TOKENS=8192: set that to 4096"
    assert lines[-1].startswith(
        "the server does not take max_tokens, temperature, stream_options, a system message"
    )


def test_one_request_at_a_time_goes_to_a_server_with_one_slot(server: ModelServer, tmp_path: Path) -> None:
    at = opened(server, tmp_path).at
    assert requests_at_once(at) == 1
    server.beside = {"/props": {"total_slots": 3, "default_generation_settings": {"n_ctx": 2048}}}
    facts = server_facts(at)
    assert (facts.at_once, facts.context_tokens) == (3, 2048)
    server.beside, server.about = {}, {"owned_by": "vllm", "max_model_len": 4096}
    facts = server_facts(at)
    assert (facts.at_once, facts.context_tokens) == (4, 4096)


def test_an_ollama_on_this_machine_is_offered_and_not_used(server: ModelServer, tmp_path: Path) -> None:
    server.models = ("llama3.1:8b", "phi4")
    found = probe(Settings(home=tmp_path, cache=tmp_path), ollama=server.url)
    assert [one.line for one in found] == [
        "no model is set; answers are quoted",
        "Ollama runs here with llama3.1:8b, phi4; to use it: ASK_MODEL=ollama:llama3.1:8b",
    ]
    assert open_model(Settings(home=tmp_path, cache=tmp_path)) is None
    assert [s.path for s in server.sent] == ["/v1/models"]
