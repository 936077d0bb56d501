"""A conversation while the disk is full: its answers are shown with a line, what was kept before stays
readable, and what was not is kept when there is room again."""

import hashlib
from pathlib import Path

import pytest

from tests.forking import ran
from tests.test_refused_by_system import SMALL, namespaced

# In a process of its own, in which `full()` and `room()` say how much may be written.
ASKED = """
import errno, logging, os, sys
from datetime import date
from pathlib import Path
from selectolax.lexbor import LexborHTMLParser
from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.settings import Settings
from rag.web.asking import Asking
from rag.web.controller import Controller, Request
from rag.web.conversations import ConversationStore
from rag.web.faults import told
from rag.web.session import SessionState
logging.basicConfig(format="LOG %(levelname)s %(message)s", stream=sys.stdout)
shelf, talks, owner, id_ = Path(sys.argv[1]), Path(sys.argv[2]) / "talks", "0" * 32, "1" * 32
controller = Controller(Assistant(Library(shelf, NoEncoder()).reader, NoEncoder()), ConversationStore(talks))
def last(*views):
    found = LexborHTMLParser(views[-1].latest)
    return found.css_first("h2").text(), "Not saved yet: " in found.text(), "counts" in found.text()
def on_disk():
    return [a.question[8:-1] for a in ConversationStore(talks).open(owner, id_).answers]
def asked(name):
    print(*last(*controller.ask(owner, id_, Request(f"What is {name}?"))), on_disk())
asked("AmberNet")
full()
asked("BirchNet")
print(*last(controller.suggest(owner, id_)))
asked("CedarNet")
print([a.question[8:-1] for a in controller.conversations.open(owner, id_).answers])
asking = Asking(Settings(home=shelf), controller, date.today)
try:
    asking.rename(SessionState(owner=owner, conversation=id_), {"conversation": id_, "name": "Nets"})
except OSError as error:
    print("told", told(error))
print(len(ConversationStore(talks).listed(owner)), sorted(p.suffix for p in talks.rglob("*.*")))
room()
asked("DuneNet")
"""
OWNED = f"of-{hashlib.sha256(b'0' * 32).hexdigest()[:32]}"
SHOWN = """\
What is AmberNet? False True ['AmberNet']
LOG WARNING a question could not be kept: {refused}
LOG WARNING an answer could not be kept: {refused}
What is BirchNet? True True ['AmberNet']
What is BirchNet? True True
LOG WARNING a question could not be kept: {refused}
LOG WARNING an answer could not be kept: {refused}
What is CedarNet? True True ['AmberNet']
['AmberNet', 'BirchNet', 'CedarNet']
told {refused}
1 ['.jsonl']
What is DuneNet? False True ['AmberNet', 'BirchNet', 'CedarNet', 'DuneNet']
"""
LIMITED = """
import resource
def full():
    (kept,) = talks.rglob("*.jsonl")
    resource.setrlimit(resource.RLIMIT_FSIZE, (kept.stat().st_size + 50, resource.RLIM_INFINITY))
def room():
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""
FILLED = """
def full():
    with (talks.parent / "ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(512)):
                pass
        except OSError as error:
            assert error.errno == errno.ENOSPC
def room():
    (talks.parent / "ballast").unlink()
"""


def shown(folder: Path, refused: str) -> str:
    """What is printed, where a talk below `folder` is refused in these words."""
    (kept,) = (folder / "talks").iterdir()
    return SHOWN.format(refused=refused.format(kept))


def test_a_conversation_that_outgrows_what_may_be_written_is_shown_and_kept_later(
    shelf: Path, tmp_path: Path
) -> None:
    """A limit on the size of files is the full disk that a plain user can have."""
    pytest.importorskip("resource", reason="the system has no such limit")
    done = ran(LIMITED + ASKED, str(shelf), str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout == shown(
        tmp_path, "{}: File too large; check it, or keep the library elsewhere: ask --home DIR"
    )


def test_a_conversation_on_a_full_disk_is_shown_and_kept_later(shelf: Path, tmp_path: Path) -> None:
    done = namespaced(SMALL.format(size=200), tmp_path, FILLED + ASKED, str(shelf), str(tmp_path))
    assert done.returncode == 0, done.stderr
    (tmp_path / "talks" / OWNED).mkdir(parents=True)  # what was written is gone with its file system
    assert done.stdout == shown(tmp_path, "no space left on device on {}; free some space and run this again")
