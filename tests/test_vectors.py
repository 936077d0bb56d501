"""Chroma keeps items and their chunks, and does not mind who wrote last."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from store.vectors import Row, Vectors, collection_names
from tests.forking import ran

WIDTH = 8
WRITE = """
import sys
from pathlib import Path
from store.vectors import Vectors
from tests.test_vectors import rows, chunks_of
vectors = Vectors(Path(sys.argv[1]), "hash")
numbers = range(int(sys.argv[2]), int(sys.argv[3]))
vectors.put(rows(*numbers), chunks_of(*numbers))
"""


def vector(number: int) -> np.ndarray:
    return np.random.default_rng(number).standard_normal(WIDTH).astype(np.float32)


def rows(*numbers: int, text: str = "text") -> list[Row]:
    return [Row(f"p{n}", f"{text} {n}", {"title": f"Title {n}", "upvotes": n}, vector(n)) for n in numbers]


def chunks_of(*numbers: int, each: int = 2, text: str = "chunk") -> list[Row]:
    return [
        Row(f"{text}{n}-{c}", f"{text} {c} of {n}", {"owner": f"p{n}"}, vector(1000 * n + c))
        for n in numbers
        for c in range(each)
    ]


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    opened = Vectors(tmp_path / "chroma", "hash")
    yield opened
    opened.close()


def plain(found: list[Row]) -> list[tuple[str, str, dict[str, object]]]:
    return sorted((r.id, r.text, dict(r.metadata)) for r in found)


def chunk_ids(vectors: Vectors) -> list[str]:
    return sorted(vectors.chunks.get()["ids"])


def test_what_is_put_in_comes_out(vectors: Vectors) -> None:
    vectors.put(rows(1, 2, 3), chunks_of(1, 2, 3))
    assert plain(vectors.get(["p2", "p9", "p1"])) == plain(rows(1, 2))
    assert plain([r for some in vectors.everything() for r in some]) == plain(rows(1, 2, 3))
    assert (vectors.count(), vectors.chunks.count()) == (3, 6)


def test_nothing_is_no_trouble(vectors: Vectors) -> None:
    vectors.put([], [])
    vectors.delete([])
    vectors.delete(["p1"])
    assert vectors.get([]) == []
    assert list(vectors.everything()) == []


def test_an_item_put_again_replaces_its_text_and_all_its_chunks(vectors: Vectors) -> None:
    vectors.put(rows(1, 2), chunks_of(1, 2, each=3))
    vectors.put(rows(1, text="new"), chunks_of(1, each=1, text="new"))
    assert plain(vectors.get(["p1"])) == plain(rows(1, text="new"))
    assert chunk_ids(vectors) == ["chunk2-0", "chunk2-1", "chunk2-2", "new1-0"]


def test_deleting_an_item_takes_its_chunks_along(vectors: Vectors) -> None:
    vectors.put(rows(1, 2), chunks_of(1, 2))
    vectors.delete(["p1", "p9"])
    assert plain(vectors.get(["p1", "p2"])) == plain(rows(2))
    assert chunk_ids(vectors) == ["chunk2-0", "chunk2-1"]


def test_what_belongs_to_nothing_can_be_swept(vectors: Vectors) -> None:
    vectors.put(rows(1, 2, 3), chunks_of(1, 2, 3))
    vectors.put([], chunks_of(7))  # as after a crash between the chunks and their item
    vectors.keep_only({"p1", "p3"})
    assert plain([r for some in vectors.everything() for r in some]) == plain(rows(1, 3))
    assert chunk_ids(vectors) == ["chunk1-0", "chunk1-1", "chunk3-0", "chunk3-1"]


def test_dropping_leaves_other_makers_alone(tmp_path: Path, vectors: Vectors) -> None:
    other = Vectors(tmp_path / "chroma", "other")
    vectors.put(rows(1), chunks_of(1))
    other.put(rows(2), chunks_of(2))
    vectors.drop()
    vectors.drop()
    assert (vectors.count(), vectors.chunks.count()) == (0, 0)
    assert (other.count(), other.chunks.count()) == (1, 2)
    other.close()


def test_the_nearest_chunk_is_found_by_cosine(vectors: Vectors) -> None:
    vectors.put(rows(1, 2, 3), chunks_of(1, 2, 3))
    found = vectors.chunks.query(query_embeddings=[vector(2001) * 9], n_results=1)
    assert found["ids"] == [["chunk2-1"]]
    assert found["distances"][0][0] == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(
    ("built_with", "name"),
    [
        pytest.param("minilm", "papers-minilm", id="plain"),
        pytest.param("openai:text-embedding-3-small", "papers-openai-text-embedding-3-small", id="a colon"),
        pytest.param(
            "openai:org/model:free/", "papers-openai-org-model-free", id="Chroma wants a letter last"
        ),
        pytest.param("苔", "papers-none", id="nothing that Chroma takes"),
    ],
)
def test_a_maker_has_a_collection_of_its_own(tmp_path: Path, built_with: str, name: str) -> None:
    assert collection_names(built_with) == (name, name.replace("papers", "chunks"))
    vectors = Vectors(tmp_path, built_with)
    assert vectors.count() == 0
    vectors.close()


def test_two_processes_that_take_turns_lose_no_vector(tmp_path: Path) -> None:
    """Chroma's memory of its vectors goes stale when another process writes; closing forgets it."""
    vectors = Vectors(tmp_path, "hash")
    vectors.put(rows(*range(600)), chunks_of(*range(600)))
    vectors.close()
    assert ran(WRITE, str(tmp_path), "600", "1300").returncode == 0
    vectors.put(rows(*range(1300, 2000)), chunks_of(*range(1300, 2000)))
    vectors.close()
    found = vectors.chunks.get(include=["embeddings"])
    assert len(found["ids"]) == 4000
    np.testing.assert_allclose(
        dict(zip(found["ids"], found["embeddings"], strict=True))["chunk650-1"], vector(650001), rtol=1e-5
    )
    vectors.close()
