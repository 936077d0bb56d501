"""Commands that move a library to a server that many machines share, and back.

In: what was typed. Out: reports on stdout. See rag/cli/main.py for the rules.
"""

from dataclasses import replace

import click

from rag.answering.rendering import help_examples
from rag.cli.library import repair, report_done
from rag.cli.options import Session, common, typed_text
from rag.model.settings import load_settings


@click.group(
    epilog=help_examples(
        "ask library push http://papers.example.org:8000",
        "ask library pull http://papers.example.org:8000 --home ~/copy",
    )
)
def library() -> None:
    """Move the library to a Chroma server that many share, or back.

    With ASK_STORE=URL every other command uses the library on the server itself; see docs/shared.md.
    """


@library.command(epilog=help_examples("ask library push http://papers.example.org:8000"))
@click.argument("url")
@common()
def push(session: Session, url: str) -> int:
    """Put every paper of the library on a server.

    With text, metadata and vectors, so that nothing is embedded again. What the server holds stays; papers
    that may be one are merged. A run that is cut off goes on where it was.
    """
    return _move(session, url, to_server=True)


@library.command(epilog=help_examples("ask library pull http://papers.example.org:8000 --home ~/copy"))
@click.argument("url")
@common()
def pull(session: Session, url: str) -> int:
    """Take every paper from a server into the library.

    With text, metadata and vectors, so that nothing is embedded again. What the library holds stays; papers
    that may be one are merged. A run that is cut off goes on where it was.
    """
    return _move(session, url, to_server=False)


def _move(session: Session, url: str, *, to_server: bool) -> int:
    from rag.answering.start import measure_background, open_library
    from rag.ingest.exchange import exchange
    from rag.ingest.shared_opening import open_shared

    address = load_settings({"store": typed_text(url)}, {}).store
    here = open_library(replace(session.settings, store=""), session.notify)
    there = open_shared(replace(session.settings, store=address), session.notify)
    repair(session, here)
    source, target = (here, there) if to_server else (there, here)
    papers = len(source.reader.now())
    with session.progress_bars() as start_progress:
        if to_server and papers:
            here.complete_chroma(start_progress("completing Chroma", 0))
        done = exchange(source, target, start_progress("sending" if to_server else "taking", papers))
    where = address if to_server else str(here.home)
    found: dict[str, object] = {"sent": done.sent, "papers": done.papers, "to": where}
    report_done(session, found, f"{done.sent:,} papers sent; {done.papers:,} in {where}")
    measure_background(target)
    return 0


COMMANDS = (library,)
