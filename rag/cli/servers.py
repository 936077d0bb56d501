"""Commands that serve the library to programs.

In: what was typed. Out: services; where they listen is said on stderr. See rag/cli/main.py for the rules.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from rag.answering.rendering import help_examples
from rag.cli.options import Session, common
from rag.model.extras import MCP, SERVICE, require

# They stand below this room: loaded when asked for.
_SERVE, _MCP = "rag.integrations.serve.launching", "rag.integrations.mcp.launching"


def _listening(port: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options on where to listen, and who may ask there."""
    number = f"Port, or 0 for a free one.  [default: {port}]"
    name = "A name it may be asked for by."
    options = (
        click.option("--host", metavar="ADDRESS", default="127.0.0.1", help="Address to listen on."),
        click.option("--port", metavar="N", default=port, type=click.INT, help=number),
        click.option("--token", "tokens", metavar="TOKEN", multiple=True, help="Answer only who has it."),
        click.option("--no-token", is_flag=True, help="Allow another address without a token."),
        click.option("--rate", metavar="N", default=600, type=click.INT, help="Requests a minute, 0: any."),
        click.option("--allow-host", "allow_hosts", metavar="NAME", multiple=True, help=name),
        click.option(
            "--allow-origin", "origins", metavar="URL", multiple=True, help="Pages there may ask, too."
        ),
    )

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _where(given: dict[str, Any]) -> tuple[Any, Any]:
    """The address and the rules of access that were given."""
    if not 0 <= given["port"] <= 65535:
        raise click.UsageError(f"--port {given['port']}: ports go from 0 to 65535")
    if given["rate"] < 0:
        raise click.UsageError(f"--rate {given['rate']}: give a number of requests, or 0 for any number")
    serving = import_module(_SERVE)
    address = serving.Address(given["host"], given["port"], given["allow_hosts"])
    return address, serving.Access(given["tokens"], given["no_token"], given["origins"], given["rate"])


@click.command(
    epilog=help_examples(
        "ask serve",
        "export ASK_SERVE_TOKEN=...",
        "ask serve --host 0.0.0.0 --allow-host papers.example",
    )
)
@_listening(7878)
@common("top_k", "mode", "strict")
def serve(session: Session, **given: Any) -> int:
    """Serve the library to programs: OpenAI's chat API, REST, metrics.

    Any OpenAI client can ask at http://127.0.0.1:7878/v1; / lists what there is. ASK_SERVE_TOKEN holds a
    token that others do not see in the list of processes. Each token, or each address, has its own rate.
    """
    require(SERVICE)
    address, access = _where(given)
    progress = session.progress_bars
    import_module(_SERVE).launch(session.settings, address, access, session.notify, progress)
    return 0


@click.command(epilog=help_examples("ask mcp", "ask mcp --allow-add", "ask mcp --http --port 7879"))
@click.option("--http", is_flag=True, help="Listen at an address, not at stdin.")
@click.option("--allow-add", is_flag=True, help="Let clients add papers, too.")
@_listening(7879)
@common("top_k", "mode", "strict")
def mcp(session: Session, http: bool, allow_add: bool, **given: Any) -> int:
    """Give a model in another program the library as tools (MCP).

    Programs that start it themselves speak with it over stdin and stdout; with --http it is a server for
    many, at http://127.0.0.1:7879/mcp. Tools search, ask, read, list and check; ASK_SERVE_TOKEN as in ask
    serve.
    """
    require(MCP)
    launching = import_module(_MCP)
    listening = launching.Listening(*_where(given)) if http else None
    launching.launch(
        session.settings, session.notify, session.progress_bars, allow_add=allow_add, listening=listening
    )
    return 0


COMMANDS = (serve, mcp)
