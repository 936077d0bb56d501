"""What unrelated questions score: when it is measured, who waits for it, and what it costs."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Lock

import numpy as np
import pytest

from rag.answering.assistant import Assistant
from rag.answering.start import measure_background
from rag.encoders.endpoint_encoder import EndpointEncoder, open_embedding
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.errors import EndpointError
from rag.retrieval.background import KEPT, Background, keep, kept, questions
from rag.retrieval.background_vectors import with_vectors
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.measured import Measured
from rag.retrieval.searcher import Searcher
from rag.web.browsing import Browsing
from rag.web.session import SessionState
from store.snapshot import Snapshot
from tests.conftest import Ask, settings_for
from tests.fakes import HashEncoder, papers
from tests.model_server import ModelServer
from tests.page_rooms import browsing, controller, library

__all__ = ["browsing", "controller", "library"]  # fixtures, of the page


def measured_papers(home: Path) -> list[int]:
    """How many papers the library had when it was measured; nothing where it was not."""
    return [json.loads(file.read_text())["sizes"][0] for file in home.glob(f"index-*/{KEPT}")]


# -- when it holds


@pytest.mark.parametrize(
    ("before", "now", "holds"),
    [
        pytest.param((100, 500, 200), (120, 600, 240), True, id="a fifth more of everything"),
        pytest.param((100, 500, 200), (121, 500, 200), False, id="more papers"),
        pytest.param((100, 500, 200), (79, 500, 200), False, id="fewer papers"),
        pytest.param((100, 500, 200), (100, 900, 200), False, id="digests became abstracts"),
        pytest.param((100, 500, 0), (100, 500, 200), False, id="a model wrote expansion queries"),
        pytest.param((100, 500, 0), (100, 500, 5), True, id="a few expansion queries"),
    ],
)
def test_it_holds_until_the_library_has_changed_by_a_fifth(
    before: tuple[int, int, int], now: tuple[int, int, int], holds: bool
) -> None:
    assert Background({}, {}, before).holds_for(now) is holds


# -- once, and nobody waits without need


class Counting:
    """Measures when it is let, and notes how often."""

    def __init__(self, snapshot: Snapshot, *, open_: bool = True) -> None:
        self._sizes = snapshot.sizes()
        self.times, self.gate, self.begun, self._lock = 0, Event(), Event(), Lock()
        if open_:
            self.gate.set()

    def __call__(self) -> Background:
        with self._lock:
            self.times += 1
        self.begun.set()
        assert self.gate.wait(600)
        return Background({"total": 2.0}, {"total": 0.5}, self._sizes)


@pytest.fixture
def snapshot(home: Path) -> Snapshot:
    library = Library(home, NoEncoder())
    library.ingest(papers(30))
    return library.reader.now()


def test_threads_and_processes_that_need_it_at_once_measure_it_once(snapshot: Snapshot) -> None:
    measure, together = Counting(snapshot), Barrier(6)
    shared = Measured(snapshot, "key", measure)
    others = [Measured(snapshot, "key", measure) for _ in range(3)]  # as other processes have

    def ask(measured: Measured) -> Background:
        together.wait(600)
        return measured.now()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(ask, [shared, shared, shared, *others]))
    assert measure.times == 1
    assert {background.middle["total"] for background in found} == {2.0}


def test_a_question_is_answered_with_what_was_before_while_it_is_measured_anew(snapshot: Snapshot) -> None:
    keep(Background({"total": 1.0}, {"total": 0.5}, (10, 60, 5)), snapshot.folder, "key")
    measure = Counting(snapshot, open_=False)
    measured = Measured(snapshot, "key", measure)
    assert measured.now().middle["total"] == 1.0
    assert measure.begun.wait(600)
    assert measured.now().middle["total"] == 1.0
    measure.gate.set()
    assert measured.exact().middle["total"] == 2.0
    assert measured.now().middle["total"] == 2.0
    assert measure.times == 1


@pytest.mark.parametrize("sizes", [(0, 0, 0), None])
def test_where_there_is_none_from_before_the_question_waits(
    snapshot: Snapshot, sizes: tuple[int, int, int] | None
) -> None:
    if sizes:  # of an empty library, which says nothing
        keep(Background({}, {}, sizes), snapshot.folder, "key")
    assert Measured(snapshot, "key", Counting(snapshot)).now().middle["total"] == 2.0


def test_a_folder_that_cannot_be_written_is_measured_all_the_same(snapshot: Snapshot) -> None:
    (snapshot.folder / "background.lock").mkdir()
    (snapshot.folder / KEPT).mkdir()
    measure = Counting(snapshot)
    measured = Measured(snapshot, "key", measure)
    assert measured.now() is measured.now()
    assert measure.times == 1


def test_what_fails_in_the_thread_is_tried_again(snapshot: Snapshot) -> None:
    failed, measure = Event(), Counting(snapshot)

    def failing_once() -> Background:
        if not failed.is_set():
            failed.set()
            raise EndpointError("no server")
        return measure()

    keep(Background({"total": 1.0}, {"total": 0.5}, (10, 60, 5)), snapshot.folder, "key")
    measured = Measured(snapshot, "key", failing_once)
    measured.begin()
    assert failed.wait(600)
    assert measured.exact().middle["total"] == 2.0


# -- whoever changes the papers has it measured


def test_every_command_that_changes_the_papers_measures_it(ask: Ask, home: Path, invented: Path) -> None:
    ask("ingest", str(invented), home=home)
    assert measured_papers(home) == [12]
    ask("remove", *[paper.paper_id for paper in papers(6)], home=home)
    assert measured_papers(home) == [6]
    ask("starter", home=home)
    assert measured_papers(home) == [376]
    ask("starter", "--remove", home=home)
    assert measured_papers(home) == [6]
    next(home.glob(f"index-*/{KEPT}")).unlink()
    ask("ingest", "--rebuild", home=home)
    assert measured_papers(home) == [6]


def test_papers_in_the_place_of_others_are_measured_anew(ask: Ask, home: Path, invented: Path) -> None:
    ask("ingest", str(invented), home=home)
    (file,) = home.glob(f"index-*/{KEPT}")
    before = json.loads(file.read_text())
    file.write_text(json.dumps({**before, "middle": dict.fromkeys(before["middle"], 9.0)}))
    ask("remove", *[paper.paper_id for paper in papers(12)], home=home)
    ask("ingest", str(invented), home=home)
    assert json.loads(file.read_text()) == before


def test_papers_added_or_removed_on_the_page_are_measured_in_the_background(
    browsing: Browsing, home: Path
) -> None:
    file = home / "page" / "files" / "new.jsonl"
    records = [{"title": p.title, "text": p.text} for p in papers(8, start=20)]
    file.write_text("\n".join(map(json.dumps, records)))
    list(browsing.add(SessionState(upload=(str(file),)), {}))
    _until(lambda: measured_papers(home) == [20])
    for paper in papers(8, start=20):
        browsing.remove(SessionState(), {"paper": paper.paper_id})
    _until(lambda: measured_papers(home)[0] < 16)


def _until(happened: Callable[[], bool]) -> None:
    """Nobody asks anything: what happens was begun by the page."""
    deadline = time.monotonic() + 600
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_library_that_is_asked_first_waits_for_nothing(home: Path) -> None:
    library = Library(home, HashEncoder())
    library.ingest(papers(20))
    measure_background(library)
    searcher = Searcher(Catalogue(library.reader.now()), _Refusing())
    assert searcher.background.sizes[0] == 20


class _Refusing(HashEncoder):
    """Must not be asked."""

    def queries(self, texts: object) -> list[object]:  # type: ignore[override]
        raise AssertionError("it is measured already")


# -- what it costs


@pytest.fixture
def endpoint(server: ModelServer, tmp_path: Path) -> Callable[[], EndpointEncoder]:
    settings = settings_for(server, tmp_path, embedding="openai:fake-embedding")
    return lambda: EndpointEncoder(open_embedding(settings), settings.embedding, NoEncoder().count)


def test_a_model_server_reads_the_unrelated_questions_in_few_requests_and_once(
    server: ModelServer, home: Path, endpoint: Callable[[], EndpointEncoder]
) -> None:
    library = Library(home, endpoint())
    library.ingest(papers(3))
    asked = len(server.sent)
    measure_background(library)
    assert len(questions()) == 150
    assert len(server.sent) - asked == 3
    library.ingest(papers(6))
    asked = len(server.sent)
    measure_background(Library(home, endpoint()))
    assert measured_papers(home) == [6]
    assert len(server.sent) == asked


def test_a_model_server_that_fails_does_not_cost_the_report(
    server: ModelServer, home: Path, endpoint: Callable[[], EndpointEncoder]
) -> None:
    library = Library(home, endpoint())
    library.ingest(papers(3))
    server.mode = "unauthorised"
    measure_background(library)
    assert measured_papers(home) == []
    with pytest.raises(EndpointError):
        _ = Assistant(library.reader, library.encoder).searcher.background


@pytest.mark.parametrize("harm", [lambda kept: kept[:100], lambda kept: b"", lambda kept: b"PK\x03\x04 moss"])
def test_vectors_that_were_kept_are_those_that_were_read(
    tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    made = with_vectors(HashEncoder(), tmp_path)
    again = with_vectors(_Refusing(), tmp_path)
    for question in questions():
        one, other, right = made.query(question), again.query(question), HashEncoder().query(question)
        for name in ("pooled", "tokens", "spans"):
            assert np.array_equal(getattr(one, name), getattr(other, name))
            assert np.array_equal(getattr(one, name), getattr(right, name))
    with pytest.raises(AssertionError):
        with_vectors(_Refusing("another"), tmp_path)
    file = tmp_path / "background.npz"
    file.write_bytes(harm(file.read_bytes()))
    assert np.array_equal(
        with_vectors(HashEncoder(), tmp_path).query(questions()[0]).pooled, made.query(questions()[0]).pooled
    )


def test_measured_with_kept_vectors_is_measured_alike(home: Path) -> None:
    library = Library(home, HashEncoder())
    library.ingest(papers(20))
    first = Searcher(Catalogue(library.reader.now()), library.encoder).background
    (home / "index-hash" / KEPT).unlink()
    again = Searcher(Catalogue(library.reader.now()), _Refusing()).background
    assert again == first
    assert kept(home / "index-hash", "another key") is None
