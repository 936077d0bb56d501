"""`ask doctor --deep` reads every file against its checksum: what it finds is a line, and what mends it.

That each changed file is found and mended: tests/test_file_shapes.py.
"""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from rag.answering.doctor import _MOST_WRONG, examine
from rag.model.settings import Settings
from tests.conftest import Ask

DEEP = ("every file", "checksums")


@pytest.fixture
def copied(shelf: Path, home: Path) -> Path:
    return Path(shutil.copytree(shelf, home))


def deep(ask: Ask, home: Path) -> tuple[int, list[str]]:
    ran = ask("doctor", "--deep", "--json", home=home)
    return ran.code, [f["found"] for f in ran.json if f["what"] in DEEP]


def arrays(home: Path) -> list[Path]:
    return sorted(p for p in home.glob("index-*/segment-*/**/*") if p.is_file())


def snapshot(home: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in home.rglob("*") if p.is_file() and "chroma" not in p.parts}


def test_a_sound_library_is_told_to_be_so_and_not_changed(ask: Ask, copied: Path) -> None:
    before = snapshot(copied)
    ((code, (line,)), plain) = deep(ask, copied), ask("doctor", "--json", home=copied)
    assert code == plain.code
    assert line == f"{len(arrays(copied))} files and 12 papers as they were written"
    assert not any(f["what"] in DEEP for f in plain.json), "without --deep no file is read for it"
    assert {path: data for path, data in snapshot(copied).items() if path in before} == before


def test_a_paper_that_is_changed_in_the_database_is_named(ask: Ask, copied: Path) -> None:
    with sqlite3.connect(copied / "chroma" / "chroma.sqlite3") as database:
        changed = database.execute(
            "UPDATE embedding_metadata SET string_value = 'Moss.' WHERE key = 'chroma:document' AND id = "
            "(SELECT min(id) FROM embedding_metadata WHERE key = 'fingerprint')"  # papers have one
        ).rowcount
    database.close()
    assert changed == 1
    code, lines = deep(ask, copied)
    assert code == 1
    assert any("Chroma" in line and "not as it was written" in line for line in lines), lines


def test_a_lost_database_is_told_with_how_many_papers_are_safe(ask: Ask, copied: Path) -> None:
    shutil.rmtree(copied / "chroma")
    code, lines = deep(ask, copied)
    assert code == 1
    assert (
        "Chroma's database is gone; the indexes hold 12 papers; mend it with: ask ingest --rebuild" in lines
    )


def test_of_very_much_that_is_wrong_the_first_are_told_and_the_others_counted(copied: Path) -> None:
    (sums,) = copied.glob("index-*/segment-*/checksums.json")
    kept = json.loads(sums.read_text())
    noted = kept["files"]
    assert len(noted) > _MOST_WRONG
    sums.write_text(json.dumps({**kept, "files": dict.fromkeys(noted, "0" * 32)}))
    found = examine(Settings(home=copied, starter=False, embedding="none"), deep=True)
    *told, last = [f for f in found if f.what == "every file"]
    assert len(told) == _MOST_WRONG
    assert not any(f.ok for f in (*told, last))
    assert last.found == f"{len(noted) - _MOST_WRONG} more are not as they were written"


def test_there_is_nothing_to_read_in_an_empty_home(ask: Ask, home: Path) -> None:
    assert deep(ask, home)[1] == []
