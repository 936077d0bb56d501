"""A library that several processes read and write at once: who waits, who sees what."""

from pathlib import Path

import pytest

from rag.ingest.library import Library
from rag.model.errors import LockedError
from rag.retrieval.catalogue import Catalogue
from store.manifest import Journal, holder_of, writing
from tests.fakes import HashEncoder, counts, in_chroma, kept, paper, papers, sorted_papers
from tests.forking import Forked
from tests.stepping import allow, go_on, stepping, until, within

INGEST = """
import sys
from pathlib import Path
from rag.ingest.library import Library
from tests.fakes import HashEncoder, papers
first, last = int(sys.argv[2]), int(sys.argv[3])
library = Library(Path(sys.argv[1]), HashEncoder(allowed=sys.stdin.buffer), batch=10)
library.ingest(papers(last - first, start=first))
"""


def ingesting(home: Path, first: int, last: int) -> Forked:
    """Another process that ingests invented papers, ten at a time."""
    return stepping(INGEST, str(home), str(first), str(last))


def ingest_elsewhere(home: Path, first: int, last: int) -> None:
    with ingesting(home, first, last) as other:
        go_on(other)
    assert other.returncode == 0


def test_the_papers_in_chroma_can_be_counted_while_a_process_stays_open(home: Path, library: Library) -> None:
    assert library.count() == 0
    library.ingest(papers(3))
    assert library.count() == 3
    ingest_elsewhere(home, 3, 6)
    assert library.count() == 6
    Journal(home / "index-hash").begin({paper(1).paper_id: []})
    assert library.interrupted() == 1


def test_a_second_writer_is_told_who_is_writing(home: Path, library: Library) -> None:
    library.ingest(papers(1))
    with ingesting(home, 1, 40) as other:
        until(other, lambda: str(other.pid) in (holder_of(home) or ""))
        with pytest.raises(LockedError, match=rf"being written by ask ingest \(process {other.pid}\); wait"):
            library.ingest(papers(2))
        other.kill()
    assert counts(library.ingest(papers(2)))[2] >= 1


def test_a_reader_does_not_wait_for_a_writer(home: Path, library: Library) -> None:
    library.ingest(papers(3))
    Journal(home / "index-hash").begin({paper(3).paper_id: []})
    with writing(home, "ask ingest"):
        assert within(0.5, lambda: not library.recover() and len(library.reader.now()) == 3)
    assert library.recover()


def test_a_reader_sees_what_another_process_ingests(home: Path, library: Library) -> None:
    library.ingest(papers(5))
    reader, seen = library.reader, [5]
    with ingesting(home, 5, 65) as other:
        for there in range(15, 65, 10):
            allow(other, 10)
            until(other, lambda: len(Catalogue(reader.now())) > seen[-1])
            seen.append(len(Catalogue(reader.now())))
            assert seen[-1] == there
        go_on(other)
    assert other.returncode == 0
    assert kept(library) == sorted_papers(*papers(65))


def test_a_process_that_stays_open_can_write_after_another(home: Path, library: Library) -> None:
    library.ingest(papers(10))
    ingest_elsewhere(home, 10, 30)
    assert counts(library.ingest(papers(35))) == (5, 0, 30)
    items, owners = in_chroma(library)
    assert items == owners == sorted(p.paper_id for p in papers(35))


def test_a_reader_follows_a_rebuild_with_another_encoder(home: Path, library: Library) -> None:
    library.ingest(papers(3))
    assert len(library.reader.now()) == 3
    Library(home, HashEncoder("wide", width=48)).rebuild()
    assert len(library.reader.now()) == 3
    assert library.built_with == "wide"
