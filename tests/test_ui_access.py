"""The page in a browser for those who cannot see it, or have no mouse."""

from typing import Any

import pytest

from tests.browser import Tab, axe_script, tab
from tests.served import ABOUT, NAME, Served, browser, opened, running, served

__all__ = ["browser", "opened", "running", "served"]  # fixtures

ROOMS = {
    "Library": "#shelf tbody tr",
    "Compare": "#comparison p",
    "Evaluation": "#evaluation p",
    "Settings": "#settings dd",
}


@pytest.mark.parametrize("wide", [390, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(served: Served, browser: Any, scheme: str, wide: int) -> None:
    script = axe_script()
    with tab(browser, served.address, wide=wide, color_scheme=scheme, bypass_csp=True) as found:
        page = found.page
        page.evaluate(script)
        _no_barrier(found, "empty")
        served.dictate("One holds [1]. Two may [1]. Three does not [1]. Nobody said this [7].")
        found.ask("anything since 2024")
        served.dictate()
        found.ask("papers about counting since June 2024", turn=1)
        page.click("article[data-turn='1'] [data-rating='up']")
        page.wait_for_selector(".note-text")
        page.click("article[data-turn='0'] .mark >> nth=0")
        page.wait_for_selector("#sources .cards[data-turn='0']")
        _no_barrier(found, "answers and sources")
        page.keyboard.press("Escape")
        if wide < 720:
            page.click("[data-act='past']")
            _no_barrier(found, "conversations")
            page.keyboard.press("Escape")
        for room, shown in ROOMS.items():
            found.room(room)
            page.wait_for_selector(shown)
            _no_barrier(found, room)
        found.room("Compare")
        for name in ("AmberNet", "BirchNet"):
            page.fill("#name textarea, #name input", name)
            page.keyboard.press("Enter")
            page.wait_for_selector(f"#comparison .chip:has-text('{name}')")
        _no_barrier(found, "comparison")
        found.room("Library")
        page.click("#shelf tbody tr:first-child button.title")
        page.click(".paper [data-sure='yes']")
        page.wait_for_selector(".paper [data-act='remove']")
        _no_barrier(found, "paper")


def _no_barrier(found: Tab, where: str) -> None:
    result = found.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    grave = [v for v in result["violations"] if v["impact"] in ("moderate", "serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in grave] == [], where


def test_everything_in_a_conversation_is_done_by_keyboard(opened: Tab) -> None:
    page = opened.page
    page.keyboard.type(ABOUT)  # the box has the focus from the start
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .acts")
    page.keyboard.type("What is BirchNet?")  # and has it again
    page.keyboard.press("Enter")
    page.wait_for_selector("article[data-turn='1'] .acts")
    assert "BirchNet" in page.text_content("article[data-turn='1'] .answer")
    passed = _tabbed(opened, backwards=True, until="[data-act='cite']")
    assert {"rate", "copy", "edit"} <= passed
    page.keyboard.press("Enter")
    page.wait_for_selector("#sources mark.on")


def test_the_focus_comes_back_to_the_box_from_a_button_that_went_with_the_answer(opened: Tab) -> None:
    page = opened.page
    page.focus("button.example >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .acts")
    page.wait_for_function("() => document.activeElement.closest('#box')")
    page.wait_for_selector("#told:has-text('Answered')", state="attached")


def test_the_other_rooms_are_reached_and_left_by_keyboard(opened: Tab) -> None:
    page = opened.page
    page.focus("#rooms [role=tab][aria-selected=true]")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#shelf tbody tr")
    _tabbed(opened, until="#shelf button.title")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".paper h2:has-text('{NAME}')")


def _tabbed(found: Tab, *, until: str, backwards: bool = False) -> set[str]:
    """Press Tab until the focus is there; what the buttons on the way do."""
    passed = set()
    for _ in range(60):
        found.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        passed.add(found.page.evaluate("() => document.activeElement.dataset.act || ''"))
        if found.page.evaluate("(there) => document.activeElement.matches(there)", until):
            return passed
    raise AssertionError(f"the keyboard does not get to {until}; it gets to {passed}")
