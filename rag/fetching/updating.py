"""What is new in the feeds of a library since they were last read.

In: how far each feed was read, the way to the services, today. Out: batches of papers that a feed had not
given before, each with how far the feed is read once they are kept. Whoever keeps a batch and then notes
that, may stop at any moment: what comes twice is told by its id, and nothing is left out. A feed that fails
is left for the next time, and the others are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.fetching.arxiv import entries_in, total_in
from rag.fetching.feeds import LISTED, FeedKind, first_of, listed, period_of, submitted
from rag.fetching.following import Progress
from rag.fetching.read import read
from rag.fetching.service import Request
from rag.fetching.web import Web
from rag.model.errors import FetchError, NotFoundError
from rag.model.paper import Paper

OVERLAP = 7  # days that are read again: arXiv announces days after a submission, votes come later
WINDOW = 31  # days that are asked for at once
FIRST = 7  # days before today that a new feed begins with
EMPTY_PAGES = 3  # so often an empty page is asked for anew where there should be papers


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers that are new to a feed, and how far it is read with them; a problem where it failed."""

    papers: Sequence[Paper]
    progress: Progress
    problem: str = ""


def new_papers(web: Web, progress: Progress, today: date) -> Iterator[Batch]:
    """What a feed has that it had not given before."""
    reader = _periods if progress.feed.kind in LISTED else _pages
    latest = progress = _not_ahead(progress, today)
    if _first_day(progress, today) > today:
        return
    try:
        for batch in reader(web, progress, today):
            latest = batch.progress
            yield batch
    except FetchError as error:
        yield Batch((), latest, f"{progress.feed.name}: {error}")


def _periods(web: Web, progress: Progress, today: date) -> Iterator[Batch]:
    """Daily papers, a day, a week or a month at a time, up to today. A stretch of days that a failure broke
    off goes on at the day where it was: else one that often fails is asked for the same days for ever."""
    first, kind = _first_day(progress, today), progress.feed.kind
    while True:
        begun, last = map(date.fromisoformat, progress.window or (first.isoformat(), today.isoformat()))
        days = [begun + timedelta(days=n) for n in range((last - begun).days + 1)]
        for period, day in {period_of(kind, day): day for day in days}.items():
            papers = list(_of_period(web, kind, period, goes_on=day == today))
            liked = [p for p in papers if (p.upvotes or 0) >= progress.feed.upvotes]
            fresh = _fresh(liked, progress)
            reached = max(progress.reached, day.isoformat())
            seen = {**progress.seen, **{p.paper_id: day.isoformat() for p in fresh}}
            rest = ((day + timedelta(days=1)).isoformat(), last.isoformat()) if day < last else None
            progress = replace(progress, reached=reached, window=rest, seen=_recent(seen, reached))
            yield Batch(fresh, progress)
        if progress.reached >= today.isoformat():
            return
        first = date.fromisoformat(progress.reached)


def _of_period(web: Web, kind: FeedKind, period: str, *, goes_on: bool) -> Iterator[Paper]:
    """All daily papers of a period; of one that `goes_on` there may be none yet, which is answered with an
    error. A page may hold fewer than were asked for, so that only one without anything new is the last."""
    page, given = 0, set[str]()
    while True:
        try:
            papers = _read(web, listed(kind, period, page))
        except NotFoundError:
            return
        except FetchError as error:
            if goes_on and error.status == 400:
                return
            raise
        new = [paper for paper in papers if paper.paper_id not in given]
        if not new:
            return
        yield from new
        given.update(paper.paper_id for paper in new)
        page += 1


def _pages(web: Web, progress: Progress, today: date) -> Iterator[Batch]:
    """A feed of arXiv's, a page at a time, a stretch of days after the other."""
    first = _first_day(progress, today)
    while True:
        if progress.window is None:
            last = min(first + timedelta(days=WINDOW), today)
            progress = replace(progress, window=(first.isoformat(), last.isoformat()), start=0)
        for papers, start in _of_window(web, progress):
            fresh = _fresh(papers, progress)
            seen = {**progress.seen, **{p.paper_id: (p.published or "")[:10] for p in papers}}
            progress = replace(progress, start=start, seen=seen)
            yield Batch(fresh, progress)
        reached = progress.window[1] if progress.window else progress.reached
        progress = replace(
            progress, reached=reached, window=None, start=0, seen=_recent(progress.seen, reached)
        )
        yield Batch((), progress)
        if reached >= today.isoformat():
            return
        first = date.fromisoformat(reached)


def _of_window(web: Web, progress: Progress) -> Iterator[tuple[Sequence[Paper], int]]:
    """The pages of the window that is begun, each with the place behind it."""
    first, last = progress.window or ("", "")
    start, empty = progress.start, 0
    while True:
        request = submitted(progress.feed, first, last, start)
        body = web.get(request)
        total = total_in(body)
        try:
            papers = read(request.service, body).papers
        except NotFoundError:
            papers = ()
        entries = entries_in(body)
        if not entries and start < (total or 0):
            empty += 1
            if empty >= EMPTY_PAGES:
                raise FetchError(
                    "arXiv sends pages without papers where there are some; run this again later"
                )
            continue
        start += entries
        yield papers, start
        if start >= (total or 0):
            return


def _read(web: Web, request: Request) -> Sequence[Paper]:
    return read(request.service, web.get(request)).papers


def _first_day(progress: Progress, today: date) -> date:
    """Where to begin: some days before what was reached, never before what is asked for."""
    asked = first_of(progress.feed.since)
    if not progress.reached:
        return asked or today - timedelta(days=FIRST)
    again = date.fromisoformat(progress.reached) - timedelta(days=OVERLAP)
    return max(again, asked) if asked else again


def _not_ahead(progress: Progress, today: date) -> Progress:
    """As if read up to today at most: the clock may have been ahead when it was read, and nothing would come
    until that day."""
    latest = max(progress.reached, *(progress.window or ("",)))
    if latest <= today.isoformat():
        return progress
    return replace(progress, reached=min(progress.reached, today.isoformat()), window=None, start=0)


def _fresh(papers: Sequence[Paper], progress: Progress) -> list[Paper]:
    """Those that the feed has not given before, each once."""
    return list({p.paper_id: p for p in papers if p.paper_id not in progress.seen}.values())


def _recent(seen: Mapping[str, str], reached: str) -> dict[str, str]:
    """Of the papers that were given those that may be given again."""
    oldest = (date.fromisoformat(reached) - timedelta(days=OVERLAP + WINDOW)).isoformat()
    return {paper_id: day for paper_id, day in seen.items() if not day or day >= oldest}
