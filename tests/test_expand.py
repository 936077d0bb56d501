"""Questions that a model writes for papers: kept as keys, whatever it says."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.no_encoder import NoEncoder
from rag.generation.expansion import PAPERS_PER_BATCH, QUESTIONS_PER_PAPER, expanded, questions_in_reply
from rag.generation.models import Model, open_model
from rag.ingest.library import Library
from rag.model.errors import ModelError
from rag.model.paper import Paper
from rag.model.settings import Settings
from rag.retrieval.catalogue import Catalogue
from tests import fakes
from tests.conftest import Ask
from tests.model_server import ModelServer

ABOUT = "How can tides be counted at night without a clerk?"


def papers(number: int) -> list[Paper]:
    """Papers that nobody wrote questions for."""
    return [replace(paper, questions=()) for paper in fakes.papers(number)]


@pytest.fixture
def model(server: ModelServer, tmp_path: Path) -> Model:
    settings = Settings(cache=tmp_path, model="fake", base_url=server.url)
    opened = open_model(settings, cache=False, pause=lambda _: None)
    assert opened
    return opened


@pytest.mark.parametrize(
    ("reply", "questions"),
    [
        pytest.param(f"{ABOUT}\n", [ABOUT], id="plain"),
        pytest.param(f"1. {ABOUT}\n- {ABOUT}\n", [ABOUT], id="numbered, and twice"),
        pytest.param(f"Here they are:\n{ABOUT}", [ABOUT], id="after a greeting"),
        pytest.param("Why?\n" + "x" * 300 + "?", [], id="too short, too long"),
        pytest.param("Have you seen http://evil.example/tides today?", [], id="a link"),
        pytest.param("What is <script>alert(1)</script> good for?", [], id="a tag"),
        pytest.param("\n".join(f"Who counts the tides of night {n}?" for n in range(9)), None, id="too many"),
    ],
)
def test_only_questions_are_taken(reply: str, questions: list[str] | None) -> None:
    found = questions_in_reply(reply)
    assert found == questions if questions is not None else len(found) == QUESTIONS_PER_PAPER


def test_papers_without_questions_get_some_and_are_found_by_them(
    server: ModelServer, model: Model, home: Path, minilm: MiniLM
) -> None:
    library = Library(home, MiniLMEncoder(minilm))
    library.ingest(papers(3))
    for batch in expanded(papers(3), model, library.encoder):
        library.ingest(batch.papers)
        assert (len(batch.papers), batch.failed, batch.tokens > 0) == (3, {}, True)
    kept = list(Catalogue(library.reader.now()).papers())
    assert all(paper.questions for paper in kept)
    assert [paper.text for paper in kept] == [paper.text for paper in papers(3)]
    calls = len(server.chats)
    assert list(expanded(kept, model, library.encoder)) == []
    assert len(server.chats) == calls == 3


def test_the_paper_is_sent_as_data(server: ModelServer, model: Model) -> None:
    list(expanded(papers(1), model, NoEncoder()))
    sent = server.chats[0].prompt
    first = sent.index("=== paper")
    assert first < sent.index(papers(1)[0].text) < sent.index("=== end of paper")


@pytest.mark.parametrize("with_vectors", [True, False])
def test_a_question_about_something_else_is_dropped(
    server: ModelServer, model: Model, minilm: MiniLM, with_vectors: bool
) -> None:
    server.text = f"{ABOUT}\nWho won the chess championship in Riga?\n"
    encoder = MiniLMEncoder(minilm) if with_vectors else NoEncoder()
    [batch] = expanded(papers(1), model, encoder)
    assert batch.papers == (replace(papers(1)[0], questions=(ABOUT,)),)


def test_a_reply_without_questions_is_asked_for_once_more(server: ModelServer, model: Model) -> None:
    server.text = "I cannot do that."
    [batch] = expanded(papers(1), model, NoEncoder())
    assert (batch.papers, list(batch.failed.values())) == ((), ["fake wrote no question"])
    assert len(server.chats) == 2


def test_when_the_model_fails_what_was_done_before_is_given(server: ModelServer, model: Model) -> None:
    batches = expanded(papers(PAPERS_PER_BATCH + 1), model, NoEncoder())
    assert len(next(batches).papers) == PAPERS_PER_BATCH
    server.mode = "failing"
    with pytest.raises(ModelError):
        next(batches)


def test_the_command_writes_them_once_and_says_what_it_took(
    ask: Ask, server: ModelServer, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text("".join(json.dumps({"title": p.title, "abstract": p.text}) + "\n" for p in papers(2)))
    alone = ask("ingest", "--expand", str(page), home=home)
    assert (alone.code, alone.err.strip().splitlines()[-1].startswith("ask: no model")) == (1, True)
    monkeypatch.setenv("ASK_MODEL", "fake")
    monkeypatch.setenv("ASK_BASE_URL", server.url)
    assert "wrote questions for 2 papers, 0 have none" in ask("ingest", "--expand", home=home).out
    assert "wrote questions for 0 papers" in ask("ingest", "--expand", home=home).out
    assert len(server.chats) == 2
