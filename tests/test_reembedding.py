"""A library of an earlier version is embedded anew by itself, in the background, and says how far it is."""

import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from rag.answering.assistant import Assistant
from rag.answering.start import measure_background
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.minilm_files import EARLIER
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.settings import Settings
from rag.web.session import surroundings
from store.manifest import holder_of
from tests.conftest import Ask, Ran
from tests.fakes import in_chroma, papers


@pytest.fixture(scope="module")
def old_home(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Path:
    """A library as the earlier version built it: texts read by the published weights."""
    home = tmp_path_factory.mktemp("old") / "home"
    library = Library(home, MiniLMEncoder(MiniLM(minilm.files.cache, files=minilm.files.of(EARLIER))))
    library.ingest(papers(12))
    measure_background(library)
    assert (home / "library.json").read_text() == '{"built_with": "minilm"}'
    return home


@pytest.fixture
def asked(old_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Ask) -> Callable[..., Ran]:
    """The command over a copy of that library."""
    home = copytree(old_home, tmp_path / "home")
    monkeypatch.setenv("ASK_EMBEDDING", "minilm")
    return lambda *args: ask(*args, home=home)


def test_the_first_question_is_answered_at_once_and_the_rest_happens_by_itself(
    asked: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = asked("What does KelpNet count?")
    assert ran.code == 0
    assert ran.err.startswith(
        "the library is being embedded anew by a newer version (0 of 12 papers); it ans"
    )
    library = Library(tmp_path / "home", NoEncoder())
    deadline = time.monotonic() + 600
    measured = tmp_path / "home" / "index-minilm-2" / "background.json"
    while library.built_with != "minilm-2" or not measured.exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    later = asked("What does KelpNet count?")
    assert (later.code, later.err) == (0, "")
    assert len(in_chroma(library, "minilm-2")[0]) == 12


def test_it_can_be_switched_off_and_is_then_done_by_ask_ingest(
    asked: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASK_REEMBED", "off")
    said = (
        "the library was embedded by an earlier version, with which it answers; "
        "embed it anew with: ask ingest (12 papers, about 1 min)"
    )
    assert asked("What does KelpNet count?").err == f"{said}\n"
    assert said in asked("doctor").out
    ran = asked("ingest")
    assert (ran.code, ran.out) == (0, "embedded 12 papers anew\n")
    assert asked("What does KelpNet count?").err == ""
    assert asked("ingest").code == 2


def test_what_made_it_fail_is_told_and_not_tried_again_by_itself(
    asked: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "home" / "embedding-failed.txt").write_text("no space left")
    ran = asked("What does KelpNet count?")
    assert "with which it answers (no space left); embed it anew with: ask ingest (12" in ran.err
    assert holder_of(tmp_path / "home") is None
    assert asked("ingest").code == 0
    assert not (tmp_path / "home" / "embedding-failed.txt").exists()


def test_the_page_says_how_far_it_is(old_home: Path, minilm: MiniLM, tmp_path: Path) -> None:
    home = copytree(old_home, tmp_path / "copy")
    library = Library(home, MiniLMEncoder(minilm))
    assistant, settings = Assistant(library.reader, library.encoder), Settings(home=home)
    assert "embedded anew: 0 of 12" in str(surroundings(assistant, settings)["top"])
    library.embed_anew()
    assert "embedded anew" not in str(surroundings(assistant, settings)["top"])


def test_an_outdated_library_is_answered_with_one_model_loaded(
    old_home: Path, minilm: MiniLM, tmp_path: Path
) -> None:
    encoder = MiniLMEncoder(MiniLM(minilm.files.cache))
    library = Library(copytree(old_home, tmp_path / "copy"), encoder)
    Assistant(library.reader, encoder).ask("What does KelpNet count?")
    assert "_question_session" in vars(encoder.earlier["minilm"].model)
    for model in (encoder.model, encoder.earlier["minilm"].model):
        assert "_session" not in vars(model)
    assert "_question_session" not in vars(encoder.model)
