"""Commands for what a library follows: feeds and questions are kept by `ask follow`, read by `ask update`.

In: what was typed. Out: what is followed, and a digest of what is new. See rag/cli/main.py for the rules.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from rag.answering.rendering import help_examples, print_json
from rag.cli.enriched import enriched, enriched_json, show_enriched
from rag.cli.library import embed_anew, repair
from rag.cli.options import Session, common, typed_text
from rag.export.plain import strip_controls
from rag.model.errors import AskError

if TYPE_CHECKING:
    from rag.answering.news import News
    from rag.fetching.enriching import Enriched
    from rag.fetching.following import Followed, FollowFile
    from rag.fetching.gathering import Gathered
    from rag.ingest.library import Library

_ACTS = ("add", "list", "remove")  # what may stand before a feed
SHOWN = 30  # new papers of a digest


@click.command(
    epilog=help_examples(
        "ask follow hf-daily --upvotes 20",
        "ask follow arxiv:cs.CL",
        "ask follow like:2403.03507",
        "ask follow 'arxiv:\"retrieval augmented\" since 2025'",
        'ask follow --question "How can gradients be stored in less memory?"',
        "ask follow",
        "ask follow --remove arxiv:cs.CL",
    )
)
@click.argument("feed", nargs=-1)
@click.option(
    "--upvotes", type=click.IntRange(0), default=0, metavar="N", help="Of daily papers those with N or more."
)
@click.option("--question", metavar="TEXT", help="Keep a question; updates ask it of what is new.")
@click.option("--remove", is_flag=True, help="Follow a feed or keep a question (or its number) no more.")
@common("since", since="New papers from DATE on (default: the last week).")
def follow(session: Session, feed: Sequence[str], upvotes: int, question: str | None, remove: bool) -> int:
    """Follow a feed, or list what is followed; ask update reads it.

    A FEED is hf-daily (Hugging Face's daily papers; also hf-weekly, hf-monthly), arxiv:CATEGORY,
    arxiv:WORDS (those between quotes belong together), author:NAME at arXiv, or like:ID (new papers like
    one that you have; like:library: like all), with "since 2025" behind it where older ones are wanted.
    A kept question is asked of the new papers alone after each update, and those that answer it are
    listed. Nothing is fetched by this command.
    """
    from rag.fetching.feeds import feed_of
    from rag.fetching.following import FollowFile

    if feed and feed[0] in _ACTS:
        remove, feed = remove or feed[0] == "remove", feed[1:]
    file, typed = FollowFile(session.settings.home), typed_text(" ".join(feed))
    asked = typed_text(question or "")
    if not typed and not asked:
        if remove or question is not None:
            raise click.UsageError("give a feed or a question; see those that are kept with: ask follow")
        return _list(session, file.read())
    with file.alone():
        kept = file.read()
        if remove:
            kept = _without(_without(kept, typed), asked)
        else:
            kept = (
                kept.with_feed(feed_of(typed, since=session.since or "", upvotes=upvotes)) if typed else kept
            )
            new = [asked] if asked and asked not in kept.questions else []
            kept = replace(kept, questions=(*kept.questions, *new))
        file.write(kept)
    return _list(session, kept)


def _without(kept: "Followed", typed: str) -> "Followed":
    left = kept.without(typed) if typed else kept
    if left is None:
        raise AskError(f"{typed!r} is not followed; see what is with: ask follow")
    return left


def _list(session: Session, kept: "Followed") -> int:
    """What is followed, each with the number by which it can be removed."""
    if session.as_json:
        feeds = [{**p.feed.to_json(), "name": p.feed.name, "reached": p.reached or None} for p in kept.feeds]
        print_json({"feeds": feeds, "questions": list(kept.questions)})
        return 0
    lines = [
        f"{p.feed.name} · {f'read up to {p.reached}' if p.reached else 'not read yet'}" for p in kept.feeds
    ]
    lines += [f"? {question}" for question in kept.questions]
    for number, line in enumerate(lines, 1):
        click.echo(f"{number:>3}  {strip_controls(line)}")
    if not lines:
        session.notify("nothing is followed; try: ask follow hf-daily --upvotes 20")
    return 0


@dataclass(frozen=True, slots=True)
class Digest:
    """What an update came to: by feed, the new papers, which of them answer a kept question, and what
    services said of those that were there, where they were asked."""

    gathered: Sequence["Gathered"]
    news: "News"
    total: int
    enriched: "Enriched | None" = None

    def __str__(self) -> str:
        counts = [f"{len(one.added):,} of {one.feed}" for one in self.gathered if one.added]
        answers = len({told.paper_id for told in self.news.answers})
        parts = [f"{len(self.news.papers):,} new" + (f": {', '.join(counts)}" if counts else "")]
        parts += [f"{answers:,} answer{'s' if answers == 1 else ''} what you asked"] if answers else []
        return f"{'; '.join(parts)}; the library holds {self.total:,} papers"

    def to_json(self) -> dict[str, Any]:
        """What `ask update --json` prints."""
        feeds = [
            {"feed": g.feed, "added": list(g.added), "problem": g.problem or None} for g in self.gathered
        ]
        new = [{n: v for n, v in asdict(told).items() if n != "question"} for told in self.news.papers]
        answers = [asdict(told) for told in self.news.answers]
        said = {"enriched": enriched_json(self.enriched)} if self.enriched else {}
        return {"feeds": feeds, "new": new, "answers": answers, "papers": self.total, **said}


@click.command(epilog=help_examples("ask update", "ask update --enrich", "ask update --quiet"))
@click.option("--enrich", is_flag=True, help="Also ask about papers that are there: see above.")
@common()
def update(session: Session, enrich: bool) -> int:
    """Fetch what is new in the feeds that are followed.

    Each feed is read from where the last update stopped, also one that was cut off; a service that fails
    is left for the next time. Of what is new the kept questions are asked. A paper that was removed from
    the library does not come back. ASK_OFFLINE=1 forbids it.

    --enrich asks OpenAlex, Crossref and Semantic Scholar about all papers with a DOI or an arXiv id that
    they were not asked about for 30 days: DOI, authors, venue and date where they are lacking, how often
    a paper is cited, and whether it was retracted. Nothing that a paper has is replaced.
    """
    from rag.answering.start import measure_background, open_library
    from rag.fetching.following import FollowFile
    from rag.fetching.gathering import gather
    from rag.fetching.web import Web

    file = FollowFile(session.settings.home)
    if not file.read().feeds and not enrich:
        raise click.UsageError("nothing is followed; try: ask follow hf-daily --upvotes 20")
    library = open_library(session.settings, session.notify)
    repair(session, library)
    if library.is_outdated:
        embed_anew(session, library)
    with file.alone(), Web(session.settings, tell=session.tell) as web:
        gathered = list(gather(web, library, file, date.today(), session.tell))
        about = enriched(session, web, library) if enrich else None
        measure_background(library)
        digest = replace(_digest(library, file, gathered), enriched=about)
    _show(session, digest)
    failed = any(one.problem for one in gathered) or bool(about and about.problems)
    return 1 if failed else 0


def _digest(library: "Library", file: "FollowFile", gathered: "Sequence[Gathered]") -> Digest:
    """The new papers, also those of a run that was cut off, and what they answer; noted as asked."""
    from rag.answering.assistant import Assistant
    from rag.answering.news import NewsFile, news_of

    kept = file.read()
    assistant = Assistant(library.reader, library.encoder)
    news = news_of(assistant, kept.questions, kept.unasked, date.today())
    NewsFile(library.home).add(news)
    file.write(replace(kept, unasked=()))
    return Digest(gathered, news, len(assistant.catalogue))


def _show(session: Session, digest: Digest) -> None:
    for one in digest.gathered:
        if one.problem:
            click.echo(strip_controls(one.problem), err=True)
    if session.as_json:
        print_json(digest.to_json())
        return
    if digest.enriched:
        show_enriched(digest.enriched)
    if not digest.gathered and digest.enriched:
        return
    click.echo(strip_controls(str(digest)))
    for told in digest.news.papers[:SHOWN]:
        click.echo(strip_controls(f"  {told.paper_id}  {told.title}"))
        if told.quote:
            click.echo(session.terminal.wrap(strip_controls(f"      “{told.quote}”"), "      "))
    if (more := len(digest.news.papers) - SHOWN) > 0:
        click.echo(f"  and {more:,} more; see: ask papers")
    for question, found in groupby(digest.news.answers, key=lambda told: told.question):
        click.echo(strip_controls(f"\n? {question}"))
        for told in found:
            click.echo(strip_controls(f"  {told.title} ({told.paper_id}): “{told.quote}”"))


COMMANDS = (follow, update)
