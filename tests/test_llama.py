"""What LlamaIndex users get: nodes with a place in their paper, vectors that fit Chroma's."""

from pathlib import Path

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine

from rag.answering.assistant import Assistant
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.integrations.llama_index import MiniLMEmbedding, PaperRetriever
from store.vectors import Vectors
from tests.fakes import HashEncoder, papers


@pytest.fixture
def retriever(home: Path) -> PaperRetriever:
    encoder = HashEncoder()
    library = Library(home, encoder)
    library.ingest(papers(6))
    return PaperRetriever(Assistant(library.reader, encoder), encoder.count, papers=3)


def test_nodes_stand_in_their_papers(retriever: PaperRetriever) -> None:
    nodes = retriever.retrieve("Who counts lichens from sound alone?")
    assert [n.score for n in nodes] == sorted((n.score or 0 for n in nodes), reverse=True)
    by_id = {p.paper_id: p for p in papers(6)}
    assert len(nodes) == 3
    for found in nodes:
        about = found.node.metadata
        paper = by_id[about["paper_id"]]
        assert paper.text[about["start"] : about["end"]] == found.node.get_content()
        assert (about["title"], about["published"]) == (paper.title, paper.published)
    assert "lichens" in nodes[0].node.metadata["title"].lower()


def test_nodes_have_the_ids_that_chroma_holds(retriever: PaperRetriever, home: Path) -> None:
    kept = Vectors(home / "chroma", "hash")
    wanted = [n.node.node_id for n in retriever.retrieve("lichens")]
    assert sorted(kept.chunks.get(ids=wanted)["ids"]) == sorted(wanted)
    kept.close()


def test_a_query_engine_runs_on_it(retriever: PaperRetriever) -> None:
    engine = RetrieverQueryEngine.from_args(retriever, llm=MockLLM())
    answer = engine.query("Who counts lichens?")
    assert len(answer.source_nodes) == 3


def test_vectors_find_the_chunks_in_chroma(home: Path, minilm: MiniLM) -> None:
    encoder = MiniLMEncoder(minilm)
    Library(home, encoder).ingest(papers(5))
    kept, embedding = Vectors(home / "chroma", encoder.name), MiniLMEmbedding(minilm)
    vector = embedding.get_query_embedding("counting glaciers")
    found = kept.chunks.query(query_embeddings=[vector], n_results=1, include=["metadatas"])
    assert "Glaciers" in found["metadatas"][0][0]["title"]
    assert embedding.get_text_embedding_batch(["counting glaciers"]) == [pytest.approx(vector, abs=1e-6)]
    kept.close()
