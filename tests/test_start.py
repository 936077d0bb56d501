"""Opening the library: the starter papers on first use, what is cut off, what is declined."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from rag.answering.start import (
    open_assistant,
    open_filled_library,
    open_library,
)
from rag.encoders.opening import open_encoder
from rag.ingest.indexing import Progress
from rag.ingest.starter import remove_starter, restore_starter, starter_papers
from rag.model.errors import EmptyLibraryError, LockedError, SettingError
from rag.model.settings import Settings
from store.manifest import writing
from tests.fakes import papers


def quiet(what: str, papers: int) -> Progress:
    return lambda done: None


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home, embedding="none")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[tuple[str, int]]]:
    """A home that was opened while it was empty, to be copied; the lines that were said, what was watched."""
    home = tmp_path_factory.mktemp("first") / "home"
    said: list[str] = []
    watched: list[tuple[str, int]] = []

    def start_progress(what: str, papers: int) -> Progress:
        watched.append((what, papers))
        return lambda done: None

    open_filled_library(Settings(home=home, embedding="none"), said.append, start_progress)
    return home, said, watched


def test_an_empty_home_is_filled_once_and_says_so(
    first: tuple[Path, list[str], list[tuple[str, int]]], settings: Settings
) -> None:
    home, said, watched = first
    assert ("indexing the starter library", 370) in watched
    assert len(said) == 1
    assert "ask ingest" in said[0]
    again: list[str] = []
    copytree(home, settings.home)
    library = open_filled_library(settings, again.append, quiet)
    assert len(library.reader.now()) == len(starter_papers()) == 370
    assert again == []


def test_a_starter_cut_off_is_completed_by_the_next_question(settings: Settings) -> None:
    seen = 0

    def stop(done: int) -> None:
        nonlocal seen
        seen += done
        if seen > 300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_filled_library(settings, lambda line: None, lambda what, papers: stop)
    assert 0 < len(open_library(settings).reader.now()) < 370
    assert len(open_filled_library(settings, lambda line: None, quiet).reader.now()) == 370


@contextmanager
def half_indexed(settings: Settings, count: int) -> Iterator[None]:
    """Another process is filling the library with the starter papers."""
    if count:
        open_library(settings).ingest(papers(count))
    settings.home.mkdir(exist_ok=True)
    (settings.home / "starter-begun").touch()
    with writing(settings.home, "ask in another window"):
        yield


def test_while_another_process_indexes_one_asks_what_is_there(settings: Settings) -> None:
    said: list[str] = []
    with half_indexed(settings, 3):
        assert len(open_filled_library(settings, said.append, quiet).reader.now()) == 3
    assert "still being indexed; 3 papers so far" in said[0]


def test_while_nothing_is_there_the_first_papers_are_waited_for(settings: Settings) -> None:
    said: list[str] = []
    holding = half_indexed(settings, 0)
    holding.__enter__()

    def told(line: str) -> None:
        said.append(line)
        if "waiting" in line:  # the other process ends without having added any
            holding.__exit__(None, None, None)

    assert len(open_filled_library(settings, told, quiet).reader.now()) == 370
    assert "waiting for the first papers" in said[0]
    assert "another window" in said[0]


def test_one_who_waits_in_vain_is_told_who_writes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.answering.start.PATIENCE", 0.0)
    with half_indexed(settings, 0), pytest.raises(LockedError, match="another window"):
        open_filled_library(settings, lambda line: None, quiet)


def test_one_s_own_papers_are_all_there_is(settings: Settings) -> None:
    open_library(settings).ingest(papers(2))
    assert len(open_filled_library(settings, lambda line: None, quiet).reader.now()) == 2


def test_a_starter_that_was_removed_does_not_come_back_by_itself(
    first: tuple[Path, list[str], list[tuple[str, int]]], settings: Settings
) -> None:
    copytree(first[0], settings.home)
    library = open_filled_library(settings, lambda line: None, quiet)
    library.ingest(papers(2))
    assert remove_starter(settings, library) == 370
    assert len(library.reader.now()) == 2
    library.remove([paper.paper_id for paper in papers(2)])
    with pytest.raises(EmptyLibraryError):
        open_filled_library(settings, lambda line: None, quiet)
    assert restore_starter(settings, library, lambda done: None) == 370
    assert restore_starter(settings, library, lambda done: None) == 0


def test_a_starter_can_be_switched_off(settings: Settings) -> None:
    with pytest.raises(EmptyLibraryError, match="ask ingest"):
        open_filled_library(replace(settings, starter=False), lambda line: None, quiet)


def test_starter_papers_are_digests_and_say_where_they_come_from() -> None:
    assert {(p.text_kind, p.sources) for p in starter_papers()} == {("digest", ("starter library",))}


def test_a_damaged_note_is_mended_and_it_is_said(settings: Settings) -> None:
    open_library(settings).ingest(papers(2))
    (settings.home / "library.json").write_text('{"built')
    said: list[str] = []
    assert len(open_filled_library(settings, said.append, quiet).reader.now()) == 2
    assert len(said) == 1
    assert "no paper is lost" in said[0]
    assert open_filled_library(settings, said.append, quiet).built_with == "none"
    assert len(said) == 1


def test_an_unknown_embedding_is_a_setting_to_mend(settings: Settings) -> None:
    with pytest.raises(SettingError, match="openai:NAME"):
        open_encoder(replace(settings, embedding="word2vec"), None, lambda line: None)


def test_looking_up_needs_no_model(settings: Settings) -> None:
    open_library(settings).ingest(papers(2))
    unable = replace(settings, mode="write")
    assert len(open_assistant(unable, writing=False).catalogue) == 2
    with pytest.raises(SettingError, match="ASK_MODEL"):
        open_assistant(unable)
