"""Segments: what goes in comes out, joined or apart; what a snapshot of them scores."""

import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.minilm import unit
from store.content import Arrays, Content, content_of, join, quantise, ranges, starts_of, take
from store.derived import Derived
from store.item import FloatArray, Grains, Item
from store.ledger import DamagedError, Ledger, Manifest
from store.segment import Segment, write_segment
from store.snapshot import Reader, Snapshot

D, P = 16, 8


def item(number: int, *, version: str = "") -> Item:
    """An item of its own shape: `number` decides how many parts, tokens and keys it has."""
    random = np.random.default_rng([number, len(version)])

    def rows(count: int, width: int) -> FloatArray:
        return unit(random.standard_normal((count, width)).astype(np.float32))

    parts, tokens, keys = 1 + number % 4, (number * 5) % 11, number % 3
    return Item(
        id=f"item-{number}",
        fingerprint=f"fingerprint-{number}{version}",
        payload=f"payload {number} é苔{version}",
        words=f"words of item{number} and moss{number % 2}{version}",
        grains=Grains(
            whole=rows(1, D)[0],
            parts=rows(parts, D),
            spans=np.array([(n, 2 * n + number) for n in range(parts)], np.int64),
            tokens=rows(tokens, P),
            token_parts=np.sort(random.integers(0, parts, tokens)),
            keys=rows(keys, D),
        ),
        handles=(f"id item-{number}", f"title {number // 2}", f"id item-{number}"),
        numbers={"upvotes": None if number % 2 else float(number)},
        labels={"kind": "abstract"},
        tags=((f"Name{number}", 1.0), ("Moss", 0.5)),
    )


def items(*numbers: int) -> list[Item]:
    return [item(n) for n in numbers]


def assert_equal(found: Content, wanted: Content) -> None:
    for name in ("ids", "fingerprints", "columns", "payloads", "words"):
        assert getattr(found, name) == getattr(wanted, name), name
    assert [[tuple(t) for t in tags] for tags in found.tags] == wanted.tags
    for name in (f.name for f in fields(Arrays)):
        one, other = getattr(found.arrays, name), getattr(wanted.arrays, name)
        assert one.dtype == other.dtype, name
        np.testing.assert_array_equal(one, other, err_msg=name)


def restored(vectors: Any, scales: FloatArray) -> Any:
    return vectors.astype(np.float32) * scales[:, None]


# -- content


def test_eight_bits_keep_the_direction() -> None:
    vectors = unit(np.random.default_rng(0).standard_normal((200, 384)).astype(np.float32))
    whole, scales = quantise(vectors)
    assert np.abs(whole).max() == 127
    assert (unit(restored(whole, scales)) * vectors).sum(axis=1).min() > 0.999


def test_a_row_of_zeros_stays_one() -> None:
    whole, scales = quantise(np.zeros((2, 4), np.float32))
    assert not restored(whole, scales).any()
    assert quantise(np.zeros((0, 4), np.float32))[0].shape == (0, 4)
    assert quantise(np.zeros((2, 0), np.float32))[0].shape == (2, 0)


def test_ranges_are_laid_side_by_side() -> None:
    places, starts = ranges(starts_of([2, 0, 3]), np.array([2, 1, 0]))
    assert (list(places), list(starts)) == ([2, 3, 4, 0, 1], [0, 3, 3, 5])


def test_taking_rows_is_the_same_as_never_having_had_the_others() -> None:
    assert_equal(take(content_of(items(*range(7))), [1, 3, 6]), content_of(items(1, 3, 6)))


def test_rows_are_taken_in_the_order_asked_for() -> None:
    assert_equal(join([take(content_of(items(0, 1, 2)), [2])]), content_of(items(2)))
    found = take(content_of(items(0, 1, 2)), [2, 0])
    assert found.ids == ["item-2", "item-0"]
    np.testing.assert_array_equal(found.arrays.parts, content_of(items(2, 0)).arrays.parts)
    np.testing.assert_array_equal(found.arrays.token_starts, content_of(items(2, 0)).arrays.token_starts)


