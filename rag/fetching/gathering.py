"""New papers of all feeds into a library, feed after feed.

In: what is followed, the way to the services, today. Out: for each feed the papers that the library did not
have, and its problem where it failed. Cut off at any moment, the next run goes on where this one stopped; a
paper that was removed from the library does not come back.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.fetching.alike import alike_papers
from rag.fetching.feeds import FeedKind
from rag.fetching.following import FollowFile
from rag.fetching.updating import new_papers
from rag.fetching.web import Web
from rag.ingest.library import Library
from rag.model.clock import check_clock
from rag.model.paper import Paper


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of one feed: ids of papers that are new in the library, and the problem where it failed."""

    feed: str
    added: tuple[str, ...]
    problem: str = ""


def gather(
    web: Web, library: Library, file: FollowFile, today: date, tell: Callable[[str], None] = lambda line: None
) -> Iterator[Gathered]:
    """Read every feed. `tell` gets a line for each batch, "" at the end. LockedError where another process
    writes the library, AskError where the clock cannot be right. Call it while the file is `alone`."""
    check_clock(today)
    for progress in file.read().feeds:
        added: list[str] = []
        problem, name = "", progress.feed.name
        batches = (
            alike_papers(web, library, progress, today)
            if progress.feed.kind is FeedKind.LIKE
            else new_papers(web, progress, today)
        )
        for batch in batches:
            if batch.papers:
                added += _kept(library, file, batch.papers)
            file.write(file.read().reached(batch.progress))
            problem = batch.problem or problem
            tell(f"{name}: {len(added):,} new so far, up to {batch.progress.reached or 'the beginning'}")
        tell("")
        yield Gathered(name, tuple(dict.fromkeys(added)), problem)


def _kept(library: Library, file: FollowFile, papers: Sequence[Paper]) -> list[str]:
    """Papers of one batch put into the library; the ids of those that are new there. That the questions are
    to be asked of them is noted before, so that a run that is cut off loses none."""
    ids = [paper.paper_id for paper in papers]
    before = file.read()
    unasked = dict.fromkeys((*before.unasked, *ids))
    file.write(replace(before, unasked=tuple(unasked)))
    report = library.ingest(papers)
    new = [report.now(id_) for id_ in ids if report.now(id_) in report.added]
    left = [id_ for id_ in unasked if id_ not in ids or id_ in before.unasked]
    file.write(replace(before, unasked=tuple(dict.fromkeys((*left, *new)))))
    return new
