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

import pytest

from rag.answering.doctor import _MOST_WRONG, examine
from rag.encoders.encoder import Document
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.chunks import chunk_id
from rag.ingest.records import chunk_rows
from rag.ingest.verified_chunks import ChunksRead
from rag.model.paper import Paper
from rag.model.settings import Settings
from store.vectors import Vectors
from tests.conftest import Ask
from tests.fakes import paper

DEEP = ("every file", "checksums")


@pytest.fixture
def copied(shelf: Path, home: Path) -> Path:
    return Path(shutil.copytree(shelf, home))


def deep(ask: Ask, home: Path) -> tuple[int, list[str]]:
    ran = ask("doctor", "--deep", "--json", home=home)
    return ran.code, [f["found"] for f in ran.json if f["what"] in DEEP]


def arrays(home: Path) -> list[Path]:
    return sorted(p for p in home.glob("index-*/segment-*/**/*") if p.is_file())


def snapshot(home: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in home.rglob("*") if p.is_file() and "chroma" not in p.parts}


def test_a_sound_library_is_told_to_be_so_and_not_changed(ask: Ask, copied: Path) -> None:
    before = snapshot(copied)
    ((code, (line,)), plain) = deep(ask, copied), ask("doctor", "--json", home=copied)
    assert code == plain.code
    assert line == f"{len(arrays(copied))} files and 12 papers as they were written"
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
    assert deep(ask, copied)[1] == [f"{len(arrays(copied))} files and 12 papers as they were written"]


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
