"""`ask doctor --deep` reads every file against its checksum: what it finds is a line, and what mends it.

That each changed file is found and mended: tests/test_file_shapes.py.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.answering.doctor import _MOST_WRONG, examine
from rag.encoders.encoder import Document
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.chunks import chunk_id
from rag.ingest.library import Library
from rag.ingest.records import chunk_rows
from rag.ingest.verified_chunks import ChunksRead
from rag.model.errors import BrokenDatabaseError
from rag.model.paper import Paper
from rag.model.settings import Settings
from store.vector_files import damaged_vector_files
from store.vectors import Row, Vectors
from tests.conftest import Ask
from tests.fakes import HashEncoder, paper, papers

DEEP = ("every file", "checksums")


@pytest.fixture
def copied(shelf: Path, home: Path) -> Path:
    return Path(shutil.copytree(shelf, home))


def deep(ask: Ask, home: Path) -> tuple[int, list[str]]:
    ran = ask("doctor", "--deep", "--json", home=home)
    return ran.code, [f["found"] for f in ran.json if f["what"] in DEEP]


def arrays(home: Path) -> list[Path]:
    return sorted(p for p in home.glob("index-*/segment-*/**/*") if p.is_file())


def sound(home: Path) -> str:
    return (
        f"{len(arrays(home))} files and 12 papers as they were written; of Chroma's search files, "
        "which have no checksums, only what is plainly wrong is seen"
    )


def snapshot(home: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in home.rglob("*") if p.is_file() and "chroma" not in p.parts}


def test_a_sound_library_is_told_to_be_so_and_not_changed(ask: Ask, copied: Path) -> None:
    before = snapshot(copied)
    ((code, (line,)), plain) = deep(ask, copied), ask("doctor", "--json", home=copied)
    assert code == plain.code
    assert line == sound(copied)
    assert not any(f["what"] in DEEP for f in plain.json), "without --deep no file is read for it"
    assert {path: data for path, data in snapshot(copied).items() if path in before} == before


def test_a_paper_that_is_changed_in_the_database_is_named(ask: Ask, copied: Path) -> None:
    with sqlite3.connect(copied / "chroma" / "chroma.sqlite3") as database:
        changed = database.execute(
            "UPDATE embedding_metadata SET string_value = 'Moss.' WHERE key = 'chroma:document' AND id = "
            "(SELECT min(id) FROM embedding_metadata WHERE key = 'fingerprint')"  # papers have one
        ).rowcount
    database.close()
    assert changed == 1
    code, lines = deep(ask, copied)
    assert code == 1
    assert any("Chroma" in line and "not as it was written" in line for line in lines), lines


def test_a_lost_database_is_told_with_how_many_papers_are_safe(ask: Ask, copied: Path) -> None:
    shutil.rmtree(copied / "chroma")
    code, lines = deep(ask, copied)
    assert code == 1
    assert (
        "Chroma's database is gone; the indexes hold 12 papers; mend it with: ask ingest --rebuild" in lines
    )


def test_of_very_much_that_is_wrong_the_first_are_told_and_the_others_counted(copied: Path) -> None:
    (sums,) = copied.glob("index-*/segment-*/checksums.json")
    kept = json.loads(sums.read_text())
    noted = kept["files"]
    assert len(noted) > _MOST_WRONG
    sums.write_text(json.dumps({**kept, "files": dict.fromkeys(noted, "0" * 32)}))
    found = examine(Settings(home=copied, starter=False, embedding="none"), deep=True)
    *told, last = [f for f in found if f.what == "every file"]
    assert len(told) == _MOST_WRONG
    assert not any(f.ok for f in (*told, last))
    assert last.found == f"{len(noted) - _MOST_WRONG} more are not as they were written"


def test_there_is_nothing_to_read_in_an_empty_home(ask: Ask, home: Path) -> None:
    assert deep(ask, home)[1] == []


# -- the chunks in Chroma, which LlamaIndex reads


def changed_text(chunks: Any) -> None:
    chunks.update(ids=chunks.get(limit=1)["ids"], documents=["Moss."], embeddings=[[1.0]])


def one_gone(chunks: Any) -> None:
    chunks.delete(ids=chunks.get(limit=1)["ids"])


def one_of_nobody(chunks: Any) -> None:
    chunks.add(ids=["strange"], documents=["Moss."], embeddings=[[1.0]], metadatas=[{"kind": "note"}])


def one_of_a_paper_that_is_gone(chunks: Any) -> None:
    chunks.add(ids=["strange"], documents=["Moss."], embeddings=[[1.0]], metadatas=[{"owner": "gone"}])


def one_more_of_a_paper(chunks: Any) -> None:
    owner = chunks.get(limit=1)["metadatas"][0]["owner"]
    chunks.add(ids=["more"], documents=["Moss."], embeddings=[[1.0]], metadatas=[{"owner": owner}])


def the_same_once_more(chunks: Any) -> None:
    """The last words of a chunk as a chunk of their own."""
    found = chunks.get(limit=1)
    (text,), (metadata,) = found["documents"], found["metadatas"]
    node = json.loads(metadata["_node_content"])
    start, end = node["end_char_idx"] - 5, node["end_char_idx"]
    content = json.dumps({**node, "start_char_idx": start, "end_char_idx": end})
    chunks.add(
        ids=[chunk_id(metadata["owner"], start, text[-5:])],
        documents=[text[-5:]],
        embeddings=[[1.0]],
        metadatas=[{**metadata, "_node_content": content}],
    )


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        pytest.param(changed_text, "Chroma: the text of chunks of 1 paper (", id="changed"),
        pytest.param(one_more_of_a_paper, "Chroma: the text of chunks of 1 paper (", id="one more"),
        pytest.param(one_gone, "Chroma lacks chunks of 1 paper (", id="gone"),
        pytest.param(one_of_nobody, "Chroma holds 1 chunks of no paper (strange)", id="nobody's"),
        pytest.param(one_of_a_paper_that_is_gone, "Chroma holds 1 chunks of no paper (strange)", id="left"),
        pytest.param(the_same_once_more, "Chroma holds sentences twice, in chunks of 1 paper (", id="twice"),
    ],
)
def test_a_chunk_that_is_not_as_its_paper_is_told_and_mended(
    ask: Ask, copied: Path, damage: Callable[[Any], None], told: str
) -> None:
    vectors = Vectors(copied / "chroma", NoEncoder().name)
    damage(vectors.chunks)
    vectors.close()
    code, lines = deep(ask, copied)
    assert (code, len(lines)) == (1, 1), lines
    assert lines[0].startswith(told)
    assert lines[0].endswith("; mend it with: ask ingest --rebuild")
    assert ask("ingest", "--rebuild", home=copied).code == 0
    assert deep(ask, copied)[1] == [sound(copied)]


def test_what_follows_the_one_chunk_of_a_text_must_be_in_another() -> None:
    long = replace(paper(1), text="We count moss. " * 400)
    spans = [(0, 1000), (1000, 3000), (3500, len(long.text))]
    assert not whole_chunks(long, [*spans, (3000, 3500)])
    assert whole_chunks(long, spans) == "lacking"
    assert whole_chunks(long, spans[:2]) == "lacking"
    assert whole_chunks(long, [*spans, (2999, 3500)]) == "doubled"


def whole_chunks(one: Paper, spans: list[tuple[int, int]]) -> str:
    """What is wrong with chunks that stand there."""
    found = ChunksRead()
    encoded = next(NoEncoder().documents([Document(one.title, one.text, [], spans)]))
    found.compare(one, chunk_rows(one, spans, encoded))
    return next((n for n in ("changed", "lacking", "doubled") if getattr(found, n)), "")


# -- what lies beside the segments, and Chroma's own files of vectors


def test_vectors_that_are_kept_beside_the_indexes_are_checked(copied: Path, ask: Ask) -> None:
    (folder,) = copied.glob("index-*")
    file = folder / "background.npz"
    np.savez(file, tokens=np.ones((40, 8), np.float32), name=np.array("none"))
    assert deep(ask, copied)[0] == ask("doctor", home=copied).code
    data = bytearray(file.read_bytes())
    for at in (200, len(data) // 2):
        file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert any("background.npz is not as it was written" in line for line in deep(ask, copied)[1]), at
    assert ask("ingest", "--rebuild", home=copied).code == 0
    assert deep(ask, copied)[1] == [sound(copied)]


def test_a_vector_in_chroma_that_is_not_that_of_the_indexes_is_named(home: Path) -> None:
    library = Library(home, HashEncoder())
    library.ingest(papers(6))
    assert library.verify().wrong == ()
    vectors = Vectors(home / "chroma", "hash")
    (found,) = vectors.item_vectors()
    changed = np.array(found[paper(2).paper_id])
    changed[3] += 1e-4
    vectors._items.update(ids=[paper(2).paper_id], embeddings=[changed])
    vectors.close()
    assert library.verify().wrong == (
        f"Chroma: the vectors of 1 paper ({paper(2).paper_id}) are not as they were written",
    )
    library.rebuild()
    assert library.verify().wrong == ()


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with so many rows that Chroma has written its files of vectors."""
    home = tmp_path_factory.mktemp("searched") / "home"
    Library(home, HashEncoder()).ingest(papers(3))
    vectors = Vectors(home / "chroma", "hash")
    made = np.random.default_rng(7).normal(size=(1100, 32)).astype(np.float32)
    vectors.put([Row(f"row-{n}", "Moss.", {"kind": "moss"}, one) for n, one in enumerate(made)], [])
    vectors._items.query(query_embeddings=[made[0]], n_results=1)
    vectors.close()
    return home


