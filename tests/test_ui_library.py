"""The page in a browser: papers that are selected, tagged and asked alone; what stands beside questions."""

from rag.web.conversations import Listed
from rag.web.sidebar import past
from tests.browser import Tab
from tests.served import Served, browser, opened, running, served

__all__ = ["browser", "opened", "running", "served"]  # fixtures


def test_selected_papers_are_tagged_filtered_and_asked_alone(opened: Tab, served: Served) -> None:
    page = opened.page
    opened.room("Library")
    page.wait_for_selector("#shelf tbody tr")
    page.click("#shelf [data-act='sieve']")
    page.fill("#shelf .column-text[data-column='title']", "ambernet")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#shelf tbody tr').length === 1")
    page.click("#shelf [data-act='mark']")
    page.fill("#shelf .column-text[data-column='title']", "")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#shelf tbody tr').length > 2")
    assert page.is_visible("#shelf .sieve"), "one goes on typing there"
    page.click("#shelf tbody tr:has-text('BirchNet:') [data-act='mark']")
    page.wait_for_selector("#selection strong:has-text('2 papers selected')")
    page.fill("#selection .tag-name", "to read")
    page.keyboard.press("Enter")
    page.click("#shelf [data-act='tagged']:has-text('to read (2)')")
    page.wait_for_function("() => document.querySelectorAll('#shelf tbody tr').length === 2")
    page.click("#shelf [data-act='only']")
    page.wait_for_selector("#composer-hint:has-text('Only 2 chosen papers')")
    (served.home / "tags.json").unlink()


def test_the_pickers_words_are_free_and_a_search_that_finds_no_conversation_says_so(opened: Tab) -> None:
    page = opened.page
    page.wait_for_selector("#writer input")
    free = page.evaluate(
        """() => { const input = document.querySelector('#writer input');
        const words = input.getBoundingClientRect().right - parseFloat(getComputedStyle(input).paddingRight);
        return document.querySelector('#writer .icon-wrap').getBoundingClientRect().left - words; }"""
    )
    assert free >= 0, "the arrow stands beside them"
    six = [Listed(str(number), f"Talk {number}", asked="moss") for number in range(6)]
    page.evaluate(
        "(shown) => { document.querySelector('#past-list').innerHTML = shown; }", str(past((six, ""), ""))
    )
    for words, found in (("talk 3", 1), ("lichen", 0), ("moss", 6)):
        page.fill(".find-talks", words)
        assert page.locator(".talks li:visible").count() == found
        assert page.is_visible(".none-found") is not bool(found)


def test_a_table_is_filled_from_the_selected_papers_and_its_cells_are_cited(opened: Tab) -> None:
    page = opened.page
    opened.room("Library")
    for name in ("AmberNet:", "BirchNet:"):
        page.click(f"#shelf tbody tr:has-text('{name}') [data-act='mark']")
        page.wait_for_selector(
            f"#selection strong:has-text('{'1 paper' if 'Amber' in name else '2 papers'}')"
        )
    page.fill("#questions textarea", "On how many nights does it err?\nWhich GPUs were used?")
    page.click("#selection [data-act='tabulate']")
    page.wait_for_selector("#literature [data-act='export_table']")
    assert page.locator("#literature tbody tr").count() == 2
    assert page.locator("#literature tbody th >> nth=0").bounding_box()["width"] > 200
    assert page.locator("#literature td.hint:has-text('not stated')").count() == 2
    page.click("#literature .mark >> nth=1")
    page.wait_for_selector("#tabled_card details[open] mark:has-text('nights')")
