"""The product's search as a LlamaIndex retriever.

In: a query. Out: nodes with scores: of the best papers, the passages that made them rank. The nodes
are the chunks that Chroma holds, with the same ids.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import MetadataFilters

from rag.answering.assistant import Assistant
from rag.answering.naming import named_rows
from rag.answering.start import open_filled_library
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.chunks import Chunk, chunk_nodes, paper_chunks
from rag.ingest.library import Library
from rag.integrations.llama_index.filters import accepting
from rag.integrations.llama_index.reader import SEEN_BY_EMBEDDER, SEEN_BY_MODEL, metadata_of
from rag.model.settings import load_settings
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.parameters import parameters
from rag.retrieval.passages import score_sentences
from rag.retrieval.prefilter import Mask
from rag.retrieval.ranking import Evidence, Hit, SearchQuery

_logger = logging.getLogger(__name__)


class PaperRetriever(BaseRetriever):
    """The best papers for a query, each by the passages that made it rank.

    A node's score is its paper's, as a share of the most that a paper could reach, from 0 to 1; its
    metadata has what is known of the paper, and `start` and `end`, the passage's place in its text.
    The query is read as text: an embedding or other strings in the QueryBundle are not looked at.
    Papers that are added to the library meanwhile are found. Safe to use from several threads.
    """

    def __init__(
        self,
        assistant: Assistant,
        count: Callable[[str], int],
        *,
        similarity_top_k: int = 8,
        passages_per_paper: int = 1,
        filters: MetadataFilters | None = None,
    ) -> None:
        """`count` is the encoder's, so that the passages are the chunks that Chroma holds."""
        super().__init__()
        self._assistant, self._count = assistant, count
        self._papers, self._passages = similarity_top_k, passages_per_paper
        self._accepts = accepting(filters) if filters else None
        self._mask: tuple[Catalogue, Mask] | None = None

    @classmethod
    def from_home(
        cls,
        path: str | Path,
        *,
        similarity_top_k: int = 8,
        passages_per_paper: int = 1,
        filters: MetadataFilters | None = None,
    ) -> "PaperRetriever":
        """Open the library folder at `path` (what `ask doctor` calls home), with the encoder that it
        was built with.

        `similarity_top_k`: how many papers; `filters`: on paper_id, published, organisation,
        author_count, upvotes, text_kind and venue. EmptyLibraryError where the folder holds no papers,
        FilterError for a filter that these fields cannot answer.
        """
        built_with = Library(Path(path).expanduser(), NoEncoder()).built_with
        options = {"home": path, "embedding": built_with, "starter": "off"}
        settings = load_settings(options, os.environ)
        library = open_filled_library(settings, _logger.warning, lambda what, papers: lambda done: None)
        return cls(
            Assistant(library.reader, library.encoder),
            library.encoder.count,
            similarity_top_k=similarity_top_k,
            passages_per_paper=passages_per_paper,
            filters=filters,
        )

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        searcher, text = self._assistant.searcher, query_bundle.query_str
        catalogue = searcher.catalogue
        ranking = searcher.search(
            text,
            allowed=self._allowed(catalogue),
            named=named_rows(catalogue, catalogue.names.lookup(text)),
        )
        return [
            NodeWithScore(node=node, score=relative_score(hit))
            for hit in ranking.top(self._papers)
            for node in self._nodes(catalogue, hit, ranking.query)
        ]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)

    def _allowed(self, catalogue: Catalogue) -> Mask | None:
        """The rows that the filters let pass (n,); worked out once for each state of the library."""
        if self._accepts is None:
            return None
        if self._mask is None or self._mask[0] is not catalogue:
            mask = np.zeros(len(catalogue.snapshot.alive), np.bool_)
            for row, fields in catalogue.snapshot.columns():
                mask[row] = self._accepts({**fields, "paper_id": catalogue.snapshot.id(row)})
            self._mask = catalogue, mask
        return self._mask[1]

    def _nodes(self, catalogue: Catalogue, hit: Hit, query: SearchQuery) -> list[TextNode]:
        paper = catalogue.paper(hit.row)
        scored = score_sentences(catalogue, hit.row, query)
        chunks = paper_chunks(paper, [(e.start, e.end) for e in scored], self._count)
        best = _ranked(chunks, scored)[: self._passages]
        nodes = chunk_nodes(paper, best)
        for node, (start, end) in zip(nodes, best, strict=True):
            node.metadata = about = {**metadata_of(paper), "start": start, "end": end}
            node.excluded_embed_metadata_keys = [k for k in about if k not in SEEN_BY_EMBEDDER]
            node.excluded_llm_metadata_keys = [k for k in about if k not in SEEN_BY_MODEL]
        return nodes


def relative_score(hit: Hit) -> float:
    """The hit's score as a share of the largest score that a paper could have, 0 to 1.

    A score is a weighted sum of component scores (the matched share of the question's idf, cosines,
    how surely the paper is named), none of which exceeds 1 in a library of any size. So the share is
    score / (the sum of the weights of the components that were computed); a score below 0, from
    cosines that are, counts as 0.
    """
    most = sum(parameters().fusion.of(hit.components).values())
    return float(min(1.0, max(0.0, hit.score / most)))


def _ranked(chunks: Sequence[Chunk], scored: Sequence[Evidence]) -> list[Chunk]:
    """Chunks by their best sentence."""

    def best(chunk: Chunk) -> float:
        inside = (e.maxsim + e.cosine for e in scored if chunk[0] <= e.start < chunk[1])
        return max(inside, default=-np.inf)

    return sorted(chunks, key=best, reverse=True)
