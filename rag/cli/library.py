"""Commands about the library: read pages, list, show, the starter papers.

In: what was typed. Out: reports on stdout. See rag/cli/main.py for the rules.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.answering.rendering import help_examples, paper_details, paper_line, print_json
from rag.answering.tagged import tags_of, tags_on
from rag.cli.listed import listed as matching
from rag.cli.listed import unknown_venue
from rag.cli.options import LISTING_OPTIONS, Session, common, shard_of, typed_text
from rag.export.bibtex import as_bibtex
from rag.export.formats import EXPORTS
from rag.export.plain import strip_controls
from rag.model.errors import AskError
from rag.model.paper import Paper

if TYPE_CHECKING:
    from rag.ingest.library import Library
    from rag.ingest.reading import Shard


@click.command(
    epilog=help_examples(
        "ask ingest ~/papers",
        'ask ingest "Daily Papers.html" library.bib',
        "cat papers.jsonl | ask ingest -",
        "ask ingest --expand ~/papers",
        "ask ingest --rebuild",
    )
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rebuild", is_flag=True, help="Rebuild the indexes with the encoder that is set now.")
@click.option("--expand", is_flag=True, help="Let a model write questions for papers that have none.")
@click.option("--shard", metavar="N/M", callback=lambda c, p, v: shard_of(v), help="Only part N of M parts.")
@click.option(
    "--yes", is_flag=True, help="Rebuild without asking, also where papers cannot be read any more."
)
@common("strict", strict="Exit with 1 where a record or a file could not be read.")
def ingest(session: Session, paths: Sequence[Path], shard: "Shard", **given: bool) -> int:
    """Read papers from files, folders or - (stdin).

    Saved pages (HTML, text, Markdown), BibTeX, RIS, PubMed, Web of Science, EndNote, Ovid, JSON, XML,
    CSV, Excel and feeds, also in .zip or .gz; what a file is, is seen from its content. Of a PDF only
    title, abstract, authors and ids are read. A paper that is known already is not added
    twice; the fuller value of each field is kept. A library that an earlier version embedded is embedded
    anew first, for which no PATHS are needed. With --expand, a model (ASK_MODEL) writes questions
    that each paper answers; they are indexed with it, so that questions in plain words find it.
    """
    from rag.answering.start import measure_background, open_library
    from rag.cli.rebuilding import rebuilt

    rebuild, expand = given["rebuild"], given["expand"]
    library = open_library(session.settings, session.notify)
    if not rebuild:
        repair(session, library)
    if not (paths or rebuild or expand or library.is_outdated):
        raise click.UsageError("give files or folders to read; try: ask ingest ~/papers")
    if library.is_outdated and not rebuild:
        papers = embed_anew(session, library)
        if not (paths or expand):
            report_done(session, {"embedded_anew": papers}, f"embedded {papers:,} papers anew")
    whole = True
    if rebuild:
        total, whole = rebuilt(session, library, yes=given["yes"])
        done, encoder = {"rebuilt": total, "embedder": library.encoder.name}, library.encoder.name
        report_done(session, done, f"rebuilt the indexes of {total:,} papers with {encoder}")
    complete = not paths or _read_in(session, library, paths, shard)
    if expand:
        _expand(session, library)
    measure_background(library)
    return 0 if whole and (complete or not session.strict) else 1


def repair(session: Session, library: "Library") -> None:
    """Before anything else: finish what was cut off, mend what is damaged; later mending is told too."""
    library.tell = session.notify
    with session.progress_bars() as start_progress:
        library.recover(start_progress("finishing what was interrupted", 0))


def embed_anew(session: Session, library: "Library") -> int:
    """The papers that an earlier version embedded, with the latest; how many they are."""
    from rag.ingest.reembedding import embed_now

    papers = len(library.reader.now())
    with session.progress_bars() as start_progress:
        embed_now(library, start_progress("embedding the library anew", papers))
    return papers


def _read_in(session: Session, library: "Library", paths: Sequence[Path], shard: "Shard") -> bool:
    """Papers from these files into the library, and the report; whether all of them could be read."""
    from rag.ingest.formats.registry import READABLE
    from rag.ingest.pages import shown_name
    from rag.ingest.reading import FilesRead, papers_in
    from rag.ingest.report import Report
    from rag.ingest.summary import Summary

    for path in (path for path in paths if path.is_fifo()):
        session.notify(f"waiting for what is written into {shown_name(path)}")
    found, report, before = FilesRead(shard=shard), Report(), len(library.digests())
    papers = papers_in(paths, found, apart_from=session.settings.home)
    first = list(islice(papers, library.at_once))
    total = len(first) if len(first) < library.at_once else 0  # of a larger file it is not known yet
    if first:
        with session.progress_bars() as start_progress:
            report = library.ingest(chain(first, papers), start_progress("indexing", total))
    replaced = max(0, before - len(library.digests()))
    summary = Summary(found, report, len(library.reader.now()), replaced)
    for line in summary.lines():
        click.echo(strip_controls(line), err=True)
    report_done(session, summary.to_json(), str(summary))
    if not (first or found.of_other_shards):
        reasons = [line for line in found.unread if READABLE not in line]
        if reasons and len(reasons) == len(found.unread):
            raise AskError("nothing was read: " + strip_controls("; ".join(reasons[:3])))
        raise AskError(f"nothing was read; give {READABLE}")
    return summary.is_complete


def _expand(session: Session, library: "Library") -> None:
    """Questions for the papers that have none, kept batch by batch, and the report."""
    from rag.answering.expand import expand

    steps = expand(session.settings, library)
    made, _ = next(steps)
    with session.progress_bars() as start_progress:
        progress = start_progress("writing questions", made.lacking)
        for _, papers in steps:
            progress(papers)
    for paper_id, problem in made.failed.items():
        click.echo(f"no questions for {strip_controls(paper_id)}: {strip_controls(problem)}", err=True)
    found = {"expanded": made.done, "without_questions": len(made.failed), "tokens": made.tokens}
    line = f"{made.model} wrote questions for {made.done:,} papers, {len(made.failed):,} have none"
    report_done(session, {**found, "model": made.model}, f"{line}; {made.tokens:,} tokens")


def report_done(session: Session, value: dict[str, object], line: str) -> None:
    """What was done, on stdout."""
    if session.as_json:
        print_json(value)
    else:
        click.echo(line)


@click.command(
    epilog=help_examples(
        "ask papers diffusion --since 2024",
        'ask papers diffusion --add-tag "to read"',
        'ask papers --tag "to read"',
        'ask papers --tag "to read" --table "What data is used?" --csv',
    )
)
@click.argument("query", nargs=-1)
@click.option("--add-tag", metavar="NAME", help="Give the papers that are listed a tag.")
@click.option("--drop-tag", metavar="NAME", help="Take a tag from them.")
@click.option("--tags", "listing_tags", is_flag=True, help="List the tags instead.")
@click.option(
    "--table",
    "questions",
    metavar="QUESTION",
    multiple=True,
    help="What each says to it, as a table; again for more.",
)
@click.option("--csv", is_flag=True, help="The table as CSV, not Markdown.")
@common(*LISTING_OPTIONS)
def papers(session: Session, query: Sequence[str], **given: Any) -> int:
    """List the papers, or those that contain all words of a query."""
    from rag.cli.ask import open_for
    from rag.cli.tabulating import print_table
    from rag.cli.tagging import change_tags, list_tags, with_tags

    assistant = open_for(session, answering=False)
    if given["listing_tags"]:
        return list_tags(session, assistant.catalogue)
    text, limits = typed_text(" ".join(query)), session.filters
    if none := unknown_venue(assistant.catalogue, limits):
        session.notify(none)
    listed = matching(assistant.catalogue, limits, text)
    if text and not listed and not (given["add_tag"] or given["drop_tag"]):
        found = assistant.search(text, session.settings.top_k, filters=limits)
        rows = [assistant.catalogue.row(ranked.paper_id) for ranked in found.papers]
        listed = [assistant.catalogue.paper(row) for row in rows if row is not None]
        if listed:
            session.notify("no paper contains all of these words; the nearest:")
    listed = listed[: session.most]
    change_tags(session, assistant.catalogue, listed, add_tag=given["add_tag"], drop_tag=given["drop_tag"])
    if given["questions"]:
        return print_table(session, assistant, listed, given["questions"], csv=given["csv"])
    if session.as_json:
        print_json(with_tags(session, assistant.catalogue, listed))
        return 0
    for paper in listed:
        click.echo(paper_line(paper, session.terminal))
    unsure = sum(not limits.surely_dated(p.published) for p in listed if p.published)
    session.notify(_counted(listed) + (f"; {unsure:,} dated only by year or month" if unsure else ""))
    return 0


def _counted(papers: Sequence[Paper]) -> str:
    """How many there are, and of which kind: "370 papers: 12 abstracts, 358 digests"."""
    kinds = Counter(p.text_kind for p in papers)
    parts = [f"{n:,} {kind}{'' if n == 1 else 's'}" for kind, n in sorted(kinds.items())]
    return f"{len(papers):,} paper{'' if len(papers) == 1 else 's'}{': ' if parts else ''}{', '.join(parts)}"


@click.command(
    epilog=help_examples(
        "ask show GaLore",
        "ask show GaLore --json",
        "ask show GaLore --bibtex",
        "ask show GaLore --format apa",
    )
)
@click.argument("paper", nargs=-1, required=True)
@click.option("--bibtex", is_flag=True, help="Print BibTeX.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(EXPORTS)),
    metavar="FORMAT",
    help="Print it as ris, apa, ...; see: ask export",
)
@common()
def show(session: Session, paper: Sequence[str], bibtex: bool, format_: str | None) -> int:
    """Show a paper, found by id, title or a method's name."""
    from rag.cli.ask import open_for

    catalogue = open_for(session, answering=False).catalogue
    found = catalogue.find(name_of(paper))
    if session.as_json:
        tags = tags_of(catalogue, session.settings.home)
        shown = [{**p.to_json(), "tags": tags_on(tags, p.paper_id)} for p in found]
        print_json(shown[0] if len(shown) == 1 else shown)
    elif bibtex:
        click.echo(as_bibtex(found))
    elif format_:
        click.echo(EXPORTS[format_].write(found))
    else:
        click.echo("\n\n".join(paper_details(p, session.terminal) for p in found))
    return 0