def overwritten(name: str, at: int, what: bytes) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[at : at + len(what)] = what
        (folder / name).write_bytes(data)

    return damage


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        pytest.param(overwritten("data_level0.bin", 4, b"\xff" * 4), "data_level0.bin", id="a link"),
        pytest.param(overwritten("data_level0.bin", 0, b"\xff\xff"), "data_level0.bin", id="so many links"),
        pytest.param(overwritten("data_level0.bin", 132, b"\x00\x00\x80\x7f"), "1 vectors", id="infinite"),
        pytest.param(overwritten("data_level0.bin", 140, b"moss"), "1 vectors", id="a vector"),
        pytest.param(overwritten("data_level0.bin", 260, b"\2" * 8 * 40), "data_level0.bin", id="labels"),
        pytest.param(lambda f: (f / "data_level0.bin").write_bytes(b""), "data_level0.bin", id="emptied"),
        pytest.param(lambda f: (f / "data_level0.bin").unlink(), "data_level0.bin", id="gone"),
        pytest.param(overwritten("link_lists.bin", 0, b"\xff" * 4), "link_lists.bin", id="upper links"),
        pytest.param(
            lambda f: (f / "link_lists.bin").write_bytes(b""), "link_lists.bin", id="no upper links"
        ),
        pytest.param(overwritten("header.bin", 20, b"\xff" * 4), "header.bin", id="a count"),
        pytest.param(overwritten("header.bin", 28, b"\1"), "header.bin", id="a size"),
        pytest.param(overwritten("header.bin", 54, b"moss"), "header.bin", id="an entry point"),
        pytest.param(lambda f: (f / "header.bin").write_bytes(b"\1"), "header.bin", id="a header cut short"),
    ],
)
def test_damaged_files_of_vectors_are_told_and_mended_and_end_no_process(
    searched: Path, home: Path, damage: Callable[[Path], object], told: str
) -> None:
    """Chroma follows what these files say, and its native part ends the process where that leads nowhere."""
    shutil.copytree(searched, home)
    (folder,) = (p.parent for p in home.glob("chroma/*/link_lists.bin") if p.stat().st_size)
    assert damaged_vector_files(home / "chroma") == []
    damage(folder)
    library = Library(home, HashEncoder())
    (line,) = [line for line in library.verify().wrong if "Chroma" in line]
    assert told in line, line
    with pytest.raises(BrokenDatabaseError, match="ask ingest --rebuild"):
        library.ingest(papers(4))
    assert library.rebuild() == 3
    assert library.verify().wrong == ()


def test_files_of_vectors_of_a_newer_version_are_not_judged(searched: Path, home: Path) -> None:
    shutil.copytree(searched, home)
    for header in home.glob("chroma/*/header.bin"):
        overwritten("header.bin", 0, b"\2")(header.parent)
        (header.parent / "link_lists.bin").write_bytes(b"moss")
    assert damaged_vector_files(home / "chroma") == []
