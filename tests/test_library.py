"""The writing path: each paper once, nothing done twice, nothing mixed, everything mended."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.catalogue import Catalogue
from rag.embed import Encoder, MiniLMEncoder, NoEncoder
from rag.errors import EmbedderMismatchError, LockedError
from rag.library import Library, Report
from rag.minilm import MiniLM
from rag.papers import Paper
from rag.records import row_of
from rag.retrieve import Searcher
from store.ledger import Ledger, writing
from store.vectors import Row, Vectors
from tests.fakes import HashEncoder, paper, papers

INGEST = """
import sys
from pathlib import Path
from rag.library import Library
from tests.fakes import HashEncoder, papers
first, last = int(sys.argv[2]), int(sys.argv[3])
library = Library(Path(sys.argv[1]), HashEncoder(seconds=float(sys.argv[4])), batch=10)
library.ingest(papers(last - first, start=first))
"""


def ingest_elsewhere(home: Path, first: int, last: int, *, seconds: float = 0) -> list[str]:
    """The command of another process that ingests invented papers."""
    return [sys.executable, "-c", INGEST, str(home), str(first), str(last), str(seconds)]


def catalogue(library: Library) -> Catalogue:
    return Catalogue(library.reader.now())


def kept(library: Library) -> list[Paper]:
    return sorted(catalogue(library).papers(), key=lambda p: p.paper_id)


def sorted_papers(*wanted: Paper) -> list[Paper]:
    return sorted(wanted, key=lambda p: p.paper_id)


def in_chroma(library: Library, name: str = "hash") -> tuple[list[str], list[str]]:
    """Ids of the items, and of the items that chunks belong to."""
    vectors = Vectors(library.home / "chroma", name)
    items = sorted(row.id for rows in vectors.everything() for row in rows)
    owners = sorted({m["owner"] for m in vectors.chunks.get()["metadatas"]})
    vectors.close()
    return items, owners


def counts(report: Report) -> tuple[int, int, int]:
    return len(report.added), len(report.updated), len(report.unchanged)


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def library(home: Path, encoder: HashEncoder) -> Library:
    return Library(home, encoder, batch=8)


# -- ingest


def test_every_paper_comes_out_as_it_went_in(library: Library) -> None:
    wanted = papers(20)
    assert counts(library.ingest(wanted)) == (20, 0, 0)
    assert kept(library) == sorted_papers(*wanted)
    ids = sorted(p.paper_id for p in wanted)
    assert in_chroma(library) == (ids, ids)


def test_a_second_run_changes_and_encodes_nothing(library: Library, encoder: HashEncoder) -> None:
    library.ingest(papers(20))
    manifest, read = (library.home / "index-hash" / "manifest.json").stat(), encoder.read
    assert counts(library.ingest(papers(20))) == (0, 0, 20)
    assert encoder.read == read == 20
    assert (library.home / "index-hash" / "manifest.json").stat() == manifest


def test_only_what_is_new_or_changed_is_encoded(library: Library, encoder: HashEncoder) -> None:
    library.ingest(papers(20))
    changed = paper(3, upvotes=999)
    report = library.ingest([*papers(3), changed, *papers(16, start=4), *papers(2, start=20)])
    assert (counts(report), report.updated) == ((2, 1, 19), [changed.paper_id])
    assert encoder.read == 23
    assert kept(library) == sorted_papers(*papers(3), changed, *papers(18, start=4))


def test_progress_reaches_the_number_of_papers(library: Library) -> None:
    library.ingest(papers(5))
    told: list[int] = []
    library.ingest(papers(20), told.append)
    assert sum(told) == 20


def test_the_same_paper_twice_in_one_run_is_kept_once(library: Library) -> None:
    again = paper(1, sources=("other.bib",))
    assert counts(library.ingest([paper(1), paper(2), again])) == (2, 0, 0)
    assert [p.sources for p in catalogue(library).papers()] == [
        ("invented.jsonl", "other.bib"),
        paper(2).sources,
    ]


def test_an_abstract_takes_the_place_of_a_digest(library: Library) -> None:
    digest = paper(
        1, text="In short: moss, in many more words than the abstract has. " * 9, text_kind="digest"
    )
    library.ingest([digest])
    assert counts(library.ingest([paper(1)])) == (0, 1, 0)
    (found,) = kept(library)
    assert (found.text, found.text_kind) == (paper(1).text, "abstract")
    assert counts(library.ingest([digest])) == (0, 0, 1)
    assert kept(library) == [found]


def test_a_paper_that_gets_its_arxiv_id_is_still_found_by_its_old_name(library: Library) -> None:
    library.ingest(papers(12))
    slug = paper(3).paper_id
    report = library.ingest([paper(3, paper_id="2405.01234", sources=("other.bib",))])
    assert (counts(report), report.updated) == ((0, 1, 0), ["2405.01234"])
    assert len(kept(library)) == 12
    for name in (slug, "2405.01234", paper(3).title):
        assert [p.paper_id for p in catalogue(library).find(name)] == ["2405.01234"], name
    assert catalogue(library).row(slug) == catalogue(library).row("2405.01234") is not None
    items, owners = in_chroma(library)
    assert items == owners
    assert slug not in items
    assert counts(library.ingest([paper(3)])) == (0, 0, 1)


def test_an_entry_that_shows_two_papers_to_be_one_joins_them(library: Library) -> None:
    by_title, by_id = paper(1), paper(2, paper_id="2405.01234")
    library.ingest([by_title, by_id, paper(5)])
    library.ingest([paper(1, paper_id="2405.01234")])
    assert sorted(p.paper_id for p in kept(library)) == sorted(["2405.01234", paper(5).paper_id])
    assert in_chroma(library)[0] == sorted(p.paper_id for p in kept(library))


def test_removed_papers_are_gone_everywhere_and_can_come_back(library: Library) -> None:
    library.ingest(papers(6))
    library.remove([paper(2).paper_id, "no-such-paper"])
    ids = sorted(p.paper_id for p in papers(6) if p != paper(2))
    assert [p.paper_id for p in kept(library)] == ids
    assert in_chroma(library) == (ids, ids)
    assert counts(library.ingest(papers(6))) == (1, 0, 5)


def test_removing_from_a_library_that_does_not_exist_makes_none(library: Library) -> None:
    library.remove(["moss"])
    assert not library.home.exists()


# -- encoders


def test_vectors_of_two_encoders_are_never_mixed(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    other = Library(home, HashEncoder("wide", width=48))
    with pytest.raises(
        EmbedderMismatchError, match="built with hash, not wide; rebuild it with: ask ingest --reb"
    ):
        other.ingest(papers(5))
    assert kept(library) == sorted_papers(*papers(4))


def test_a_rebuild_moves_every_paper_to_another_encoder(home: Path, library: Library) -> None:
    library.ingest(papers(20))
    library.remove([paper(7).paper_id])
    wide = HashEncoder("wide", width=48)
    other = Library(home, wide, batch=8)
    assert other.rebuild() == wide.read == 19
    assert (other.built_with, kept(other)) == ("wide", kept(library))
    assert other.reader.now().whole(wide.query("moss").whole).shape == (19,)
    assert len(in_chroma(other, "wide")[0]) == 19
    assert in_chroma(other, "hash") == ([], [])
    assert not (home / "index-hash").exists()
    assert counts(other.ingest(papers(20))) == (1, 0, 19)


def test_an_empty_library_can_be_rebuilt_and_takes_any_encoder(home: Path, library: Library) -> None:
    assert library.rebuild() == 0
    library.ingest(papers(1))
    library.remove([paper(0).paper_id])
    other = Library(home, HashEncoder("wide", width=48))
    assert counts(other.ingest(papers(2))) == (2, 0, 0)
    assert other.built_with == "wide"


def test_a_removed_paper_does_not_come_back_through_a_rebuild_that_was_cut_off(
    home: Path, library: Library
) -> None:
    library.ingest(papers(6))
    left = Library(home / "other", HashEncoder("wide", width=48))  # what a rebuild would have left in Chroma
    left.ingest(papers(6))
    library.remove([paper(2).paper_id])
    vectors = Vectors(home / "chroma", "wide")
    vectors.put([replace(r, vector=np.ones(48, np.float32)) for r in rows_of(left)], [])
    vectors.close()
    assert Library(home, HashEncoder("wide", width=48)).rebuild() == 5
    assert len(in_chroma(library, "wide")[0]) == 5


def rows_of(library: Library) -> list[Row]:
    vectors = Vectors(library.home / "chroma", "wide")
    found = [row for rows in vectors.everything() for row in rows]
    vectors.close()
    return found


def test_without_an_encoder_words_still_find_papers(home: Path) -> None:
    library = Library(home, NoEncoder())
    library.ingest(papers(15))
    assert counts(library.ingest(papers(15))) == (0, 0, 15)
    found = Searcher(catalogue(library), NoEncoder()).search("What does KelpNet count?", 3)
    assert catalogue(library).paper(found.hits[0].row) == paper(10)


def test_a_library_with_vectors_can_be_read_without_the_encoder(library: Library) -> None:
    library.ingest(papers(15))
    found = Searcher(catalogue(library), NoEncoder()).search("What does KelpNet count?", 3)
    assert catalogue(library).paper(found.hits[0].row) == paper(10)


def test_a_paper_without_text_is_kept(home: Path, library: Library) -> None:
    bare = paper(1, text="", raw="", questions=())
    library.ingest([bare])
    assert kept(library) == [bare]


def test_the_real_encoder_builds_a_library_that_is_found_by_meaning(home: Path, minilm: MiniLM) -> None:
    library = Library(home, MiniLMEncoder(minilm))
    moss = replace(
        paper(1), title="Moss Net", text="A network that recognises plants on the forest floor. " * 2
    )
    library.ingest([*papers(9, start=2), moss])
    found = Searcher(catalogue(library), library.encoder).search("identify vegetation in woodland", 1)
    assert catalogue(library).paper(found.hits[0].row).title == "Moss Net"


# -- mending


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
    "postings gone": lambda index: next(index.glob("*/postings/terms.npy")).unlink(),
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
    vectors.put([row_of(renamed, HashEncoder().query("moss").whole)], [])
    vectors.close()
    shutil.rmtree(home / "index-hash")
    assert library.recover()
    assert kept(library) == sorted_papers(renamed, *(p for p in papers(4) if p != paper(1)))
    ids = [p.paper_id for p in kept(library)]
    assert in_chroma(library) == (ids, ids)


def test_what_reached_chroma_before_a_crash_reaches_the_indexes(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    new, renamed = paper(9), paper(1, paper_id="2405.01234")
    Ledger(home / "index-hash").begin({new.paper_id: [], renamed.paper_id: [paper(1).paper_id]})
    vectors = Vectors(home / "chroma", "hash")
    vectors.put([row_of(p, HashEncoder().query("moss").whole) for p in (new, renamed)], [])
    vectors.close()
    assert library.recover()
    assert kept(library) == sorted_papers(new, renamed, *(p for p in papers(4) if p != paper(1)))
    ids = [p.paper_id for p in kept(library)]
    assert in_chroma(library) == (ids, ids)


def test_a_removal_that_was_cut_off_is_finished(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    Ledger(home / "index-hash").begin({paper(1).paper_id: []})
    vectors = Vectors(home / "chroma", "hash")
    vectors.delete([paper(1).paper_id])
    vectors.close()
    assert library.recover()
    assert kept(library) == sorted_papers(*(p for p in papers(4) if p != paper(1)))


def test_an_addition_that_never_reached_chroma_leaves_no_chunk_behind(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    Ledger(home / "index-hash").begin({"moss": []})
    vectors = Vectors(home / "chroma", "hash")
    vectors.put(
        [], [replace(row_of(paper(5), HashEncoder().query("moss").whole), metadata={"owner": "moss"})]
    )
    vectors.close()
    assert library.recover()
    assert "moss" not in in_chroma(library)[1]


def test_the_papers_in_chroma_can_be_counted_while_a_process_stays_open(home: Path, library: Library) -> None:
    assert library.count() == 0
    library.ingest(papers(3))
    assert library.count() == 3
    subprocess.run(ingest_elsewhere(home, 3, 6), check=True)
    assert library.count() == 6
    Ledger(home / "index-hash").begin({paper(1).paper_id: []})
    assert library.interrupted() == 1


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
    Ledger(home / "index-hash").begin({paper(1).paper_id: []})
    other = Library(home, HashEncoder("wide", width=48))
    assert not other.recover()
    with pytest.raises(EmbedderMismatchError):
        other.remove([paper(1).paper_id])
    assert len(other.reader.now()) == 3
    assert library.recover()


# -- several processes


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
    Ledger(home / "index-hash").begin({paper(3).paper_id: []})
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


# -- others


def test_a_llamaindex_user_can_open_the_chunks(library: Library) -> None:
    import chromadb
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores.utils import metadata_dict_to_node

    library.ingest(papers(4))
    client: Any = chromadb.PersistentClient(str(library.home / "chroma"))
    with client:
        found = client.get_collection("chunks-hash", embedding_function=None).get()
    nodes = [metadata_dict_to_node(m, t) for m, t in zip(found["metadatas"], found["documents"], strict=True)]
    assert len(nodes) >= 4
    by_id = {p.paper_id: p for p in papers(4)}
    for node in nodes:
        assert isinstance(node, TextNode)
        source = by_id[node.metadata["paper_id"]]
        assert source.text[node.start_char_idx : node.end_char_idx] == node.text
        assert (node.ref_doc_id, node.metadata["title"]) == (source.paper_id, source.title)


def test_every_encoder_is_one(encoder: HashEncoder) -> None:
    seams: list[Encoder] = [encoder, NoEncoder()]
    assert [e.count("Moss grows slowly") for e in seams] == [3, 4]
