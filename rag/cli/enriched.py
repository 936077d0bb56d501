"""`ask update --enrich`: what services know of the papers that are there.

In: a library that is open. Out: what came of it, on stdout, and services that failed, on stderr.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from rag.cli.options import Session
from rag.export.plain import strip_controls

if TYPE_CHECKING:
    from rag.fetching.enriching import Enriched
    from rag.fetching.web import Web
    from rag.ingest.library import Library


def enriched(session: Session, web: "Web", library: "Library") -> "Enriched":
    """Ask about all papers that are due; progress goes to stderr."""
    from rag.fetching.enriching import Enriched, enrich

    *_, done = Enriched(), *enrich(web, library, date.today(), session.tell)
    return done


def show_enriched(done: "Enriched") -> None:
    """How many papers were asked about and known, and which are found to be retracted."""
    for problem in done.problems:
        click.echo(strip_controls(problem), err=True)
    papers = f"{done.asked:,} paper{'' if done.asked == 1 else 's'}"
    click.echo(f"asked about {papers}, {done.known:,} known")
    for paper in done.retracted:
        click.echo(strip_controls(f"  RETRACTED: {paper.title} ({paper.paper_id})"))


def enriched_json(done: "Enriched") -> dict[str, Any]:
    """What `ask update --enrich --json` prints of it."""
    return {
        "asked": done.asked,
        "known": done.known,
        "retracted": [paper.paper_id for paper in done.retracted],
        "problems": list(done.problems),
    }
