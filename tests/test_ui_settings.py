"""The page in a browser: a model is chosen, tried and kept; a page that is open to others has none of it."""

from typing import Any

from tests.browser import Tab, tab
from tests.conftest import server
from tests.model_server import ModelServer
from tests.served import ABOUT, Served, browser, opened, running, served
from tests.test_probing import ANSWERS

__all__ = ["browser", "opened", "running", "served", "server"]  # fixtures


def test_a_model_is_chosen_from_its_server_tried_and_writes_from_then_on(
    opened: Tab, served: Served, server: ModelServer
) -> None:
    page = opened.page
    server.text = ANSWERS
    opened.room("Settings")
    page.wait_for_selector("#settings dd:has-text('quoting, no model')")
    page.fill("#address input, #address textarea", server.url)
    page.click("#list_models")
    page.wait_for_selector("#model_told:has-text('2 models there')")
    page.click("#model input")
    page.get_by_role("option", name="fake").click()
    page.click("#writes label:has-text('Let the model write')")
    page.click("#try_model")
    page.wait_for_selector("#model_told td:has-text('answered a question rightly')")
    page.click("#save_model")
    page.wait_for_selector("#settings dd:has-text('written by fake')")
    assert 'model = "fake"' in (served.home / "ask.toml").read_text(encoding="utf-8")
    opened.room("Ask")
    server.text = "AmberNet counts tides from sound alone [1]."
    opened.ask(ABOUT)
    assert "written by fake" in page.text_content(".turn .meta")
    page.click("#writer input")
    page.get_by_role("option", name="Quoted, no model").click()
    page.wait_for_function("() => document.querySelector('#writer input').value.startsWith('Quoted')")
    opened.ask(ABOUT, turn=1)
    assert "written by" not in page.text_content('article[data-turn="1"] .meta')
    assert 'mode = "quote"' in (served.home / "ask.toml").read_text(encoding="utf-8")


def test_under_the_question_box_stand_the_models_of_the_server_and_the_way_to_another(
    opened: Tab, served: Served, server: ModelServer
) -> None:
    page = opened.page
    for question, room in (
        ("export everything as CSV", "#shelf tbody tr"),
        ("How do I change the model?", "#settings dd"),
    ):
        opened.room("Ask")
        opened.ask(question, page.locator(".turn").count())
        page.click(".turn.last [data-act='go']")
        page.wait_for_selector(room)
    opened.room("Ask")
    page.click("#writer input")
    page.get_by_role("option", name="Choose a model").click()
    page.wait_for_selector("#address input, #address textarea")
    page.fill("#address input, #address textarea", server.url)
    page.click("#save_model")
    page.wait_for_selector("#model_told:has-text('Saved in')")
    opened.room("Ask")
    page.click("#writer input")
    page.get_by_role("option", name="fake").click()
    page.wait_for_function("() => document.querySelector('#writer input').value === 'fake'")
    assert 'model = "fake"' in (served.home / "ask.toml").read_text(encoding="utf-8")


def test_a_page_without_a_password_that_others_reach_has_no_settings_of_the_model(
    served: Served, browser: Any
) -> None:
    from ui import serve

    page = serve(served.settings, served.assistant, served.library, allow_hosts=("papers.example",))
    try:
        with tab(browser, str(page.local_url)) as found:
            found.room("Settings")
            found.page.wait_for_selector("#settings dd")
            assert found.page.locator("#model-settings, #address, #key, #save_model").count() == 0
            found.room("Evaluation")
            found.page.wait_for_selector("#evaluation p")
            assert found.page.locator("[data-act='evaluate']").count() == 0
    finally:
        page.close()
