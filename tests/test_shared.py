"""A library that several machines share through a real Chroma server."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.answering.doctor import library_findings
from rag.answering.start import open_library
from rag.ingest.exchange import Exchanged, exchange
from rag.ingest.library import Library
from rag.ingest.shared import SharedLibrary
from rag.ingest.storage import Storage
from rag.model.errors import EmbedderMismatchError, StoreError
from rag.model.settings import Settings
from store.lease import Lease, LeaseLostError
from store.server import Address, Collection, Server, ServerAwayError, ServerRefusedError
from store.shared import SharedStore
from store.vectors import Row, Scalar
from tests.chroma_server import ChromaServer
from tests.fakes import HashEncoder, counts, in_chroma, kept, paper, papers, sorted_papers
from tests.forking import Forked
from tests.tls_proxy import tls_proxy

WRITER = """
import sys
from pathlib import Path
from store.server import Address
from tests.fakes import papers
from tests.test_shared import shared
url, database, home, first, last = sys.argv[1:]
library = shared(Address(url, database=database), Path(home), seconds=0.001, batch=5)
library.ingest(papers(int(last) - int(first), start=int(first)))
"""
LEASE = 3.0  # seconds; so long, for a busy machine


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    running = ChromaServer(tmp_path_factory.mktemp("chroma"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def address(server: ChromaServer, request: pytest.FixtureRequest) -> Address:
    """A database of its own on the server."""
    database = f"test-{abs(hash(request.node.nodeid))}"
    Server(Address(server.url)).call("POST", "/tenants/default_tenant/databases", {"name": database})
    return Address(server.url, database=database)


def shared(
    where: Address, home: Path, *, seconds: float = 0, batch: int = 20, told: list[str] | None = None
) -> SharedLibrary:
    """The library at an address, with a copy in `home`; `told` gets what a reader would be told."""
    tell = (list[str]() if told is None else told).append
    store = SharedStore(Server(where, patience=60, tell=tell))
    looking = SharedStore(Server(where, timeout=10, tell=tell))
    encoder = HashEncoder(seconds=seconds)
    return SharedLibrary(home, encoder, store, looking, batch=batch, lease_seconds=LEASE)


def fresh(library: SharedLibrary) -> list[str]:
    """The ids of the papers, by somebody who looks for the first time."""
    again = shared(library.store.server.address, library.home)
    return sorted(p.paper_id for p in kept(again))


def on_server(address: Address) -> tuple[list[str], list[str]]:
    """The ids of the papers and the owners of the chunks."""
    chunks = Collection(Server(address), "chunks-hash").get(["metadatas"])
    owners = {about["owner"] for about in chunks.get("metadatas") or ()}
    return sorted(Collection(Server(address), "papers-hash").get()["ids"]), sorted(owners)


def test_a_library_goes_to_a_server_and_back_without_being_embedded(
    address: Address, tmp_path: Path, library: Library
) -> None:
    library.ingest(papers(8))
    there, copy = shared(address, tmp_path / "there"), Library(tmp_path / "copy", HashEncoder())
    assert exchange(library, there, lambda done: None) == Exchanged(sent=8, papers=8)
    assert exchange(library, there, lambda done: None) == Exchanged(sent=0, papers=8)
    other = shared(address, tmp_path / "other")
    assert exchange(other, copy, lambda done: None) == Exchanged(sent=8, papers=8)
    assert kept(copy) == kept(library) == kept(there)
    assert in_chroma(copy) == in_chroma(library) == on_server(address)
    assert there.encoder.read == copy.encoder.read == 0  # type: ignore[attr-defined]


def test_what_a_push_finds_on_the_server_is_merged(
    address: Address, tmp_path: Path, library: Library
) -> None:
    there = shared(address, tmp_path / "there")
    there.ingest([paper(0, upvotes=900), paper(7)])
    library.ingest([paper(0, paper_id="2405.00001"), *papers(3, start=1)])
    exchange(library, there, lambda done: None)
    assert fresh(there) == sorted(["2405.00001", *(p.paper_id for p in [*papers(3, start=1), paper(7)])])
    assert next(p for p in kept(there) if p.paper_id == "2405.00001").upvotes == 900


def test_vectors_of_two_encoders_do_not_meet(address: Address, tmp_path: Path) -> None:
    shared(address, tmp_path / "there").ingest(papers(2))
    other = Library(tmp_path / "other", HashEncoder("wide", width=48))
    other.ingest(papers(1))
    with pytest.raises(EmbedderMismatchError):
        exchange(other, shared(address, tmp_path / "there"), lambda done: None)


def test_readers_and_writers_on_several_machines_see_each_other(address: Address, tmp_path: Path) -> None:
    one, two = shared(address, tmp_path / "one"), shared(address, tmp_path / "two")
    assert counts(one.ingest(papers(12))) == (12, 0, 0)
    assert counts(two.ingest([*papers(14), paper(3, upvotes=999)])) == (2, 1, 11)
    one.remove([paper(5).paper_id, "unknown"])
    two.ingest([paper(6, paper_id="2405.00006")])
    wanted = [p for p in papers(14) if p.paper_id not in (paper(5).paper_id, paper(6).paper_id)]
    ids = sorted([*(p.paper_id for p in wanted), "2405.00006"])
    assert fresh(one) == fresh(two) == ids
    assert on_server(address) == (ids, ids)
    assert one.count() == 13
    two.ingest([paper(5)])
    assert paper(5).paper_id in fresh(one)


def test_a_copy_that_cannot_be_read_is_made_anew(address: Address, tmp_path: Path) -> None:
    library = shared(address, tmp_path / "one")
    library.ingest(papers(6))
    segment = next((tmp_path / "one").glob("index-*/segment-*"))
    (segment / "ids.bin").write_bytes(b"")
    library.remove([paper(0).paper_id])
    assert fresh(library) == sorted(p.paper_id for p in papers(5, start=1))


def test_a_copy_that_misses_a_paper_gets_it(address: Address, tmp_path: Path) -> None:
    one, two = shared(address, tmp_path / "one"), shared(address, tmp_path / "two")
    one.ingest(papers(6))
    assert len(fresh(two)) == 6
    Storage(tmp_path / "one").derived("hash").remove({paper(2).paper_id})
    two.ingest([paper(8)])
    assert fresh(one) == fresh(two)


def test_a_number_that_is_none_does_not_make_a_call_fail(address: Address) -> None:
    collection = Collection(Server(address), "numbers")
    collection.upsert(
        [Row("a", "é", {"x": float("nan"), "y": 2.5, "z": float("inf")}, np.ones(3, np.float32))]
    )
    assert collection.get(["metadatas"])["metadatas"] == [{"y": 2.5}]


def test_a_server_that_is_away_is_answered_for_by_the_copy(tmp_path: Path) -> None:
    server, told = ChromaServer(tmp_path / "server"), list[str]()
    server.start()
    address = Address(server.url)
    shared(address, tmp_path / "one").ingest(papers(4))
    server.stop(kill=True)
    library = shared(address, tmp_path / "one", told=told)
    assert len(kept(library)) == 4
    assert len(told) == 1
    assert told[0].startswith("the server does not answer")
    assert told[0].endswith("answered from the copy on this machine")
    library.store.server.patience = 0
    with pytest.raises(StoreError, match="start it"):
        library.remove([paper(0).paper_id])
    library.store.server.patience = 60
    server.start(wait=False)
    library.ingest(papers(6))
    assert told[1].startswith("waiting for the server")
    assert fresh(library) == sorted(p.paper_id for p in papers(6))
    server.stop()


def test_a_server_that_refuses_says_why(address: Address) -> None:
    with pytest.raises(ServerRefusedError, match="404"):
        Server(address).call("GET", "/nowhere")


def test_a_server_behind_tls_and_a_token_is_reached_with_both_alone(address: Address, tmp_path: Path) -> None:
    with tls_proxy(address.url, "secret", tmp_path) as (url, certificate):
        right = Address(url, "secret", str(certificate), database=address.database)
        shared(right, tmp_path / "one").ingest(papers(2))
        with pytest.raises(ServerRefusedError, match="401"):
            Server(replace(right, token="wrong")).call("GET", "/version")
        with pytest.raises(ServerAwayError, match="CERTIFICATE"):
            Server(replace(right, certificates="")).call("GET", "/version")
    assert len(fresh(shared(address, tmp_path / "one"))) == 2
    assert "secret" not in repr(right)


def test_settings_that_name_a_server_open_its_library_and_tell_how_it_stands(
    address: Address, tmp_path: Path
) -> None:
    store, where = address.url, address.database
    one = Settings(home=tmp_path, cache=tmp_path / "one", store=store, store_database=where, embedding="none")
    other = replace(one, cache=tmp_path / "other")
    assert not len(open_library(one).reader.now())
    open_library(one).ingest(papers(3))
    told: list[str] = []
    behind = open_library(other, told.append)
    assert told == [f"copying 3 papers from {store} to this machine"]
    assert len(behind.reader.now()) == 3
    found = {f.what: f for f in library_findings(other)}
    assert found["shared library"].found.startswith(f"{store}, Chroma ")
    assert found["shared library"].found.endswith(", 3 papers; the copy is up to date")
    assert not list(tmp_path.glob("index-*")), "the home is not where a shared library lies"


def writer(address: Address, home: Path, first: int, last: int) -> Forked:
    return Forked(WRITER, (address.url, address.database, str(home), str(first), str(last)))


def test_a_writer_that_is_killed_blocks_nobody_and_costs_nothing(address: Address, tmp_path: Path) -> None:
    seen = shared(address, tmp_path / "seen")
    with writer(address, tmp_path / "one", 0, 20) as one, writer(address, tmp_path / "two", 10, 25) as two:
        while not ((state := seen.store.state()) and state.begun and state.committed):
            assert two.poll() is None
        one.kill()
    assert two.returncode == 0
    last = shared(address, tmp_path / "one")
    last.ingest(papers(20))
    ids = sorted(p.paper_id for p in papers(25))
    assert on_server(address) == (ids, ids)
    assert fresh(seen) == fresh(last) == ids
    assert kept(seen) == sorted_papers(*papers(25))


class CutServer(Server):
    """A server whose line is cut before the call that writes for the `left`th time, for good."""

    def __init__(self, address: Address, left: int) -> None:
        super().__init__(address, timeout=10)
        self.left, self.calls = left, 0

    def call(self, method: str, path: str, body: object = None) -> object:
        self.calls += 1
        self.left -= path.rsplit("/")[-1] in ("upsert", "delete")
        if self.left < 0:
            raise ServerAwayError("cut")
        return super().call(method, path, body)


def test_wherever_a_writer_is_cut_off_the_next_one_loses_and_doubles_nothing(
    address: Address, tmp_path: Path
) -> None:
    next_one = shared(address, tmp_path / "next")
    next_one.ingest([paper(1), *papers(20, start=10)])
    looking = SharedStore(Server(address))
    for writes in range(20):
        cut = SharedStore(CutServer(address, writes))
        library = SharedLibrary(tmp_path / "cut", HashEncoder(), cut, looking, lease_seconds=0.05)
        renamed = paper(10 + writes, paper_id=f"2405.{writes:05}")
        try:
            library.ingest([paper(1, upvotes=100 + writes), renamed, paper(40 + writes)])
        except StoreError:
            next_one.remove(["unknown"])
        else:
            break
        ids, owners = on_server(address)
        titles = [p.title for p in next_one.papers()]
        assert ids == owners
        assert len(ids) == len(titles) == len(set(titles))
        assert {p.title for p in [paper(1), *papers(20, start=10)]} <= set(titles)
    assert 8 < writes < 19, "the line was never cut, or always"


def test_a_lease_is_waited_for_while_its_holder_lives(address: Address) -> None:
    first, line, held = SharedStore(Server(address)), CutServer(address, 99), list[Lease]()
    first.create("hash")
    second = SharedStore(line).lease("two", seconds=30)
    with first.lease("one", seconds=30):
        waiting = threading.Thread(target=lambda: held.append(second.__enter__()))
        waiting.start()
        while line.calls < 6 and waiting.is_alive():
            time.sleep(0.01)
        assert not held
    waiting.join()
    assert held == [second]
    second.__exit__(None, None, None)


def test_who_lost_the_lease_writes_no_more(address: Address) -> None:
    store = SharedStore(Server(address))
    state = store.create("hash")
    with store.lease("one", seconds=0.01) as lease:
        store.write(lease, state, [], {"nothing": []})
        about: dict[str, Scalar] = {"kind": "lease", "number": 99, "released": False, "seconds": 9.0}
        Collection(Server(address), "ask-library").add(Row("lease-000000000099", "", about))
        with pytest.raises(LeaseLostError, match="took over"):
            store.write(lease, state, [], {"nothing": []})
