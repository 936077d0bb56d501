"""Open the encoder that the settings name.

In: settings, and what a library was built with. Out: an Encoder that can be used at once.
"""

from collections.abc import Callable

from rag.encoders.encoder import Encoder
from rag.encoders.endpoint import is_embedding_endpoint
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.minilm_files import LATEST
from rag.encoders.no_encoder import NoEncoder
from rag.model.errors import SettingError
from rag.model.extras import EMBEDDING, require
from rag.model.settings import Settings

MINILM = "minilm"  # as it is set; a library is noted to be built with a version of it


def open_encoder(settings: Settings, built_with: str | None, notify: Callable[[str], None]) -> Encoder:
    """The encoder of `settings.embedding`: minilm (its latest version), none, or openai:NAME, ollama:NAME and
    the like.

    Words alone where the library was built without vectors, and, with a line to `notify`, where
    MiniLM's files are missing. SettingError for another name; MissingPackageError for an endpoint
    without the extra `llm`.
    """
    if built_with == NoEncoder.name or settings.embedding == NoEncoder.name:
        return NoEncoder()
    if is_embedding_endpoint(settings.embedding):
        require(EMBEDDING)
        from rag.encoders.endpoint_encoder import EndpointEncoder, open_embedding

        return EndpointEncoder(open_embedding(settings), settings.embedding, NoEncoder().count)
    if settings.embedding not in (MINILM, LATEST.name):
        raise SettingError(
            f"embedding must be minilm, none, openai:NAME or ollama:NAME, not {settings.embedding!r}"
        )
    encoder = MiniLMEncoder(MiniLM(settings.cache, threads=settings.threads))
    earlier = encoder.earlier.get(built_with or "")
    if missing := encoder.model.available() or (earlier and earlier.model.available("question")):
        notify(f"{missing}; until then papers are found by words alone")
        return NoEncoder()
    return encoder
