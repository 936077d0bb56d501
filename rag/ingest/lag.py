"""How far the copy of a shared library on this machine is behind its server.

In: settings that name a server, the library that they open. Out: what the server holds and what is here.
StoreError where it does not answer.
"""

from dataclasses import dataclass

from rag.ingest.library import Library
from rag.ingest.shared import as_ask_errors
from rag.ingest.shared_cache import Cache
from rag.ingest.shared_opening import address_of
from rag.model.errors import StoreError
from rag.model.settings import Settings
from store.server import Server
from store.shared import SharedStore


@dataclass(frozen=True, slots=True)
class Lag:
    """`version`: of the server; `papers`: there; `changes`: that are not here yet; `begun`: papers that some
    writer was writing; `here`: papers here."""

    server: str
    version: str
    papers: int
    here: int
    changes: int
    begun: int

    @property
    def is_level(self) -> bool:
        """Whether the same papers are here and there."""
        return not self.changes and (self.papers == self.here or bool(self.begun))

    @property
    def line(self) -> str:
        """In a few words."""
        behind = f"{self.changes:,} changes behind" if self.changes else "up to date"
        return f"{self.server}, Chroma {self.version}, {self.papers:,} papers; the copy is {behind}"


def lag_of(settings: Settings, library: Library) -> Lag:
    """Asked now, without waiting."""
    server = Server(address_of(settings), timeout=10)
    store = SharedStore(server)
    with as_ask_errors():
        state, version = store.state(), server.version
        if state is None:
            raise StoreError(f"{server.address.shown}, Chroma {version}, holds no library yet")
        changes = state.committed - Cache(library.home, store).position[2]
        papers = store.count(state.built_with)
    here = len(library.reader.now())
    return Lag(server.address.shown, version, papers, here, changes, len(state.begun))
