"""Segments: what goes in comes out, joined or apart; which of them are in force."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from rag.encoders.minilm import unit
from store.content import Arrays, Content, concatenate, content_of, quantise, ranges, starts_of, take
from store.derived import Derived
from store.item import DocumentVectors, FloatArray, Item
from store.manifest import ManifestFile
from store.reader import Reader
from store.segment import Segment, write_segment
from tests.fakes import item, items, snapshot


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
    assert_equal(concatenate([take(content_of(items(0, 1, 2)), [2])]), content_of(items(2)))
    found = take(content_of(items(0, 1, 2)), [2, 0])
    assert found.ids == ["item-2", "item-0"]
    np.testing.assert_array_equal(found.arrays.sentences, content_of(items(2, 0)).arrays.sentences)
    np.testing.assert_array_equal(found.arrays.token_starts, content_of(items(2, 0)).arrays.token_starts)


def test_joined_contents_are_as_if_made_at_once() -> None:
    joined = concatenate([content_of(items(5)), content_of(items(0, 3)), content_of(items(2, 9, 4))])
    assert_equal(joined, content_of(items(5, 0, 3, 2, 9, 4)))


# -- segment


def test_a_segment_gives_back_what_went_in(tmp_path: Path) -> None:
    content = content_of(items(*range(6)))
    write_segment(content, tmp_path / "s")
    segment = Segment(tmp_path / "s")
    assert_equal(segment.content(range(6)), content)
    assert len(segment) == 6
    assert segment.payload(4).decode() == "payload 4 é苔"


def test_a_segment_has_the_files_that_libraries_out_there_have(tmp_path: Path) -> None:
    write_segment(content_of(items(*range(3))), tmp_path / "s")
    names = {path.name for path in (tmp_path / "s").iterdir() if path.is_file()}
    arrays = "whole part_starts parts part_scales spans token_starts tokens token_scales key_starts keys"
    more = "key_scales id_hashes handle_hashes handle_rows ids payloads words"
    assert names == {f"{name}.npy" for name in f"{arrays} {more}".split()} | {
        f"{name}.bin" for name in ("ids", "payloads", "words")
    } | {f"{name}.json" for name in ("fingerprints", "columns", "tags", "checksums")}


def test_items_without_vectors_are_kept_too(tmp_path: Path) -> None:
    empty = np.zeros((0, 0), np.float32)
    vectors = DocumentVectors(
        empty.reshape(0), empty.reshape(0, 0)[:0], np.zeros((0, 2), np.int64), empty, starts_of([])[:0], empty
    )
    content = content_of([Item("a", "f", "", "", vectors)])
    write_segment(content, tmp_path / "s")
    assert_equal(Segment(tmp_path / "s").content([0]), content)


def test_a_lookup_key_finds_every_row_that_goes_by_it(tmp_path: Path) -> None:
    write_segment(content_of(items(*range(6))), tmp_path / "s")
    segment = Segment(tmp_path / "s")
    assert segment.rows_of("id item-3").tolist() == [3]
    assert sorted(segment.rows_of("title 1").tolist()) == [2, 3]
    assert segment.rows_of("id item-9").tolist() == []


# -- derived


def ids(derived: Derived) -> list[str]:
    now = snapshot(derived)
    return [now.id(int(row)) for row in now.rows]


def test_small_segments_are_joined_and_large_ones_left_alone(derived: Derived) -> None:
    derived.add(items(*range(10)), built_with="hash")
    derived.add(items(10, 11, 12), built_with="hash")  # 10 <= 4 x 3: joined
    assert derived.manifest_file.read().segments == ("segment-000002",)
    derived.add(items(13), built_with="hash")  # 13 > 4 x 1: left alone
    assert derived.manifest_file.read().segments == ("segment-000002", "segment-000003")
    derived.add(items(14), built_with="hash")
    assert derived.manifest_file.read().segments == ("segment-000002", "segment-000004")
    assert ids(derived) == [f"item-{n}" for n in range(15)]
    assert derived.manifest_file.read().built_with == "hash"


def test_nothing_but_the_segments_in_force_is_left(derived: Derived) -> None:
    for n in range(5):
        derived.add(items(n), built_with="hash")
    (derived.folder / "segment-000099.1234.part").mkdir()  # left by a writer that was killed
    derived.add(items(5), built_with="hash")
    assert {p.name for p in derived.folder.glob("segment-*")} == set(derived.manifest_file.read().segments)


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
    assert derived.manifest_file.read().tombstones == {"segment-000001": (2, 5)}
    assert snapshot(derived).find("id item-5") == []
    derived.add(items(*range(20, 30)), built_with="hash")
    assert derived.manifest_file.read().tombstones == {}
    assert ids(derived) == [f"item-{n}" for n in range(30) if n not in (2, 5)]
    derived.remove({f"item-{n}" for n in range(30)})
    assert derived.manifest_file.read().segments == ()
    assert len(snapshot(derived)) == 0


def test_an_index_takes_the_place_of_another_in_one_step(tmp_path: Path, derived: Derived) -> None:
    derived.add(items(*range(20)), built_with="old")
    derived.add(items(20), built_with="old")
    reader = Reader(derived.folder, derived.manifest_file)
    before = reader.now()
    other = Derived(tmp_path / "next", ManifestFile(tmp_path / "next"))
    other.add(items(*range(40, 60)), built_with="new")
    other.add(items(3), built_with="new")
    other.remove({"item-41"})
    derived.adopt(other)
    wanted = [f"item-{n}" for n in (40, *range(42, 60), 3)]
    assert ids(derived) == [reader.now().id(int(r)) for r in reader.now().rows] == wanted
    assert before.payload(20).decode() == "payload 20 é苔"
    assert derived.manifest_file.read().built_with == "new"