def test_joined_contents_are_as_if_made_at_once() -> None:
    joined = join([content_of(items(5)), content_of(items(0, 3)), content_of(items(2, 9, 4))])
    assert_equal(joined, content_of(items(5, 0, 3, 2, 9, 4)))


# -- segment


def test_a_segment_gives_back_what_went_in(tmp_path: Path) -> None:
    content = content_of(items(*range(6)))
    write_segment(content, tmp_path / "s")
    segment = Segment(tmp_path / "s")
    assert_equal(segment.content(range(6)), content)
    assert len(segment) == 6
    assert segment.payload(4).decode() == "payload 4 é苔"


def test_items_without_vectors_are_kept_too(tmp_path: Path) -> None:
    empty = np.zeros((0, 0), np.float32)
    grains = Grains(
        empty.reshape(0), empty.reshape(0, 0)[:0], np.zeros((0, 2), np.int64), empty, starts_of([])[:0], empty
    )
    content = content_of([Item("a", "f", "", "", grains)])
    write_segment(content, tmp_path / "s")
    assert_equal(Segment(tmp_path / "s").content([0]), content)


def test_a_handle_finds_every_row_that_goes_by_it(tmp_path: Path) -> None:
    write_segment(content_of(items(*range(6))), tmp_path / "s")
    segment = Segment(tmp_path / "s")
    assert segment.rows_of("id item-3") == [3]
    assert sorted(segment.rows_of("title 1")) == [2, 3]
    assert segment.rows_of("id item-9") == []


# -- derived


@pytest.fixture
def derived(tmp_path: Path) -> Derived:
    return Derived(tmp_path, Ledger(tmp_path))


def snapshot(derived: Derived) -> Snapshot:
    return Snapshot(derived.folder, derived.ledger.read())


def ids(derived: Derived) -> list[str]:
    now = snapshot(derived)
    return [now.id(int(row)) for row in now.rows]


def test_small_segments_are_joined_and_large_ones_left_alone(derived: Derived) -> None:
    derived.add(items(*range(10)), built_with="hash")
    derived.add(items(10, 11, 12), built_with="hash")  # 10 <= 4 x 3: joined
    assert derived.ledger.read().segments == ("segment-000002",)
    derived.add(items(13), built_with="hash")  # 13 > 4 x 1: left alone
    assert derived.ledger.read().segments == ("segment-000002", "segment-000003")
    derived.add(items(14), built_with="hash")
    assert derived.ledger.read().segments == ("segment-000002", "segment-000004")
    assert ids(derived) == [f"item-{n}" for n in range(15)]
    assert derived.ledger.read().built_with == "hash"


def test_nothing_but_the_segments_in_force_is_left(derived: Derived) -> None:
    for n in range(5):
        derived.add(items(n), built_with="hash")
    (derived.folder / "segment-000099.1234.part").mkdir()  # left by a writer that was killed
    derived.add(items(5), built_with="hash")
    assert {p.name for p in derived.folder.glob("segment-*")} == set(derived.ledger.read().segments)


def test_an_item_of_the_same_id_is_replaced(derived: Derived) -> None:
    derived.add(items(*range(20)), built_with="hash")
    derived.add([item(3, version="b")], built_with="hash")
    assert sorted(ids(derived)) == sorted(f"item-{n}" for n in range(20))
    assert dict(derived.fingerprints())["item-3"] == "fingerprint-3b"
    now = snapshot(derived)
    assert len(now.segments) == 2
    assert [now.payload(row).decode() for row in now.find("id item-3")] == ["payload 3 é苔b"]


def test_removed_items_are_gone_and_stay_gone_when_segments_are_joined(derived: Derived) -> None:
    derived.add(items(*range(20)), built_with="hash")
    derived.remove({"item-2", "item-5", "item-77"})
    assert derived.ledger.read().dead == {"segment-000001": (2, 5)}
    assert snapshot(derived).find("id item-5") == []
    derived.add(items(*range(20, 30)), built_with="hash")
    assert derived.ledger.read().dead == {}
    assert ids(derived) == [f"item-{n}" for n in range(30) if n not in (2, 5)]
    derived.remove({f"item-{n}" for n in range(30)})
    assert derived.ledger.read().segments == ()
    assert len(snapshot(derived)) == 0


