"""What an answer looks like on the page: quotes that are cited, questions that are long."""

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.web.answers import ShownTurn, turns_html
from tests.page_values import answer, citation

QUOTE = "Moss counts tides from sound alone"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param(f"Moss: “{QUOTE}” [1]", [QUOTE], id="cited"),
        pytest.param("Moss: “counts tides from sound” [1]", ["counts tides from sound"], id="a part of it"),
        pytest.param("Nothing on “tides” is stated [1].", [], id="a word of it"),
        pytest.param("Ask “what does Moss do?” next [1].", [], id="our own words"),
    ],
)
def test_only_what_is_cited_is_marked_as_a_quote(text: str, marked: list[str]) -> None:
    shown = HTMLParser(turns_html([ShownTurn(answer(text, citation(QUOTE)))]))
    assert [node.text().strip("“”") for node in shown.css("q")] == marked


@pytest.mark.parametrize(
    ("question", "folded"),
    [
        ("What is Moss?", False),
        ("x " * 99, False),
        ("word " * 400, True),
        ("a\nb\nc\nd\ne\nf", True),
    ],
)
def test_a_long_question_is_folded_and_nothing_of_it_is_lost(question: str, folded: bool) -> None:
    shown = HTMLParser(turns_html([ShownTurn(answer("Yes.", question=question))]))
    assert len(shown.css_first("h2").text()) <= 210
    assert bool(shown.css("details .pasted")) is folded
    whole = shown.css_first("details .pasted" if folded else "h2")
    assert whole.text() == question
