"""A limit that is taken back in words: the list before without it."""

import pytest

from rag.answering.assistant import Assistant
from tests.reading import cited, talk

WIDE, NARROW = "Which papers deal with language models?", "only those since 2024"
BACK = [
    "drop the date limit",
    "and without the date limit?",
    "from any year",
    "without that limit please",
    "no matter when",
    "including older ones",
    "older ones too",
    "forget the dates",
    "remove the filter",
    "whenever they were published, any date is fine",
]


@pytest.mark.parametrize("said", BACK)
def test_a_limit_of_dates_is_taken_back(assistant: Assistant, said: str) -> None:
    wide, narrow, again = talk(assistant, WIDE, "only those since 2025", said)
    assert set(cited(narrow)) < set(cited(wide))
    assert cited(again) == cited(wide)
    assert again.parsed[0].filters.empty


def test_a_limit_of_the_first_question_is_taken_back(assistant: Assistant) -> None:
    (wide,) = talk(assistant, WIDE)
    _, again = talk(assistant, "Which papers since 2025 deal with language models?", "drop the date limit")
    assert cited(again) == cited(wide)


def test_before_that_is_the_other_side_of_a_limit(assistant: Assistant) -> None:
    wide, narrow, before = talk(assistant, WIDE, "only those since 2025", "and what about before that?")
    assert set(cited(before)) == set(cited(wide)) - set(cited(narrow))


def test_other_limits_stay(assistant: Assistant) -> None:
    *_, again = talk(assistant, "papers by Nimbus Labs", "only those since 2025", "from any year")
    assert again.parsed[0].filters.organisation == "Nimbus Labs"
    assert again.parsed[0].filters.since is None
    assert cited(again)


@pytest.mark.parametrize("said", ["drop the date limit", "from any year", "older ones too"])
def test_without_a_limit_nothing_is_taken_back(assistant: Assistant, said: str) -> None:
    *_, answer = talk(assistant, "What is Thimble?", said)
    assert answer.parsed[0].intent is not None
    assert cited(answer) != cited(talk(assistant, WIDE)[0])
