"""The suite of conversations: what counts as a right last turn."""

import pytest

from eval.dialogs.dialogues import Dialogue
from eval.dialogs.grading import wrong
from eval.dialogs.suite import Held, for_gates, measured
from rag.model.answer import Answer, Citation, Status


def dialogue(expect: str, gold: str, kind: str = "form", also_ok: str = "") -> Dialogue:
    return Dialogue("d", kind, ("a", "b"), expect, frozenset(gold.split()), frozenset(also_ok.split()))


def answer(cites: str = "", text: str = "Some words here.", status: str = "answered") -> Answer:
    cited = tuple(
        Citation(n, id_, "", None, None, "abstract", "", 0, 0) for n, id_ in enumerate(cites.split())
    )
    return Answer("?", "?", Status(status), text, cited)


@pytest.mark.parametrize(
    ("asked", "first", "last", "why"),
    [
        pytest.param(dialogue("answered", "a"), "", "a b", "", id="the right paper first"),
        pytest.param(dialogue("answered", "a"), "", "b a", "another paper", id="another first"),
        pytest.param(dialogue("list", "a b"), "", "a b c", "", id="most of a list"),
        pytest.param(dialogue("list", "a"), "", "a b c d", "precision", id="too long a list"),
        pytest.param(dialogue("list", "a b", "widening"), "c", "a b", "", id="others"),
        pytest.param(dialogue("list", "a b", "widening"), "c", "c a b", "again", id="the same one again"),
        pytest.param(dialogue("two_of", ""), "a b c", "b a", "", id="the first two"),
        pytest.param(dialogue("two_of", ""), "a b c", "a c", "not the first two", id="not the first two"),
        pytest.param(dialogue("same_shorter", "a"), "a", "a", "the same again", id="not shorter"),
        pytest.param(dialogue("next_items", "a b c"), "a b", "c", "", id="the next"),
        pytest.param(dialogue("next_items", "a b c"), "a b", "b c", "again", id="shown before"),
        pytest.param(dialogue("not_stated", "a"), "a", "a", "answered", id="not stated, and answered"),
    ],
)
def test_a_last_turn_is_right_or_it_is_said_why_not(asked: Dialogue, first: str, last: str, why: str) -> None:
    assert wrong(asked, [answer(first), answer(last)]) == why


def test_a_fact_that_is_lacking_is_what_is_wrong() -> None:
    asked = Dialogue("d", "pronoun", ("a",), "answered", frozenset("a"), facts=(("12", "twelve"),))
    assert wrong(asked, [answer("a", "Twelve papers.")]) == ""
    assert wrong(asked, [answer("a", "Ten papers.")]) == "facts"


def test_shares_are_counted_by_library_and_kind() -> None:
    held = [Held(dialogue("list", "a"), (), why) for why in ("", "", "", "recall")]
    figures = measured({"computing": held})
    assert figures["libraries"]["computing"]["form"]["value"] == 0.75
    assert for_gates(figures)["dialogs"]["kinds"]["computing"]["last_turn"]["value"] == 0.75
