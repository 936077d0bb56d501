"""What the system refuses is called what it is: no space, only read, of another user; answers need none."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.model.errors import RefusedError, trouble
from store.database_file import refusal
from tests.forking import ran
from tests.without_locks import supported

ASK = "from rag.cli.main import main; main()"
# in a file system of its own: everything is found again in a folder that is small, read-only or of others
SMALL = 'mount -t tmpfs -o size={size}k none "$0"'
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0"'
APART = """
import ctypes, os, subprocess, sys
from pathlib import Path
script, folder, user, group = *sys.argv.pop(1).split("\\0"), os.geteuid(), os.getegid()
if ctypes.CDLL(None).unshare(0x10020000):  # mounts and users
    raise SystemExit("no mount namespace can be made here")
Path("/proc/self/setgroups").write_text("deny")
Path("/proc/self/uid_map").write_text(f"0 {user} 1")
Path("/proc/self/gid_map").write_text(f"0 {group} 1")
for prepares in ("mount --make-rprivate /", script):
    subprocess.run(["sh", "-c", prepares, folder], check=True)
"""
FILL = """
import sys
from pathlib import Path
from rag.ingest.library import Library
from rag.model.errors import AskError
from tests.fakes import HashEncoder, papers
home, told = Path(sys.argv[1]) / "ask", ""
for number in range(0, 200, 20):
    try:
        Library(home, HashEncoder(), batch=20).ingest(papers(20, start=number))
    except AskError as error:
        told = f"{type(error).__name__}: {error}"
        break
library = Library(home, HashEncoder())
print(told, len(library.reader.now()) % 20, sorted(p.name for p in home.glob("**/*.part")), sep="\\n")
"""


def namespaced(script: str, folder: Path, program: str, *given: str) -> "subprocess.CompletedProcess[str]":
    """A program in a mount namespace of its own, which `script` prepares."""
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("ASK_", "OPENAI_"))}
    environment = {**outside, "ASK_EMBEDDING": "none", "ASK_STARTER": "off"}
    done = ran(APART + program, f"{script}\0{folder}", *given, environment=environment)
    if "no mount namespace" in done.stderr:
        pytest.skip(done.stderr.strip())
    return done


@pytest.mark.parametrize("size", [1100, 1500])
def test_a_full_disk_is_called_full_and_what_was_finished_is_kept(tmp_path: Path, size: int) -> None:
    """In the one the indexes do not fit, in the other Chroma, whose own reason does not say so."""
    done = namespaced(SMALL.format(size=size), tmp_path, FILL, str(tmp_path))
    assert done.returncode == 0, done.stderr
    told, left_over, unfinished = done.stdout.splitlines()
    assert told.startswith("RefusedError: no space left on device on ")
    assert told.endswith("; free some space and run this again")
    assert (left_over, unfinished) == ("0", "[]")


def test_a_library_that_may_only_be_read_answers_and_says_why_it_is_not_written(
    shelf: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(shelf, tmp_path / "copied"))
    answered = namespaced(READ_ONLY, home, ASK, "What is AmberNet?", "--home", str(home))
    assert (answered.returncode, answered.stderr) == (0, "")
    assert "counts tides from sound" in answered.stdout
    refused = namespaced(READ_ONLY, home, ASK, "remove", "AmberNet", "--home", str(home))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Read-only file system; check it, or keep the library elsewhere: ask --home DIR" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_files_of_another_user_are_told_by_their_owner(shelf: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(shelf, tmp_path / "copied"))
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("files can be given to another user by root alone")
    for path in (home, *home.rglob("*")):
        os.chown(path, 65534, 65534)
    bound = f"from tests.without_powers import *\ngive_up(CHANGE, LOOK, OWN)\n{ASK}"
    environment = {**os.environ, "ASK_EMBEDDING": "none", "ASK_STARTER": "off", "ASK_HOME": str(home)}
    answered = ran(bound, "What is AmberNet?", environment=environment)
    assert (answered.returncode, answered.stderr) == (0, "")
    refused = ran(bound, "remove", "AmberNet", environment=environment)
    assert refused.returncode == 1
    assert "Permission denied (it belongs to user 65534, you are 0); check it" in refused.stderr


def test_a_home_that_may_not_be_entered_is_named_itself(shelf: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(shelf, tmp_path / "copied"))
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("files can be given to another user by root alone")
    os.chown(home, 65534, 65534)
    home.chmod(0o700)
    bound = f"from tests.without_powers import *\ngive_up(CHANGE, LOOK, OWN)\n{ASK}"
    environment = {**os.environ, "ASK_EMBEDDING": "none", "ASK_STARTER": "off", "ASK_HOME": str(home)}
    for typed in ("What is AmberNet?", "papers", "doctor"):
        refused = ran(bound, typed, environment=environment)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr == (
            f"ask: {home}: Permission denied (it belongs to user 65534, you are 0); check it, or keep the "
            "library elsewhere: ask --home DIR\n"
        )


def test_a_backup_onto_a_full_disk_names_the_file(shelf: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    file = small / "papers.backup"
    told = namespaced(SMALL.format(size=16), small, ASK, "backup", str(file), "--home", str(shelf))
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (f"ask: no space left on device on {file}; free some space and run this again\n")


@pytest.mark.skipif(not supported(), reason="the system cannot be told to refuse locks")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_drive_that_locks_no_files_is_told_and_questions_are_answered(shelf: Path, number: int) -> None:
    environment = {**os.environ, "ASK_EMBEDDING": "none", "ASK_STARTER": "off", "ASK_HOME": str(shelf)}
    program = f"from tests.without_locks import refuse_locks\nrefuse_locks({number})\n{ASK}"

    def refused(*typed: str) -> tuple[int, str, str]:
        done = ran(program, *typed, environment=environment)
        return done.returncode, done.stdout, done.stderr

    code, said, told = refused("What is AmberNet?")
    assert (code, told) == (0, "")
    assert "counts tides from sound" in said
    for typed in (
        ("remove", "AmberNet"),
        ("papers", "AmberNet", "--add-tag", "best"),
        ("follow", "hf-daily"),
    ):
        code, said, told = refused(*typed)
        assert (code, said, told.count("\n")) == (1, "", 1), told
        assert "(a network drive?); keep the library on one that locks files: ask --home DIR" in told


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "no space left on device on /moss; free some space and run this again"),
        (errno.EDQUOT, "disk quota exceeded on /moss; free some space and run this again"),
        (
            errno.EROFS,
            "/moss: Read-only file system; check it, or keep the library elsewhere: ask --home DIR",
        ),
        (
            errno.ENOLCK,
            "/moss: No locks available (a network drive?); keep the library on one that locks files: "
            "ask --home DIR",
        ),
        (errno.EIO, "/moss: Input/output error; check it, or keep the library elsewhere: ask --home DIR"),
    ],
)
def test_each_refusal_says_what_may_help(number: int, says: str) -> None:
    assert trouble(OSError(number, os.strerror(number), "/moss")) == says
    assert str(RefusedError(OSError(number, os.strerror(number)), Path("/moss"))) == says


def test_a_folder_that_can_be_written_to_is_not_why_chroma_fails(tmp_path: Path) -> None:
    assert refusal(tmp_path / "chroma") is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_database_is_no_refusal(tmp_path: Path) -> None:
    (tmp_path / "chroma" / "chroma.sqlite3").mkdir(parents=True)
    assert refusal(tmp_path / "chroma") is None, "it is a damaged database, and is made anew"
