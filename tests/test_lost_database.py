"""Chroma's database is lost, broken, old or cut off while it is mended: no paper is lost with it."""

import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.kept import COPIES, LossError, keep_copy
from rag.ingest.library import Library
from rag.model.errors import BrokenDatabaseError
from store.manifest import Journal
from store.vectors import Vectors
from tests.conftest import Ask
from tests.fakes import HashEncoder, counts, in_chroma, kept, paper, papers, sorted_papers


def _mangled(database: bytes) -> bytes:
    """SQLite's reason then holds a byte that is no text, at which Chroma's native part aborts."""
    return database.replace(b"PRIMARY KEY (collection_id,", b"PRIMARY KEY (collectio\xee_id,")


LOSSES: dict[str, Callable[[Path], object]] = {
    "database gone": lambda chroma: (chroma / "chroma.sqlite3").unlink(),
    "folder gone": shutil.rmtree,
    "database emptied": lambda chroma: (chroma / "chroma.sqlite3").write_bytes(b""),
}
BREAKS: dict[str, Callable[[Path], object]] = {
    "not a database": lambda file: file.write_bytes(b"moss" * 4000),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:100_000]),
    "a table with a name that is no text": lambda file: file.write_bytes(_mangled(file.read_bytes())),
    "overwritten": lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\0" * 200_000),
}


