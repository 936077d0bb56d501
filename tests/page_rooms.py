"""What answers the page's events, over twelve invented papers: fixtures."""

import sys
from datetime import date
from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.settings import Settings
from rag.web.asking import Asking
from rag.web.browsing import Browsing
from rag.web.collecting import Collecting
from rag.web.configuring import Configuring
from rag.web.controller import Controller
from rag.web.conversations import ConversationStore
from rag.web.evaluating import Evaluating
from rag.web.tabling import Tabling

TODAY = date(2026, 11, 20)


@pytest.fixture
def library(twelve: Library) -> Library:
    return twelve


def controller_of(library: Library) -> Controller:
    talks = ConversationStore(library.home / "page" / "talks")
    return Controller(Assistant(library.reader, NoEncoder()), talks)


def asking_in(library: Library) -> Asking:
    """What answers a reader's questions, of this library."""
    return Asking(Settings(home=library.home), controller_of(library), lambda: TODAY)


@pytest.fixture
def controller(library: Library) -> Controller:
    return controller_of(library)


@pytest.fixture
def asking(controller: Controller, home: Path) -> Asking:
    return Asking(Settings(home=home), controller, lambda: TODAY)


@pytest.fixture
def browsing(controller: Controller, library: Library, home: Path) -> Browsing:
    (home / "page" / "files").mkdir(parents=True)
    return Browsing(Settings(home=home), controller, library, home / "page" / "files")


@pytest.fixture
def collecting(browsing: Browsing) -> Collecting:
    return Collecting(browsing)


@pytest.fixture
def tabling(controller: Controller) -> Tabling:
    return Tabling(controller)


@pytest.fixture
def configuring(controller: Controller, library: Library, home: Path) -> Configuring:
    return Configuring(Settings(home=home, reply_cache=False), controller, library, editable=True)


@pytest.fixture
def evaluating(home: Path) -> Evaluating:
    return Evaluating(home, editable=True, command=(sys.executable, "-c", "pass"))


@pytest.fixture
def answering(
    asking: Asking, collecting: Collecting, configuring: Configuring, evaluating: Evaluating, tabling: Tabling
) -> list[object]:
    """What answers the page's events, all of it."""
    return [asking, collecting.browsing, collecting, configuring, evaluating, tabling]
