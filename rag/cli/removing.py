"""The command that removes papers, and takes that back.

In: what was typed. Out: reports on stdout. See rag/cli/main.py for the rules.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from rag.answering.rendering import help_examples
from rag.cli.library import name_of, repair, report_done
from rag.cli.options import Session, common
from rag.export.plain import strip_controls
from rag.model.errors import AskError, UnknownPaperError
from rag.model.paper import Paper

if TYPE_CHECKING:
    from rag.ingest.library import Library
    from rag.retrieval.catalogue import Catalogue


@click.command(
    epilog=help_examples("ask remove 2403.03507", 'ask remove GaLore "Another title"', "ask remove --undo")
)
@click.argument("names", nargs=-1, metavar="PAPER...")
@click.option("--undo", is_flag=True, help="Have back what was removed last.")
@common()
def remove(session: Session, names: Sequence[str], undo: bool) -> int:
    """Remove papers, by id, title or exact name.

    A paper that is only called nearly so is removed only where somebody at a terminal says yes.
    """
    from rag.answering.start import measure_background, open_catalogue, open_library
    from rag.ingest import removed

    if undo == bool(names):
        raise click.UsageError("give a paper's id, title or name, or --undo alone")
    library = open_library(session.settings, session.notify)
    repair(session, library)
    if undo:
        _undo(session, library)
    else:
        catalogue = open_catalogue(library)
        chosen = {p.paper_id: p for p in (_called(catalogue, name_of([name])) for name in names)}
        can_be_undone = removed.remove(library, list(chosen.values()))
        titles = "\n".join(f"removed {strip_controls(gone.title)}" for gone in chosen.values())
        report_done(session, {"removed": list(chosen), "papers": len(library.reader.now())}, titles)
        session.notify("have it back with: ask remove --undo" if can_be_undone else "this cannot be undone")
    measure_background(library)
    return 0


def _undo(session: Session, library: "Library") -> None:
    from rag.ingest import removed

    back = removed.restore(library)
    if not back:
        raise AskError("nothing was removed that could be had back; see: ask papers")
    titles = "\n".join(f"put back {strip_controls(paper.title)}" for paper in back)
    ids = [paper.paper_id for paper in back]
    report_done(session, {"restored": ids, "papers": len(library.reader.now())}, titles)


def _called(catalogue: "Catalogue", name: str) -> Paper:
    """The one paper that goes by this name; one that nearly does is asked for."""
    try:
        found = catalogue.find(name, as_typed=True)
    except UnknownPaperError:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        found = catalogue.find(name)
        if len(found) == 1:
            title = strip_controls(found[0].title)
            question = f"No paper is called {strip_controls(name)!r}. Remove {title}?"
            click.confirm(question, default=False, abort=True, err=True)
    if len(found) > 1:
        listed = ", ".join(p.paper_id for p in found)
        raise AskError(f"{name!r} names {len(found)} papers; say which: {listed}")
    return found[0]


COMMANDS = (remove,)
