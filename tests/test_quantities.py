"""What kind of measure a question asks for, and whether a text gives one."""

import pytest

from rag.retrieval.quantities import gives_measure

BARE = "The lamps were lit and the tide was heard."
TIMED = "The lamps were lit for half an hour."


@pytest.mark.parametrize(
    "question",
    [
        "How long were the lamps lit?",
        "And when was it heard?",
        "Which of the lamps has the longest lifetime?",
        "At what temperature do they melt?",
        "How many hours did it take?",
        "training time of Bells?",
    ],
)
def test_a_measure_that_is_asked_for_is_wanting(question: str) -> None:
    assert gives_measure(question, BARE) == -1


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("When is a lamp paid a larger reward?", id="under which condition"),
        pytest.param("Which lamp wins when judging alone?", id="when joins two clauses"),
        pytest.param("Which law about temperature is extended?", id="what the thing asked for is about"),
        pytest.param("How many phones were held in the study of energy use?", id="another thing is counted"),
        pytest.param("Which past information ranks current lamps?", id="current as of now"),
        pytest.param("Which lamp keeps up with judges under ten minutes?", id="a condition"),
    ],
)
def test_a_measure_beside_what_is_asked_is_not_asked_for(question: str) -> None:
    assert gives_measure(question, BARE) == 0


@pytest.mark.parametrize(
    "text",
    [
        TIMED,
        "They were lit for one and a half hours.",
        "They were lit within less than a second.",
        "They were lit for a couple of days.",
    ],
)
def test_a_measure_in_words_is_one(text: str) -> None:
    assert gives_measure("How long were they lit?", text) == 1


@pytest.mark.parametrize(
    ("question", "text", "given"),
    [
        ("How large is the mean error?", "Their mean error is 6 centimetres a season.", 1),
        ("What error rate do they reach?", "They err in 3% of all nights.", 1),
        ("What is the rate of sinking?", "They sink by 2 mm a year.", 1),
        ("What learning rate was used?", BARE, -1),
    ],
)
def test_errors_and_rates_are_given_in_any_unit(question: str, text: str, given: int) -> None:
    assert gives_measure(question, text) == given


@pytest.mark.parametrize(
    ("question", "text", "given"),
    [
        ("how many ms does it save?", "It is cut by 142.2ms.", 1),
        ("how many milliseconds does it save?", "It is cut by 142 ms.", 1),
        ("how many ms does it save?", "It is cut by a share of 60%.", -1),
        ("how many GB does it take?", "It takes 12 GB.", 1),
        ("how many GB does it take?", "It takes 12 boxes.", -1),
        ("how many lamps are lit?", "12 lamps are lit.", 0),
    ],
)
def test_a_unit_that_is_asked_for_stands_behind_a_number(question: str, text: str, given: int) -> None:
    assert gives_measure(question, text) == given
