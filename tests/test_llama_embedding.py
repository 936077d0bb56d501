"""The embedding that LlamaIndex users get: the product's own vectors, in LlamaIndex's own hands."""

import asyncio
import json
import pickle
import threading
from pathlib import Path

import chromadb
import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode
from llama_index.core.vector_stores.utils import metadata_dict_to_node
from llama_index.vector_stores.chroma import ChromaVectorStore

from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.integrations.llama_index import MiniLMEmbedding, PaperReader
from store.vectors import Vectors
from tests.fakes import papers

ASKED = "how are glaciers counted?"


@pytest.fixture
def embedding(minilm: MiniLM) -> MiniLMEmbedding:
    return MiniLMEmbedding.from_defaults()


class ThreadEmbedding(MiniLMEmbedding):
    """Its vector says whether it was made in the main thread."""

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(threading.current_thread() is threading.main_thread())]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [self._get_query_embedding(text) for text in texts]


def test_a_query_has_the_vector_that_the_product_searches_with(
    embedding: MiniLMEmbedding, minilm: MiniLM
) -> None:
    assert embedding.get_query_embedding(ASKED) == MiniLMEncoder(minilm).query(ASKED).pooled.tolist()
    assert embedding.get_text_embedding(ASKED) != embedding.get_query_embedding(ASKED)


def test_a_text_has_nearly_the_vector_that_its_chunk_has_in_chroma(
    embedding: MiniLMEmbedding, minilm: MiniLM, home: Path
) -> None:
    encoder = MiniLMEncoder(minilm)
    Library(home, encoder).ingest(papers(10))
    kept = Vectors(home / "chroma", encoder.name)
    rows = kept.chunks.get(include=["embeddings", "documents", "metadatas"])
    kept.close()
    nodes = [
        metadata_dict_to_node(m, text=t) for m, t in zip(rows["metadatas"], rows["documents"], strict=True)
    ]
    texts = [node.get_content(metadata_mode=MetadataMode.EMBED) for node in nodes]
    near = np.array(embedding.get_text_embedding_batch(texts)) @ np.array(rows["embeddings"]).T
    assert near.argmax(axis=1).tolist() == list(range(10))
    assert near.diagonal().min() > 0.8


@pytest.mark.parametrize("copied", [
    pytest.param(lambda e: pickle.loads(pickle.dumps(e)), id="pickled"),
    pytest.param(lambda e: MiniLMEmbedding.from_dict(json.loads(e.to_json())), id="written as JSON"),
])  # fmt: skip
def test_a_copy_is_the_same_embedding(minilm: MiniLM, copied: object) -> None:
    embedding = MiniLMEmbedding(embed_batch_size=7, threads=2)
    embedding.get_text_embedding("loaded")
    other = copied(embedding)  # type: ignore[operator]
    assert (other.model_name, other.embed_batch_size, other.threads) == ("minilm-2", 7, 2)
    assert other.get_query_embedding(ASKED) == embedding.get_query_embedding(ASKED)


def test_async_methods_do_their_work_in_a_thread() -> None:
    embedding = ThreadEmbedding()

    async def vectors() -> list[list[float]]:
        return [
            await embedding.aget_query_embedding(ASKED),
            await embedding.aget_text_embedding(ASKED),
            *await embedding.aget_text_embedding_batch([ASKED, ASKED]),
        ]

    assert asyncio.run(vectors()) == [[0.0]] * 4


def test_an_index_opens_the_chunks_that_the_product_wrote(
    embedding: MiniLMEmbedding, minilm: MiniLM, home: Path
) -> None:
    Library(home, MiniLMEncoder(minilm)).ingest(papers(6))
    client = chromadb.PersistentClient(str(home / "chroma"), chromadb.Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.get_collection("chunks-minilm-2"))
    index = VectorStoreIndex.from_vector_store(store, embed_model=embedding)
    (found,) = index.as_retriever(similarity_top_k=1).retrieve(ASKED)
    assert "Glaciers" in found.node.metadata["title"]
    client.close()


def test_a_pipeline_reads_cuts_and_embeds_what_an_index_then_finds(
    embedding: MiniLMEmbedding, invented: Path, tmp_path: Path
) -> None:
    client = chromadb.PersistentClient(str(tmp_path / "own"), chromadb.Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.create_collection("mine"))
    pipeline = IngestionPipeline(transformations=[SentenceSplitter(), embedding], vector_store=store)
    nodes = pipeline.run(documents=PaperReader().load_data(invented))
    assert len(nodes) == 12
    index = VectorStoreIndex.from_vector_store(store, embed_model=embedding)
    (found,) = index.as_retriever(similarity_top_k=1).retrieve(ASKED)
    assert "Glaciers" in found.node.metadata["title"]
    client.close()
