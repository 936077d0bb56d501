"""Commands around the answers: check a text or the installation, evaluate, open the page.

In: what was typed. Out: reports on stdout. See rag/cli/main.py for the rules.
"""

import re
import sys
from functools import partial
from importlib import import_module
from typing import Any

import click

from rag.answering.rendering import help_examples, print_json
from rag.cli.options import Session, common
from rag.cli.typed import lines_of, results, text_of
from rag.export.plain import strip_controls
from rag.model.conversation import MESSAGE_CHARACTERS
from rag.model.errors import PageError
from rag.model.extras import EVALUATION, PAGE, require

_MARKS = {"supported": "✓", "weak": "~", "unsupported": "✗", "no claim": " "}
_PAGE, _EVALUATION = (
    "ui",
    "eval.command",
)  # they may import this room, not the other way round: loaded when asked for
_INDENT = 14 * " "
_COLOURS = {"supported": "green", "weak": "yellow", "unsupported": "red", "no claim": "white"}


@click.command(
    epilog=help_examples("ask check draft.md", "cat draft.md | ask check -", "ask check --jsonl claims.jsonl")
)
@click.argument("file")
@click.option("--jsonl", is_flag=True, help="Claims with their own sources, one a line; no library needed.")
@common()
def check(session: Session, file: str, jsonl: bool) -> int:
    """Is each sentence of a text supported by the papers?

    With --jsonl: {"id", "claim", "sources": [...]} in, {"id", "support", "score", "source",
    "quote", "start", "end", "why"} out.
    """
    from rag.answering.drafts import check_claim, check_draft
    from rag.answering.start import open_checker

    if jsonl:
        with lines_of(file) as lines:
            for result in results(
                lines, partial(check_claim, open_checker(session.settings, session.notify))
            ):
                print_json(result)
        return 0
    from rag.cli.ask import open_for

    draft = text_of(file)
    if not draft.strip():
        raise PageError(file, "empty; nothing to check")
    assistant = open_for(session, answering=False)
    checked = check_draft(open_checker(session.settings, session.notify), assistant, draft)
    if session.as_json:
        print_json([c.to_json() for c in checked])
        return 0
    for sentence in checked:
        mark = session.terminal.style(_MARKS[sentence.support], fg=_COLOURS[sentence.support])
        text = " ".join(strip_controls(sentence.text).split())
        click.echo(session.terminal.wrap(f"{mark} {sentence.support:<11} {text}", _INDENT))
        if sentence.quote:
            line = f"{sentence.title}: “{sentence.quote}”{f' ({sentence.why})' if sentence.why else ''}"
            click.echo(session.terminal.wrap(_INDENT + strip_controls(line), _INDENT))
        elif len(sentence.text) > MESSAGE_CHARACTERS:
            click.echo(_INDENT + sentence.why)
    counted = {s: sum(c.support == s for c in checked) for s in _MARKS}
    session.notify(", ".join(f"{number} {support}" for support, number in counted.items()))
    return 0


@click.command(epilog=help_examples("ask doctor", "ask doctor --deep", "ask doctor --json"))
@click.option("--deep", is_flag=True, help="Read every file of the library, against its checksum.")
@common()
def doctor(session: Session, deep: bool) -> int:
    """Show what is installed, what works, and the settings in effect."""
    from rag.answering.doctor import examine

    findings = examine(session.settings, deep=deep)
    if session.as_json:
        print_json([f.to_json() for f in findings])
    else:
        for finding in findings:
            mark = session.terminal.style(
                "ok  " if finding.ok else "warn", fg="green" if finding.ok else "yellow"
            )
            click.echo(f"{mark}  {finding.what:<22} {strip_controls(finding.found)}")
    return 0 if all(f.ok for f in findings if f.vital) else 1


@click.command(epilog=help_examples("ask ui", "ask ui --port 8000 --no-browser"))
@click.option(
    "--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port", metavar="N", default=7860, type=click.INT, help="Port, or 0 for a free one.  [default: 7860]"
)
@click.option("--auth", metavar="USER:PASSWORD", help="Ask for a name and a password.")
@click.option("--no-auth", is_flag=True, help="Allow another address without a password.")
@click.option(
    "--allow-host", "allow_hosts", metavar="NAME", multiple=True, help="A name it may be asked for by."
)
@click.option("--root-path", metavar="/PATH", default="", help="Where a reverse proxy has it.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@common("top_k", "mode")
def ui(session: Session, host: str, port: int, **given: Any) -> int:
    """Open the page in a browser.

    It is answered only under the address that it listens on, and names given with --allow-host.
    """
    if not 0 <= port <= 65535:
        raise click.UsageError(f"--port {port}: ports go from 0 to 65535")
    below = given["root_path"].rstrip("/")
    if below and not re.fullmatch(r"(/[\w.~-]+)+", below, re.ASCII):
        raise click.UsageError(f"--root-path {given['root_path']}: give a path such as /papers")
    require(PAGE)
    import_module(_PAGE).launch(
        session.settings,
        host=host,
        port=port,
        auth=given["auth"],
        no_auth=given["no_auth"],
        allow_hosts=given["allow_hosts"],
        root_path=below,
        open_browser=not given["no_browser"] and sys.stdout.isatty(),
    )
    return 0


@click.command(
    "eval", context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def evaluate(arguments: tuple[str, ...]) -> int:
    """Measure the answers on the bundled question set."""
    require(EVALUATION)
    run = import_module(_EVALUATION).evaluate
    result: int = run.main(list(arguments), prog_name="ask eval", standalone_mode=False) or 0
    return result


COMMANDS = (check, evaluate, ui, doctor)
