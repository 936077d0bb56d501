"""Commands around the answers: check a text, look at the installation, evaluate, open the page.

In: what was typed. Out: reports on stdout. See rag/cli.py for the rules.
"""

import json
import sys
from typing import TextIO

import click

from rag.options import Session, common

_MARKS = {"supported": "✓", "weak": "~", "unsupported": "✗", "no claim": " "}
_COLOURS = {"supported": "green", "weak": "yellow", "unsupported": "red", "no claim": "white"}


@click.command(epilog=examples("ask ui", "ask ui --port 8000 --no-browser"))
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option("--jsonl", is_flag=True, help="Claims with their own sources, one a line; no library needed.")
@common
def check(session: Session, file: TextIO, jsonl: bool) -> int:
    """Is each sentence of a text supported by the papers?

    With --jsonl: {"id", "claim", "sources": [...]} in, {"id", "support", "score", "source",
    "quote", "start", "end", "why"} out.

    \b
    Examples:
      ask check draft.md
      cat draft.md | ask check -
      ask check --jsonl claims.jsonl
    """
    from rag.drafts import check_draft, check_lines
    from rag.start import open_checker

    if jsonl:
        checker = open_checker(session.settings, session.say)
        for result in check_lines(checker, file):
            click.echo(json.dumps(result, ensure_ascii=False))
        return 0
    from rag.cli_ask import _assistant

    assistant = _assistant(session)
    checked = check_draft(open_checker(session.settings, session.say), assistant, file.read())
    if session.as_json:
        click.echo(json.dumps([c.to_json() for c in checked], ensure_ascii=False))
        return 0
    for sentence in checked:
        mark = session.look.style(_MARKS[sentence.support], fg=_COLOURS[sentence.support])
        click.echo(f"{mark} {sentence.support:<11} {session.look.wrap(sentence.text, '              ')}")
        if sentence.quote:
            line = f"{sentence.title}: “{sentence.quote}”{f' ({sentence.why})' if sentence.why else ''}"
            click.echo("              " + session.look.wrap(line, "              "))
    counted = {s: sum(c.support == s for c in checked) for s in _MARKS}
    session.say(", ".join(f"{number} {support}" for support, number in counted.items()))
    return 0


@click.command()
@common
def doctor(session: Session) -> int:
    """What is installed, what is in force, and what to do where something is wrong.

    \b
    Examples:
      ask doctor
      ask doctor --json
    """
    from rag.doctor import examine

    findings = examine(session.settings)
    if session.as_json:
        click.echo(json.dumps([f.to_json() for f in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = session.look.style(
                "ok  " if finding.ok else "look", fg="green" if finding.ok else "yellow"
            )
            click.echo(f"{mark}  {finding.what:<22} {finding.found}")
    return 0 if all(f.ok for f in findings if f.vital) else 1


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=7860, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 for a free one."
)
@click.option("--auth", metavar="USER:PASSWORD", help="Ask for a name and a password.")
@click.option("--no-auth", is_flag=True, help="Allow another address without a password.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@common("papers", "mode")
def ui(session: Session, host: str, port: int, auth: str | None, no_auth: bool, no_browser: bool) -> int:
    """Open the page in a browser."""
    from ui import launch

    launch(
        session.settings,
        host=host,
        port=port,
        auth=auth,
        no_auth=no_auth,
        open_browser=not no_browser and sys.stdout.isatty(),
    )
    return 0


@click.command(
    "eval", context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def evaluate(arguments: tuple[str, ...]) -> int:
    """Measure the answers on the question set that comes along."""
    from eval.command import evaluate as run

    result: int = run.main(list(arguments), prog_name="ask eval", standalone_mode=False) or 0
    return result


COMMANDS = (check, evaluate, ui, doctor)
