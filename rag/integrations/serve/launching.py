"""Open the library and serve it, until the process is told to stop.

In: settings, an address, rules. Out: nothing; runs until SIGTERM or Ctrl-C, after which the answers that are
being made are finished.
"""

import asyncio
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from threading import Thread, current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from rag.answering.assistant import Assistant
from rag.answering.start import Notify, StartProgress, open_filled_library, open_writer
from rag.generation.tokens import count_tokens
from rag.integrations.serve.app import make_app
from rag.integrations.serve.desk import Desk
from rag.integrations.serve.gate import ANY, Rules
from rag.integrations.serve.work import Work
from rag.model.errors import AskError, SettingError
from rag.model.settings import Settings
from rag.retrieval.searcher import Searcher
from rag.web.door import App, Names
from rag.web.queueing import QUOTING_AT_ONCE, WRITING_AT_ONCE
from rag.web.serving import is_local

if TYPE_CHECKING:
    from rag.ingest.library import Library

GRACE = 120  # seconds that running answers may take after the service was told to stop
TOKEN_VARIABLE = "ASK_SERVE_TOKEN"

Progress = Callable[[], AbstractContextManager[StartProgress]]


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and under which names, beside the address, it may be asked for."""

    host: str
    port: int
    allow_hosts: tuple[str, ...] = ()

    @property
    def names(self) -> Names:
        return Names.of(self.host, self.allow_hosts)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask: any of the tokens, or with `no_token` anybody; pages of `origins`; how often a minute."""

    tokens: tuple[str, ...] = ()
    no_token: bool = False
    origins: tuple[str, ...] = ()
    per_minute: int = 0

    def rules(self, address: Address) -> Rules:
        """SettingError where the library would stand open to others unasked."""
        tokens = self.tokens or tuple(re.split(r"[\s,]+", os.environ.get(TOKEN_VARIABLE, "").strip()))
        tokens = tuple(token for token in tokens if token)
        if not tokens and not self.no_token and not is_local(address.host):
            raise SettingError(
                f"{address.host} can be reached by others; give --token TOKEN (or {TOKEN_VARIABLE}), or "
                "--no-token to let anyone in"
            )
        if ANY in self.origins and not tokens:
            raise SettingError("--allow-origin '*' lets every page read the library; give --token too")
        origins = frozenset(origin.rstrip("/") for origin in self.origins)
        return Rules(address.names, tokens, origins, self.per_minute)


def launch(settings: Settings, address: Address, access: Access, notify: Notify, progress: Progress) -> None:
    """Serve until stopped; `progress` is entered while the library is opened. AskErrors where the address is
    taken or the library cannot be opened."""
    rules = access.rules(address)
    with bound(address) as listening:
        with progress() as start_progress:
            library = open_filled_library(settings, notify, start_progress)
        desk = open_desk(settings, library, notify)
        app = make_app(desk, rules, version=version("ask-papers"))
        Thread(target=_warm_up, args=(desk,), daemon=True).start()
        try:
            server = Server(app, lambda: notify(where(listening, "/v1")), notify)
            asyncio.run(server.serve(sockets=[listening]))
        finally:
            desk.close()


def open_desk(settings: Settings, library: "Library", notify: Notify) -> Desk:
    """What answers for a library; with a model where one is set."""
    writer = open_writer(settings, notify)
    assistant = Assistant(library.reader, library.encoder, top_k=settings.top_k, writer=writer)
    quick = Work(QUOTING_AT_ONCE)
    if writer is None:
        return Desk(assistant, assistant, quick)
    return Desk(assistant, Quoting(assistant, library, settings.top_k), Work(WRITING_AT_ONCE), quick)


class Quoting(Assistant):
    """An assistant without its model; both search with the same searcher, so that nothing is held twice."""

    def __init__(self, of: Assistant, library: "Library", top_k: int) -> None:
        super().__init__(library.reader, library.encoder, top_k=top_k)
        self._of = of

    @property
    def searcher(self) -> Searcher:
        return self._of.searcher


@contextmanager
def bound(address: Address) -> Iterator[socket.socket]:
    """A socket that is bound to the address; AskError where that cannot be."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        if os.name != "nt":  # there it would let two servers have the same port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((address.host, address.port))
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise AskError(
                f"port {address.port} of {address.host} cannot be had ({reason.lower()}); choose another "
                "with --port, or 0 for a free one"
            ) from error
        yield listening


class Server(uvicorn.Server):
    """Serves one application; ends in good order at the first signal, at once at the second. `ready` is
    called when it listens."""

    def __init__(self, app: App, ready: Callable[[], None], notify: Notify, *, grace: int = GRACE) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",  # what goes wrong is logged by problems.py
            access_log=False,
            proxy_headers=False,  # whoever is on this machine could claim any address
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=grace,
        )
        super().__init__(config)
        self._ready, self._notify = ready, notify

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, but the signal is not raised once more in the end."""
        if current_thread() is not main_thread():
            yield
            return
        caught = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in caught}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True
        if not self.force_exit:
            self._notify("stopping; answers that are being made are finished (once more: stop at once)")


def _warm_up(desk: Desk) -> None:
    """Load what the first request would wait for."""
    desk.assistant.warm_up()
    count_tokens("")


def where(listening: socket.socket, path: str) -> str:
    """The line that says where it can be asked."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"serving the library at http://{shown}:{port}{path} (Ctrl-C stops it)"
