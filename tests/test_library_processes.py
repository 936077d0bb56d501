"""A library that several processes read and write at once: who waits, who sees what."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.ingest.library import Library
from rag.model.errors import LockedError
from rag.retrieval.catalogue import Catalogue
from store.manifest import Journal, writing
from tests.fakes import HashEncoder, counts, in_chroma, kept, paper, papers, sorted_papers

INGEST = """
import sys
from pathlib import Path
from rag.ingest.library import Library
from tests.fakes import HashEncoder, papers
first, last = int(sys.argv[2]), int(sys.argv[3])
library = Library(Path(sys.argv[1]), HashEncoder(seconds=float(sys.argv[4])), batch=10)
library.ingest(papers(last - first, start=first))
"""


def ingest_elsewhere(home: Path, first: int, last: int, *, seconds: float = 0) -> list[str]:
    """The command of another process that ingests invented papers."""
    return [sys.executable, "-c", INGEST, str(home), str(first), str(last), str(seconds)]


def test_the_papers_in_chroma_can_be_counted_while_a_process_stays_open(home: Path, library: Library) -> None:
    assert library.count() == 0
    library.ingest(papers(3))
    assert library.count() == 3
    subprocess.run(ingest_elsewhere(home, 3, 6), check=True)
    assert library.count() == 6
    Journal(home / "index-hash").begin({paper(1).paper_id: []})
    assert library.interrupted() == 1


def test_a_second_writer_is_told_who_is_writing(home: Path, library: Library) -> None:
    library.ingest(papers(1))
    with subprocess.Popen(ingest_elsewhere(home, 1, 40, seconds=1)) as other:
        while not (home / "writer.txt").exists():
            assert other.poll() is None
        with pytest.raises(LockedError, match=rf"being written by ask ingest \(process {other.pid}\); wait"):
            library.ingest(papers(2))
        other.kill()
    assert counts(library.ingest(papers(2)))[2] >= 1


def test_a_reader_does_not_wait_for_a_writer(home: Path, library: Library) -> None:
    library.ingest(papers(3))
    Journal(home / "index-hash").begin({paper(3).paper_id: []})
    with writing(home, "ask ingest"):
        started = time.perf_counter()
        assert not library.recover()
        assert len(library.reader.now()) == 3
        assert time.perf_counter() - started < 0.5
    assert library.recover()


def test_a_reader_sees_what_another_process_ingests(home: Path, library: Library) -> None:
    library.ingest(papers(5))
    reader, seen = library.reader, [5]
    with subprocess.Popen(ingest_elsewhere(home, 5, 65, seconds=0.01)) as other:
        while other.poll() is None:
            seen.append(len(Catalogue(reader.now())))
            time.sleep(0.02)  # the other process has the processor meanwhile
    assert other.returncode == 0
    assert len(set(seen)) > 2, "nothing was seen while the other was at work"
    assert seen == sorted(seen)
    assert kept(library) == sorted_papers(*papers(65))


def test_a_process_that_stays_open_can_write_after_another(home: Path, library: Library) -> None:
    library.ingest(papers(10))
    subprocess.run(ingest_elsewhere(home, 10, 30), check=True)
    assert counts(library.ingest(papers(35))) == (5, 0, 30)
    items, owners = in_chroma(library)
    assert items == owners == sorted(p.paper_id for p in papers(35))


def test_a_reader_follows_a_rebuild_with_another_encoder(home: Path, library: Library) -> None:
    library.ingest(papers(3))
    assert len(library.reader.now()) == 3
    Library(home, HashEncoder("wide", width=48)).rebuild()
    assert len(library.reader.now()) == 3
    assert library.built_with == "wide"
