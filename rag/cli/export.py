"""The command that writes papers for other tools.

In: what was typed. Out: the papers in a format of rag/export, on stdout or in a file.
"""

from collections.abc import Sequence
from pathlib import Path

import click

from rag.answering.rendering import help_examples, print_json
from rag.cli.listed import listed, unknown_venue
from rag.cli.options import LISTING_OPTIONS, Session, common, typed_text
from rag.export.formats import EXPORTS
from rag.model.errors import AskError


@click.command(
    epilog=help_examples(
        "ask export --format bibtex -o library.bib",
        "ask export diffusion --since 2024 --format ris",
        "ask export --format apa -k 20",
    )
)
@click.argument("query", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(EXPORTS)),
    default="bibtex",
    metavar="FORMAT",
    help="bibtex (default), ris, csl, csv, apa, ieee, chicago or mla.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to FILE.")
@common(*LISTING_OPTIONS)
def export(session: Session, query: Sequence[str], format_: str, output: Path | None) -> int:
    """Write papers as BibTeX, RIS, CSL-JSON, CSV or references.

    All papers, or those that contain all words of a query. Reference managers read the first three; APA,
    IEEE, Chicago and MLA are lists of references.
    """
    from rag.cli.ask import open_for

    assistant = open_for(session, answering=False)
    text, limits = typed_text(" ".join(query)), session.filters
    if none := unknown_venue(assistant.catalogue, limits):
        session.notify(none)
    found = listed(assistant.catalogue, limits, text)[: session.most]
    written = EXPORTS[format_].write(found) if found else ""
    if output:
        try:
            output.expanduser().write_text(f"{written}\n", encoding="utf-8")
        except OSError as error:
            raise AskError(f"not written: {output}: {error.strerror or error}") from None
    if session.as_json:
        about = {"papers": len(found), "format": format_, "file": str(output) if output else None}
        print_json(about if output else {**about, "text": written})
    elif not output:
        click.echo(written)
    session.notify(f"{len(found):,} paper{'' if len(found) == 1 else 's'} as {EXPORTS[format_].label}")
    return 0


COMMANDS = (export,)
