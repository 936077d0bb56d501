"""A library of an earlier version of the encoder: it answers as before until it has been embedded anew."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from shutil import copytree, rmtree
from typing import BinaryIO

import numpy as np
import pytest

from rag.answering.assistant import Assistant
from rag.ingest.indexing import Indexer, Progress, quiet
from rag.ingest.library import Library
from rag.ingest.rebuilding import embed_anew
from rag.ingest.records import row_of
from rag.ingest.storage import Storage
from rag.model.errors import LockedError
from rag.web.uploads import add
from store.manifest import Journal, holder_of, is_awaited, writing
from store.vectors import Vectors
from tests.fakes import HashEncoder, counts, in_chroma, kept, paper, papers
from tests.forking import Forked
from tests.stepping import allow, go_on, stepping, until

OLD = HashEncoder("old", width=48)
ASKED = "How are lichens counted without looking?"
EMBED = """
import sys
from pathlib import Path
from rag.ingest.library import Library
from tests.test_rebuilding import latest
encoder = latest(allowed=sys.stdin.buffer)
Library(Path(sys.argv[1]), encoder, batch=5).embed_anew(giving_way="way" in sys.argv)
"""


def latest(*, allowed: BinaryIO | None = None) -> HashEncoder:
    return HashEncoder("new", allowed=allowed, earlier=[OLD])


def elsewhere(home: Path, *how: str) -> Forked:
    """Another process that embeds the library anew, five papers at a time."""
    return stepping(EMBED, str(home), *how)


def embeds(other: Forked, library: Library, papers: int, *, in_all: int) -> None:
    """The other process may embed so many more; they are waited for until there are so many."""
    allow(other, papers)
    until(other, lambda: library.embedded_anew() == in_all)


def ranked(library: Library) -> list[tuple[str, float]]:
    """What a search finds, with scores: vectors of two encoders would give others."""
    return ranked_by(Assistant(library.reader, library.encoder))


def ranked_by(assistant: Assistant) -> list[tuple[str, float]]:
    return [(p.paper_id, p.score) for p in assistant.search(ASKED, 10).papers]


def best(library: Library) -> list[str]:
    """The papers that a search finds, in order: not their scores, as BM25 depends on the cut of segments."""
    return [paper_id for paper_id, _ in ranked(library)]


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with sixty papers that the earlier version embedded, to be copied."""
    home = tmp_path_factory.mktemp("sixty") / "home"
    Library(home, OLD).ingest(papers(60))
    return home


@pytest.fixture
def outdated(sixty: Path, home: Path) -> Library:
    """Those papers, opened by the latest version."""
    return Library(Path(copytree(sixty, home)), latest(), batch=8)


