"""Putting papers into a library: each paper once, nothing done twice, nothing mixed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.encoders.encoder import Encoder
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.errors import EmbedderMismatchError
from rag.retrieval.searcher import Searcher
from store.vectors import Row, Vectors
from tests.fakes import HashEncoder, catalogue, counts, in_chroma, kept, paper, papers, sorted_papers

# -- ingest


def test_every_paper_comes_out_as_it_went_in(library: Library) -> None:
    wanted = papers(20)
    assert counts(library.ingest(wanted)) == (20, 0, 0)
    assert kept(library) == sorted_papers(*wanted)
    ids = sorted(p.paper_id for p in wanted)
    assert in_chroma(library) == (ids, ids)


def test_a_second_run_changes_and_encodes_nothing(library: Library, encoder: HashEncoder) -> None:
    library.ingest(papers(20))
    manifest, read = written(library.home / "index-hash" / "manifest.json"), encoder.read
    assert counts(library.ingest(papers(20))) == (0, 0, 20)
    assert encoder.read == read == 20
    assert written(library.home / "index-hash" / "manifest.json") == manifest


def written(file: Path) -> tuple[int, int, int]:
    """What changes when a file is written, and not when it is read."""
    about = file.stat()
    return about.st_ino, about.st_mtime_ns, about.st_size


def test_only_what_is_new_or_changed_is_encoded(library: Library, encoder: HashEncoder) -> None:
    library.ingest(papers(20))
    changed = paper(3, upvotes=999)
    report = library.ingest([*papers(3), changed, *papers(16, start=4), *papers(2, start=20)])
    assert (counts(report), report.updated) == ((2, 1, 19), [changed.paper_id])
    assert encoder.read == 23
    assert kept(library) == sorted_papers(*papers(3), changed, *papers(18, start=4))


def test_no_database_is_made_before_there_is_a_paper(library: Library) -> None:
    assert counts(library.ingest([])) == (0, 0, 0)
    assert (library.count(), library.built_with) == (0, "hash")
    assert not (library.home / "chroma").exists()
    assert counts(library.ingest(papers(2))) == (2, 0, 0)


def test_progress_reaches_the_number_of_papers(library: Library) -> None:
    library.ingest(papers(5))
    told: list[int] = []
    library.ingest(papers(20), told.append)
    assert sum(told) == 20


def test_the_same_paper_twice_in_one_run_is_kept_once(library: Library) -> None:
    again = paper(1, sources=("other.bib",))
    assert counts(library.ingest([paper(1), paper(2), again])) == (2, 0, 0)
    assert [p.sources for p in catalogue(library).papers()] == [
        ("invented.jsonl", "other.bib"),
        paper(2).sources,
    ]


def test_an_abstract_takes_the_place_of_a_digest(library: Library) -> None:
    digest = paper(
        1, text="In short: moss, in many more words than the abstract has. " * 9, text_kind="digest"
    )
    library.ingest([digest])
    assert counts(library.ingest([paper(1)])) == (0, 1, 0)
    (found,) = kept(library)
    assert (found.text, found.text_kind) == (paper(1).text, "abstract")
    assert counts(library.ingest([digest])) == (0, 0, 1)
    assert kept(library) == [found]


def test_a_paper_that_gets_its_arxiv_id_is_still_found_by_its_old_name(library: Library) -> None:
    library.ingest(papers(12))
    slug = paper(3).paper_id
    report = library.ingest([paper(3, paper_id="2405.01234", sources=("other.bib",))])
    assert (counts(report), report.updated) == ((0, 1, 0), ["2405.01234"])
    assert len(kept(library)) == 12
    for name in (slug, "2405.01234", paper(3).title):
        assert [p.paper_id for p in catalogue(library).find(name)] == ["2405.01234"], name
    assert catalogue(library).row(slug) == catalogue(library).row("2405.01234") is not None
    items, owners = in_chroma(library)
    assert items == owners
    assert slug not in items
    assert counts(library.ingest([paper(3)])) == (0, 0, 1)


def test_an_entry_that_shows_two_papers_to_be_one_joins_them(library: Library) -> None:
    by_title, by_id = paper(1), paper(2, paper_id="2405.01234")
    library.ingest([by_title, by_id, paper(5)])
    library.ingest([paper(1, paper_id="2405.01234")])
    assert sorted(p.paper_id for p in kept(library)) == sorted(["2405.01234", paper(5).paper_id])
    assert in_chroma(library)[0] == sorted(p.paper_id for p in kept(library))


def test_removed_papers_are_gone_everywhere_and_can_come_back(library: Library) -> None:
    library.ingest(papers(6))
    library.remove([paper(2).paper_id, "no-such-paper"])
    ids = sorted(p.paper_id for p in papers(6) if p != paper(2))
    assert [p.paper_id for p in kept(library)] == ids
    assert in_chroma(library) == (ids, ids)
    assert counts(library.ingest(papers(6))) == (1, 0, 5)


def test_removing_from_a_library_that_does_not_exist_makes_none(library: Library) -> None:
    library.remove(["moss"])
    assert not library.home.exists()


# -- encoders


def test_vectors_of_two_encoders_are_never_mixed(home: Path, library: Library) -> None:
    library.ingest(papers(4))
    other = Library(home, HashEncoder("wide", width=48))
    with pytest.raises(
        EmbedderMismatchError, match="built with hash, not wide; rebuild it with: ask ingest --reb"
    ):
        other.ingest(papers(5))
    assert kept(library) == sorted_papers(*papers(4))


def test_a_rebuild_moves_every_paper_to_another_encoder(home: Path, library: Library) -> None:
    library.ingest(papers(20))
    library.remove([paper(7).paper_id])
    wide = HashEncoder("wide", width=48)
    other = Library(home, wide, batch=8)
    assert other.rebuild() == wide.read == 19
    assert (other.built_with, kept(other)) == ("wide", kept(library))
    snapshot = other.reader.now()
    assert snapshot.document_scores(snapshot.rows, wide.query("moss").pooled).shape == (19,)
    assert len(in_chroma(other, "wide")[0]) == 19
    assert in_chroma(other, "hash") == ([], [])
    assert not (home / "index-hash").exists()
    assert counts(other.ingest(papers(20))) == (1, 0, 19)


def test_an_empty_library_can_be_rebuilt_and_takes_any_encoder(home: Path, library: Library) -> None:
    assert library.rebuild() == 0
    library.ingest(papers(1))
    library.remove([paper(0).paper_id])
    other = Library(home, HashEncoder("wide", width=48))
    assert counts(other.ingest(papers(2))) == (2, 0, 0)
    assert other.built_with == "wide"


def test_a_removed_paper_does_not_come_back_through_a_rebuild_that_was_cut_off(
    home: Path, library: Library
) -> None:
    library.ingest(papers(6))
    left = Library(home / "other", HashEncoder("wide", width=48))  # what a rebuild would have left in Chroma
    left.ingest(papers(6))
    library.remove([paper(2).paper_id])
    vectors = Vectors(home / "chroma", "wide")
    vectors.put([replace(r, vector=np.ones(48, np.float32)) for r in rows_of(left)], [])
    vectors.close()
    assert Library(home, HashEncoder("wide", width=48)).rebuild() == 5
    assert len(in_chroma(library, "wide")[0]) == 5


def rows_of(library: Library) -> list[Row]:
    vectors = Vectors(library.home / "chroma", "wide")
    found = [row for rows in vectors.everything() for row in rows]
    vectors.close()
    return found


def test_without_an_encoder_words_still_find_papers(home: Path) -> None:
    library = Library(home, NoEncoder())
    library.ingest(papers(15))
    assert counts(library.ingest(papers(15))) == (0, 0, 15)
    found = Searcher(catalogue(library), NoEncoder()).search("What does KelpNet count?")
    assert catalogue(library).paper(int(found.rows[0])) == paper(10)


def test_a_library_with_vectors_can_be_read_without_the_encoder(library: Library) -> None:
    library.ingest(papers(15))
    found = Searcher(catalogue(library), NoEncoder()).search("What does KelpNet count?")
    assert catalogue(library).paper(int(found.rows[0])) == paper(10)


def test_a_paper_without_text_is_kept(home: Path, library: Library) -> None:
    bare = paper(1, text="", raw="", questions=())
    library.ingest([bare])
    assert kept(library) == [bare]


def test_the_real_encoder_builds_a_library_that_is_found_by_meaning(home: Path, minilm: MiniLM) -> None:
    library = Library(home, MiniLMEncoder(minilm))
    moss = replace(
        paper(1), title="Moss Net", text="A network that recognises plants on the forest floor. " * 2
    )
    library.ingest([*papers(9, start=2), moss])
    found = Searcher(catalogue(library), library.encoder).search("identify vegetation in woodland")
    assert catalogue(library).paper(int(found.rows[0])).title == "Moss Net"


# -- others


def test_a_llamaindex_user_can_open_the_chunks(library: Library) -> None:
    import chromadb
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores.utils import metadata_dict_to_node

    library.ingest(papers(4))
    client: Any = chromadb.PersistentClient(str(library.home / "chroma"))
    with client:
        found = client.get_collection("chunks-hash", embedding_function=None).get()
    nodes = [metadata_dict_to_node(m, t) for m, t in zip(found["metadatas"], found["documents"], strict=True)]
    assert len(nodes) >= 4
    by_id = {p.paper_id: p for p in papers(4)}
    for node in nodes:
        assert isinstance(node, TextNode)
        source = by_id[node.metadata["paper_id"]]
        assert source.text[node.start_char_idx : node.end_char_idx] == node.text
        assert (node.ref_doc_id, node.metadata["title"]) == (source.paper_id, source.title)


def test_every_encoder_is_one(encoder: HashEncoder) -> None:
    seams: list[Encoder] = [encoder, NoEncoder()]
    assert [e.count("Moss grows slowly") for e in seams] == [3, 5]
