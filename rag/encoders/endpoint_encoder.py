"""An embedding model at an OpenAI-compatible endpoint: text to vectors over HTTP.

In and out as rag/encoders/encoder.py says, except for token vectors: an endpoint gives
none. Failures are EndpointErrors of one line. Needs the extra `llm`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.encoders.encoder import Document, Encoded, Encoder, QueryVectors
from rag.encoders.endpoint import NO_KEY, client, endpoint
from rag.encoders.minilm import unit
from rag.model.errors import EndpointError
from store.item import DocumentVectors, FloatArray

if TYPE_CHECKING:
    from rag.model.settings import Settings

TEXTS_PER_REQUEST = 64


class EndpointEncoder:
    """Documents, sentences and chunks, each embedded as a text of its own; no token vectors."""

    earlier: Mapping[str, Encoder] = {}

    def __init__(self, embedding: Any, name: str, count: Callable[[str], int]) -> None:
        """`embedding` is a LlamaIndex BaseEmbedding, `name` is kept with the library, `count` gives
        the word pieces of a text."""
        self._embedding, self.name, self.count = embedding, name, count

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        """One request or more a document; dimensions are the model's. EndpointError when it fails."""
        for document in documents:
            cut = [document.text[a:b] for a, b in (*document.sentences, *document.chunks)]
            whole = f"{document.heading}. {document.text}"
            vectors = self._embed([whole, document.heading, *cut, *document.expansion_queries])
            m, c = 2 + len(document.sentences), len(document.chunks)
            found = DocumentVectors(
                document=vectors[0],
                sentences=vectors[1:m],
                sentence_spans=np.array([(0, 0), *document.sentences], np.int64).reshape(-1, 2),
                tokens=np.zeros((0, 0), np.float32),
                token_sentences=np.zeros(0, np.int64),
                expansion_queries=vectors[m + c :],
            )
            yield Encoded(found, vectors[m : m + c])

    def query(self, text: str) -> QueryVectors:
        """The query's vector (dimensions,); no tokens. EndpointError when the endpoint fails."""
        return self.queries([text])[0]

    def queries(self, texts: Sequence[str]) -> list[QueryVectors]:
        """The vector of each (dimensions,); TEXTS_PER_REQUEST in one request."""
        tokens, spans = np.zeros((0, 0), np.float32), np.zeros((0, 2), np.int64)
        return [QueryVectors(vector, tokens, spans) for vector in self._embed(list(texts))]

    def _embed(self, texts: list[str]) -> FloatArray:
        import openai

        try:
            return unit(np.array(self._embedding.get_text_embedding_batch(texts), np.float32))
        except openai.OpenAIError as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EndpointError(f"the embedding endpoint failed ({reason}); see: ask doctor") from error


def open_embedding(settings: "Settings", *, pause: Callable[[float], None] = time.sleep) -> Any:
    """The LlamaIndex embedding that ASK_EMBEDDING names (`openai:text-embedding-3-small`), on the
    same server and with the same key as the language model."""
    from llama_index.embeddings.openai_like import OpenAILikeEmbedding

    at = endpoint(settings.embedding, settings)
    return OpenAILikeEmbedding(
        model_name=at.model,
        api_base=at.base_url,
        api_key=NO_KEY,
        embed_batch_size=TEXTS_PER_REQUEST,
        max_retries=0,
        timeout=at.timeout_seconds,
        http_client=client(at, pause=pause),
    )
