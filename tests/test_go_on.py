"""A rebuild where Chroma and the indexes disagree by much asks first, at a terminal: yes goes on, no leaves
everything as it was."""

import os
import shutil
import termios
from pathlib import Path

import pexpect
import pytest
from pexpect.fdpexpect import fdspawn

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.ingest.verified import apart
from tests.forking import Forked
from tests.stepping import until


@pytest.fixture
def lost(shelf: Path, home: Path) -> Path:
    """A library of twelve papers whose database is gone."""
    shutil.copytree(shelf, home)
    shutil.rmtree(home / "chroma")
    found = apart(Library(home, NoEncoder()))
    assert found is not None
    assert found.is_grave
    return home


AT_A_TERMINAL = """
import os, signal, sys
from pathlib import Path
device, opened = sys.argv.pop(1), Path(sys.argv.pop(1))
os.setsid()
terminal = os.open(device, os.O_RDWR)  # from now on what a Ctrl-C at it stops
for stream in range(3):
    os.dup2(terminal, stream)
os.close(terminal)
opened.touch()
sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")
signal.signal(signal.SIGINT, signal.default_int_handler)  # also in the background
from rag.cli.main import main
main()
"""


class Terminal(fdspawn):
    """The command at a pseudo-terminal."""

    def __init__(self, home: Path, *args: str) -> None:
        outside = {k: v for k, v in os.environ.items() if not k.startswith(("ASK_", "OPENAI_"))}
        ours = {"ASK_HOME": str(home), "ASK_EMBEDDING": "none", "ASK_STARTER": "off", "NO_COLOR": "1"}
        mine, theirs = os.openpty()
        termios.tcsetwinsize(theirs, (24, 160))
        opened = home.with_name("opened")
        given = (os.ttyname(theirs), str(opened), *args)
        self.process = Forked(AT_A_TERMINAL, given, environment=outside | ours)
        until(self.process, opened.exists)
        os.close(theirs)
        # by poll(): select() knows 1,024 files, and other tests hold more
        super().__init__(mine, encoding="utf-8", timeout=120, use_poll=True)


def rebuilding(home: Path, *options: str) -> Terminal:
    return Terminal(home, "ingest", "--rebuild", *options)


def ended(terminal: Terminal) -> tuple[int | None, str]:
    """The exit code, and what was shown since it was last waited for."""
    terminal.expect(pexpect.EOF)
    terminal.close()
    return terminal.process.wait(), str(terminal.before)


def files(home: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(home)): p.read_bytes() for p in home.rglob("*") if p.is_file() and p.name != "lock"
    }


@pytest.mark.parametrize("answer", ["n\n", "no\n", "\x03"], ids=["n", "no", "Ctrl-C"])
def test_no_changes_nothing_and_the_exit_code_says_so(lost: Path, answer: str) -> None:
    before = files(lost)
    terminal = rebuilding(lost)
    terminal.expect(r"Chroma holds 0, the indexes hold 12 papers.*Go on\? \[Y/n\]")
    terminal.send(answer)
    code, shown = ended(terminal)
    assert code == 130
    assert "rebuilt" not in shown
    assert files(lost) == before


@pytest.mark.parametrize("answer", ["y\n", "\n"], ids=["y", "return"])
def test_yes_rebuilds(lost: Path, answer: str) -> None:
    terminal = rebuilding(lost)
    terminal.expect(r"Go on\? \[Y/n\]")
    terminal.send(answer)
    code, shown = ended(terminal)
    assert (code, "rebuilt the indexes of 12 papers" in shown) == (0, True), shown
    assert Library(lost, NoEncoder()).count() == 12


def test_what_is_no_answer_is_asked_again(lost: Path) -> None:
    before = files(lost)
    terminal = rebuilding(lost)
    terminal.expect(r"Go on\? \[Y/n\]")
    terminal.send("moss\n")
    terminal.expect(r"Go on\? \[Y/n\]")
    terminal.send("n\n")
    assert ended(terminal)[0] == 130
    assert files(lost) == before


def test_with_yes_on_the_line_nothing_is_asked(lost: Path) -> None:
    code, shown = ended(rebuilding(lost, "--yes"))
    assert (code, "Go on?" in shown, "rebuilt the indexes of 12 papers" in shown) == (0, False, True), shown


def test_where_they_differ_by_little_nothing_is_asked(shelf: Path, home: Path) -> None:
    shutil.copytree(shelf, home)
    library = Library(home, NoEncoder())
    with library._storage.writing("a test"):
        vectors = library._storage.vectors("none")
        vectors.delete(sorted(vectors.ids())[:2])
    found = apart(library)
    assert found is not None
    assert not found.is_grave
    code, shown = ended(rebuilding(home))
    assert (code, "Go on?" in shown, "rebuilt the indexes of 12 papers" in shown) == (0, False, True), shown
