"""The nearest of many vectors are found by their signs, and are those that all vectors would give."""

import numpy as np
import pytest

from store.derived import Derived
from store.item import DocumentVectors, FloatArray, IntArray, Item
from store.manifest import ManifestFile
from store.reader import Reader
from store.signs import FORMAT, agreement, distances, fit, sign_arrays, signs_of
from store.snapshot import Snapshot

WIDTH, TOPICS, EACH, NEAR = 96, 60, 200, 96


def _unit(vectors: FloatArray) -> FloatArray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vectors() -> FloatArray:
    """Papers about topics, which are nearer to their own than to others. (12,000, 96)"""
    random = np.random.default_rng(3)
    topics = random.standard_normal((TOPICS, WIDTH)).repeat(EACH, axis=0)
    return _unit(topics + 0.9 * random.standard_normal(topics.shape))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, vectors: FloatArray) -> Snapshot:
    """The papers in three segments; every seventh has been removed."""
    folder = tmp_path_factory.mktemp("signs") / "index"
    derived = Derived.empty(folder)
    for part in np.array_split(np.arange(len(vectors)), 3):
        derived.add([_item(row, vectors[row]) for row in part.tolist()], built_with="signs")
    derived.remove([f"p{row}" for row in range(0, len(vectors), 7)])
    return Reader(folder, ManifestFile(folder)).now()


def _item(row: int, vector: FloatArray) -> Item:
    none, nowhere = np.zeros((0, WIDTH), np.float32), np.zeros(0, np.int64)
    encoded = DocumentVectors(vector, vector[None], np.array([[0, 4]]), none, nowhere, none)
    return Item(f"p{row}", str(row), "{}", "moss", encoded)


def _nearest(snapshot: Snapshot, vectors: FloatArray, query: FloatArray) -> set[int]:
    """By all vectors."""
    scores = np.where(snapshot.alive, vectors @ query, -np.inf)
    return set(np.argsort(-scores)[:NEAR].tolist())


def test_of_many_vectors_the_nearest_are_found(many: Snapshot, vectors: FloatArray) -> None:
    random = np.random.default_rng(5)
    for query in _unit(vectors[::1111] + 0.07 * random.standard_normal((11, WIDTH))):
        found = many.nearest_documents(many.alive, query, NEAR)
        assert found[0] == (vectors @ query * many.alive).argmax()
        assert set(found.tolist()) == _nearest(many, vectors, query)


def test_of_many_vectors_few_are_read(many: Snapshot, vectors: FloatArray) -> None:
    read = 0

    class Counting(Snapshot):
        def document_scores(self, rows: IntArray, query: FloatArray) -> FloatArray:
            nonlocal read
            read += len(rows)
            return super().document_scores(rows, query)

    counting = Counting(many.folder, many.manifest, many.segments)
    counting.nearest_documents(counting.alive, vectors[5], NEAR)
    assert 0 < read < len(many) / 2
    assert counting.nearest_documents(counting.alive & False, vectors[5], NEAR).tolist() == []


def test_signs_that_are_missing_or_cut_short_are_made_anew(many: Snapshot, vectors: FloatArray) -> None:
    file = many.segments[0].folder / FORMAT / "words.npy"
    kept = file.read_bytes()
    for damaged in (b"", kept[:-8]):
        file.write_bytes(damaged)
        again = Snapshot(many.folder, many.manifest)
        assert set(again.nearest_documents(again.alive, vectors[9], NEAR)) == _nearest(
            many, vectors, vectors[9]
        )
        assert file.read_bytes() == kept


@pytest.mark.parametrize("width", [1, 63, 64, 65, 384])
def test_the_distance_is_the_number_of_signs_that_differ(width: int) -> None:
    random = np.random.default_rng(width)
    vectors, query = random.standard_normal((7, width)), random.standard_normal(width)
    made = sign_arrays(vectors)
    assert fit(made, 7, width)
    assert not fit(made, 8, width)
    assert (
        distances(made, signs_of(query[None])[0]).tolist()
        == ((vectors > 0) != (query > 0)).sum(axis=1).tolist()
    )


@pytest.mark.parametrize("width", [3, 64, 100])
def test_agreement_is_what_the_query_has_in_the_row_s_signs(width: int) -> None:
    chance = np.random.default_rng(4)
    vectors, query = chance.standard_normal((9, width)), chance.standard_normal(width).astype(np.float32)
    signs = np.where(vectors > 0, 1, -1)
    assert agreement(sign_arrays(vectors).words, query) == pytest.approx(signs @ query, abs=1e-4)
