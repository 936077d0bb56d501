"""The page in a browser: files dropped anywhere, and what outlives a reload."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.listener import STOPPED
from rag.model.settings import Settings
from tests.browser import MILLISECONDS, Tab, tab
from tests.fakes import papers
from tests.served import ABOUT, NAME, Dictated, Served, browser, opened, running, served

__all__ = ["browser", "opened", "running", "served"]  # fixtures

DROP = """(text) => {
  const files = new DataTransfer();
  files.items.add(new File([text], 'dropped.jsonl', { type: 'application/json' }));
  const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files });
  document.querySelector('#transcript').dispatchEvent(event);
}"""


def test_a_file_dropped_on_the_first_screen_is_read_and_its_report_is_in_sight(
    opened: Tab, served: Served
) -> None:
    page = opened.page
    record = {"title": "YakNet: Horns at Noon", "abstract": "We present YakNet, which counts horns. " * 4}
    page.evaluate(DROP, json.dumps(record))
    page.wait_for_selector("#report .done")
    assert "1 added" in page.text_content("#report")
    place = page.locator("#report .done").bounding_box()
    assert place["y"] + place["height"] < page.viewport_size["height"]
    served.library.remove([p.paper_id for p in served.assistant.catalogue.papers() if "YakNet" in p.title])


def test_the_open_conversation_and_what_is_typed_outlive_a_reload_and_a_deletion(opened: Tab) -> None:
    page = opened.page
    opened.ask(ABOUT)
    page.wait_for_selector("#past .talk[aria-current]")
    page.fill("#box textarea", "half a quest")
    page.reload()
    page.wait_for_selector(f".turn h2:has-text('{NAME}')")
    page.wait_for_function("() => document.querySelector('#box textarea').value === 'half a quest'")
    page.click("#past .cross")
    page.wait_for_selector(".turn", state="detached")
    page.click("#composer-hint [data-act='restore']")
    page.wait_for_selector(f".turn h2:has-text('{NAME}')")
    page.click("#new")
    page.wait_for_selector(".turn", state="detached")
    opened.room("Library")
    page.click("#shelf tbody tr >> nth=0 >> [data-act='choose']")
    opened.room("Compare")
    page.click("#comparison [data-act='only']")
    page.wait_for_selector("#composer-hint [data-act='every']")
    page.reload()
    page.wait_for_selector("#composer-hint:has-text('Only 1 chosen paper')")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text', 'x'.repeat(4100));
        document.querySelector('#box textarea').dispatchEvent(
          new ClipboardEvent('paste', { bubbles: true, clipboardData: data })); }"""
    )
    page.wait_for_function("() => /left out/.test(document.querySelector('#composer-hint').dataset.limit)")


def test_an_answer_that_is_being_written_outlives_a_reload_and_goes_on(opened: Tab, served: Served) -> None:
    page = opened.page
    opened.ask(ABOUT)
    served.dictate(*[f"word{n} " for n in range(5)], hold=True)
    page.fill("#box textarea", "anything")
    page.keyboard.press("Enter")
    page.wait_for_selector('.turn[aria-busy="true"] .answer:has-text("word3")')
    page.reload()
    opened.complaints.clear()  # the stream of the page that is gone broke off
    page.wait_for_selector('article[data-turn="1"][aria-busy="true"] .answer:has-text("word3")')
    assert NAME in page.text_content('article[data-turn="0"] .answer')
    assert "word4" not in page.text_content('article[data-turn="1"] .answer')
    served.dictate()
    page.wait_for_selector('article[data-turn="1"] .answer:has-text("word4")')
    page.wait_for_selector('article[data-turn="1"] .acts')
    assert page.locator(".turn .note").count() == 0


def test_another_conversation_can_be_read_while_an_answer_is_written(opened: Tab, served: Served) -> None:
    page = opened.page
    opened.ask(ABOUT)
    page.click("#new")
    page.wait_for_selector(".empty h2")
    served.dictate(*[f"word{n} " for n in range(5)], hold=True)
    page.fill("#box textarea", "anything")
    page.keyboard.press("Enter")
    page.wait_for_selector('.turn[aria-busy="true"] .answer:has-text("word3")')
    page.click(f"#past .talk:has-text('{NAME}')")
    page.wait_for_selector(f".turn h2:has-text('{NAME}')")
    page.wait_for_selector("#send:visible")
    page.wait_for_selector('.turn[aria-busy="true"]', state="detached")  # a piece on its way may come late
    page.wait_for_selector(f".turn h2:has-text('{NAME}')")
    page.click("#past .talk:has-text('anything')")
    page.wait_for_selector('.turn[aria-busy="true"] .answer:has-text("word3")')
    served.dictate()
    page.wait_for_selector('.turn .answer:has-text("word4")')


def test_an_answer_is_stopped_when_its_page_was_closed_for_good(home: Path, browser: Any) -> None:
    from ui import serve

    library = Library(home, NoEncoder())
    library.ingest(papers(3))
    assistant = Dictated(library.reader, NoEncoder())
    assistant.script, assistant.gate = ("word0 ", "word1 "), threading.Event()
    served = serve(Settings(home=home, starter=False), assistant, library, unread=0.0)
    try:
        with tab(browser, str(served.local_url)) as found:
            found.page.fill("#box textarea", "anything")
            found.page.keyboard.press("Enter")
            found.page.wait_for_selector('.turn[aria-busy="true"] .answer:has-text("word0")')
        kept = home / "page" / "talks"
        wait_until(lambda: any(STOPPED in path.read_text("utf-8") for path in kept.rglob("*.jsonl")))
    finally:
        assistant.gate.set()
        served.close()


def wait_until(happens: Callable[[], bool]) -> None:
    until = time.monotonic() + MILLISECONDS / 1000
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)
