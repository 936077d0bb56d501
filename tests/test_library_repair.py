"""A library that was damaged, deleted or cut off in the middle is mended from Chroma."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.ingest.records import row_of
from rag.model.errors import EmbedderMismatchError
from store.manifest import Journal
from store.vectors import Vectors
from tests.fakes import HashEncoder, counts, in_chroma, kept, paper, papers, sorted_papers


def test_indexes_that_were_deleted_are_derived_anew(
    home: Path, encoder: HashEncoder, library: Library
) -> None:
    library.ingest(papers(20))
    shutil.rmtree(home / "index-hash")
    again = Library(home, encoder, batch=8)
    assert again.recover()
    assert kept(again) == sorted_papers(*papers(20))
    assert not again.recover()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "manifest cut short": lambda index: (index / "manifest.json").write_text('{"generation": 1, "seg'),
    "manifest of another format": lambda index: (index / "manifest.json").write_text('{"format": 0}'),
    "manifest gone": lambda index: (index / "manifest.json").unlink(),
    "journal cut short": lambda index: (index / "journal.json").write_text('{"moss": ['),
    "a segment gone": lambda index: shutil.rmtree(index / "segment-000001"),
    "an array gone": lambda index: next(index.glob("*/parts.npy")).unlink(),
    "an array emptied": lambda index: next(index.glob("*/tokens.npy")).write_bytes(b""),
    "payloads cut short": lambda index: next(index.glob("*/payloads.bin")).write_bytes(b"{"),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("by", ["reading", "writing"])
def test_damaged_indexes_are_derived_anew_without_asking(
    home: Path, encoder: HashEncoder, damage: str, by: str
) -> None:
    Library(home, encoder).ingest(papers(6))
    DAMAGES[damage](home / "index-hash")
    library = Library(home, encoder)
    if by == "reading":
        assert library.recover()
    else:
        assert counts(library.ingest(papers(7))) == (1, 0, 6)
    assert kept(library) == sorted_papers(*papers(6 if by == "reading" else 7))
    assert not library.recover()
    items, owners = in_chroma(library)
    assert items == owners == [p.paper_id for p in kept(library)]


def test_a_renaming_that_was_cut_off_is_finished_without_the_journal(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    renamed = paper(1, paper_id="2405.01234")
    vectors = Vectors(home / "chroma", "hash")
    vectors.put([row_of(renamed, HashEncoder().query("moss").pooled)], [])
    vectors.close()
    shutil.rmtree(home / "index-hash")
    assert library.recover()
    assert kept(library) == sorted_papers(renamed, *(p for p in papers(4) if p != paper(1)))
    ids = [p.paper_id for p in kept(library)]
    assert in_chroma(library) == (ids, ids)


def test_what_reached_chroma_before_a_crash_reaches_the_indexes(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    new, renamed = paper(9), paper(1, paper_id="2405.01234")
    Journal(home / "index-hash").begin({new.paper_id: [], renamed.paper_id: [paper(1).paper_id]})
    vectors = Vectors(home / "chroma", "hash")
    vectors.put([row_of(p, HashEncoder().query("moss").pooled) for p in (new, renamed)], [])
    vectors.close()
    assert library.recover()
    assert kept(library) == sorted_papers(new, renamed, *(p for p in papers(4) if p != paper(1)))
    ids = [p.paper_id for p in kept(library)]
    assert in_chroma(library) == (ids, ids)


def test_a_removal_that_was_cut_off_is_finished(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    Journal(home / "index-hash").begin({paper(1).paper_id: []})
    vectors = Vectors(home / "chroma", "hash")
    vectors.delete([paper(1).paper_id])
    vectors.close()
    assert library.recover()
    assert kept(library) == sorted_papers(*(p for p in papers(4) if p != paper(1)))


def test_an_addition_that_never_reached_chroma_leaves_no_chunk_behind(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    Journal(home / "index-hash").begin({"moss": []})
    vectors = Vectors(home / "chroma", "hash")
    vectors.put(
        [], [replace(row_of(paper(5), HashEncoder().query("moss").pooled), metadata={"owner": "moss"})]
    )
    vectors.close()
    assert library.recover()
    assert "moss" not in in_chroma(library)[1]


def test_damage_is_not_mended_with_another_encoder(home: Path, library: Library) -> None:
    library.ingest(papers(3))
    shutil.rmtree(home / "index-hash")
    with pytest.raises(EmbedderMismatchError):
        Library(home, NoEncoder()).recover()


def test_there_is_nothing_to_mend_in_an_empty_home(library: Library) -> None:
    assert not library.recover()
    assert not library.home.exists()


def test_a_rebuild_with_the_same_encoder_leaves_no_moment_without_a_library(library: Library) -> None:
    library.ingest(papers(20))
    seen: list[int] = []
    reader = library.reader
    assert library.rebuild(lambda done: seen.append(len(reader.now()))) == 20
    assert set(seen) == {20}
    assert kept(library) == sorted_papers(*papers(20))
    assert {p.name for p in library.home.glob("index-*")} == {"index-hash"}


def test_what_is_interrupted_is_not_finished_with_another_encoder(home: Path, library: Library) -> None:
    library.ingest(papers(3))
    Journal(home / "index-hash").begin({paper(1).paper_id: []})
    other = Library(home, HashEncoder("wide", width=48))
    assert not other.recover()
    with pytest.raises(EmbedderMismatchError):
        other.remove([paper(1).paper_id])
    assert len(other.reader.now()) == 3
    assert library.recover()
