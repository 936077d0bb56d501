"""Notices of owners and copiers round a text: how many are taken off, how far they reach, and their cost."""

import time

import pytest

from rag.ingest.markup import MOST_NOTICES, REACH, without_notices

BEHIND, BEFORE = " [ABSTRACT FROM AUTHOR]", "© 2019 Ash Ltd. All rights reserved. "


def property_of(length: int) -> str:
    """A notice of so many characters."""
    names, of = f"Copyright of {'m' * 180} is the property of ", "a"
    return names + of * (length - len(names))


@pytest.mark.parametrize("more", [0, 1, 3])
def test_as_many_notices_as_stand_in_real_records_are_taken_off_at_either_end(more: int) -> None:
    assert without_notices("Moss grows." + BEHIND * (MOST_NOTICES + more)) == "Moss grows." + BEHIND * more
    assert without_notices(BEFORE * (MOST_NOTICES + more) + "Moss grows.") == BEFORE * more + "Moss grows."
    assert MOST_NOTICES == 5


def test_notices_at_both_ends_and_of_several_kinds_are_taken_off() -> None:
    text = f"Abstract: {BEFORE}Moss grows.{BEHIND} {property_of(700)}"
    assert without_notices(text) == "Moss grows."


@pytest.mark.parametrize("length", [100 + 120, 700, REACH])
def test_a_notice_within_reach_is_taken_off_whole(length: int) -> None:
    said = "Moss grows by night. " * 100
    assert without_notices(said + property_of(length)) == said.strip()
    assert REACH == 800


def test_of_a_notice_beyond_reach_nothing_is_taken() -> None:
    said = "Moss grows by night. " * 100 + property_of(REACH + 1)
    assert without_notices(said) == said


def test_what_looks_like_a_notice_in_the_middle_of_a_text_stays() -> None:
    said = f"{'Moss grows. ' * 70}{BEFORE}{'Moss grows. ' * 70}".strip()
    assert len(said) > 2 * REACH
    assert without_notices(said) == said


@pytest.mark.parametrize("text", [BEFORE.strip(), property_of(300), BEHIND.strip(), ""])
def test_a_text_that_is_nothing_but_a_notice_stays(text: str) -> None:
    assert without_notices(text) == text


@pytest.mark.parametrize(
    "unit",
    [BEFORE, BEHIND, "© 2019 ", "Copyright of a is the property of b ", "Publ. ", "(c) 2019. A. ", " "],
)
def test_a_long_text_costs_no_more_than_its_ends(unit: str) -> None:
    text = unit * (2_000_000 // len(unit))
    began = time.process_time()
    without_notices(text)
    assert time.process_time() - began < 2
