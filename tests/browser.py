"""A real page in a real browser, with what it asked for and complained about noted down.

In: an assistant. Out: the page's address, tabs in Chromium. Skips where no browser is. Knows
nothing of what the page shows.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MILLISECONDS = 180_000  # for one thing to appear: the cores may be shared with other work


@dataclass
class Tab:
    """One browser session on the page: nobody else's storage, all its requests and complaints."""

    page: Any
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def elsewhere(self) -> list[str]:
        """Requests to anything but the page's own server."""
        own = (self.address, "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(own)]

    def hears(self) -> dict[str, Callable[[Any], None]]:
        """What notes down the requests and complaints of a window."""

        def dialog(asked: Any) -> None:
            self.complaints.append("a dialog")
            asked.dismiss()

        return {
            "request": lambda request: self.requests.append(request.url),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "console": lambda said: self.complaints.append(said.text) if said.type == "error" else None,
            "dialog": dialog,
        }

    def begin(self) -> None:
        """A new conversation, with nothing noted down yet."""
        if self.page.locator(".turn").count():
            self.page.click("#new")
            self.page.wait_for_selector(".turn", state="detached")
        self.page.wait_for_selector(".empty h2")
        self.requests.clear()
        self.complaints.clear()

    def harmless(self) -> None:
        """It kept to its own server and complained of nothing."""
        assert self.elsewhere == []
        assert self.complaints == []

    def ask(self, question: str, turn: int = 0) -> None:
        """Type it, press Enter, wait until the answer is there, and what may be asked next."""
        self.page.fill("#box textarea", question)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f'article[data-turn="{turn}"][data-looked] .acts')

    def room(self, name: str) -> None:
        """Go to a tab of the page, also where it hides in the menu of a narrow window."""
        tab = self.page.get_by_role("tab", name=name, exact=True)
        if not tab.is_visible():
            self.page.locator(".overflow-menu > button").click()
            tab = self.page.locator(".overflow-dropdown button", has_text=name)
        tab.click()


_kept = ExitStack()  # what `close_chromium` ends
_open: list[Any] = []


def chromium() -> Any:
    """A browser, the same until `close_chromium`: one takes seconds to start, and for its first page; skips
    where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium; install one: apt-get install chromium")
    if not _open:
        playwright = _kept.enter_context(sync_api.sync_playwright())
        _open.append(playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]))
        _kept.callback(_open[0].close)
        _kept.callback(_idle.clear)
    return _open[0]


def close_chromium() -> None:
    """While it is open, the thread that drives it can run no loop of events of its own."""
    _kept.close()
    _open.clear()


@contextmanager
def tab(browser: Any, address: str, *, wide: int = 1280, **options: Any) -> Iterator[Tab]:
    """A session of its own, on the page, which has finished loading; with options in a window of its own."""
    with _window(browser, options) as page:
        opened = Tab(page, address)
        heard = opened.hears()
        for event, hears in heard.items():
            page.on(event, hears)
        page.set_viewport_size({"width": wide, "height": 850})
        page.goto(address)
        page.wait_for_selector(".empty h2, .turn")
        yield opened
        for event, hears in heard.items():
            page.remove_listener(event, hears)


_idle: WeakKeyDictionary[Any, list[Any]] = WeakKeyDictionary()  # windows of each browser, emptied


@contextmanager
def _window(browser: Any, options: dict[str, Any]) -> Iterator[Any]:
    """An empty window with nothing stored. Opening one costs twice what the page does, so plain ones stay."""
    idle = _idle.setdefault(browser, [])
    page = idle.pop() if idle and not options else browser.new_context(**options).new_page()
    page.set_default_timeout(MILLISECONDS)
    yield page
    if options:
        page.context.close()
        return
    page.evaluate("sessionStorage.clear(); localStorage.clear()")
    page.goto("about:blank")
    page.context.clear_cookies()
    idle.append(page)


def axe_script() -> str:
    """The source of axe-core; skips where it is not. AXE_CORE or node_modules says where it is."""
    places = [os.environ.get("AXE_CORE", ""), "node_modules/axe-core/axe.min.js"]
    for place in filter(None, places):
        if Path(place).is_file():
            return Path(place).read_text(encoding="utf-8")
    pytest.skip("no axe-core; get it with: npm install --no-save axe-core")
