"""For those who build with LlamaIndex: our retriever and our embedder as its own classes.

In: a query. Out: nodes with scores, vectors. The nodes are the chunks that Chroma holds,
with the same ids; MiniLMEmbedding gives the vectors that its collection `chunks-minilm`
was filled with. Nothing of ours depends on this module.

    retriever = PaperRetriever(assistant, encoder.count)
    engine = RetrieverQueryEngine.from_args(retriever, llm=my_llm)
"""

from collections.abc import Callable

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.answering.assistant import Assistant
from rag.answering.router import named_rows
from rag.encoders.minilm import NAME, MiniLM, unit
from rag.ingest.chunks import chunk_nodes, paper_chunks
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Hit, SearchQuery
from rag.text.sentences import Span, sentences


class PaperRetriever(BaseRetriever):
    """The best papers, each by the passages that made it rank. A node's score is its paper's;
    its metadata has paper_id, title, published, and start and end in the paper's text."""

    def __init__(
        self, assistant: Assistant, count: Callable[[str], int], *, papers: int = 8, passages: int = 1
    ) -> None:
        """`count` is the encoder's, so that the passages are the chunks that Chroma holds."""
        super().__init__()
        self._assistant, self._count, self._papers, self._passages = assistant, count, papers, passages

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        searcher, text = self._assistant.searcher, query_bundle.query_str
        catalogue = searcher.catalogue
        ranking = searcher.search(text, named=named_rows(catalogue, catalogue.names.lookup(text)))
        return [
            NodeWithScore(node=node, score=hit.score)
            for hit in ranking.top(self._papers)
            for node in self._nodes(catalogue, hit, ranking.query)
        ]

    def _nodes(self, catalogue: Catalogue, hit: Hit, query: SearchQuery) -> list[TextNode]:
        paper = catalogue.paper(hit.row)
        chunks = paper_chunks(paper, sentences(paper.text), self._count)
        best = _ranked(catalogue, hit.row, query, chunks)[: self._passages]
        nodes = chunk_nodes(paper, best)
        for node, (start, end) in zip(nodes, best, strict=True):
            node.metadata |= {"start": start, "end": end}
            node.excluded_llm_metadata_keys = ["start", "end"]
            node.excluded_embed_metadata_keys = [*node.excluded_embed_metadata_keys, "start", "end"]
        return nodes


def _ranked(catalogue: Catalogue, row: int, query: SearchQuery, chunks: list[Span]) -> list[Span]:
    """Chunks by their best sentence."""
    vectors = query.vectors
    near = catalogue.snapshot.sentence_scores(row, vectors.whole, vectors.tokens, query.token_weights)
    scores = near.maxsim[1:] + near.cosine[1:]
    starts = near.sentence_spans[1:, 0]

    def best(chunk: Span) -> float:
        inside = scores[(starts >= chunk[0]) & (starts < chunk[1])]
        return float(inside.max()) if inside.size else -np.inf

    return sorted(chunks, key=best, reverse=True)


class MiniLMEmbedding(BaseEmbedding):
    """all-MiniLM-L6-v2 as a LlamaIndex embedding, on onnxruntime."""

    _model: MiniLM = PrivateAttr()

    def __init__(self, model: MiniLM) -> None:
        super().__init__(model_name=NAME)
        self._model = model

    @classmethod
    def class_name(cls) -> str:
        return "MiniLMEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embeddings([query])[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in unit(read.pooled)] for read in self._model.encode(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