def whole(library: Library, wanted: int) -> None:
    """The library holds so many papers, in Chroma as in its indexes."""
    ids = [p.paper_id for p in sorted_papers(*papers(wanted))]
    assert [p.paper_id for p in kept(library)] == ids
    assert in_chroma(library) == (ids, ids)


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with twenty papers, to be copied."""
    home = tmp_path_factory.mktemp("twenty") / "home"
    Library(home, HashEncoder(), batch=8).ingest(papers(20))
    return home


@pytest.fixture
def filled(twenty: Path, home: Path) -> Path:
    return Path(shutil.copytree(twenty, home))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("by", ["rebuild", "ingest"])
def test_a_lost_database_is_made_again_from_the_indexes(filled: Path, loss: str, by: str) -> None:
    LOSSES[loss](filled / "chroma")
    library = Library(filled, HashEncoder(), batch=8)
    assert (library.count(), len(library.reader.now())) == (0, 20)
    assert library.rebuild() == 20 if by == "rebuild" else counts(library.ingest(papers(20))) == (0, 0, 20)
    whole(library, 20)


@pytest.mark.parametrize("damage", BREAKS)
def test_a_broken_database_is_set_aside_and_made_again(filled: Path, damage: str) -> None:
    BREAKS[damage](filled / "chroma" / "chroma.sqlite3")
    library = Library(filled, HashEncoder(), batch=8)
    with pytest.raises(
        BrokenDatabaseError, match="the indexes hold the papers; mend it with: ask ingest --rebuild"
    ):
        library.ingest(papers(1))
    assert library.rebuild() == 20
    whole(library, 20)
    assert (filled / "chroma-damaged-1" / "chroma.sqlite3").exists()


def test_a_database_that_can_be_read_and_not_written_is_made_again(filled: Path) -> None:
    with sqlite3.connect(filled / "chroma" / "chroma.sqlite3") as database:
        database.execute("DROP TABLE embeddings_queue")
    library = Library(filled, HashEncoder(), batch=8)
    with pytest.raises(BrokenDatabaseError):
        library.ingest(papers(21))
    assert library.rebuild() >= 20
    assert {p.paper_id for p in papers(20)} <= {p.paper_id for p in kept(library)}
    assert library.count() == len(kept(library))


def test_without_indexes_a_broken_database_is_not_made_anew_from_nothing(filled: Path) -> None:
    shutil.rmtree(filled / "index-hash")
    BREAKS["cut short"](filled / "chroma" / "chroma.sqlite3")
    with pytest.raises(BrokenDatabaseError, match="from a backup"):
        Library(filled, HashEncoder()).rebuild()
    assert (filled / "chroma" / "chroma.sqlite3").stat().st_size == 100_000


def test_where_nothing_can_be_read_nothing_is_replaced(filled: Path) -> None:
    shutil.rmtree(filled / "chroma")
    for payloads in filled.glob("index-hash/*/payloads.*"):
        payloads.write_bytes(b"moss")
    with pytest.raises(LossError, match="no paper can be read"):
        Library(filled, HashEncoder()).rebuild()
    assert list(filled.glob("index-hash/segment-*/columns.json"))


def test_counting_does_not_make_a_database(filled: Path) -> None:
    shutil.rmtree(filled / "chroma")
    assert Library(filled, HashEncoder()).count() == 0
    assert not (filled / "chroma").exists()


def test_a_database_put_back_from_an_old_copy_gets_what_it_lacks(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled / "chroma", tmp_path / "old")
    library = Library(filled, HashEncoder(), batch=8)
    library.ingest(papers(30))
    shutil.rmtree(filled / "chroma")
    shutil.copytree(tmp_path / "old", filled / "chroma")
    assert library.rebuild() == 30
    whole(library, 30)


def test_what_only_chroma_holds_reaches_the_indexes(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled / "index-hash", tmp_path / "old")
    library = Library(filled, HashEncoder(), batch=8)
    library.ingest(papers(30))
    shutil.rmtree(filled / "index-hash")
    shutil.copytree(tmp_path / "old", filled / "index-hash")
    library = Library(filled, HashEncoder(), batch=8)
    assert counts(library.ingest(papers(31))) == (1, 0, 30)
    whole(library, 31)


def test_database_note_and_manifest_lost_together_cost_no_paper(filled: Path) -> None:
    shutil.rmtree(filled / "chroma")
    (filled / "library.json").unlink()
    (filled / "index-hash" / "manifest.json").write_text("[]")
    library = Library(filled, HashEncoder(), batch=8)
    assert library.rebuild() == 20
    whole(library, 20)


def test_a_library_of_another_encoder_is_known_by_its_indexes_alone(filled: Path) -> None:
    shutil.rmtree(filled / "chroma")
    (filled / "library.json").unlink()
    assert Library(filled, NoEncoder()).built_with == "hash"


def test_mending_that_is_cut_off_goes_on_where_it_was(filled: Path) -> None:
    shutil.rmtree(filled / "chroma")
    library = Library(filled, HashEncoder(), batch=4)
    with pytest.raises(KeyboardInterrupt):
        library.rebuild(_interrupt_after(10))
    assert 0 < library.count() < 20
    assert len(library.reader.now()) == 20
    (filled / "index-hash" / "manifest.json").unlink()  # and now this
    assert Library(filled, HashEncoder(), batch=4).recover()
    whole(Library(filled, HashEncoder()), 20)
    assert not (filled / "restoring-chroma").exists()


def test_an_update_that_was_begun_when_the_database_was_lost_costs_no_paper(filled: Path) -> None:
    Journal(filled / "index-hash").begin({paper(n).paper_id: [] for n in range(8)})
    shutil.rmtree(filled / "chroma")
    library = Library(filled, HashEncoder(), batch=8)
    assert library.recover()
    whole(library, 20)


def test_what_was_removed_stays_removed(filled: Path) -> None:
    library = Library(filled, HashEncoder(), batch=8)
    library.remove([paper(n).paper_id for n in (17, 18, 19)])
    shutil.rmtree(filled / "chroma")
    assert library.rebuild() == 17
    whole(library, 17)


def test_a_text_that_changed_in_the_database_is_taken_from_the_indexes(filled: Path) -> None:
    vectors = Vectors(filled / "chroma", "hash")
    (row,) = vectors.get([paper(3).paper_id])
    changed = replace(row, text=row.text.replace("sound", "sand!"), vector=HashEncoder().query("moss").pooled)
    vectors.put([changed], [])
    vectors.close()
    library = Library(filled, HashEncoder(), batch=8)
    assert [line for line in library.verify().wrong if row.id in line] == [
        f"Chroma: the text of {row.id} is not as it was written",
        f"Chroma: the vectors of 1 paper ({row.id}) are not as they were written",
    ]
    assert library.rebuild() == 20
    assert kept(library) == sorted_papers(*papers(20))
    assert library.verify().wrong == ()


def test_a_rebuild_leaves_a_copy_of_the_papers_that_can_be_read_in(
    filled: Path, tmp_path: Path, ask: Ask
) -> None:
    Library(filled, HashEncoder(), batch=8).rebuild()
    (copy,) = (filled / "kept").iterdir()
    with gzip.open(copy, "rt") as lines:
        assert {json.loads(line)["paper_id"] for line in lines} == {p.paper_id for p in papers(20)}
    assert ask("ingest", str(copy), home=tmp_path / "other").out.startswith("20 entries in 1 file: 20 added")


def test_the_newest_copies_are_kept_and_nothing_is_no_copy(home: Path) -> None:
    for count in (1, 2, 3, 0, 4):
        keep_copy(home, papers(count))
    assert [p.name for p in sorted((home / "kept").iterdir())] == [
        f"papers-{n:06d}.jsonl.gz" for n in range(5 - COPIES, 5)
    ]


def _interrupt_after(papers: int) -> Callable[[int], None]:
    done = 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        if done > papers:
            raise KeyboardInterrupt

    return progress


def test_the_advice_of_doctor_loses_no_paper(ask: Ask, shelf: Path, tmp_path: Path) -> None:
    home = tmp_path / "copied"
    shutil.copytree(shelf, home)
    (home / "chroma" / "chroma.sqlite3").unlink()
    told = ask("doctor", home=home)
    assert told.code == 1
    assert (
        "Chroma holds 0 of the 12 papers that the indexes hold; mend it with: ask ingest --rebuild"
        in told.out
    )
    mended = ask("ingest", "--rebuild", home=home)
    assert (mended.code, mended.out) == (0, "rebuilt the indexes of 12 papers with none\n")
    (copy,) = (home / "kept").iterdir()
    assert mended.err == (
        f"12 of 12 papers are put back into Chroma, which lacked them; a copy of all is in {copy}\n"
    )
    assert "match Chroma" in ask("doctor", home=home).out
    assert len(ask("papers", "--json", home=home).json) == 12
