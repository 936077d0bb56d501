"""The `ask` command: what can be typed, and where its output goes.

Answers go to stdout, everything else to stderr. Exit codes: 0 answered or done, 1 a
problem the reader can act on (one line), 2 wrong usage, 3 the papers do not answer.
Knows how to print, not how to answer.
"""

import sys
from typing import Any

import click

from rag.errors import AskError

_TAKES_VALUE = ("--home", "-k", "--mode", "--since", "--until")
_EXAMPLES = """\b
Examples:
  ask "How does GaLore save memory?"
  ask "Which papers study continual pre-training?" --since 2024
  ask                                   a conversation
  ask ingest ~/papers                   read saved pages, JSONL, BibTeX, RIS
  ask search "low-rank gradients" -k 5
  ask check draft.md                    is each sentence supported?
"""


class AskGroup(click.Group):
    """Anything that is not a command is a question; nothing at all is a conversation."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = _first_word(args)
        if not ({"--help", "--version"} & set(args)) and (first is None or first not in self.commands):
            args = ["question", *args]
        elif first is not None and args[:1] not in ([], [first]):  # options before the command go with it
            args = [first, *(a for i, a in enumerate(args) if i != args.index(first))]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def _first_word(args: list[str]) -> str | None:
    """The first argument that is neither an option nor an option's value."""
    skip = False
    for arg in args:
        if skip:
            skip = False
        elif arg in _TAKES_VALUE:
            skip = True
        elif not arg.startswith("-") or arg == "-":
            return arg
    return None


@click.group(cls=AskGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EXAMPLES)
@click.version_option(package_name="ask-papers", prog_name="ask")
def app() -> None:
    """Ask questions about research papers. Every sentence of an answer shows the exact words it stands on.

    \b
    ask "QUESTION"      one answer
    ask                 a conversation
    """


def main() -> None:
    """Run; the one place where an expected problem becomes a line and an exit code."""
    try:
        _register()
        sys.exit(app(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except AskError as error:
        click.echo(f"ask: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("ask: stopped; what was finished is kept", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away: nothing left to say
        sys.exit(0)


def _register() -> None:
    """Attach the commands; their modules import nothing heavy before they run."""
    from rag import cli_ask, cli_library, cli_tools

    for command in (*cli_ask.COMMANDS, *cli_library.COMMANDS, *cli_tools.COMMANDS):
        app.add_command(command)


def run(args: list[str]) -> Any:
    """For tests and embedding: what `main` runs, without leaving the process."""
    _register()
    return app(args, standalone_mode=False)
