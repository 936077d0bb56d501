"""Which sentence of an abstract stands in which row of a comparison."""

import pytest

from rag.answering.roles import Role, roles
from rag.retrieval.passages import Evidence, move_of


def told(*texts: str, name: str = "MossNet") -> dict[Role, str]:
    """Role to sentence, for an abstract of these sentences."""
    places = [n / max(1, len(texts) - 1) for n in range(len(texts))]
    made = [
        Evidence(0, "p", 100 * n, 100 * n + len(text), text, 0.0, move_of(text, place))
        for n, (text, place) in enumerate(zip(texts, places, strict=True))
    ]
    return {role: sentence.text for role, sentence in roles(made, name).items()}


PROBLEM = "Counting moss by hand is slow and expensive."
APPROACH = "MossNet learns from pairs of photographs, using a small decoder."
RESULT = "It outperforms experts by 12.5% in fog."
NUMBERS = "It was shown 12,000 photographs of 40 hills, 3.5 metres apart."
CODE = "Code and checkpoints for 30 hills are released at https://example.org."


def test_each_role_has_its_own_sentence() -> None:
    wanted = {Role.PROBLEM: PROBLEM, Role.APPROACH: APPROACH, Role.RESULT: RESULT, Role.NUMBERS: NUMBERS}
    assert told(PROBLEM, APPROACH, RESULT, NUMBERS, CODE) == wanted


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It runs on CosyMoss 2 and T5, as in 2024.", id="names and years"),
        pytest.param("It (1) finds moss and (2) counts it, to all appearances.", id="a list"),
        pytest.param("It finds moss.", id="no digit"),
    ],
)
def test_no_number_is_made_out_of_what_counts_nothing(text: str) -> None:
    assert Role.NUMBERS not in told(PROBLEM, APPROACH, text)


def test_what_gives_the_figure_stands_for_it_though_it_is_the_result_too() -> None:
    assert told(PROBLEM, APPROACH, RESULT)[Role.NUMBERS] == RESULT


def test_a_single_sentence_is_shown_and_nothing_is_made_up_of_no_text() -> None:
    assert APPROACH in told(APPROACH).values()
    assert told() == {}