def test_an_index_takes_the_place_of_another_in_one_step(tmp_path: Path, derived: Derived) -> None:
    derived.add(items(*range(20)), built_with="old")
    derived.add(items(20), built_with="old")
    reader = Reader(derived.folder, derived.ledger)
    before = reader.now()
    other = Derived(tmp_path / "next", Ledger(tmp_path / "next"))
    other.add(items(*range(40, 60)), built_with="new")
    other.add(items(3), built_with="new")
    other.remove({"item-41"})
    derived.adopt(other)
    wanted = [f"item-{n}" for n in (40, *range(42, 60), 3)]
    assert ids(derived) == [reader.now().id(int(r)) for r in reader.now().rows] == wanted
    assert before.payload(20).decode() == "payload 20 é苔"
    assert derived.ledger.read().built_with == "new"


# -- snapshot


@pytest.fixture
def three_segments(derived: Derived) -> Snapshot:
    """Items 0 to 79, then 80 to 89, then 90: numbered as one, with some dead among them."""
    derived.add(items(*range(80)), built_with="hash")
    derived.add(items(*range(80, 90)), built_with="hash")
    derived.add(items(90), built_with="hash")
    derived.remove({"item-1", "item-79", "item-80"})
    return snapshot(derived)


def test_rows_are_numbered_through_and_the_dead_keep_their_numbers(three_segments: Snapshot) -> None:
    now = three_segments
    assert len(now.segments) == 3
    assert list(now.rows) == [n for n in range(91) if n not in (1, 79, 80)]
    assert len(now) == 88
    assert all(now.id(int(row)) == f"item-{row}" for row in now.rows)
    assert {row: columns["upvotes"] for row, columns in now.columns()} == {
        int(row): None if row % 2 else float(row) for row in now.rows
    }
    assert [row for row, _ in now.tags()] == list(now.rows)
    assert now.find("title 40") == [81]  # item 80 is dead


def reference(number: int, query: FloatArray, tokens: FloatArray, weights: FloatArray) -> dict[str, float]:
    """What one item should score, written out plainly over the float vectors."""
    g = item(number).grains
    late = sum(
        w * max((float(t @ q) for t in g.tokens), default=0.0) for w, q in zip(weights, tokens, strict=True)
    )
    return {
        "whole": float(g.whole @ query),
        "parts": max(float(p @ query) for p in g.parts),
        "keys": max((float(k @ query) for k in g.keys), default=0.0),
        "late": late,
    }


@pytest.mark.parametrize("grain", ["whole", "parts", "keys", "late"])
def test_a_grain_scores_as_the_plain_formula(three_segments: Snapshot, grain: str) -> None:
    random = np.random.default_rng(7)
    query = unit(random.standard_normal(D).astype(np.float32))
    tokens = unit(random.standard_normal((5, P)).astype(np.float32))
    weights = random.random(5).astype(np.float32)
    rows = np.array([0, 2, 11, 40, 78, 81, 85, 89, 90])
    found = {
        "whole": three_segments.whole(query)[rows],
        "parts": three_segments.parts(rows, query),
        "keys": three_segments.keys(rows, query),
        "late": three_segments.late(rows, tokens, weights),
    }[grain]
    wanted = [reference(int(row), query, tokens, weights)[grain] for row in rows]
    np.testing.assert_allclose(found, wanted, atol=0.02)
    assert np.ptp(wanted) > 0.2


def test_the_parts_of_one_row_score_as_the_plain_formula(three_segments: Snapshot) -> None:
    random = np.random.default_rng(8)
    query = unit(random.standard_normal(D).astype(np.float32))
    tokens = unit(random.standard_normal((3, P)).astype(np.float32))
    weights = np.array([0.5, 0.3, 0.2], np.float32)
    for number in (3, 6, 83, 90):
        g = item(number).grains
        found = three_segments.part_scores(number, query, tokens, weights)
        np.testing.assert_array_equal(found.spans, g.spans)
        np.testing.assert_allclose(found.meaning, g.parts @ query, atol=0.02)
        inside = [g.tokens[g.token_parts == part] @ tokens.T for part in range(len(g.parts))]
        wanted = [near.max(axis=0) @ weights if len(near) else 0.0 for near in inside]
        np.testing.assert_allclose(found.late, wanted, atol=0.02)
        np.testing.assert_array_equal(three_segments.vector(number), g.whole)