@pytest.fixture(scope="module")
def anew(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The same papers embedded by the latest version alone; no test changes it."""
    library = Library(tmp_path_factory.mktemp("anew") / "home", latest())
    library.ingest(papers(60))
    return library


def finished(library: Library, wanted: int) -> None:
    """Nothing is lost, doubled or left of the earlier version."""
    ids = sorted(p.paper_id for p in papers(wanted))
    assert (library.built_with, library.is_outdated) == ("new", False)
    assert [p.paper_id for p in kept(library)] == ids
    assert in_chroma(library, "new") == (ids, ids)
    assert in_chroma(library, "old") == ([], [])
    assert {p.name for p in library.home.glob("index-*")} == {"index-new"}


def test_an_outdated_library_answers_with_the_vectors_it_has(outdated: Library, home: Path) -> None:
    assert (outdated.is_outdated, outdated.built_with) == (True, "old")
    assert ranked(outdated) == ranked(Library(home, OLD))


def test_embedding_anew_gives_what_the_latest_version_alone_gives(outdated: Library, anew: Library) -> None:
    told: list[int] = []
    before = best(outdated)
    assert outdated.embed_anew(told.append)
    assert sum(told) == 60
    assert best(outdated) == best(anew) != before
    finished(outdated, 60)
    assert outdated.embed_anew(told.append)
    assert sum(told) == 60, "nothing was left to do"


def test_while_it_goes_on_every_answer_is_of_one_version(outdated: Library) -> None:
    before, seen, assistant = ranked(outdated), [], Assistant(outdated.reader, outdated.encoder)
    with elsewhere(outdated.home) as other:
        for done in range(10, 60, 10):
            embeds(other, outdated, 10, in_all=done)
            assert ranked_by(assistant) == before
        go_on(other)
        while other.poll() is None:
            seen.append(ranked_by(assistant))
            time.sleep(0.02)  # the other process has the processor meanwhile
    assert other.returncode == 0
    after = ranked(outdated)
    seen.append(ranked_by(assistant))
    assert before != after
    assert seen == [before] * seen.count(before) + [after] * seen.count(after)
    finished(outdated, 60)


def test_what_was_killed_goes_on_where_it_was(outdated: Library, anew: Library) -> None:
    before = ranked(outdated)
    with elsewhere(outdated.home) as other:
        embeds(other, outdated, 12, in_all=10)
        other.kill()
    assert outdated.embedded_anew() == 10
    assert ranked(outdated) == before
    encoder, told = latest(), []
    again = Library(outdated.home, encoder)
    assert again.embed_anew(told.append)
    assert (encoder.read, told[0]) == (50, 10)
    assert best(again) == best(anew)
    finished(again, 60)


def test_an_interrupt_leaves_the_earlier_version_in_force_and_loses_no_work(outdated: Library) -> None:
    with pytest.raises(KeyboardInterrupt):
        outdated.embed_anew(_interrupt_after(20))
    assert (outdated.is_outdated, outdated.embedded_anew()) == (True, 16)
    assert holder_of(outdated.home) is None
    assert outdated.embed_anew()
    finished(outdated, 60)


@pytest.mark.parametrize("renamed", [False, True], ids=["before it is put in force", "before it is noted"])
def test_cut_off_at_the_very_end_nothing_is_embedded_twice(outdated: Library, renamed: bool) -> None:
    storage = Storage(outdated.home)
    with storage.writing("a test"):
        embed_anew(Indexer(storage, latest()), "old", 60, quiet, stop=lambda: False)
    if renamed:
        (outdated.home / "index-new-next").rename(outdated.home / "index-new")
    encoder = latest()
    again = Library(outdated.home, encoder)
    assert again.is_outdated
    assert again.embed_anew()
    assert encoder.read == 0
    finished(again, 60)


def test_what_the_earlier_version_left_behind_is_removed_by_the_next_writer(outdated: Library) -> None:
    left = Library(outdated.home.with_name("left"), OLD)
    left.ingest(papers(3))
    outdated.embed_anew()
    copytree(left.home / "index-old", outdated.home / "index-old")
    vectors = Vectors(outdated.home / "chroma", "old")
    vectors.put([row_of(paper(1), np.ones(48, np.float32))], [])
    vectors.close()
    assert counts(outdated.ingest(papers(60))) == (0, 0, 60)
    finished(outdated, 60)


def test_what_chroma_lost_meanwhile_is_embedded_again(outdated: Library) -> None:
    with pytest.raises(KeyboardInterrupt):
        outdated.embed_anew(_interrupt_after(20))
    vectors = Vectors(outdated.home / "chroma", "new")
    vectors.drop()
    vectors.close()
    assert outdated.embed_anew()
    finished(outdated, 60)


def test_a_database_that_was_lost_costs_no_paper(outdated: Library) -> None:
    rmtree(outdated.home / "chroma")
    assert outdated.embed_anew()
    finished(outdated, 60)


def test_indexes_that_cannot_be_read_are_begun_again(outdated: Library) -> None:
    with pytest.raises(KeyboardInterrupt):
        outdated.embed_anew(_interrupt_after(20))
    next(outdated.home.glob("index-new-next/*/tokens.npy")).write_bytes(b"")
    assert outdated.embed_anew()
    finished(outdated, 60)


# -- writing meanwhile


def test_new_papers_are_added_after_the_others_are_embedded_anew(outdated: Library) -> None:
    assert counts(outdated.ingest(papers(63))) == (3, 0, 60)
    finished(outdated, 63)


def test_the_page_shows_that_it_embeds_anew_before_it_adds_papers(outdated: Library, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text('{"title": "Moss at Night", "text": "Moss is counted by night."}', encoding="utf-8")
    shown = [str(markup) for markup in add(outdated, [str(file)], tmp_path)]
    assert any("Embedding the library anew 60 of 60" in markup for markup in shown)
    assert "1 added" in shown[-1]
    assert (outdated.built_with, len(outdated.reader.now())) == ("new", 61)


def test_a_paper_that_is_removed_meanwhile_stays_removed(outdated: Library) -> None:
    with pytest.raises(KeyboardInterrupt):
        outdated.embed_anew(_interrupt_after(30))
    gone = [paper(3).paper_id, paper(59).paper_id]
    outdated.remove(gone)
    assert (outdated.is_outdated, len(outdated.reader.now())) == (True, 58)
    assert outdated.embed_anew()
    assert not {p.paper_id for p in kept(outdated)} & set(gone)
    assert len(in_chroma(outdated, "new")[0]) == len(in_chroma(outdated, "new")[1]) == 58


def test_an_ingest_that_the_earlier_version_did_not_finish_loses_no_paper(outdated: Library) -> None:
    new = paper(60)
    Journal(outdated.home / "index-old").begin({new.paper_id: []})
    vectors = Vectors(outdated.home / "chroma", "old")
    vectors.put([row_of(new, np.ones(48, np.float32))], [])
    vectors.close()
    assert not outdated.recover(), "it would have to be embedded before the first answer"
    assert outdated.embed_anew()
    finished(outdated, 61)


def test_damaged_indexes_of_the_earlier_version_are_made_anew_by_the_latest(outdated: Library) -> None:
    (outdated.home / "index-old" / "manifest.json").write_text("{")
    assert outdated.recover()
    finished(outdated, 60)


def test_two_processes_do_not_both_embed_it(outdated: Library) -> None:
    with elsewhere(outdated.home) as other:
        until(other, lambda: str(other.pid) in (holder_of(outdated.home) or ""))
        says = rf"written by embedding the library anew \(process {other.pid}\)"
        with pytest.raises(LockedError, match=says), Storage(outdated.home).writing("", seconds=0):
            pass
        go_on(other)
        with suppress(LockedError):  # where the machine is too busy for the other to finish meanwhile
            outdated.embed_anew()
        assert other.wait() == 0
    assert isinstance(outdated.encoder, HashEncoder)
    assert outdated.encoder.read == 0
    finished(outdated, 60)


def test_in_the_background_it_gives_way_to_whoever_wants_to_write(outdated: Library) -> None:
    with elsewhere(outdated.home, "way") as other, ThreadPoolExecutor(1) as pool:
        embeds(other, outdated, 7, in_all=5)
        removing = pool.submit(outdated.remove, [paper(0).paper_id])
        until(other, lambda: is_awaited(outdated.home))
        go_on(other)
        removing.result()
    assert other.returncode == 0
    assert outdated.is_outdated
    assert outdated.embedded_anew() <= 10
    assert len(outdated.reader.now()) == 59


def test_who_was_killed_while_waiting_holds_up_nobody(home: Path) -> None:
    with writing(home, "a test"):
        (home / "writer-awaited").touch()
        assert is_awaited(home)
        os.utime(home / "writer-awaited", (0, 0))
        assert not is_awaited(home)


def _interrupt_after(papers_done: int) -> Progress:
    seen = 0

    def stop(done: int) -> None:
        nonlocal seen
        seen += done
        if seen > papers_done:
            raise KeyboardInterrupt

    return stop
