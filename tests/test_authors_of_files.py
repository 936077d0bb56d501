"""Authors have one form, whichever the file has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.authors import leaves_some_out, names_of


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Smith, Ann", ["Ann Smith"]),
        ("Ann Smith", ["Ann Smith"]),
        ("Smith,Ann,PhD", ["Ann Smith"]),
        ("Ann Smith, M.D., PhD", ["Ann Smith"]),
        ("Smith, Ann; Jones, Bo", ["Ann Smith", "Bo Jones"]),
        ("King, Jr., Martin L.", ["Martin L. King, Jr."]),
        ("King, Martin L., Jr.", ["Martin L. King, Jr."]),
        ("Martin L. King, Jr.", ["Martin L. King, Jr."]),
        ("van der Berg, Anna", ["Anna van der Berg"]),
        ("family=Berg, given=Anna, prefix=van der", ["Anna van der Berg"]),
        ("family=King, given=Martin L., suffix=Jr.", ["Martin L. King, Jr."]),
        ("{Barnes and Noble Research}", ["Barnes and Noble Research"]),
        ("{Moss, Fern and Company}", ["Moss, Fern and Company"]),
        ("Moss, Inc.", ["Moss, Inc."]),
        ("University of Fern, Ferntown", ["University of Fern, Ferntown"]),
        ("The Sand Team", ["The Sand Team"]),
        ('M{\\"u}ller, J{\\"o}rg', ["Jörg Müller"]),
        ("Smith, Ann (0000-0001-2345-6789)", ["Ann Smith"]),
        ("Ann Smith*", ["Ann Smith"]),
        ("Ann Smith <ann@example.org>", ["Ann Smith"]),
        ("Ann Smith et al.", ["Ann Smith"]),
        ("others", []),
        ("et al.", []),
        ("", []),
        (" , ", []),
    ],
)
def test_a_name_has_its_given_part_first(written: str, names: list[str]) -> None:
    assert list(names_of([written])) == names


def test_a_name_that_stands_twice_is_one_author() -> None:
    assert names_of(["Smith, Ann", "Ann Smith", "Bo Jones"]) == ("Ann Smith", "Bo Jones")


def test_others_are_noticed() -> None:
    assert leaves_some_out(["Ann Smith", "others"])
    assert not leaves_some_out(["Ann Smith", "Bo Others"])


@given(st.lists(st.text(max_size=30), max_size=4))
def test_no_text_breaks_it(authors: list[str]) -> None:
    assert all(name.strip() for name in names_of(authors))
