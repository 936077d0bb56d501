"""A conversation in the terminal.

In: lines that are typed. Out: answers as they stream, and a few commands. Earlier answers
stay when one fails; history and arrow keys come from prompt_toolkit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.answering.assistant import Assistant
from rag.answering.rendering import Terminal, as_markdown, paper_line, quotes
from rag.cli.options import typed_text
from rag.export.plain import strip_controls
from rag.model.answer import Answer
from rag.model.errors import AskError

if TYPE_CHECKING:
    from prompt_toolkit.history import History

HELP = """\
Type a question; follow-ups may refer to earlier answers. Commands:
  /sources     the exact words behind the last answer
  /papers      the papers that were found for it
  /thoughts    what the model thought before it
  /again       ask the last question again
  /edit TEXT   ask TEXT in place of the last question
  /save FILE   the conversation as Markdown with its references
  /new         start over
  /quit        leave (so do quit, exit, bye and Ctrl-D)"""
LEAVING = frozenset(("quit", "exit", "bye", "goodbye", "good bye", "bye bye", "q", "quit()", "exit()", ":q"))


@dataclass
class ChatSession:
    """The conversation so far; `show` prints an answer as it streams and returns it whole; `show_anew` the
    same, with nothing in it that a model was asked before."""

    assistant: Assistant
    terminal: Terminal
    show: Callable[[str, Sequence[Answer]], Answer]
    answers: list[Answer] = field(default_factory=list)
    show_anew: Callable[[str, Sequence[Answer]], Answer] | None = None

    def take(self, line: str) -> bool:
        """Deal with one line; False when it was the last."""
        line = typed_text(line)
        command, _, rest = line.partition(" ")
        if command in ("/quit", "/exit", "/q") or line.lower().strip(" .!") in LEAVING:
            return False
        if command.startswith("/"):
            self._command(command, rest.strip())
        elif command:
            self._ask(line, len(self.answers))
        return True

    def _ask(self, question: str, turn: int, *, anew: bool = False) -> None:
        """Answer as turn number `turn`; what stood there stays until the answer is whole."""
        show = self.show_anew if anew and self.show_anew else self.show
        self.answers[turn:] = [show(question, self.answers[:turn])]

    def _ask_again(self, question: str) -> None:
        if not self.answers:
            click.echo("nothing has been asked yet")
        elif not question:
            click.echo("type the question: /edit TEXT")
        else:
            self._ask(question, len(self.answers) - 1, anew=True)

    def _command(self, command: str, rest: str) -> None:
        if command == "/sources":
            shown = quotes(self.answers[-1], self.terminal) if self.answers else "nothing has been asked yet"
            click.echo(shown or "the last answer quotes nothing")
        elif command == "/thoughts":
            thoughts = self.answers[-1].thoughts if self.answers else ""
            click.echo(strip_controls(thoughts) or "no model thought before the last answer")
        elif command == "/papers":
            self._papers()
        elif command == "/again":
            self._ask_again(self.answers[-1].question if self.answers else "")
        elif command == "/edit":
            self._ask_again(rest)
        elif command == "/save":
            self._save(rest)
        elif command == "/new":
            self.answers.clear()
            click.echo("a new conversation")
        elif command == "/help":
            click.echo(HELP)
        else:
            click.echo(f"no command called {strip_controls(command)}; /help lists them")

    def _papers(self) -> None:
        if not self.answers:
            click.echo(f"{len(self.assistant.catalogue):,} papers; see: ask papers")
            return
        for ranked in self.answers[-1].papers:
            row = self.assistant.catalogue.row(ranked.paper_id)
            if row is not None:
                click.echo(paper_line(self.assistant.catalogue.paper(row), self.terminal))

    def _save(self, name: str) -> None:
        if not name or not self.answers:
            click.echo("nothing has been asked yet" if name else "name a file: /save FILE")
            return
        try:
            Path(name).expanduser().write_text(as_markdown(self.answers), encoding="utf-8")
        except OSError as error:
            click.echo(f"not saved: {error.strerror}: {name}")
            return
        click.echo(f"saved to {name}")


def _past(file: Path) -> "History":
    """What was typed before, kept in a file where one can be written."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.open("a").close()
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(file))


def run_chat(chat: ChatSession, history_file: Path) -> None:
    """Read lines until the end."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import create_output

    output = create_output(always_prefer_tty=True)  # stdout may go to a file
    session: PromptSession[str] = PromptSession(history=_past(history_file), output=output)
    click.echo(f"{len(chat.assistant.catalogue):,} papers. Ask; /help for more.")
    while True:
        try:
            line = session.prompt("\nask> ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        try:
            if not chat.take(line):
                return
        except KeyboardInterrupt:
            click.echo("\nstopped")
        except AskError as error:
            click.echo(f"ask: {error}", err=True)
