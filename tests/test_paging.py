"""Going on with a list that was shown in part."""

from datetime import date

import pytest

from rag.entities.names import NameIndex
from rag.model.query import IN_FULL, ParsedQuery
from rag.query.paging import MOST_REST, next_page
from rag.query.parse import ParsingContext, parse

CONTEXT = ParsingContext(NameIndex([], ordinary=frozenset()), (), date(2026, 11, 1))


def asked(message: str) -> ParsedQuery:
    return parse(message, CONTEXT)[0]


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        ("more", None),
        ("Show me more, please", None),
        ("go on", None),
        ("anything else?", None),
        ("show me the next 7", 7),
        ("the next seven", 7),
        ("5 more papers", 5),
        ("the rest", MOST_REST),
    ],
)
def test_the_list_goes_on_behind_what_was_shown_in_full(message: str, limit: int | None) -> None:
    further = next_page(message, asked("Which papers are about drones?"), 40)
    assert further is not None
    assert (further.search_text, further.offset, further.limit) == ("drones", IN_FULL, limit)


@pytest.mark.parametrize(
    "message", ["more about drones", "which of them use lidar?", "the first one", "any others by NVIDIA?"]
)
def test_a_message_that_says_something_else_does_not_go_on(message: str) -> None:
    assert next_page(message, asked("Which papers are about drones?"), 40) is None


def test_an_answer_that_is_no_list_does_not_go_on() -> None:
    assert next_page("more", asked("How does a drone fly?"), 3) is None


def test_pages_follow_each_other() -> None:
    first = asked("3 papers about drones")
    second = next_page("next 2", first, 3)
    assert second is not None
    third = next_page("more", second, 2)
    assert third is not None
    assert (first.limit, second.offset, third.offset) == (3, 3, 5)
