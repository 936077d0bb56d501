"""A file of the library that is not as it was written: told in one line, mended, never a traceback."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.ingest.verified import changed_in
from store.checks import CHECKSUMS
from tests.conftest import Ask
from tests.fakes import papers

SEED = 20261128
SHAPES = ("[]", "{}", "3", "null", '"moss"', "true", "[[]]", '{"format": "3"}', '{"built_with": {}}', "\\x00")
NOTES = ("library.json", "index-none/manifest.json", "index-none/journal.json", "index-none/background.json")


@pytest.fixture
def copied(shelf: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shelf, tmp_path / "copied"))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", NOTES)
def test_valid_json_of_the_wrong_shape_costs_no_paper(ask: Ask, copied: Path, name: str, shape: str) -> None:
    (copied / name).write_text(shape)
    told = ask("papers", "--json", home=copied)
    assert told.code == 0, told.err
    assert len(told.json) == 12


def test_a_newer_library_is_left_alone_with_one_line(ask: Ask, copied: Path) -> None:
    manifest = copied / "index-none" / "manifest.json"
    newer = json.dumps({**json.loads(manifest.read_text()), "format": 4, "dead": "compressed"})
    journal = copied / "index-none" / "journal.json"
    for file, text in (
        (manifest, newer),
        (copied / "library.json", '{"format": 2, "made_by": ["none"]}'),
        (journal, '{"format": 99, "begun": {"moss": []}}'),
        (journal, '{"format": 2, "started": "compressed"}'),
    ):
        before = file.read_text() if file.exists() else "{}"
        file.write_text(text)
        for command in (("papers",), ("remove", "AmberNet"), ("ingest", "--rebuild"), ("What is AmberNet?",)):
            told = ask(*command, home=copied)
            assert (told.code, told.out, told.err.count("\n")) == (1, "", 1), command
            assert "a newer version wrote this library" in told.err
        assert file.read_text() == text
        assert "a newer version wrote" in ask("doctor", home=copied).out
        file.write_text(before)


def test_what_a_newer_version_notes_beside_is_kept_and_ignored(copied: Path) -> None:
    for name in ("library.json", "index-none/manifest.json"):
        file = copied / name
        file.write_text(json.dumps({**json.loads(file.read_text()), "colour": {"of": "moss"}}))
    library = Library(copied, NoEncoder())
    library.ingest(papers(13))
    library._built_with.note("none")
    for name in ("library.json", "index-none/manifest.json"):
        assert json.loads((copied / name).read_text())["colour"] == {"of": "moss"}, name
    assert len(library.reader.now()) == 13


def flipped(file: Path, moments: random.Random, *, within: int | None = None) -> None:
    """One bit of a file."""
    content = bytearray(file.read_bytes())
    content[moments.randrange(min(within or len(content), len(content)))] ^= 1 << moments.randrange(8)
    file.write_bytes(bytes(content))


def index_files(home: Path) -> list[Path]:
    return sorted(
        p
        for p in (home / "index-none").rglob("*")
        if p.stat().st_size and p.suffix in (".npy", ".json", ".bin")
    )


@pytest.mark.parametrize("within", [128, None], ids=["in the header", "anywhere"])
def test_a_flipped_bit_is_mended_told_or_without_harm(
    ask: Ask, shelf: Path, tmp_path: Path, within: int | None
) -> None:
    moments = random.Random(f"{SEED} {within}")
    for number in range(5):
        home = Path(shutil.copytree(shelf, tmp_path / str(number)))
        file = moments.choice(index_files(home))
        flipped(file, moments, within=within)
        told = ask("How are tides counted?", home=home)
        assert told.code in (0, 1, 3), (file, told.err)
        if told.code == 1:
            assert "mend them with: ask ingest --rebuild" in told.err
            assert ask("ingest", "--rebuild", home=home).code == 0
        library = Library(home, NoEncoder())
        assert len(library.reader.now()) == library.count() == 12, file
        shutil.rmtree(home)


def test_every_changed_file_is_found_and_mended(ask: Ask, shelf: Path, tmp_path: Path) -> None:
    moments = random.Random(SEED)
    home = Path(shutil.copytree(shelf, tmp_path / "copied"))
    segment = next((home / "index-none").glob("segment-*"))
    files = [p for p in index_files(home) if p.parent == segment and p.name != CHECKSUMS]
    assert len(files) > 20
    for file in files:
        flipped(file, moments)
    assert changed_in(home) == [f"{p.relative_to(home)} is not as it was written" for p in files]
    told = ask("doctor", "--deep", home=home)
    assert told.code == 1
    assert f"{files[0].relative_to(home)} is not as it was written; mend it with: ask ingest" in told.out
    assert ask("ingest", "--rebuild", home=home).out == "rebuilt the indexes of 12 papers with none\n"
    told = ask("doctor", "--deep", home=home)
    assert (told.code, "12 papers as they were written" in told.out) == (0, True)


def test_segments_of_an_earlier_version_have_no_checksums_and_are_told_apart(ask: Ask, copied: Path) -> None:
    next((copied / "index-none").glob(f"*/{CHECKSUMS}")).unlink()
    told = ask("doctor", "--deep", home=copied)
    assert told.code == 0
    assert "1 segments are of an earlier version, which noted none" in told.out


DAMAGES: dict[str, Callable[[str], str]] = {
    "a row too many": lambda text: json.dumps([*json.loads(text), json.loads(text)[0]]),
    "numbers": lambda text: json.dumps([7] * len(json.loads(text))),
    "an object": lambda text: "{}]",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["columns", "tags", "fingerprints"])
def test_records_of_another_shape_are_one_line(ask: Ask, copied: Path, name: str, damage: str) -> None:
    file = next((copied / "index-none").glob(f"*/{name}.json"))
    file.write_text(DAMAGES[damage](file.read_text()))
    for command in (("papers",), ("How are tides counted?",), ("search", "tides")):
        told = ask(*command, home=copied)
        assert told.code in (0, 1), told.err
        assert told.code == 0 or f"{name}.json" in told.err
        assert "Traceback" not in told.err


EARLIER = [Path(__file__).parent / "kept" / f"library-format-{number}.tar.gz" for number in (1, 2, 3)]


@pytest.mark.parametrize("lost", ["nothing", "chroma"])
@pytest.mark.parametrize("archive", EARLIER, ids=lambda path: path.name.partition(".")[0])
def test_a_library_of_each_earlier_format_is_read_with_every_paper(
    archive: Path, lost: str, home: Path
) -> None:
    """Format 3 is today's, as it was written before there were checksums."""
    shutil.unpack_archive(archive, home)
    shutil.rmtree(home / lost, ignore_errors=True)
    titles = sorted(p.title for p in papers(6))
    library = Library(home, NoEncoder())
    library.recover()
    assert sorted(p.title for p in library.papers()) == titles
    library.ingest(papers(1, start=6))
    assert (len(library.reader.now()), library.count(), library.verify().wrong) == (7, 7, ())
    if archive != EARLIER[-1]:
        assert len(list((home / "kept").iterdir())) == 1
