"""Chunks: whole sentences that fit the embedder, exact places, ids that stay."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.encoders.minilm import MiniLM
from rag.ingest.chunks import ROOM, SMALLEST_ROOM, chunk_id, chunk_nodes, chunk_spans, paper_chunks
from rag.ingest.nodes import node_metadata
from rag.text.sentences import Span, sentences
from tests.fakes import paper


def words(text: str) -> int:
    return len(text.split())


def letters(text: str) -> int:
    return sum(not c.isspace() for c in text)


def cut(text: str, room: int) -> list[str]:
    return [text[a:b] for a, b in chunk_spans(text, sentences(text), words, room=room)]


@pytest.mark.parametrize(
    ("text", "room", "chunks"),
    [
        pytest.param("", 5, [], id="nothing"),
        pytest.param("A b. C d.", 9, ["A b. C d."], id="all of it fits"),
        pytest.param("A b. C d. E f.", 4, ["A b. C d.", "E f."], id="sentences stay whole"),
        pytest.param(
            "A b. C d. E f. G h. I j. K l.",
            9,
            ["A b. C d. E f.", "G h. I j. K l."],
            id="evenly, no crumb left over",
        ),
        pytest.param(
            "A b c d e f g h.", 4, ["A b c d", "e f g h."], id="a long sentence is cut between words"
        ),
        pytest.param(
            "A. B b b b b b b b. C.", 4, ["A. B b b", "b b", "b b b. C."], id="a long one among short"
        ),
    ],
)
def test_neighbouring_sentences_are_kept_together(text: str, room: int, chunks: list[str]) -> None:
    assert cut(text, room) == chunks


def assert_covered(text: str, found: list[Span], spans: list[Span]) -> None:
    edges = [place for span in found for place in span]
    assert edges == sorted(edges)
    covered = {place for a, b in found for place in range(a, b)}
    assert all(text[p].isspace() for a, b in spans for p in range(a, b) if p not in covered)


@given(
    st.lists(
        st.lists(st.sampled_from(["Moss", "grows", "x" * 40, "3.5", "苔", "  "]), max_size=30), max_size=12
    ),
    st.integers(1, 20),
)
def test_chunks_fit_and_leave_out_no_sentence(written: list[list[str]], room: int) -> None:
    text = " ".join(" ".join(sentence) + "." for sentence in written)
    spans = sentences(text)
    found = chunk_spans(text, spans, words, room=room)
    assert all(a < b and 0 < words(text[a:b]) <= room for a, b in found)
    assert_covered(text, found, spans)


@given(st.text(max_size=300), st.integers(1, 10))
def test_a_text_without_spaces_is_cut_all_the_same(text: str, room: int) -> None:
    spans = sentences(text)
    found = chunk_spans(text, spans, letters, room=room)
    assert all(letters(text[a:b]) <= room for a, b in found)
    assert_covered(text, found, spans)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Lichenology", "grows 3.5%", "x" * 130, "ü苔藓", "$O(n^2)$", "a,b;c"]), max_size=400
    )
)
def test_with_its_title_a_chunk_fits_the_window_of_the_real_encoder(
    minilm: MiniLM, written: list[str]
) -> None:
    text = " ".join(f"{word}." if n % 37 == 36 else word for n, word in enumerate(written))
    long = replace(paper(1), text=text)
    spans = paper_chunks(long, sentences(text), minilm.count)
    assert all(minilm.count(f"{long.title}. {text[a:b]}") <= ROOM for a, b in spans)
    assert_covered(text, spans, sentences(text))


@given(st.lists(st.integers(1, 12), max_size=30), st.integers(12, 30))
def test_there_are_no_more_chunks_than_there_must_be(lengths: list[int], room: int) -> None:
    text = " ".join(" ".join(["Moss"] * n) + "." for n in lengths)
    filled, fewest = room, 0
    for size in lengths:
        fewest, filled = (fewest, filled + size) if filled + size <= room else (fewest + 1, size)
    assert len(cut(text, room)) == fewest


def test_a_very_long_title_does_not_squeeze_the_text_out() -> None:
    long = replace(paper(1), title="Moss " * 400, text="Moss grows. " * 100)
    spans = paper_chunks(long, sentences(long.text), words)
    assert max(words(long.text[a:b]) for a, b in spans) in range(SMALLEST_ROOM // 2, SMALLEST_ROOM + 1)


def test_a_node_knows_its_place_and_its_paper() -> None:
    moss = paper(3)
    spans = chunk_spans(moss.text, sentences(moss.text), words, room=20)
    nodes = chunk_nodes(moss, spans)
    assert len(nodes) > 1
    for node, (start, end) in zip(nodes, spans, strict=True):
        assert moss.text[node.start_char_idx : node.end_char_idx] == moss.text[start:end] == node.text
        assert (node.ref_doc_id, node.metadata["paper_id"]) == (moss.paper_id, moss.paper_id)
        assert node.metadata["published"] == moss.published


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({}, id="an abstract with its date"),
        pytest.param({"published": None}, id="no date"),
        pytest.param({"published": "2024", "text_kind": "digest"}, id="a year, a digest"),
        pytest.param({"title": '“Ünïcode”\\ \u2028 "quoted" 🎉'}, id="signs that JSON escapes"),
        pytest.param({"paper_id": "2405.01234"}, id="an arXiv id"),
    ],
)
def test_what_is_stored_is_what_llama_index_writes_for_the_node(changed: dict[str, Any]) -> None:
    from llama_index.core.vector_stores.utils import node_to_metadata_dict

    moss = replace(paper(3), **changed)
    spans = [(0, 20), (21, len(moss.text))]
    for node, (start, end) in zip(chunk_nodes(moss, spans), spans, strict=True):
        theirs = node_to_metadata_dict(node, remove_text=True, flat_metadata=True)
        assert list(node_metadata(moss, start, end).items()) == list(theirs.items())


def test_an_embedder_reads_the_title_and_the_text_and_nothing_else() -> None:
    from llama_index.core.schema import MetadataMode

    moss = paper(3)
    (node,) = chunk_nodes(moss, [(0, 20)])
    assert node.get_content(MetadataMode.EMBED) == f"{moss.title}. {moss.text[:20]}"


def test_an_id_stays_until_the_text_or_its_place_changes() -> None:
    moss = paper(3)
    ids = [n.node_id for n in chunk_nodes(moss, [(0, 20), (21, 40)])]
    assert ids == [n.node_id for n in chunk_nodes(replace(moss, upvotes=99), [(0, 20), (21, 40)])]
    one = chunk_id("moss", 0, "Moss grows.")
    others = [
        chunk_id("fern", 0, "Moss grows."),
        chunk_id("moss", 1, "Moss grows."),
        chunk_id("moss", 0, "Moss."),
    ]
    assert len({one, *others, *ids}) == 6