def test_no_rows_no_scores(three_segments: Snapshot) -> None:
    none, query = np.zeros(0, np.int64), np.zeros(D, np.float32)
    assert three_segments.parts(none, query).shape == (0,)
    assert three_segments.late(none, np.zeros((2, P), np.float32), np.zeros(2, np.float32)).shape == (0,)
    assert three_segments.rarity([]).shape == (0,)


def test_words_are_looked_up_in_every_segment(three_segments: Snapshot) -> None:
    assert list(np.flatnonzero(three_segments.matched("item85"))) == [85]
    assert three_segments.known("moss1")
    assert not three_segments.known("zebra")
    assert three_segments.terms_starting_with("moss") == {"moss0", "moss1"}
    rarity = dict(zip(("moss0", "item90"), three_segments.rarity(["moss0", "item90"]), strict=True))
    assert rarity["item90"] > rarity["moss0"] > 0
    scores = three_segments.lexical(rarity)
    assert scores.shape == (91,)
    assert scores.argmax() == 90
    assert set(np.flatnonzero(scores)) == set(range(0, 91, 2))


# -- reader


def test_a_reader_sees_a_new_generation_without_being_opened_again(derived: Derived) -> None:
    reader = Reader(derived.folder, derived.ledger)
    assert len(reader.now()) == 0
    derived.add(items(0, 1), built_with="hash")
    assert len(reader.now()) == 2
    assert reader.now() is reader.now()
    derived.remove({"item-0"})
    assert len(reader.now()) == 1


def test_an_old_snapshot_goes_on_working_after_its_files_were_swept(derived: Derived) -> None:
    derived.add(items(*range(8)), built_with="hash")
    old = Reader(derived.folder, derived.ledger).now()
    derived.add(items(*range(8, 20)), built_with="hash")  # joins the segment, so its folder goes
    derived.remove({"item-5"})
    assert not old.segments[0].folder.exists()
    assert [old.id(int(r)) for r in old.rows] == [f"item-{n}" for n in range(8)]
    assert old.payload(5).decode() == "payload 5 é苔"
    assert len(list(old.columns())) == len(list(old.tags())) == 8
    assert old.find("id item-7") == [7]
    assert old.lexical({"item3": 1.0}).argmax() == 3
    assert old.whole(item(6).grains.whole).argmax() == 6
    assert old.keys(old.rows, item(2).grains.keys[0]).argmax() == 2
    assert old.late(old.rows, item(4).grains.tokens[:1], np.ones(1, np.float32)).argmax() == 4


FILES = [
    "ids.bin",
    "columns.json",
    "tags.json",
    "payloads.bin",
    "words.bin",
    "tokens.npy",
    "postings/rows.npy",
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "cut short", "empty"])
def test_a_damaged_segment_is_noticed_when_it_is_opened(derived: Derived, name: str, damage: str) -> None:
    derived.add(items(*range(6)), built_with="hash")
    path = derived.folder / "segment-000001" / name
    if damage == "missing":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2 if damage == "cut short" else 0])
    with pytest.raises(DamagedError):
        Reader(derived.folder, derived.ledger).now()


def test_a_segment_that_is_gone_is_noticed(derived: Derived) -> None:
    derived.add(items(0), built_with="hash")
    shutil.rmtree(derived.folder / "segment-000001")
    with pytest.raises(DamagedError, match="segment-000001"):
        Reader(derived.folder, derived.ledger).now()


def test_clearing_leaves_an_empty_library(derived: Derived) -> None:
    derived.add(items(0, 1), built_with="hash")
    derived.clear()
    assert derived.ledger.read() == Manifest(generation=2)
    assert list(derived.folder.glob("segment-*")) == []
