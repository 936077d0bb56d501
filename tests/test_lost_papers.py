"""What the commands say where papers cannot be read, or where all of a library is gone."""

import json
import shutil
import sqlite3
from itertools import product
from pathlib import Path

import pytest

from rag.ingest.library import Library
from tests.conftest import Ask
from tests.fakes import HashEncoder
from tests.losses import CHROMA, FIRST, files, overwritten, written_home


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    return written_home(tmp_path / "filled")


def test_nothing_is_not_rebuilt_from_nothing(ask: Ask, shelf: Path, home: Path) -> None:
    """Each combination of what may be gone: 0 papers is never an answer."""
    for number, (loss, index) in enumerate(product(CHROMA, ("segments", "segments and manifest", "folder"))):
        here = Path(shutil.copytree(shelf, home / str(number)))
        CHROMA[loss](here)
        (folder,) = here.glob("index-*")
        for segment in folder.glob("segment-*"):
            shutil.rmtree(segment)
        if index == "segments and manifest":
            (folder / "manifest.json").unlink()
        elif index == "folder":
            shutil.rmtree(folder)
        before = files(here)
        for command in (("ingest", "--rebuild"), ("ingest", "--rebuild", "--yes")):
            told = ask(*command, home=here)
            assert (told.code, told.out, told.err.count("\n")) == (1, "", 1), (loss, index, told)
            assert "read" in told.err
            assert "ask restore" in told.err, told.err
        if "emptied" not in loss:
            assert files(here) == before


def test_a_library_of_which_all_was_removed_is_rebuilt(home: Path) -> None:
    library = Library(home, HashEncoder())
    library.ingest(FIRST)
    library.remove([p.paper_id for p in FIRST])
    assert library.rebuild() == 0
    CHROMA["folder gone"](home)
    assert Library(home, HashEncoder()).rebuild() == 0


def test_a_first_ingest_that_was_cut_off_is_no_loss(filled: Path) -> None:
    (journal,) = (filled / "index-hash",)
    shutil.rmtree(journal)
    journal.mkdir()
    (journal / "journal.json").write_text(json.dumps({p.paper_id: [] for p in FIRST}))
    with sqlite3.connect(filled / "chroma" / "chroma.sqlite3") as database:
        database.execute("DELETE FROM embeddings")
    assert Library(filled, HashEncoder()).rebuild() == 0


# -- what the commands say


def damaged(home: Path) -> None:
    CHROMA["database gone"](home)
    path = next(home.glob("index-*/segment-*/payloads.bin"))
    overwritten(path, 30)


def test_the_command_refuses_says_how_and_goes_on_when_told(ask: Ask, shelf: Path, home: Path) -> None:
    shutil.copytree(shelf, home)
    damaged(home)
    before = files(home)
    for command in (("ingest", "--rebuild"), ("ingest", "-")):
        told = ask(*command, home=home, typed='{"title": "Moss", "text": "Moss grows."}')
        assert (told.code, told.out, told.err.count("ask: ")) == (1, "", 1), told
        assert "1 of 12 papers cannot be read (" in told.err
        assert "nothing was changed" in told.err
        assert "ask ingest --rebuild --yes" in told.err
    assert files(home) == before
    gone_on = ask("ingest", "--rebuild", "--yes", home=home)
    assert (gone_on.code, gone_on.out) == (1, "rebuilt the indexes of 11 papers with none\n")
    assert f"the damaged files are kept in {home / 'kept' / 'damaged-000001'}" in gone_on.err
    again = ask("ingest", "--rebuild", home=home)
    assert (again.code, again.out, again.err) == (0, "rebuilt the indexes of 11 papers with none\n", "")


def test_a_copy_that_is_there_is_named(ask: Ask, shelf: Path, home: Path) -> None:
    shutil.copytree(shelf, home)
    assert ask("ingest", "--rebuild", home=home).code == 0
    (copy,) = (home / "kept").iterdir()
    CHROMA["database gone"](home)
    for segment in home.glob("index-*/segment-*"):
        shutil.rmtree(segment)
    told = ask("ingest", "--rebuild", home=home)
    assert f"read the copy {copy} into another --home" in told.err
    assert list((home / "kept").iterdir()) == [copy]


@pytest.mark.parametrize("command", ["ingest", "remove", "starter"])
def test_a_plain_command_that_mends_chroma_says_so(ask: Ask, shelf: Path, home: Path, command: str) -> None:
    shutil.copytree(shelf, home)
    CHROMA["database gone"](home)
    commands = {
        "ingest": ("ingest", "-"),
        "remove": ("remove", "AmberNet"),
        "starter": ("starter", "--remove"),
    }
    told = ask(*commands[command], home=home, typed='{"title": "Moss", "text": "Moss grows."}')
    assert told.code == 0, told
    (copy,) = (home / "kept").iterdir()
    line = f"12 of 12 papers are put back into Chroma, which lacked them; a copy of all is in {copy}\n"
    assert told.err.count(line) == 1
