"""A running `ask serve` over invented papers: what the tests of the service stand on.

In: rules, a model server where one is to write. Out: the service on a port of its own, in a thread of this
process. Knows nothing of what is tested.
"""

import asyncio
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest

pytest.importorskip("fastapi", reason="fastapi is not installed")

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.integrations.serve.app import make_app
from rag.integrations.serve.gate import Rules
from rag.integrations.serve.launching import Address, Server, bound, open_desk
from rag.model.settings import Settings
from tests.fakes import papers

PAPERS = 50


def filled(home: Path, *, count: int = PAPERS) -> Library:
    library = Library(home, NoEncoder())
    library.ingest(papers(count))
    return library


class Service:
    """The service; `with` waits until it listens, and until it has ended."""

    def __init__(self, library: Library, rules: Rules | None = None, **settings: Any) -> None:
        made = Settings(home=library.home, starter=False, embedding="none", **settings)
        self.desk = open_desk(made, library, lambda line: None)
        self._address = Address("127.0.0.1", 0)
        self._rules = rules or Rules(self._address.names)
        self._ready = Event()

    def __enter__(self) -> "Service":
        self._bound = bound(self._address)
        listening = self._bound.__enter__()
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = make_app(self.desk, self._rules)
        self.server = Server(app, self._ready.set, lambda line: None)
        self._thread = Thread(target=lambda: asyncio.run(self.server.serve(sockets=[listening])))
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self._thread.join()
        self.desk.close()
        self._bound.__exit__(None, None, None)

    def client(self, **headers: str) -> httpx.Client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        fresh = httpx.Limits(max_keepalive_connections=0)  # a kept one is closed while a busy machine waits
        return httpx.Client(base_url=self.address, headers=named, timeout=600, limits=fresh, verify=False)
