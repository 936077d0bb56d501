"""One reader of numbers: the same words for counts in questions, figures in prose and what is stated."""

import re

import pytest

from rag.text.numbers import NUMBER, is_number, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("1,000", 1000),
        ("Twelve", 12),
        ("forty", 40),
        ("twenty-one", 21),
        ("dozen", 12),
        ("hundred", 100),
    ],
)
def test_digits_and_words_have_their_value(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["sixteen", "seventy", "twenty-one", "7", "couple"])
def test_the_pattern_takes_the_whole_number(text: str) -> None:
    match = re.match(NUMBER, f"{text} papers")
    assert match is not None
    assert match[0] == text


@pytest.mark.parametrize(
    ("word", "expected"), [("Thirteen", True), ("billion", True), ("17.5x", True), ("many", False)]
)
def test_a_number_is_told_from_other_words(word: str, expected: bool) -> None:
    assert is_number(word) is expected
