"""The `ask` command: what can be typed, and where its output goes.

Answers go to stdout, everything else to stderr. Exit codes: 0 answered or done, 1 a
problem the reader can act on (one line), 2 wrong usage, 3 the papers do not answer.
"""

import errno
import io
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

if "numpy" not in sys.modules:  # its products are small here, and its threads spin: see rag/encoders/blas.py
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

from rag.answering.rendering import help_examples
from rag.model.errors import AskError, trouble

_TAKES_VALUE = ("--home", "-k", "--mode", "--since", "--until", "--venue", "--tag")
STOPPED = "stopped; what was finished is kept"
_ABOUT = {"--help", "-h", "--version"}
_OPTIONS = (
    "--home DIR, --json, -k N, --mode MODE, --since DATE, --until DATE, --quiet, --version, --help; "
    "what each does: ask question --help"
)


class AskGroup(click.Group):
    """Anything that is not a command is a question; nothing at all is a conversation."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        place = _first_word(args)
        if place is not None and args[place] in self.commands:
            args = [args[place], *args[:place], *args[place + 1 :]]  # options before the command go with it
        elif place is not None or not _ABOUT & set(args):
            args = ["question", *args]
        else:
            args = [arg for arg in args if arg in _ABOUT]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, '["QUESTION" | COMMAND] [OPTIONS]')

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        with formatter.section("Options"):
            formatter.write_text(_OPTIONS)


def _first_word(args: list[str]) -> int | None:
    """Where the first argument stands that is neither an option nor an option's value."""
    skip = False
    for place, arg in enumerate(args):
        if skip:
            skip = False
        elif arg in _TAKES_VALUE:
            skip = True
        elif not arg.startswith("-") or arg == "-":
            return place
    return None


@click.group(
    cls=AskGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=help_examples(
        'ask "How does GaLore save memory?"',
        "ask ingest ~/papers                   read saved pages, BibTeX, RIS, PDF ...",
    ),
)
@click.version_option(package_name="ask-papers", prog_name="ask")
def app() -> None:
    """Ask questions about research papers. Every sentence of an answer shows the exact words it
    is based on. Without a question: a conversation.
    """


def main() -> None:
    """Run; the one place where an expected problem becomes a line and an exit code."""
    _open_streams()
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
        sys.exit(code or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        _fail(f"{error.format_message().rstrip('.')}; see: {_command(error)} --help", error.exit_code)
    except AskError as error:
        if hides_interrupt(error.__cause__):
            _fail(STOPPED, 130)
        _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _fail(STOPPED, 130)
    except SystemExit:
        # click ends so when the reader of our output went away: nothing is wrong, nothing left to say
        if type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):
            sys.exit(0)
        raise
    except OSError as error:
        _silence()
        if is_closed_pipe(error):
            sys.exit(0)
        _fail(trouble(error), 1)
    except Exception as error:
        if hides_interrupt(error):
            _fail(STOPPED, 130)
        raise


def hides_interrupt(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it: compiled libraries (pydantic's) give it back as errors of their own."""
    while error and not isinstance(error, KeyboardInterrupt) and "KeyboardInterrupt" not in str(error):
        error = error.__cause__ or error.__context__
    return error is not None


def _fail(line: str, code: int) -> NoReturn:
    click.echo(f"ask: {' '.join(line.split())}", err=True)
    sys.exit(code)


def _command(error: click.ClickException) -> str:
    """The command that was used wrongly, as it is typed."""
    path = getattr(getattr(error, "ctx", None), "command_path", "ask")
    return str(path).removesuffix(" question") if path == "ask question" else str(path)


def is_closed_pipe(error: OSError) -> bool:
    """Whether the reader of our output went away; Windows says so with another number."""
    windows = os.name == "nt" and error.errno == errno.EINVAL and error.filename is None
    return isinstance(error, BrokenPipeError) or windows


def _open_streams() -> None:
    """What is written to a closed stream is dropped; streams in another encoding show what they can."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("r" if name == "stdin" else "w"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper) and name != "stdin":
            stream.reconfigure(errors="replace")


def _silence() -> None:
    """What is still in the buffer of stdout cannot be written: not now, and not at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # not a stream of the system: nothing will be flushed into it
        return


def _register() -> None:
    """Attach the commands; their modules import nothing heavy before they run."""
    from rag.cli import ask, backups, export, fetching, following, library, removing, servers, shared, tools

    rooms = (ask, fetching, following, library, removing, export, backups, shared, tools, servers)
    for command in (command for room in rooms for command in room.COMMANDS):
        app.add_command(command)


def run(args: list[str]) -> Any:
    """For tests and embedding: what `main` runs, without leaving the process."""
    _register()
    return app(args, prog_name="ask", standalone_mode=False)
