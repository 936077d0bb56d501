"""Commands about the library: read pages, list, show, remove, the starter papers.

In: what was typed. Out: reports on stdout. See rag/cli.py for the rules.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from rag.errors import AskError, PageError
from rag.filters import Filters
from rag.options import Session, common
from rag.papers import Paper
from rag.show import paper_line, paper_page


@dataclass
class Reading:
    """What came of reading files."""

    papers: list[Paper] = field(default_factory=list)
    entries: int = 0
    skipped: list[str] = field(default_factory=list)  # a line per file or entry that could not be read
    files: int = 0


@click.command(epilog=examples("ask starter", "ask starter --remove"))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rebuild", is_flag=True, help="Build the indexes anew with today's embedder.")
@common
def ingest(session: Session, paths: Sequence[Path], rebuild: bool) -> int:
    """Read papers: saved listing pages, HTML, JSONL, BibTeX, RIS; files, folders or - for stdin.

    What is known already is not read twice; a paper seen again keeps the richer fields.

    \b
    Examples:
      ask ingest ~/papers
      ask ingest "Daily Papers.html" library.bib
      cat papers.jsonl | ask ingest -
      ask ingest --rebuild
    """
    from rag.start import open_library

    if not paths and not rebuild:
        raise click.UsageError("name files or folders to read; try: ask ingest ~/papers")
    library = open_library(session.settings, session.say)
    if rebuild:
        with session.watching() as watch:
            total = library.rebuild(watch("rebuilding", 0))
        click.echo(f"rebuilt the indexes of {total:,} papers with {library.encoder.name}")
    if not paths:
        return 0
    reading = read_files(paths)
    for line in reading.skipped:
        click.echo(f"skipped {line}", err=True)
    if not reading.papers:
        raise AskError("nothing was read; give a saved listing page, JSONL, BibTeX or RIS with abstracts")
    with session.watching() as watch:
        report = library.ingest(reading.papers, watch("indexing", len(reading.papers)))
    summary = {
        "files": reading.files,
        "entries": reading.entries,
        "added": len(report.added),
        "updated": len(report.updated),
        "unchanged": len(report.unchanged),
        "skipped": reading.skipped,
        "papers": len(library.reader.now()),
    }
    click.echo(json.dumps(summary, ensure_ascii=False) if session.as_json else _summary(summary))
    return 0


def _summary(summary: dict[str, object]) -> str:
    skipped = summary["skipped"]
    counted = len(skipped) if isinstance(skipped, list) else 0
    return (
        f"{summary['entries']:,} entries in {summary['files']} files: {summary['added']:,} added, "
        f"{summary['updated']:,} updated, {summary['unchanged']:,} unchanged, {counted} skipped; "
        f"the library holds {summary['papers']:,} papers"
    )


def read_files(paths: Sequence[Path]) -> Reading:
    """Every paper in these files and folders; what cannot be read is named with the reason."""
    from rag.pages import Page, find_pages, read_page, read_text
    from rag.papers import merge, to_papers

    reading = Reading()

    def take(page: Page) -> None:
        reading.files += 1
        reading.entries += len(page.entries)
        reading.papers += to_papers(page)
        reading.skipped += [f"{page.name}: {problem}" for problem in page.problems]

    for path in paths:
        try:
            if str(path) == "-":
                take(read_text("standard input", sys.stdin.buffer.read()))
                continue
            for file in find_pages([path]):
                try:
                    take(read_page(file))
                except PageError as error:
                    reading.skipped.append(str(error))
        except PageError as error:
            reading.skipped.append(str(error))
    reading.papers = merge(reading.papers)
    return reading


@click.command()
@click.argument("query", nargs=-1)
@common
def papers(session: Session, query: Sequence[str]) -> int:
    """List the papers, or those that fit a query.

    \b
    Examples:
      ask papers
      ask papers diffusion --since 2024
      ask papers --json
    """
    from rag.cli_ask import _assistant

    assistant = _assistant(session)
    limits = Filters(since=session.since, until=session.until)
    if query:
        found = assistant.search(" ".join(query), session.settings.papers, limits=limits)
        rows = [assistant.catalogue.row(ranked.paper_id) for ranked in found.papers]
        listed = [assistant.catalogue.paper(row) for row in rows if row is not None]
    else:
        everything = assistant.catalogue.papers()
        listed = [
            p for p in everything if limits.accepts(p.published, p.organisation, p.upvotes, p.author_count)
        ]
    if session.as_json:
        click.echo(json.dumps([p.to_json() for p in listed], ensure_ascii=False))
    else:
        click.echo("\n".join(paper_line(p, session.look) for p in listed))
        session.say(f"{len(listed):,} papers")
    return 0


@click.command()
@click.argument("paper", nargs=-1, required=True)
@click.option("--bibtex", is_flag=True, help="Print BibTeX.")
@common
def show(session: Session, paper: Sequence[str], bibtex: bool) -> int:
    """All that is known of a paper, found by id, title or a method's name.

    \b
    Examples:
      ask show GaLore
      ask show GaLore --json
    """
    from rag.cli_ask import _assistant
    from rag.show import as_bibtex

    found = _assistant(session).catalogue.find(" ".join(paper))
    if session.as_json:
        shown = [p.to_json() for p in found]
        click.echo(json.dumps(shown[0] if len(shown) == 1 else shown, ensure_ascii=False))
    elif bibtex:
        click.echo(as_bibtex(found))
    else:
        click.echo("\n\n".join(paper_page(p, session.look) for p in found))
    return 0


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PAPER...")
@common
def remove(session: Session, names: Sequence[str]) -> int:
    """Forget papers, by id, title or name.

    \b
    Examples:
      ask remove 2403.03507
    """
    from rag.catalogue import Catalogue
    from rag.start import open_library

    library = open_library(session.settings, session.say)
    catalogue = Catalogue(library.reader.now())
    chosen = {}
    for name in names:
        found = catalogue.find(name)
        if len(found) > 1:
            listed = ", ".join(p.paper_id for p in found)
            raise AskError(f"{name!r} names {len(found)} papers; say which: {listed}")
        chosen[found[0].paper_id] = found[0]
    library.remove(list(chosen))
    for gone in chosen.values():
        click.echo(f"removed {gone.title}")
    return 0


@click.command()
@click.option("--remove", "removing", is_flag=True, help="Take the digests out; only your own papers stay.")
@common()
def starter(session: Session, removing: bool) -> int:
    """Add the starter library (digests of 370 papers in our words), or take it out."""
    from rag.start import open_library, remove_starter, restore_starter, starter_papers

    library = open_library(session.settings, session.say)
    if removing:
        click.echo(f"removed {remove_starter(session.settings, library):,} digests")
        return 0
    with session.watching() as watch:
        added = restore_starter(session.settings, library, watch("indexing", len(starter_papers())))
    click.echo(f"added {added:,} digests")
    return 0


COMMANDS = (ingest, papers, show, remove, starter)