def name_of(words: Sequence[str]) -> str:
    """What a paper is called, as it was typed; wrong usage where that is nothing."""
    name = typed_text(" ".join(words))
    if not name:
        raise click.UsageError("give a paper's id, title or method")
    return name


@click.command(epilog=help_examples("ask starter", "ask starter --remove"))
@click.option("--remove", "removing", is_flag=True, help="Remove the digests; only your own papers stay.")
@common()
def starter(session: Session, removing: bool) -> int:
    """Add the starter library (digests of 370 papers), or remove it."""
    from rag.answering.start import measure_background, open_library
    from rag.ingest.starter import remove_starter, restore_starter, starter_papers

    library = open_library(session.settings, session.notify)
    library.tell = session.notify
    if removing:
        gone = remove_starter(session.settings, library)
        report_done(
            session, {"removed": gone, "papers": len(library.reader.now())}, f"removed {gone:,} digests"
        )
        measure_background(library)
        return 0
    if library.is_outdated:
        embed_anew(session, library)
    with session.progress_bars() as start_progress:
        added = restore_starter(session.settings, library, start_progress("indexing", len(starter_papers())))
    report_done(session, {"added": added, "papers": len(library.reader.now())}, f"added {added:,} digests")
    measure_background(library)
    return 0


COMMANDS = (ingest, papers, show, starter)
