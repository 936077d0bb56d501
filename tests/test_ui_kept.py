"""The page in a browser: files dropped anywhere, and what outlives a reload."""

import json

from tests.browser import Tab
from tests.served import ABOUT, NAME, Served, browser, opened, running, served

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
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text', 'x'.repeat(4100));
        document.querySelector('#box textarea').dispatchEvent(
          new ClipboardEvent('paste', { bubbles: true, clipboardData: data })); }"""
    )
    page.wait_for_function("() => /left out/.test(document.querySelector('#composer-hint').dataset.limit)")
