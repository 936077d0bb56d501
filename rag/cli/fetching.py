"""Commands that fetch papers from services on the network; no other command does.

In: what was typed. Out: what came of it on stdout, what could not be had on stderr. See rag/cli/main.py for
the rules.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from rag.answering.rendering import help_examples, paper_line, print_json
from rag.cli.library import embed_anew, repair
from rag.cli.options import Session, common, typed_text
from rag.cli.typed import text_of
from rag.export.plain import strip_controls

if TYPE_CHECKING:
    from rag.fetching.adding import Asked, Result


@click.command(
    epilog=help_examples(
        "ask add 2403.03507 10.1145/3292500.3330701",
        "ask add https://huggingface.co/papers/2403.03507",
        'ask add "Attention is all you need" --dry-run',
        "cat ids.txt | ask add -",
    )
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--dry-run", is_flag=True, help="Show what is found; add nothing.")
@common()
def add(session: Session, ids: Sequence[str], dry_run: bool) -> int:
    """Fetch papers by arXiv id, DOI, link or title, and add them.

    Taken are ids and links of arXiv, DOIs and links that hold one, links of Hugging Face papers,
    OpenReview, the ACL Anthology, Semantic Scholar and OpenAlex, and titles in quotes; - reads them
    from stdin, one on a line. Asked are these services themselves, Crossref and DataCite; the one that
    answered is kept as the paper's source. What the library has as an abstract is not fetched again.
    ASK_OFFLINE=1 forbids it.
    """
    from rag.answering.start import measure_background, open_library
    from rag.fetching.adding import Came, results
    from rag.fetching.web import Web

    asked = _asked(ids)
    library = open_library(session.settings, session.notify)
    repair(session, library)
    if library.is_outdated and not dry_run:
        embed_anew(session, library)
    came: list[Result] = []
    with Web(session.settings, tell=session.tell) as web:
        for result in results(web, library, asked, dry_run=dry_run):
            came.append(result)
            _show(session, result)
    if session.as_json:
        print_json({"results": [one.to_json() for one in came], "papers": len(library.reader.now())})
    if any(one.came in (Came.ADDED, Came.UPDATED) for one in came):
        measure_background(library)
    return 1 if any(one.came is Came.FAILED for one in came) else 0


def _asked(ids: Sequence[str]) -> "Asked":
    """The papers that were typed; words that name none by themselves are one title."""
    from rag.fetching.references import Reference, references_in

    texts = [text_of("-") if id_ == "-" else typed_text(id_) for id_ in ids]
    found = references_in("\n".join(texts))
    if len(ids) > 1 and not any(isinstance(one, Reference) for one in found):
        found = references_in(" ".join(texts))
    if not found:
        raise click.UsageError("give ids, links or titles of papers; try: ask add 2403.03507")
    return found


def _show(session: Session, result: "Result") -> None:
    """One line of what came of it, and the paper's id; problems go to stderr."""
    if result.paper is None:
        click.echo(strip_controls(result.problem), err=True)
    elif not session.as_json:
        source = strip_controls(", ".join(result.paper.sources))
        click.echo(f"{result.came}: {paper_line(result.paper, session.terminal)} from {source}")


COMMANDS = (add,)
