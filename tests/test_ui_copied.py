"""The page in a browser: what is copied of an answer."""

from typing import Any

from tests.browser import tab
from tests.served import ABOUT, NAME, Served, browser, running, served

__all__ = ["browser", "running", "served"]  # fixtures


def test_an_answer_is_copied_as_text_with_its_markers_and_nothing_of_the_page(
    served: Served, browser: Any
) -> None:
    with tab(browser, served.address, permissions=["clipboard-read", "clipboard-write"]) as found:

        def copied(question: str, turn: int) -> str:
            found.ask(question, turn)
            button = f'article[data-turn="{turn}"] [data-act="copy"]'
            found.page.click(button)
            found.page.wait_for_selector(f"{button}:has-text('Copied')")
            return str(found.page.evaluate("() => navigator.clipboard.readText()"))

        quoted = copied(ABOUT, 0)
        assert quoted.startswith(f"“We present {NAME}, ")
        assert "” [1]" in quoted
        entry = copied(f"bibtex of {NAME}", 1).partition("\n\n")[2]
        assert entry.startswith("@misc{ambernet2024,\n  title = {{")
        assert "\n\n" not in entry
        served.dictate("One holds [1].\n\n| a | b |\n|---|---|\n| c | d |\n")
        assert copied("anything", 2) == "One holds [1] (supported).\n\n| a | b |\n|---|---|\n| c | d |"
