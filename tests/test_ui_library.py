"""The page in a browser: papers that are selected, tagged and asked alone."""

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
    page.click("#shelf tbody tr:has-text('BirchNet:') [data-act='mark']")
    page.wait_for_selector("#selection strong:has-text('2 papers selected')")
    page.fill("#selection .tag-name", "to read")
    page.keyboard.press("Enter")
    page.click("#shelf [data-act='tagged']:has-text('to read (2)')")
    page.wait_for_function("() => document.querySelectorAll('#shelf tbody tr').length === 2")
    page.click("#shelf [data-act='only']")
    page.wait_for_selector("#composer-hint:has-text('Only 2 chosen papers')")
    (served.home / "tags.json").unlink()


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
    assert page.locator("#literature td.hint:has-text('not stated')").count() == 2
    page.click("#literature .mark >> nth=1")
    page.wait_for_selector("#tabled_card details[open] mark:has-text('nights')")
