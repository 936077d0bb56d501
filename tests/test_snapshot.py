"""Snapshots of segments: what they score, what a reader sees, and damage noticed on opening."""

import shutil

import numpy as np
import pytest

from rag.encoders.minilm import unit
from store.derived import Derived
from store.item import FloatArray
from store.reader import Reader
from store.schema import DamagedError
from store.snapshot import Snapshot
from tests.fakes import D, P, item, items, snapshot


@pytest.fixture
def three_segments(derived: Derived) -> Snapshot:
    """Items 0 to 79, then 80 to 89, then 90: numbered as one, with some tombstones among them."""
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
    assert [name.id for name in now.names.every() if name.weight == 1] == list(now.ids())
    assert now.find("title 40") == [81]  # item 80 was replaced


def reference(number: int, query: FloatArray, tokens: FloatArray, weights: FloatArray) -> dict[str, float]:
    """What one item should score, written out plainly over the float vectors."""
    g = item(number).vectors
    maxsim = sum(
        w * max((float(t @ q) for t in g.tokens), default=0.0) for w, q in zip(weights, tokens, strict=True)
    )
    return {
        "document": float(g.document @ query),
        "sentence": max(float(p @ query) for p in g.sentences),
        "expansion query": max((float(k @ query) for k in g.expansion_queries), default=0.0),
        "maxsim": maxsim,
    }


@pytest.mark.parametrize("vector", ["document", "sentence", "expansion query", "maxsim"])
def test_each_kind_of_vector_scores_as_the_plain_formula(three_segments: Snapshot, vector: str) -> None:
    random = np.random.default_rng(7)
    query = unit(random.standard_normal(D).astype(np.float32))
    tokens = unit(random.standard_normal((5, P)).astype(np.float32))
    weights = random.random(5).astype(np.float32)
    rows = np.array([0, 2, 11, 40, 78, 81, 85, 89, 90])
    found = {
        "document": three_segments.document_scores(rows, query),
        "sentence": three_segments.best_sentence_scores(rows, query),
        "expansion query": three_segments.best_expansion_query_scores(rows, query),
        "maxsim": three_segments.nearest_tokens(rows, tokens) @ weights,
    }[vector]
    wanted = [reference(int(row), query, tokens, weights)[vector] for row in rows]
    np.testing.assert_allclose(found, wanted, atol=0.02)
    assert np.ptp(wanted) > 0.2


def test_the_sentences_of_one_row_score_as_the_plain_formula(three_segments: Snapshot) -> None:
    random = np.random.default_rng(8)
    query = unit(random.standard_normal(D).astype(np.float32))
    tokens = unit(random.standard_normal((3, P)).astype(np.float32))
    weights = np.array([0.5, 0.3, 0.2], np.float32)
    for number in (3, 6, 83, 90):
        g = item(number).vectors
        found = three_segments.sentence_scores(number, query, tokens, weights)
        np.testing.assert_array_equal(found.sentence_spans, g.sentence_spans)
        np.testing.assert_allclose(found.cosine, g.sentences @ query, atol=0.02)
        inside = [g.tokens[g.token_sentences == part] @ tokens.T for part in range(len(g.sentences))]
        wanted = [near.max(axis=0) @ weights if len(near) else 0.0 for near in inside]
        np.testing.assert_allclose(found.maxsim, wanted, atol=0.02)
        np.testing.assert_array_equal(three_segments.document_vector(number), g.document)


