"""Logging in and out, and a page that a reverse proxy has at a path of its own, in a real browser."""

import json
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

pytest.importorskip("gradio", reason="gradio is not installed")

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.settings import Settings
from tests.browser import MILLISECONDS, tab
from tests.fakes import papers
from tests.served import browser

__all__ = ["browser"]


def test_who_logs_out_is_asked_for_the_password_again_and_others_are_not(home: Path, browser: Any) -> None:
    from ui import serve

    library = Library(home, NoEncoder())
    library.ingest(papers(3))
    served = serve(
        Settings(home=home, starter=False),
        Assistant(library.reader, NoEncoder()),
        library,
        login=("moss", "fern"),
    )
    try:
        mine, other = (browser.new_context().new_page() for _ in range(2))
        for window in (mine, other):
            window.set_default_timeout(MILLISECONDS)
            window.goto(str(served.local_url))
            window.locator("input").nth(0).fill("moss")
            window.locator("input[type=password]").fill("fern")
            window.get_by_role("button", name="Login").click()
            window.wait_for_selector(".empty h2")
        mine.get_by_role("tab", name="Settings", exact=True).click()
        mine.locator("#log-out").click()
        mine.wait_for_selector("input[type=password]")
        other.reload()
        other.wait_for_selector(".empty h2")
        for window in (mine, other):
            window.context.close()
    finally:
        served.close()


def test_a_page_below_a_path_is_whole_there_and_nowhere_beside(home: Path, browser: Any) -> None:
    from ui import serve

    library = Library(home, NoEncoder())
    library.ingest(papers(3))
    assistant = Assistant(library.reader, NoEncoder())
    served = serve(Settings(home=home, starter=False), assistant, library, root_path="/lab/papers")
    address = str(served.local_url).rstrip("/")
    try:
        for asked in ("/lab/papers/config", "/config"):  # the second is what a proxy asks that takes it off
            with urlopen(f"{address}{asked}") as reply:
                assert json.load(reply)["root"] == f"{address}/lab/papers"
        for shut in ("/lab/config", "/lab/papersx/config", "/lab/papers/gradio_api/call/ask"):
            with pytest.raises(HTTPError, match="404"):
                urlopen(f"{address}{shut}")
        with tab(browser, f"{address}/lab/papers/") as found:
            found.ask("What is AmberNet?")
            asked_of = [url for url in found.requests if "/gradio_api/" in url]
            assert asked_of
            assert all(url.startswith(f"{address}/lab/papers/") for url in asked_of)
            found.harmless()
    finally:
        served.close()
