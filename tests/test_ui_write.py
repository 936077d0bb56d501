"""The page in a browser while a model writes: a real server on loopback, good and bad."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.generation.models import open_model
from rag.generation.writer import Writer
from rag.ingest.library import Library
from rag.model.settings import Settings
from rag.verification.checker import SupportChecker
from tests.browser import Tab, tab
from tests.fakes import papers
from tests.model_server import ModelServer
from tests.served import ABOUT, NAME, browser, page_over

__all__ = ["browser"]  # a fixture

COUNT_SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shifted += e.value; })
    .observe({ type: 'layout-shift', buffered: false });
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model: ModelServer, browser: Any) -> Iterator[str]:
    """A page that writes with the model."""
    home: Path = tmp_path_factory.mktemp("write") / "ask"
    settings = Settings(home=home, cache=home, starter=False, model="fake", base_url=model.url)
    library = Library(home, NoEncoder())
    library.ingest(papers(60))
    opened = open_model(settings, cache=False, pause=lambda seconds: None)
    assert opened
    writer = Writer(opened, SupportChecker(None))
    page = page_over(settings, Assistant(library.reader, NoEncoder(), writer=writer), library)
    yield str(page.local_url)
    page.close()


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture
def writing(model: ModelServer) -> Iterator[ModelServer]:
    """The model as it behaves at first; what it holds back at the end is let go."""
    model.mode, model.text, model.gate = "well", "", None
    model.sent.clear()
    yield model
    if model.gate:
        model.gate.set()


@pytest.fixture
def opened(address: str, browser: Any) -> Iterator[Tab]:
    with tab(browser, address) as found:
        yield found
        found.harmless()


@pytest.fixture(scope="module")
def kept_open(address: str, browser: Any) -> Iterator[Tab]:
    """A session for many tests: loading the page costs the browser seconds of work."""
    with tab(browser, address) as found:
        yield found


@pytest.fixture
def anew(kept_open: Tab, writing: ModelServer) -> Iterator[Tab]:
    """A new conversation in that session, which must have been harmless."""
    kept_open.begin()
    yield kept_open
    kept_open.harmless()


def test_words_appear_as_the_model_writes_and_each_sentence_is_then_marked(
    opened: Tab, writing: ModelServer
) -> None:
    page, writing.gate = opened.page, Event()
    page.evaluate(COUNT_SHIFTS)
    page.fill("#box textarea", ABOUT)
    page.keyboard.press("Enter")
    page.wait_for_selector('.turn[aria-busy="true"] .support:has-text("checking")')
    assert page.locator(".mark.unknown").count() == 0
    page.wait_for_selector("#stop:visible")
    writing.gate.set()
    page.wait_for_selector(".turn .acts")
    told = set(page.locator(".turn .support").all_text_contents())
    assert told <= {"supported", "weakly supported", "not supported"}
    assert "supported" in told
    assert "written by fake" in page.text_content(".turn .meta")
    assert page.evaluate("() => window.shifted") < 0.05
    page.wait_for_function("() => document.activeElement === document.querySelector('#box textarea')")
    page.wait_for_selector("#told:has-text('written by fake')", state="attached")


def test_what_no_paper_supports_is_said_in_words(anew: Tab, writing: ModelServer) -> None:
    writing.text = f"{NAME} counts tides from sound alone [1]. It errs in 97 percent of all nights [1]."
    anew.ask(ABOUT)
    assert anew.page.locator(".turn .support").all_text_contents() == ["supported", "not supported"]


@pytest.mark.parametrize("mode", ["failing", "cut_early", "html", "empty", "malformed", "nonsense"])
def test_a_model_that_fails_leaves_the_quotes_and_one_line(
    anew: Tab, writing: ModelServer, mode: str
) -> None:
    writing.mode = mode
    anew.ask(ABOUT)
    assert NAME in anew.page.text_content(".answer")
    (note,) = anew.page.locator(".turn .note").all_text_contents()
    assert "Answered by quoting instead" in note
    assert "\n" not in note


def test_a_model_that_breaks_off_keeps_what_it_wrote(anew: Tab, writing: ModelServer) -> None:
    writing.mode = "error_event"
    anew.ask(ABOUT)
    notes = anew.page.locator(".turn .note").all_text_contents()
    assert any("what had arrived" in note or "by quoting instead" in note for note in notes)


def test_stop_takes_effect_while_the_model_is_silent(anew: Tab, writing: ModelServer) -> None:
    page, writing.gate, writing.text = anew.page, Event(), "Nothing."  # one piece, held back
    page.fill("#box textarea", ABOUT)
    page.keyboard.press("Enter")
    page.wait_for_selector('.turn[aria-busy="true"]')
    page.click("#stop")
    page.wait_for_selector(".turn .note:has-text('You stopped')")
    page.wait_for_selector("#send:visible")
    writing.text = ""
    writing.gate.set()
    page.click("[data-act='again']")
    page.wait_for_selector(".turn .meta:has-text('written by fake')")
    page.wait_for_selector(".turn .acts")  # it has ended: what begins anew meanwhile would be put back
    assert page.locator(".turn").count() == 1


def test_a_follow_up_an_edit_and_a_retry_reach_the_model_with_the_conversation(
    anew: Tab, writing: ModelServer
) -> None:
    page = anew.page
    anew.ask(ABOUT)
    anew.ask("By how much does it err?", turn=1)
    assert NAME in page.text_content('article[data-turn="1"] .understood')
    assert ABOUT in writing.chats[-1].prompt
    page.click('article[data-turn="1"] [data-act="edit"]')
    page.wait_for_function("() => document.querySelector('#box textarea').value.includes('err')")
    page.fill("#box textarea", "What is BirchNet?")
    page.keyboard.press("Enter")
    page.wait_for_selector("article[data-turn='1'] h2:has-text('BirchNet')")
    page.wait_for_selector("article[data-turn='1'] .acts")
    assert "BirchNet" in writing.chats[-1].prompt
    assert page.locator(".turn").count() == 2
