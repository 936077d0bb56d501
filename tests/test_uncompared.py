"""A condition on a figure that is not checked is said to be none."""

import pytest

from rag.query.uncompared import uncompared


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("report more than 100 participants", ["more than 100 participants"]),
        ("robots of less than 2.5 kg and over 30%", ["less than 2.5 kg", "over 30%"]),
        ("at least 1,000 in a study", ["at least 1,000"]),
        ("more than one participant", []),
        ("overfitting under noise", []),
        ("3 datasets", []),
    ],
)
def test_conditions_on_figures_are_named(topic: str, said: list[str]) -> None:
    assert [note.split("”")[0].removeprefix("“") for note in uncompared(topic)] == said
