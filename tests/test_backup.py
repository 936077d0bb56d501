"""A library goes into one file and comes back whole, whoever writes meanwhile."""

import json
import shutil
import threading
import zipfile
from pathlib import Path

import pytest

from rag.ingest.backup import contents_of, unpack, write_backup
from rag.ingest.library import Library
from rag.ingest.restoring import restore
from rag.model.errors import AskError
from tests.conftest import Ask
from tests.fakes import HashEncoder, in_chroma, kept, paper, papers, sorted_papers


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of twenty papers, two of which were replaced and one removed, and its backup; to be copied."""
    folder = tmp_path_factory.mktemp("made")
    library = Library(folder / "home", HashEncoder(), batch=8)
    library.ingest(papers(20))
    library.ingest([paper(3, upvotes=90), paper(4, upvotes=91)])
    library.remove([paper(5).paper_id])
    talks = library.home / "page" / "talks" / "a"
    talks.mkdir(parents=True)
    (talks / "b.jsonl").write_text("{}\n")
    (library.home / "ask.toml").write_text('api_key = "secret"')
    assert write_backup(library.home, library.reader, folder / "b") == 19
    return folder


@pytest.fixture
def written(made: Path, library: Library, tmp_path: Path) -> Path:
    """That backup, and `library` as it was written from."""
    shutil.copytree(made / "home", library.home)
    return Path(shutil.copy(made / "b", tmp_path / "b"))


def test_a_library_comes_back_as_it_was(written: Path, library: Library, tmp_path: Path) -> None:
    restore(written, tmp_path / "back", replace=False)
    back = Library(tmp_path / "back", HashEncoder(), batch=8)
    assert kept(back) == kept(library)
    back.complete_chroma()
    ids = [p.paper_id for p in kept(library)]
    assert in_chroma(back) == (ids, ids)
    assert back.verify().wrong == ()
    assert (back.home / "page" / "talks" / "a" / "b.jsonl").read_text() == "{}\n"
    assert {p.name for p in back.home.iterdir()} == {
        "chroma",
        "index-hash",
        "library.json",
        "page",
        "writer.lock",
    }


def test_a_backup_is_private_and_holds_no_key(written: Path) -> None:
    assert written.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(written) as archive:
        assert not any(b"secret" in archive.read(name) for name in archive.namelist())
        papers_read = [json.loads(line) for line in archive.read("papers.jsonl").splitlines()]
    assert len(papers_read) == 19
    assert {p["upvotes"] for p in papers_read if p["paper_id"] == paper(3).paper_id} == {90}


def test_a_backup_made_while_another_writes_is_of_one_moment(home: Path, tmp_path: Path) -> None:
    Library(home, HashEncoder(), batch=4).ingest(papers(4))
    done = threading.Event()

    def write() -> None:
        Library(home, HashEncoder(), batch=4).ingest(papers(36, start=4))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    made: list[Path] = []
    reader = Library(home, HashEncoder()).reader
    while not done.is_set() or not made:
        made.append(tmp_path / f"{len(made)}")
        write_backup(home, reader, made[-1])
    writer.join()
    sizes = []
    for file in {made[0], made[len(made) // 2], made[-1]}:
        back = tmp_path / f"back-{file.name}"
        restore(file, back, replace=False)
        found = kept(Library(back, HashEncoder()))
        assert found == sorted_papers(*papers(len(found)))
        sizes.append(len(found) % 4)
    assert set(sizes) == {0}


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8, 0.97])
def test_a_backup_that_was_damaged_changes_nothing(written: Path, tmp_path: Path, place: float) -> None:
    damaged = bytearray(written.read_bytes())
    at = int(place * len(damaged))
    damaged[at : at + 8] = bytes(255 - b for b in damaged[at : at + 8])
    written.write_bytes(damaged)
    back = Library(tmp_path / "back", HashEncoder())
    back.ingest(papers(2))
    before = sorted(p.name for p in back.home.iterdir())
    with pytest.raises(AskError, match="give a file that ask backup has written"):
        restore(written, back.home, replace=True)
    assert sorted(p.name for p in back.home.iterdir()) == before
    assert len(kept(back)) == 2


def test_a_backup_that_would_write_elsewhere_is_refused(written: Path, tmp_path: Path) -> None:
    contents = contents_of(written)
    for name in ("../outside", "index/../../outside", "/etc/outside", "ask.toml", "index/a\\..\\b"):
        contents.files.clear()
        contents.files[name] = ""
        with pytest.raises(AskError, match="does not belong to a library"):
            unpack(written, contents, tmp_path / "back")
    assert not (tmp_path / "outside").exists()


def test_papers_that_are_there_are_moved_aside_and_never_deleted(written: Path, tmp_path: Path) -> None:
    there = Library(tmp_path / "back", HashEncoder())
    there.ingest(papers(3, start=50))
    with pytest.raises(AskError, match="holds papers already"):
        restore(written, there.home, replace=False)
    assert len(kept(there)) == 3
    restore(written, there.home, replace=True)
    assert len(kept(Library(there.home, HashEncoder()))) == 19
    aside = Library(there.home / "before-restore-1", HashEncoder())
    assert kept(aside) == sorted_papers(*papers(3, start=50))


def test_a_backup_whose_indexes_are_of_another_format_is_read_in_anew(
    ask: Ask, shelf: Path, tmp_path: Path
) -> None:
    file, older = tmp_path / "b", tmp_path / "older"
    ask("backup", str(file), home=shelf)
    with zipfile.ZipFile(file) as now, zipfile.ZipFile(older, "w") as then:
        for name in now.namelist():
            about = json.loads(now.read(name)) | {"index_format": 2} if name == "backup.json" else None
            then.writestr(name, json.dumps(about) if about else now.read(name))
    told = ask("restore", str(older), home=tmp_path / "back")
    assert (told.code, told.out) == (0, f"restored 12 papers into {tmp_path / 'back'}\n")
    assert ask("papers", "--json", home=tmp_path / "back").json == ask("papers", "--json", home=shelf).json
    assert not (tmp_path / "back" / "papers.jsonl").exists()


def test_the_commands_say_what_they_did_and_what_is_wrong(ask: Ask, shelf: Path, tmp_path: Path) -> None:
    file = tmp_path / "b"
    made = ask("backup", str(file), "--json", home=shelf)
    assert made.json == {"backup": str(file), "papers": 12, "bytes": file.stat().st_size}
    assert "there already" in ask("backup", str(file), home=shelf).err
    assert ask("backup", str(file), "--replace", home=shelf).code == 0
    back = ask("restore", str(file), "--json", home=tmp_path / "back")
    assert back.json == {"restored": 12, "built_with": "none"}
    assert ask("papers", "--json", home=tmp_path / "back").json == ask("papers", "--json", home=shelf).json
    for text, why in (("moss", "not a backup"), (None, "no such file")):
        wrong = tmp_path / "wrong"
        wrong.write_text(text) if text else wrong.unlink()
        told = ask("restore", str(wrong), home=tmp_path / "new")
        assert (told.code, told.err.count("\n"), why in told.err) == (1, 1, True)
    assert "no papers in" in ask("backup", str(tmp_path / "c"), home=tmp_path / "new").err


def test_a_backup_that_is_cut_off_leaves_no_file(library: Library, tmp_path: Path) -> None:
    library.ingest(papers(4))
    target = tmp_path / "folder"
    target.mkdir()
    (target / "b").write_text("an older one")
    library.reader.now()
    shutil.rmtree(next((library.home / "index-hash").glob("segment-*")))
    with pytest.raises(AskError, match="changes too fast"):
        write_backup(library.home, library.reader, target / "b")
    assert [p.name for p in target.iterdir()] == ["b"]
    assert (target / "b").read_text() == "an older one"
