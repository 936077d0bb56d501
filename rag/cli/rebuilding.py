"""What `ask ingest --rebuild` does: the indexes anew, and a question first where papers would be lost.

In: a library. Out: its indexes made anew, and lines on stderr about what had to be mended.
"""

import sys
from typing import TYPE_CHECKING

import click

from rag.cli.options import Session

if TYPE_CHECKING:
    from rag.ingest.library import Library


def rebuilt(session: Session, library: "Library", *, yes: bool) -> tuple[int, bool]:
    """The indexes anew; of how many papers, and whether every one could be read. Where Chroma and they do
    not agree on the papers, or some cannot be read, a reader at a terminal is asked."""
    from rag.ingest.kept import LossError
    from rag.ingest.verified import apart

    library.tell = session.notify
    asks = not yes and sys.stdin.isatty() and sys.stderr.isatty()
    found, complete = apart(library), True
    if asks and found and found.is_grave:
        click.confirm(f"{found}. Go on?", default=True, abort=True, err=True)
    with session.progress_bars() as start_progress:
        progress = start_progress("rebuilding", 0)
        try:
            total = library.rebuild(progress)
        except LossError as error:
            if not (error.left and (yes or asks)):
                raise
            if asks:
                click.confirm(f"{error}. Go on?", default=False, abort=True, err=True)
            complete, total = False, library.rebuild(progress, at_a_loss=True)
    return total, complete
