"""Open the library and serve it over MCP: at stdin and stdout, or at an address.

In: settings. Out: nothing; runs until stdin ends, or until the process is told to stop. On stdout there is
nothing but the protocol.
"""

import asyncio
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from rag.answering.start import Notify, open_checker, open_filled_library
from rag.integrations.mcp.server import make_server
from rag.integrations.mcp.tools import Opened, Tools
from rag.integrations.serve.gate import Gate, Rules
from rag.integrations.serve.launching import Access, Address, Progress, Server, bound, open_desk, where
from rag.model.settings import Settings
from rag.web.door import App

PATH = "/mcp"
GRACE = 10  # seconds: streams on which nothing comes stay open until then


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen, and who may ask there."""

    address: Address
    access: Access


def launch(
    settings: Settings, notify: Notify, progress: Progress, *, allow_add: bool, listening: Listening | None
) -> None:
    """Serve at stdin and stdout, or where `listening` says."""
    open_ = partial(_opened, settings, notify, progress)
    make = partial(make_server, version=version("ask-papers"), allow_add=allow_add)
    if listening is None:
        tools = Tools(open_)
        asyncio.run(make(tools).run_stdio_async())
        tools.close()
        return
    rules = listening.access.rules(listening.address)
    with bound(listening.address) as socket:
        tools = Tools(open_)
        app = application(make(tools), rules)
        server = Server(app, lambda: notify(where(socket, PATH)), notify, grace=GRACE)
        asyncio.run(server.serve(sockets=[socket]))
        tools.close()


def application(server: MCPServer[None], rules: Rules) -> App:
    """The server at `/mcp`, behind our own gate, which looks at names, origins and tokens first."""
    open_to_gate = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, transport_security=open_to_gate
    )
    return Gate(app, rules)


def _opened(settings: Settings, notify: Notify, progress: Progress) -> Opened:
    with progress() as start_progress:
        library = open_filled_library(settings, notify, start_progress)
    checker = cache(partial(open_checker, settings, notify))
    return Opened(library, open_desk(settings, library, notify), checker)