def test_many_rows_in_any_order_are_compared_as_one_row_is(three_segments: Snapshot) -> None:
    random = np.random.default_rng(9)
    tokens, weights = unit(random.standard_normal((4, P)).astype(np.float32)), random.random(4)
    rows = random.permutation(three_segments.rows)  # some fill more than one block, of three segments
    alone = [three_segments.sentence_token_similarities(int(row), tokens) for row in rows]
    found = three_segments.nearest_sentences(rows, tokens, weights.astype(np.float32))
    np.testing.assert_allclose(found, [(near @ weights).max() for near in alone], rtol=1e-5)
    every = three_segments.nearest_tokens(np.sort(rows), tokens)[np.argsort(np.argsort(rows))]
    wanted = [near.max(axis=0) for near in alone]  # 0 for a sentence without word pieces
    np.testing.assert_allclose(np.maximum(every, 0), np.maximum(wanted, 0), rtol=1e-5, atol=1e-6)


def test_no_rows_no_scores(three_segments: Snapshot) -> None:
    none, query = np.zeros(0, np.int64), np.zeros(D, np.float32)
    assert three_segments.best_sentence_scores(none, query).shape == (0,)
    assert three_segments.nearest_tokens(none, np.zeros((2, P), np.float32)).shape == (0, 2)
    assert three_segments.nearest_sentences(none, np.zeros((2, P), np.float32), query[:2]).shape == (0,)
    assert three_segments.idf([]).shape == (0,)


def test_words_are_looked_up_in_every_segment(three_segments: Snapshot) -> None:
    assert list(np.flatnonzero(three_segments.matched("item85"))) == [85]
    assert [row for row in range(91) if three_segments.has(row, "item85")] == [85]
    assert three_segments.frequency("item85") == 1
    assert three_segments.known("moss1")
    assert not three_segments.known("zebra")
    assert three_segments.terms_starting_with("moss") == {"moss0", "moss1"}
    idf = dict(zip(("moss0", "item90"), three_segments.idf(["moss0", "item90"]), strict=True))
    assert idf["item90"] > idf["moss0"] > 0
    scores = three_segments.lexical(idf)
    assert scores.shape == (91,)
    assert scores.argmax() == 90
    assert set(np.flatnonzero(scores)) == set(range(0, 91, 2))


# -- reader


def test_a_reader_sees_a_new_manifest_without_being_opened_again(derived: Derived) -> None:
    reader = Reader(derived.folder, derived.manifest_file)
    assert len(reader.now()) == 0
    derived.add(items(0, 1), built_with="hash")
    assert len(reader.now()) == 2
    assert reader.now() is reader.now()
    derived.remove({"item-0"})
    assert len(reader.now()) == 1


def test_an_old_snapshot_goes_on_working_after_its_files_were_swept(derived: Derived) -> None:
    derived.add(items(*range(8)), built_with="hash")
    old = Reader(derived.folder, derived.manifest_file).now()
    derived.add(items(*range(8, 20)), built_with="hash")  # joins the segment, so its folder goes
    derived.remove({"item-5"})
    assert not old.segments[0].folder.exists()
    assert [old.id(int(r)) for r in old.rows] == [f"item-{n}" for n in range(8)]
    assert old.payload(5).decode() == "payload 5 é苔"
    assert len(list(old.columns())) == len(old.names.called(["moss"])["moss"]) == 8
    assert old.find("id item-7") == [7]
    assert old.lexical({"item3": 1.0}).argmax() == 3
    assert old.nearest_documents(old.alive, item(6).vectors.document, 1).tolist() == [6]
    assert old.best_expansion_query_scores(old.rows, item(2).vectors.expansion_queries[0]).argmax() == 2
    assert old.nearest_tokens(old.rows, item(4).vectors.tokens[:1])[:, 0].argmax() == 4


FILES = [
    "ids.bin",
    "columns.json",
    "tags.json",
    "payloads.bin",
    "words.bin",
    "tokens.npy",
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
        Reader(derived.folder, derived.manifest_file).now()


def test_a_segment_that_is_gone_is_noticed(derived: Derived) -> None:
    derived.add(items(0), built_with="hash")
    shutil.rmtree(derived.folder / "segment-000001")
    with pytest.raises(DamagedError, match="segment-000001"):
        Reader(derived.folder, derived.manifest_file).now()
