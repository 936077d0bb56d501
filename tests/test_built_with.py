"""Who built the library: a note that is lost loses nothing, a database that is broken is told."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.ingest.library import Library
from rag.ingest.records import row_of
from rag.model.errors import BrokenDatabaseError, EmbedderMismatchError
from store.database_file import DatabaseError
from store.vectors import Vectors, items_kept
from tests.fakes import HashEncoder, counts, in_chroma, kept, paper, papers, sorted_papers

NOTES: dict[str, Callable[[Path], object]] = {
    "gone": lambda note: note.unlink(),
    "cut short": lambda note: note.write_text('{"built'),
    "no UTF-8": lambda note: note.write_bytes(b"\xff\xfe"),
    "a list": lambda note: note.write_text("[]"),
    "without a name": lambda note: note.write_text("{}"),
    "a number": lambda note: note.write_text('{"built_with": 3}'),
    "a name with control characters": lambda note: note.write_text(
        '{"built_with": "ha\\u0000sh\\u001b[31m"}'
    ),
    "of another": lambda note: note.write_text('{"built_with": "wide"}'),
}


@pytest.fixture(params=NOTES)
def robbed(request: pytest.FixtureRequest, home: Path, library: Library) -> Path:
    """A home with four papers whose note is wrong."""
    library.ingest(papers(4))
    NOTES[request.param](home / "library.json")
    return home


def test_without_its_note_a_library_is_what_it_was(robbed: Path) -> None:
    library = Library(robbed, HashEncoder())
    assert (library.built_with, library.count(), kept(library)) == ("hash", 4, sorted_papers(*papers(4)))
    assert library.recover()
    assert not library.recover()
    assert counts(library.ingest(papers(5))) == (1, 0, 4)
    assert (robbed / "library.json").read_text() == '{"built_with": "hash"}'


def test_without_its_note_a_library_takes_no_other_encoder(robbed: Path) -> None:
    other = Library(robbed, HashEncoder("wide", width=48))
    with pytest.raises(EmbedderMismatchError, match="built with hash, not wide"):
        other.ingest(papers(5))
    assert other.rebuild() == 4
    assert (other.built_with, len(in_chroma(other, "wide")[0])) == ("wide", 4)


def test_a_note_that_is_lost_amid_a_rebuild_leaves_the_whole_library_in_force(
    home: Path, library: Library
) -> None:
    library.ingest(papers(4))
    vectors = Vectors(home / "chroma", "wide")
    vectors.put([row_of(paper(1), np.ones(48, np.float32))], [])
    vectors.close()
    (home / "library.json").unlink()
    assert Library(home, HashEncoder("wide", width=48)).built_with == "hash"


def test_a_maker_whose_name_chroma_does_not_take_is_still_told(home: Path) -> None:
    Library(home, HashEncoder("openai:moss")).ingest(papers(1))
    (home / "library.json").unlink()
    assert Library(home, HashEncoder("openai:moss")).built_with == "openai:moss"
    assert items_kept(home / "chroma") == {"papers-openai-moss": 1}


def test_looking_for_papers_makes_no_database(tmp_path: Path) -> None:
    assert items_kept(tmp_path / "chroma") == {}
    assert not (tmp_path / "chroma").exists()


BREAKS: dict[str, Callable[[Path], object]] = {
    "no database": lambda file: file.write_bytes(b"kelp" * 1000),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:20000]),
}


@pytest.mark.parametrize("damage", BREAKS)
@pytest.mark.parametrize("noted", [True, False], ids=["noted", "without a note"])
def test_a_broken_database_is_told_in_one_line_each_time(
    home: Path, library: Library, damage: str, noted: bool
) -> None:
    library.ingest(papers(2))
    BREAKS[damage](home / "chroma" / "chroma.sqlite3")
    if not noted:
        (home / "library.json").unlink()
    for use in (library.count, lambda: library.ingest(papers(3)), library.count):
        with pytest.raises(BrokenDatabaseError) as caught:
            use()
        assert str(caught.value).startswith(f"Chroma cannot read {home / 'chroma'} (")
        assert "\n" not in str(caught.value)


def test_a_database_that_was_put_back_is_read_by_the_same_process(home: Path, library: Library) -> None:
    library.ingest(papers(2))
    file = home / "chroma" / "chroma.sqlite3"
    whole = file.read_bytes()
    file.write_bytes(b"kelp" * 1000)
    with pytest.raises(DatabaseError):
        Vectors(home / "chroma", "hash").count()
    file.write_bytes(whole)
    assert library.count() == 2
