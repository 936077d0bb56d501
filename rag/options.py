"""The options that commands share, and what they make: settings, a look, a progress bar.

In: what click parsed. Out: a Session. The only place that looks at the terminal.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from rag.library import Progress
from rag.settings import MODES, Settings, load_settings
from rag.show import Look

_OPTIONS = [
    click.option("--home", metavar="DIR", help="Where the library lives (ASK_HOME)."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    click.option("-k", "papers", type=click.IntRange(1, 1000), metavar="N", help="How many papers."),
    click.option("--mode", type=click.Choice(MODES), help="Quote, or let a model write (default: auto)."),
    click.option(
        "--since", metavar="DATE", callback=lambda c, p, v: _date(v, last=False), help="Papers from then on."
    ),
    click.option(
        "--until", metavar="DATE", callback=lambda c, p, v: _date(v, last=True), help="Papers up to then."
    ),
    click.option("--quiet", is_flag=True, help="Nothing on stderr but errors."),
]


@dataclass(frozen=True, slots=True)
class Session:
    """What the common options came to."""

    settings: Settings
    as_json: bool
    quiet: bool
    since: str | None
    until: str | None
    look: Look

    def say(self, line: str) -> None:
        """A remark beside the answer."""
        if not self.quiet:
            click.echo(line, err=True)

    @contextmanager
    def watching(self) -> "Iterator[Callable[[str, int], Progress]]":
        """A progress bar with rate and time left, on a terminal; one line elsewhere."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda what, papers: lambda done: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            yield lambda what, papers: _report_to(bar, what, papers)


def _report_to(bar: Any, what: str, papers: int) -> Progress:
    task = None

    def report(done: int) -> None:
        nonlocal task
        if task is None:
            task = bar.add_task(what, total=papers or None, rate="")
        bar.advance(task, done)
        speed = bar.tasks[task].speed
        bar.update(task, rate=f"{speed:.0f} papers/s" if speed else "")

    return report


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the common options and a `session` made of them."""

    def with_session(
        *,
        home: str | None,
        as_json: bool,
        papers: int | None,
        mode: str | None,
        since: str | None,
        until: str | None,
        quiet: bool,
        **rest: Any,
    ) -> Any:
        settings = load_settings({"home": home, "papers": papers, "mode": mode}, os.environ)
        return command(session=Session(settings, as_json, quiet, since, until, _look()), **rest)

    with_session.__name__, with_session.__doc__ = command.__name__, command.__doc__
    wrapped: Callable[..., Any] = with_session
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def _look() -> Look:
    """Colours only on a terminal, and never against NO_COLOR (https://no-color.org)."""
    if not sys.stdout.isatty():
        return Look()
    return Look(colour=not os.environ.get("NO_COLOR"), width=os.get_terminal_size().columns)


def _date(value: str | None, *, last: bool) -> str | None:
    """An ISO date from YYYY, YYYY-MM or YYYY-MM-DD; the first or the last day it can mean."""
    if value is None:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value.strip())
    from calendar import monthrange
    from datetime import date

    try:
        if not match:
            raise ValueError
        year = int(match[1])
        month = int(match[2] or (12 if last else 1))
        day = int(match[3] or (monthrange(year, month)[1] if last else 1))
        return date(year, month, day).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date; write 2024, 2024-03 or 2024-03-18") from None
