"""The manifest is replaced in one step, the journal remembers, one process writes."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from store.manifest import FORMAT_VERSION, Journal, LockHeldError, Manifest, ManifestFile, holder_of, writing
from store.schema import DamagedError, NewerFormatError, write_json

FULL = Manifest(
    segment_generation=3,
    built_with="hash",
    segments=("segment-000001", "segment-000003"),
    tombstones={"segment-000001": (0, 4)},
)
HOLD = """
import sys
from pathlib import Path
from store.manifest import writing
with writing(Path(sys.argv[1]), "ask ingest"):
    print("holding", flush=True)
    sys.stdin.read()
"""


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    ManifestFile(tmp_path).replace(FULL)
    assert ManifestFile(tmp_path).read() == FULL


def test_a_manifest_of_an_older_version_is_still_read_and_what_it_says_beside_is_kept(tmp_path: Path) -> None:
    segments = {"segments": ["segment-000001", "segment-000003"], "dead": {"segment-000001": [0, 4]}}
    written = {"generation": 3, "built_with": "hash", **segments, "facts": {}, "format": 3}
    (tmp_path / "manifest.json").write_text(json.dumps(written))
    assert ManifestFile(tmp_path).read() == FULL
    ManifestFile(tmp_path).replace(ManifestFile(tmp_path).read())
    again = json.loads((tmp_path / "manifest.json").read_text())
    assert again.pop("checksum") == FULL.checksum
    assert again == written


def test_no_manifest_is_an_empty_library(home: Path) -> None:
    file = ManifestFile(home)
    assert (file.read(), file.stamp(), Journal(home).begun()) == (Manifest(), (0, 0), {})
    assert not home.exists()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param('{"generation": 3, "segm', id="cut short"),
        pytest.param(json.dumps({"format": 2, "segments": [], "dead": {}}), id="of an older format"),
        pytest.param(json.dumps({**FULL.to_json(), "generation": 4}), id="another number"),
        pytest.param(json.dumps({**FULL.to_json(), "segments": ["../../etc"]}), id="another folder"),
        pytest.param(json.dumps({**FULL.to_json(), "segments": "segment-000001"}), id="a text for a list"),
        pytest.param(json.dumps({**FULL.to_json(), "dead": {"segment-000001": [-1]}}), id="a negative row"),
        pytest.param(json.dumps({**FULL.to_json(), "dead": {"segment-000001": 3}}), id="a number for rows"),
        pytest.param(json.dumps({**FULL.to_json(), "dead": []}), id="a list for an object"),
        pytest.param(json.dumps({**FULL.to_json(), "format": True}), id="no format"),
        pytest.param("[" * 9999, id="deeply nested"),
        *(pytest.param(text, id=f"only {text}") for text in ("[]", "3", "null", '"text"', "{}")),
    ],
)
def test_a_manifest_that_cannot_be_trusted_is_not_taken_for_an_empty_library(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(DamagedError):
        ManifestFile(tmp_path).read()


def test_a_manifest_of_a_newer_version_is_told_apart_from_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": FORMAT_VERSION + 1, "rows": "compressed"}))
    with pytest.raises(NewerFormatError, match=f"of format {FORMAT_VERSION + 1}, .* up to {FORMAT_VERSION}"):
        ManifestFile(tmp_path).read()


OTHERS = (
    '{"format": 1, "begun": []}',
    '{"format": 1, "begun": {"a": 1}}',
    '{"format": "1", "begun": {}}',
    '{"begun": {"a": []}}',
)


@pytest.mark.parametrize(
    "content",
    ["[]", "3", "null", '{"a": 1}', '{"a": [1]}', '{"a": ["b"', '{"a": {}}', '{"format": 1}', *OTHERS],
)
def test_a_journal_of_another_shape_is_not_taken_for_a_finished_one(tmp_path: Path, content: str) -> None:
    (tmp_path / "journal.json").write_text(content)
    with pytest.raises(DamagedError):
        Journal(tmp_path).begun()


@pytest.mark.parametrize("content", ['{"format": 99, "begun": {"a": []}}', '{"format": 2}'])
def test_a_journal_of_a_newer_version_is_neither_damaged_nor_finished(tmp_path: Path, content: str) -> None:
    (tmp_path / "journal.json").write_text(content)
    with pytest.raises(NewerFormatError, match=r"journal.json is of format \d+, .* up to 1"):
        Journal(tmp_path).begun()
    assert (tmp_path / "journal.json").read_text() == content


@pytest.mark.parametrize("begun", [{}, {"a": ["b"], "c": []}, {"format": [], "begun": ["format"]}])
def test_a_journal_says_what_was_noted_also_as_an_earlier_version_wrote_it(
    tmp_path: Path, begun: dict[str, list[str]]
) -> None:
    Journal(tmp_path).begin(begun)
    assert Journal(tmp_path).begun() == begun
    assert json.loads((tmp_path / "journal.json").read_text()) == {"format": 1, "begun": begun}
    (tmp_path / "journal.json").write_text(json.dumps(begun))
    assert Journal(tmp_path).begun() == begun


def test_each_replacement_is_noticed(tmp_path: Path) -> None:
    file = ManifestFile(tmp_path)
    stamps = [file.stamp()]
    for generation in range(5):
        file.replace(Manifest(segment_generation=generation))
        stamps.append(file.stamp())
    assert len(set(stamps)) == 6


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        write_json(path, {"a": object()})
    assert json.loads(path.read_text()) == {"a": 1}


def test_whoever_is_reading_a_file_reads_the_old_one_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    write_json(path, {"a": 1})
    with path.open() as reading:
        write_json(path, {"b": 2})
        assert json.load(reading) == {"a": 1}
    assert json.loads(path.read_text()) == {"b": 2}
    assert [p.name for p in tmp_path.iterdir()] == ["manifest.json"]


def test_what_was_begun_is_known_until_it_is_done(tmp_path: Path) -> None:
    Journal(tmp_path).begin({"2405.01234": ["moss-net"], "fern": []})
    assert Journal(tmp_path).begun() == {"2405.01234": ["moss-net"], "fern": []}
    Journal(tmp_path).done()
    Journal(tmp_path).done()
    assert Journal(tmp_path).begun() == {}


def test_a_second_process_is_told_who_is_writing(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "holding\n"
        with (
            pytest.raises(LockHeldError, match=rf"^ask ingest \(process {other.pid}\)$"),
            writing(home, "me"),
        ):
            pytest.fail("two writers at once")
        other.communicate("")
    with writing(home, "ask remove"):
        assert (home / "writer.txt").read_text().startswith("ask remove (process ")
    assert not (home / "writer.txt").exists()


def test_a_writer_that_has_not_yet_left_its_note_is_named_all_the_same(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        note = (home / "writer.txt").rename(home / "late.txt")
        late = threading.Timer(0.1, note.rename, [home / "writer.txt"])
        late.start()
        assert holder_of(home) == f"ask ingest (process {other.pid})"
        late.join()
        other.communicate("")


def test_a_writer_that_was_killed_does_not_keep_the_lock(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    assert (home / "writer.txt").exists()
    with writing(home, "ask ingest"):
        pass


def test_a_lock_is_given_back_when_writing_fails(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(home, "ask ingest"):
        raise ZeroDivisionError
    with writing(home, "ask ingest"):
        pass
