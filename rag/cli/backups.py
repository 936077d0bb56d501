"""Commands that put a library into one file, and back.

In: what was typed. Out: reports on stdout. See rag/cli/main.py for the rules.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.answering.rendering import help_examples, print_json
from rag.cli.options import Session, common
from rag.model.errors import AskError, EmptyLibraryError

if TYPE_CHECKING:
    from rag.ingest.library import Library


@click.command(epilog=help_examples("ask backup papers.backup", "ask backup papers.backup --replace"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace a file that is there already.")
@common()
def backup(session: Session, file: Path, replace: bool) -> int:
    """Write the library into one file: papers, indexes, conversations.

    Others may read and write it meanwhile; the file is the library as it was at one moment. Settings
    (ask.toml) are not in it, as they may hold a key.
    """
    from rag.answering.start import open_library
    from rag.ingest.backup import write_backup

    file = file.expanduser()
    if file.exists() and not replace:
        raise AskError(f"{file} is there already; give another name, or --replace")
    library = open_library(session.settings, session.notify)
    library.recover()
    if not len(library.reader.now()):
        raise EmptyLibraryError(library.home)
    papers = write_backup(library.home, library.reader, file)
    size = file.stat().st_size
    _report(session, {"backup": str(file), "papers": papers, "bytes": size}, f"{papers:,} papers in {file}")
    return 0


@click.command(epilog=help_examples("ask restore papers.backup", "ask restore papers.backup --home ~/other"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Move the papers that are there aside.")
@common()
def restore(session: Session, file: Path, replace: bool) -> int:
    """Bring back the library that a backup holds.

    It answers at once; then Chroma is made from it, which takes as long as reading the papers did and
    may be stopped: the next command that writes goes on.
    """
    from rag.answering.start import measure_background, open_library
    from rag.ingest.restoring import restore as restored

    contents = restored(file.expanduser(), session.settings.home, replace=replace)
    library = open_library(session.settings, session.notify)
    papers = len(library.reader.now())
    with session.progress_bars() as start_progress:
        if contents.has_readable_indexes:
            library.complete_chroma(start_progress("making Chroma", papers))
        else:
            _read_in(library, session)
    papers = len(library.reader.now())
    found: dict[str, object] = {"restored": papers, "built_with": library.built_with}
    _report(session, found, f"restored {papers:,} papers into {library.home}")
    measure_background(library)
    return 0


def _read_in(library: "Library", session: Session) -> None:
    """The papers of a backup whose indexes this version does not read."""
    from rag.ingest.backup import PAPERS
    from rag.model.paper import paper_from

    file = library.home / PAPERS
    with file.open("rb") as lines:
        library.ingest(paper_from(line) for line in lines)
    file.unlink()


def _report(session: Session, value: dict[str, object], line: str) -> None:
    if session.as_json:
        print_json(value)
    else:
        click.echo(line)


COMMANDS = (backup, restore)
