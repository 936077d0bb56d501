"""A page over invented papers, in a browser: what the browser tests stand on.

In: nothing. Out: fixtures (`browser`, `served`, `opened`, `anew`), an assistant that says what it is
told to. Knows nothing of what is tested.
"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer, Citation, Status
from rag.model.filters import NO_FILTERS, Filters
from rag.model.listener import Listener
from rag.model.query import ParsedQuery
from rag.model.settings import Settings
from tests.browser import Tab, chromium, tab
from tests.fakes import papers

pytest.importorskip("gradio", reason="gradio is not installed")

NAME = "AmberNet"
ABOUT = f"What is {NAME}?"


class Dictated(Assistant):
    """Says what it is told to, piece by piece: a model's part, played by the test."""

    script: Sequence[str] = ()
    gate: threading.Event | None = None  # waited for before the last piece: a model that is not done

    def stream(
        self,
        message: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters = NO_FILTERS,
        parsed: Sequence[ParsedQuery] = (),
        listener: Listener | None = None,
    ) -> Iterator[str | Answer]:
        script, gate = self.script, self.gate
        if not script:
            yield from super().stream(message, history, filters=filters, parsed=parsed, listener=listener)
            return
        for number, piece in enumerate(script):
            if gate and number == len(script) - 1:
                gate.wait()
            yield piece
        yield self._written("".join(script), message)

    def _written(self, text: str, message: str) -> Answer:
        first = next(self.catalogue.papers())
        kinds = ("supported", "weak", "unsupported")
        cited = tuple(Citation.of(1, first, 0, 20, support=kind) for kind in kinds)
        return Answer(message, message, Status.ANSWERED, text, cited, mode="write", model="<b>model</b>")


_ports = [0]  # that of the last page


def page_over(settings: Settings, assistant: Assistant, library: Library, **options: Any) -> Any:
    """A page, at the port of the last one where that is free: for the same address the browser has kept the
    scripts, which are half of what it takes to load a page."""
    from ui import serve

    try:
        page = serve(settings, assistant, library, port=_ports[-1], **options)
    except OSError:  # somebody has it
        page = serve(settings, assistant, library, **options)
    _ports.append(page.server_port)
    return page


class Served:
    """A page over invented papers."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.library = Library(home, NoEncoder())
        self.library.ingest(papers(60))
        self.assistant = Dictated(self.library.reader, NoEncoder())
        self.settings = Settings(home=home, starter=False, reply_cache=False)
        self.page = page_over(self.settings, self.assistant, self.library)
        self.address = str(self.page.local_url)

    def dictate(self, *script: str, hold: bool = False) -> None:
        """What the assistant says from now on; `hold` keeps the last piece back until it is told anew."""
        if self.assistant.gate:
            self.assistant.gate.set()
        self.assistant.script, self.assistant.gate = script, threading.Event() if hold else None


@pytest.fixture(scope="module")
def browser() -> Any:
    return chromium()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("page") / "ask")
    yield served
    served.page.close()


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    yield running
    running.dictate()


@pytest.fixture
def opened(served: Served, browser: Any) -> Iterator[Tab]:
    """A fresh session, which must have been harmless."""
    with tab(browser, served.address) as found:
        yield found
        found.harmless()


@pytest.fixture(scope="module")
def kept_open(running: Served, browser: Any) -> Iterator[Tab]:
    """A session for many tests: loading the page costs the browser seconds of work."""
    with tab(browser, running.address) as found:
        yield found


@pytest.fixture
def anew(served: Served, kept_open: Tab) -> Iterator[Tab]:
    """A new conversation in that session, for what concerns no more than one; it must have been harmless."""
    kept_open.begin()
    yield kept_open
    kept_open.harmless()
