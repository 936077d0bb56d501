"""What stands under an answer: whose words are quoted, and what may be asked next."""

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.web.answers import ShownTurn, turns_html
from rag.web.body import body
from rag.web.controller import Controller
from tests.page_rooms import controller, library
from tests.page_values import answer, citation

__all__ = ["controller", "library"]  # fixtures


def shown(turn: ShownTurn, *, ends: bool = True) -> HTMLParser:
    return HTMLParser(turns_html([turn], ends=ends))


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        pytest.param(["abstract"], "1 quote, word for word, from 1 paper", id="an abstract"),
        pytest.param(["digest", "digest"], "2 quotes from our summary of 1 paper", id="our summary"),
        pytest.param(["abstract", "digest"], "2 quotes, 1 of them from our summary of 1 paper", id="both"),
    ],
)
def test_what_we_wrote_is_never_called_word_for_word(kinds: list[str], words: str) -> None:
    cited = [citation("one thing", text_kind=kind) for kind in kinds]
    assert words in shown(ShownTurn(answer("“one thing” [1]", *cited))).css_first(".meta").text()


def test_what_may_be_asked_next_stands_under_the_last_answer_alone() -> None:
    turn = ShownTurn(answer("So."), suggested=("What is <b>it</b>?",))
    (offered,) = shown(turn).css(".next button[data-act=example]")
    assert offered.attributes["data-message"] == offered.text() == "What is <b>it</b>?"
    assert shown(turn, ends=False).css(".next") == []
    assert shown(ShownTurn(answer("So."))).css(".next") == []


@pytest.mark.parametrize(
    ("columns", "everywhere"), [pytest.param(3, False, id="narrow"), pytest.param(6, True, id="wide")]
)
def test_a_wide_table_says_that_it_goes_on(columns: int, everywhere: bool) -> None:
    lines = ["| a " * columns + "|", "|" + " --- |" * columns, "| b " * columns + "|"]
    hint = HTMLParser(body(answer("\n".join(lines)), 0)).css_first("p.hint")
    assert ("only-narrow" not in hint.attributes["class"]) is everywhere


def test_a_table_of_quotes_is_drawn_and_its_bars_are_kept() -> None:
    said = answer("| Paper | On a\\|b |\n| --- | --- |\n| Moss | “one thing” [1] |", citation("one thing"))
    drawn = HTMLParser(body(said, 0))
    assert [cell.text() for cell in drawn.css("th, td")] == ["Paper", "On a|b", "Moss", "“one thing” 1"]
    assert "| a quote |" in HTMLParser(body(answer("| a quote | without a rule"), 0)).text()


@pytest.mark.parametrize(
    ("message", "room"),
    [
        ("How do I change the model?", "settings"),
        ("export everything as CSV", "library"),
        ("How do I add papers?", "library"),
        ("bibtex of AmberNet", None),
        ("What is AmberNet?", None),
    ],
)
def test_what_is_said_of_the_product_leads_to_the_room_that_does_it(
    controller: Controller, message: str, room: str | None
) -> None:
    found = shown(ShownTurn(controller.assistant.ask(message))).css("[data-act=go]")
    assert [one.attributes["data-room"] for one in found] == ([room] if room else [])
