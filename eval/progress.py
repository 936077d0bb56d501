"""What a long evaluation shows on stderr while it goes on.

In: a title, a number of things, lines. Out: a progress bar, remarks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


@contextmanager
def bar(title: str, total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Yields what is called with the number of things done since the last call."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as shown:
        task = shown.add_task(title, total=total)
        yield lambda done: shown.advance(task, done)


def notify(line: str, *, quiet: bool = False) -> None:
    """A remark beside the figures."""
    if not quiet:
        click.echo(line, err=True)
