"""Folders of conversations that stand open, shut or are another user's: mended where they are ours, else left
and told; nothing in them is lost, and questions are answered."""

import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.web.conversations import Conversation, ConversationStore, Listed, token
from rag.web.serving import private_folders
from rag.web.sidebar import past
from tests.forking import ran
from tests.page_values import answer

OTHER = 65534  # a user who is not root, and by whom root may run something
OWNER, ID = "0" * 32, "1" * 32
# In a process of a user for whom modes count. `start` is what the page does first; lines are what it prints.
PRELUDE = """
import os, sys
from pathlib import Path
from rag.web.conversations import Conversation, ConversationStore
from rag.web.serving import private_folders
from tests.page_values import answer
if os.geteuid() == 0:  # after what lies where that user may not look was imported
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
home, OWNER, ID = Path(sys.argv[1]), "0" * 32, "1" * 32
talks = home / "page" / "talks"
def start():
    return private_folders(home, lambda line: print("LINE", line))[0]
def texts(store, id_=ID):
    return [a.answer for a in store.open(OWNER, id_).answers]
"""
PLANTED = PRELUDE + "start().save(OWNER, Conversation(ID).with_answer(answer('kept')))\n"


@pytest.fixture
def place() -> Iterator[Path]:
    """A home that belongs to a user who is not root, in a folder that everybody may enter."""
    with tempfile.TemporaryDirectory(prefix="ask-talks-") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder, "home")
        home.mkdir(mode=0o755)
        if os.geteuid() == 0:
            os.chown(home, OTHER, OTHER)
        yield home
        if os.geteuid():
            for path in (home / "page" / "talks", *(home / "page" / "talks").iterdir()):
                path.chmod(0o700)


def as_another(script: str, home: Path) -> str:
    """What a script prints, run by a user who is not root."""
    done = ran(script, str(home))
    assert done.returncode == 0, done.stderr
    return done.stdout


SHUT = [
    pytest.param("talks", id="the folder of all"),
    pytest.param("next(talks.iterdir())", id="that of one browser"),
    pytest.param("next(talks.rglob('*.jsonl'))", id="a conversation"),
]


@pytest.mark.parametrize("mode", ["0o000", "0o777", "0o500"])
@pytest.mark.parametrize("what", SHUT)
def test_what_stands_otherwise_is_mended_at_the_start_without_a_word(
    place: Path, what: str, mode: str
) -> None:
    shut = f"one = {what}\none.chmod({mode})\nstore = start()\nprint(texts(store))\n"
    modes = "print(sorted({oct(p.stat().st_mode & 0o777) for p in (talks, *talks.rglob('*'))}))\n"
    assert as_another(PLANTED + shut + modes, place) == "['kept']\n['0o600', '0o700']\n"


@pytest.mark.parametrize("what", SHUT)
def test_what_is_shut_while_the_page_runs_is_opened_again(place: Path, what: str) -> None:
    shut = f"store = start()\none = {what}\none.chmod(0)\nprint([l.title for l in store.listed(OWNER)])\n"
    again = "one.chmod(0)\nprint(texts(store))\none.chmod(0)\n"
    more = "store.save(OWNER, store.open(OWNER, ID).with_answer(answer('more')))\nprint(texts(store))\n"
    assert as_another(PLANTED + shut + again + more, place) == "['What?']\n['kept']\n['kept', 'more']\n"


def given(to: int, mode: int) -> Callable[[Path], None]:
    def give(path: Path) -> None:
        os.chown(path, to, to)
        path.chmod(mode)

    return give


@pytest.mark.skipif(os.geteuid() != 0, reason="files can be given to another user by root alone")
@pytest.mark.parametrize(
    ("what", "mode", "told", "readable"),
    [
        ("talks", 0o777, "page/talks: Operation not permitted (it belongs to user 0, you are 65534)", True),
        ("talks", 0o700, "page/talks: Permission denied (it belongs to user 0, you are 65534)", False),
        ("of-*", 0o777, ": Operation not permitted (it belongs to user 0, you are 65534)", True),
        ("of-*", 0o000, ": Operation not permitted (it belongs to user 0, you are 65534)", False),
        ("of-*/*", 0o000, ".jsonl: Operation not permitted (it belongs to user 0, you are 65534)", False),
    ],
)
def test_what_is_another_users_is_left_and_told_in_a_line(
    place: Path, what: str, mode: int, told: str, readable: bool
) -> None:
    as_another(PLANTED, place)
    (path,) = place.glob(f"page/{what}" if what == "talks" else f"page/talks/{what}")
    given(0, mode)(path)
    (kept,) = (place / "page" / "talks").rglob("*.jsonl")
    before = kept.read_bytes()
    script = """
store = start()
print(texts(store), store.open(OWNER, ID).id == ID, store.kept(OWNER)[1])
try:
    store.save(OWNER, Conversation("2" * 32).with_answer(answer("new")))
    print("saved")
except OSError as error:
    print(error.strerror)
"""
    line, opened, saved = as_another(PRELUDE + script, place).splitlines()
    assert line.startswith("LINE some conversations are not private, or not readable: ")
    assert told in line
    assert opened == ("['kept'] True " if readable else "[] False Permission denied")
    assert (saved == "saved") == (what == "of-*/*")
    assert kept.read_bytes() == before
    assert path.stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="files can be given to another user by root alone")
