"""What can be chosen of models: those that a server offers.

In: settings with an address, or with a provider in the model's name. Out: names as they are set. A server
that cannot be asked offers none.
"""

from dataclasses import replace

from rag.encoders.endpoint import PROVIDERS
from rag.model.errors import AskError
from rag.model.extras import WRITING
from rag.model.settings import Settings

ASKED_SECONDS = 3.0


def models_offered(settings: Settings) -> list[str]:
    """The names of the server's models, in alphabetical order."""
    provider = settings.model.partition(":")[0]
    named = provider if provider in PROVIDERS and ":" in settings.model else ""
    if WRITING.missing or not (settings.base_url or named):
        return []
    from rag.generation.models import model_endpoint
    from rag.generation.server import model_names

    try:
        at = model_endpoint(replace(settings, model=settings.model or "?"))
    except AskError:
        return []
    names = model_names(replace(at, timeout_seconds=ASKED_SECONDS)) if at else []
    before = "" if settings.base_url else f"{named}:"
    return sorted(f"{before}{name}" for name in names)
