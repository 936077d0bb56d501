"""The product's encoder as a LlamaIndex embedding.

In: texts, or a query. Out: vectors of 384 numbers, of length one. A query goes through the model
that reads questions, as it does when `ask` searches; a text goes through the one that reads texts,
as it does when `ask ingest` reads a paper.
"""

import asyncio
import os
from functools import lru_cache
from pathlib import Path

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import Field

from rag.encoders.minilm import MiniLM, unit
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.minilm_files import LATEST
from rag.model.errors import WeightsError
from rag.model.settings import load_settings


class MiniLMEmbedding(BaseEmbedding):
    """all-MiniLM-L6-v2 on onnxruntime (int8, on the CPU), with the product's own query vectors.

    Vectors have 384 numbers and length one, so a cosine is a dot product. They can be compared
    with those of the Chroma collection `chunks-minilm-2`, which are means over a chunk's word pieces
    inside its paper. Safe to use from several threads. It can be pickled and written as JSON; the
    model is loaded, once per process, when it is first needed. WeightsError where its files are
    missing.
    """

    model_name: str = Field(default=LATEST.name, description="The name of the embedding model.")
    cache_folder: str | None = Field(
        default=None, description="Where the int8 models are kept; by default where `ask` keeps them."
    )
    threads: int = Field(default=0, ge=0, description="Threads for a batch of texts; 0 chooses.")

    @classmethod
    def class_name(cls) -> str:
        return "MiniLMEmbedding"

    @classmethod
    def from_defaults(cls, *, cache_folder: str | Path | None = None, threads: int = 0) -> "MiniLMEmbedding":
        """The embedding as `ask` itself opens it; WeightsError now, not later, where it cannot be used."""
        made = cls(cache_folder=str(cache_folder) if cache_folder else None, threads=threads)
        if missing := made._encoder.model.available():
            raise WeightsError(missing)
        return made

    @property
    def _encoder(self) -> MiniLMEncoder:
        return _opened(self.cache_folder, self.threads)

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(x) for x in self._encoder.query(query).pooled]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in unit(read.pooled)] for read in self._encoder.model.encode(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


@lru_cache(maxsize=4)
def _opened(cache_folder: str | None, threads: int) -> MiniLMEncoder:
    """One model for all embeddings of this process that are set alike."""
    settings = load_settings({}, os.environ)
    cache = Path(cache_folder) if cache_folder else settings.cache
    return MiniLMEncoder(MiniLM(cache, threads=threads or settings.threads))
