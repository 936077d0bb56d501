"""Each person or body is one name, however a record writes them."""

from typing import Any

import pytest

from rag.ingest.formats.people import people_in


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Ann Fern, Bo Lichen and Cy Lee", ["Ann Fern", "Bo Lichen", "Cy Lee"]),
        ("Ann Fern, Bo Lichen, and Cy Lee", ["Ann Fern", "Bo Lichen", "Cy Lee"]),
        ("Fern, Ann; Lichen, Bo", ["Fern, Ann", "Lichen, Bo"]),
        ("Fern, Ann and Lichen, Bo", ["Fern, Ann", "Lichen, Bo"]),
        ("Fern, A., Lichen, B.C.", ["Fern, A.", "Lichen, B.C."]),
        ("Fern, Ann", ["Fern, Ann"]),
        ("van der Moss, Ann", ["van der Moss, Ann"]),
        ("Ann Fern, Bo Lichen", ["Ann Fern", "Bo Lichen"]),
        ("Ann Fern et al.", ["Ann Fern", "et al."]),
        ("Fern, Ann and others", ["Fern, Ann", "et al."]),
        (["Fern, Ann", "et al."], ["Fern, Ann", "et al."]),
        (["Fern, Ann", "Moss and Fern Research"], ["Fern, Ann", "Moss and Fern Research"]),
        ([{"family": "Fern", "given": "Ann", "non-dropping-particle": "van"}], ["Ann van Fern"]),
        ([{"family": "King", "given": "Martin L.", "suffix": "Jr."}], ["King, Jr., Martin L."]),
        ([{"first": "Ann", "middle": ["B", "C"], "last": "Fern"}], ["Ann B C Fern"]),
        (
            [{"author": {"display_name": "Ann Fern"}}, {"collectiveName": "Moss Group"}],
            ["Ann Fern", "Moss Group"],
        ),
        ({"author": [{"@pid": "1", "text": "Ann Fern"}]}, ["Ann Fern"]),
        ([["Fern", "Ann", ""], ["King", "Bo", "Jr."]], ["Ann Fern", "King, Jr., Bo"]),
        ([{"literal": "Moss, Fern and Co"}], ["{Moss, Fern and Co}"]),
        (7, []),
        ([None, 3, {}, ""], []),
    ],
)
def test_names_are_told_apart(authors: Any, expected: list[str]) -> None:
    assert list(people_in(authors)) == expected
