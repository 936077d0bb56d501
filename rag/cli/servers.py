"""Commands that serve the library to programs.

In: what was typed. Out: services; where they listen is said on stderr. See rag/cli/main.py for the rules.
"""

from importlib import import_module
from typing import Any

import click

from rag.answering.rendering import help_examples
from rag.cli.options import Session, common
from rag.model.extras import SERVICE, require

_SERVE = "rag.integrations.serve.launching"  # it stands below this room: loaded when asked for


@click.command(
    epilog=help_examples(
        "ask serve",
        "export ASK_SERVE_TOKEN=...",
        "ask serve --host 0.0.0.0 --allow-host papers.example",
    )
)
@click.option(
    "--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port", metavar="N", default=7878, type=click.INT, help="Port, or 0 for a free one.  [default: 7878]"
)
@click.option("--token", "tokens", metavar="TOKEN", multiple=True, help="Answer only who has it.")
@click.option("--no-token", is_flag=True, help="Allow another address without a token.")
@click.option("--rate", metavar="N", default=600, type=click.INT, help="Requests a minute, 0: any number.")
@click.option(
    "--allow-host", "allow_hosts", metavar="NAME", multiple=True, help="A name it may be asked for by."
)
@click.option("--allow-origin", "origins", metavar="URL", multiple=True, help="Pages there may ask, too.")
@common("top_k", "mode", "strict")
def serve(session: Session, host: str, port: int, **given: Any) -> int:
    """Serve the library to programs: OpenAI's chat API, REST, metrics.

    Any OpenAI client can ask at http://127.0.0.1:7878/v1; / lists what there is. ASK_SERVE_TOKEN holds a
    token that others do not see in the list of processes. Each token, or each address, has its own rate.
    """
    if not 0 <= port <= 65535:
        raise click.UsageError(f"--port {port}: ports go from 0 to 65535")
    if given["rate"] < 0:
        raise click.UsageError(f"--rate {given['rate']}: give a number of requests, or 0 for any number")
    require(SERVICE)
    launching = import_module(_SERVE)
    address = launching.Address(host, port, given["allow_hosts"])
    access = launching.Access(given["tokens"], given["no_token"], given["origins"], given["rate"])
    launching.launch(session.settings, address, access, session.notify, session.progress_bars)
    return 0


COMMANDS = (serve,)
