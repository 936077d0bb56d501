"""The shared library of the settings, opened.

In: settings that name a server. Out: a library whose copy on this machine is filled. StoreError where the
server does not answer and there is no copy either."""

from collections.abc import Callable

from rag.encoders.opening import open_encoder
from rag.ingest.shared import SharedLibrary, as_ask_errors
from rag.ingest.shared_cache import Cache, cache_folder
from rag.model.errors import StoreError
from rag.model.settings import Settings
from store.server import Address, Server
from store.shared import SharedStore

PATIENCE = 600.0  # seconds that a writer waits for a server that went away
_LOOK = 10.0  # seconds for a reply to a reader, who has a copy


def address_of(settings: Settings) -> Address:
    """Where the settings' server is, and what it is told."""
    return Address(
        settings.store.rstrip("/"),
        settings.store_token,
        settings.store_certificates,
        settings.store_tenant,
        settings.store_database,
    )


def open_shared(settings: Settings, notify: Callable[[str], None]) -> SharedLibrary:
    """The library on the server of the settings."""
    address, home = address_of(settings), cache_folder(settings)
    looking = SharedStore(Server(address, timeout=_LOOK, tell=notify))
    cache = Cache(home, looking)
    built_with = cache.position[1] or _first_look(cache, notify)
    store = SharedStore(Server(address, patience=PATIENCE, tell=notify))
    return SharedLibrary(home, open_encoder(settings, built_with, notify), store, looking)


def _first_look(cache: Cache, notify: Callable[[str], None]) -> str | None:
    """Fill the copy, which is empty; what embedded it, None where the server holds nothing."""
    try:
        with as_ask_errors():
            state = cache.store.state()
            if state is None:
                return None
            papers = cache.store.count(state.built_with)
            notify(f"copying {papers:,} papers from {cache.store.server.address.shown} to this machine")
            cache.refresh()
    except StoreError as error:
        raise StoreError(f"{error}; there is no copy on this machine yet") from error
    return state.built_with
