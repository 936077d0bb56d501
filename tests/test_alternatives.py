"""What a topic names one after the other."""

import pytest

from rag.query.alternatives import alternatives_of


@pytest.mark.parametrize(
    ("topic", "named"),
    [
        ("the web: ontologies, RDF or linked data", ("the web", "ontologies", "RDF", "linked data")),
        ("nets - fewer neurons, coarse numbers etc.", ("nets", "fewer neurons", "coarse numbers")),
        ("birds (herons/storks) as well as bats", ("birds", "herons", "storks", "bats")),
        ("glaciers and lakes", ("glaciers", "lakes")),
        ("moss, or moss", ()),
        ("orbits of long-lived moons", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_what_is_named_in_turn_is_told_apart(topic: str, named: tuple[str, ...]) -> None:
    assert alternatives_of(topic) == named
