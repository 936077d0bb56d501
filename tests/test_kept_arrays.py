"""What is derived inside a segment: names, columns, postings, spellings: kept, made anew, and looked up."""

import numpy as np
import pytest

from store import columns, names
from store.derived import Derived
from store.name_table import NameTable, Part
from store.reader import Reader
from store.snapshot import Snapshot
from store.spellings import spellings_of, spelt_like
from store.words import POSTINGS, SPELLINGS
from tests.fakes import items, snapshot

FOLDERS = (names.FORMAT, columns.FORMAT, POSTINGS, SPELLINGS)


def _looked_up(found: Snapshot) -> object:
    by_key = found.names.called(["name3", "moss"])
    words = sorted(found.terms_spelt_like("wrod", 1))
    having = found.matched("moss").tolist(), found.lexical({"moss": 1.0}).tolist()
    return by_key, dict(found.by_column.counted("upvotes")), found.by_column[3], words, having


@pytest.fixture
def written(derived: Derived) -> Derived:
    derived.add(items(*range(8)), built_with="hash")
    return derived


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("damage", ["gone", "cut short"])
def test_what_an_earlier_version_did_not_write_or_cannot_be_read_is_made_anew(
    written: Derived, folder: str, damage: str
) -> None:
    wanted = _looked_up(snapshot(written))
    (place,) = written.folder.glob(f"segment-*/{folder}")
    for file in place.iterdir():
        file.write_bytes(file.read_bytes()[:-1] if damage == "cut short" else b"")
        if damage == "gone":
            file.unlink()
    found = Reader(written.folder, written.manifest_file).now()
    assert _looked_up(found) == wanted
    assert sum(file.stat().st_size for file in place.iterdir()) > 0


def test_the_names_and_the_values_of_what_was_removed_are_gone(written: Derived) -> None:
    written.remove({"item-3"})
    found = snapshot(written)
    assert found.names.called(["name3"]) == {}
    assert len(found.names.called(["moss"])["moss"]) == 7
    assert found.by_column.counted("kind") == {"abstract": 7}
    assert found.by_column.where("upvotes", lambda value: value is None).tolist()[3]


TITLES = NameTable.of(
    [
        ("a", [("Cold Cellars and the Ripening of Cheese", 1.0), ("CheeseNet", 0.9)]),
        ("b", [("Warm Cellars", 1.0), ("CheeseNet", 0.4)]),
    ]
)


@pytest.mark.parametrize(
    ("word", "having"), [("cellars", [0, 1]), ("ripening", [0]), ("the", []), ("mice", [])]
)
def test_a_word_finds_the_titles_that_have_it(word: str, having: list[int]) -> None:
    assert TITLES.titles_with(word).tolist() == having
    assert TITLES.frequency(word) == len(having)


def test_the_titles_of_what_was_removed_are_not_found() -> None:
    tags = [[("Cold Cellars", 1.0)], [("Warm Cellars", 1.0), ("Warm Barns", 1.0)], [("Old Cellars", 1.0)]]
    table = NameTable([Part(names.name_arrays(tags), np.array([True, False, True]), "abc".__getitem__)])
    assert table.titles == 2
    assert [table.title(title).id for title in table.titles_with("cellars").tolist()] == ["a", "c"]
    assert table.words_spelt_like("barms", 1) == []


@pytest.mark.parametrize(
    ("typed", "most", "found"),
    [
        pytest.param("chesenet", 1, True, id="a letter missing"),
        pytest.param("cheesnete", 2, True, id="two slips"),
        pytest.param("cheesenet", 1, True, id="none"),
        pytest.param("ceheesnte", 1, False, id="two slips, one forgiven"),
        pytest.param("xheesenet", 2, False, id="another first letter"),
    ],
)
def test_an_own_name_is_found_with_as_many_slips_as_are_forgiven(typed: str, most: int, found: bool) -> None:
    assert ("cheesenet" in TITLES.own_spelt_like(typed, most)) is found


def test_a_name_that_is_merely_mentioned_is_not_found_with_a_slip() -> None:
    table = NameTable.of([("b", [("CheeseNet", 0.4)])])
    assert table.own_spelt_like("cheesenet", 1) == []
    assert [name.id for name in table.called(["cheesenet"])["cheesenet"]] == ["b"]


def test_every_string_two_edits_away_is_among_those_found() -> None:
    word = "gradient"
    near = {word[:i] + word[i + 1 :] for i in range(1, 8)} | {word[:i] + "x" + word[i:] for i in range(1, 9)}
    near |= {one[:i] + one[i + 1 :] for one in near for i in range(1, len(one))}
    texts = sorted(near)
    assert spelt_like(word, spellings_of(texts, range(len(texts))), 2) == list(range(len(texts)))
