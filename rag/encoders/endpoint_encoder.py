"""An embedding model at an OpenAI-compatible endpoint: text to vectors over HTTP.

In and out as rag/encoders/encoder.py says, except for token vectors: an endpoint gives
none. Failures are EndpointErrors of one line. Needs the extra `llm`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.encoders.encoder import Document, Encoded, Encoder, QueryVectors
from rag.encoders.endpoint import Endpoint, embedding_endpoint
from rag.encoders.failures import failure, text_of
from rag.encoders.minilm import unit
from rag.encoders.transport import NO_KEY, Pause, client
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
        model, base = (str(getattr(embedding, field, "")) for field in ("model_name", "api_base"))
        self._at = Endpoint(model, base)  # to name it in errors

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        """The texts of several documents in one request; dimensions are the model's. EndpointError when it
        fails."""
        texts = [_texts(document) for document in documents]
        vectors_of = iter(self._embed([text for some in texts for text in some]))
        for document, some in zip(documents, texts, strict=True):
            vectors = np.array([next(vectors_of) for _ in some])
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

    @property
    def words(self) -> tuple[str, ...]:
        """An endpoint does not tell its words."""
        return ()

    def read(self, question: str, passage: str) -> None:
        """An endpoint embeds one text at a time."""

    def query(self, text: str) -> QueryVectors:
        """The query's vector (dimensions,); no tokens. EndpointError when the endpoint fails."""
        return self.queries([text])[0]

    def queries(self, texts: Sequence[str]) -> list[QueryVectors]:
        """The vector of each (dimensions,); TEXTS_PER_REQUEST in one request."""
        tokens, spans = np.zeros((0, 0), np.float32), np.zeros((0, 2), np.int64)
        return [QueryVectors(vector, tokens, spans) for vector in self._embed(list(texts))]

    def _embed(self, texts: list[str]) -> FloatArray:
        """The vectors of texts (n, dimensions), TEXTS_PER_REQUEST at a time, or fewer where the server
        takes no more; that is remembered."""
        while True:
            try:
                return unit(np.array(self._embedding.get_text_embedding_batch(texts), np.float32))
            except Exception as error:  # not chained: it may hold what was sent
                if fewer := self._fewer(error, len(texts)):
                    self._embedding.embed_batch_size = fewer
                    continue
                raise EndpointError(f"embeddings: {failure(error, self._at)}") from None

    def _fewer(self, error: Exception, asked: int) -> int:
        """How many texts to send at once after this error; 0 where it is not about that."""
        now, said = min(asked, self._embedding.embed_batch_size), text_of(error)
        if not _TOO_MANY.search(said) or now == 1:
            return 0
        named = [int(number) for number in re.findall(r"\d+", said) if 0 < int(number) < now]
        return max(named, default=now // 2)


_TOO_MANY = re.compile(r"batch.{0,20}size|too many inputs|array too long|at most \d+ (?:inputs|texts)", re.I)


def _texts(document: Document) -> list[str]:
    """All that is embedded of a document: the whole, its heading, sentences, chunks, questions."""
    cut = [document.text[a:b] for a, b in (*document.sentences, *document.chunks)]
    return [f"{document.heading}. {document.text}", document.heading, *cut, *document.expansion_queries]


def open_embedding(settings: "Settings", *, pause: Pause | None = None) -> Any:
    """The LlamaIndex embedding that ASK_EMBEDDING names (`openai:text-embedding-3-small`,
    `ollama:nomic-embed-text`), at its own address where one is set."""
    from llama_index.embeddings.openai_like import OpenAILikeEmbedding

    at = embedding_endpoint(settings)
    return OpenAILikeEmbedding(
        model_name=at.model,
        api_base=at.base_url,
        api_key=NO_KEY,
        embed_batch_size=TEXTS_PER_REQUEST,
        max_retries=0,
        timeout=at.timeout_seconds,
        http_client=client(at, pause=pause),
    )