def test_of_many_that_are_anothers_one_line_is_told_and_the_others_are_mended(place: Path) -> None:
    as_another(PLANTED, place)
    for _ in range(3):
        ConversationStore(place / "page" / "talks").save(token(), Conversation(token()))
    (ours,) = (p for p in (place / "page" / "talks").iterdir() if p.stat().st_uid == OTHER)
    ours.chmod(0o777)
    out = as_another(PRELUDE + "print(texts(start()))\n", place)
    assert out.count("LINE") == 1
    assert "(2 more like this)" in out
    assert out.endswith("['kept']\n")
    assert ours.stat().st_mode & 0o777 == 0o700


def test_what_lies_behind_a_link_is_not_touched(tmp_path: Path) -> None:
    """Whoever could write into the folder may have put it there."""
    target = tmp_path / "tools"
    target.mkdir(mode=0o755)
    (target / "run").touch(mode=0o755)
    talks = tmp_path / "home" / "page" / "talks"
    ConversationStore(talks).save(OWNER, Conversation(ID).with_answer(answer("kept")))
    (talks / "of-others").symlink_to(target)
    next(p for p in talks.iterdir() if not p.is_symlink()).joinpath("x.jsonl").symlink_to(target / "run")
    talks.chmod(0o777)
    lines: list[str] = []
    private_folders(tmp_path / "home", lines.append)
    assert lines == []
    assert [p.stat().st_mode & 0o777 for p in (talks, target, target / "run")] == [0o700, 0o755, 0o755]


def test_a_backup_that_would_leave_conversations_out_is_refused_in_a_line(
    shelf: Path, tmp_path: Path
) -> None:
    home, into = Path(shutil.copytree(shelf, tmp_path / "copied")), tmp_path / "b"
    talks = home / "page" / "talks"
    ConversationStore(talks).save(OWNER, Conversation(ID).with_answer(answer("kept")))
    if sys.platform != "linux" and os.geteuid() == 0:
        pytest.skip("root may enter every folder")
    bound = "from tests.without_powers import *\ngive_up(CHANGE, LOOK)\n" if os.geteuid() == 0 else ""
    program = bound + "from rag.cli.main import main; main()"
    environment = {**os.environ, "ASK_EMBEDDING": "none", "ASK_STARTER": "off", "ASK_HOME": str(home)}
    for folder in (next(talks.iterdir()), talks):
        folder.chmod(0)
        told = ran(program, "backup", str(into), environment=environment)
        folder.chmod(0o700)
        assert (told.returncode, told.stdout, into.exists()) == (1, "", False)
        assert told.stderr.startswith(f"ask: {folder}: Permission denied; check it, or keep the library")
        assert told.stderr.count("\n") == 1
    assert ran(program, "backup", str(into), environment=environment).returncode == 0
    with zipfile.ZipFile(into) as written:
        assert any(name.endswith(f"{ID}.jsonl") for name in written.namelist())


def test_the_list_says_what_cannot_be_read() -> None:
    told = "Some conversations cannot be read (Permission denied); nothing is lost"
    assert told in past(([], "Permission denied"), "")
    one = [Listed(ID, "Tides")]
    assert told in past((one, "Permission denied"), "")
    assert told not in past((one, ""), "")


def test_no_link_is_followed_to_open_what_was_shut(place: Path) -> None:
    link = "secret = home / 'secret'\nsecret.touch()\nsecret.chmod(0)\nstore = start()\n"
    link += "next(talks.iterdir()).joinpath('2' * 32 + '.jsonl').symlink_to(secret)\n"
    tried = "print(texts(store, '2' * 32), store.kept(OWNER)[1], secret.stat().st_mode & 0o777)\n"
    assert as_another(PLANTED + link + tried, place) == "[] Permission denied 0\n"
