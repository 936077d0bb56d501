"""New papers like some that a library has: read in the categories of arXiv that these are in, and sifted.

In: a feed "like:2403.03507", "like:ID ID" or "like:library", the library. Out: batches as of any other feed,
with only those papers that are near. Which categories to read is asked of arXiv in one request.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from rag.fetching import arxiv
from rag.fetching.feeds import Feed, FeedKind
from rag.fetching.following import Progress
from rag.fetching.updating import Batch, new_papers
from rag.fetching.web import Web
from rag.ingest.library import Library
from rag.ingest.likeness import Likeness
from rag.model.errors import FetchError
from rag.model.identifiers import arxiv_id_in

ALL = "library"
MOST_CATEGORIES = 4
LEAST_SHARE = 0.1  # of the papers are in a category that is read


def alike_papers(web: Web, library: Library, progress: Progress, today: date) -> Iterator[Batch]:
    """What is new and like the papers that the feed names."""
    feed = progress.feed
    try:
        likeness = Likeness(library, _named(library, feed))
        if not likeness.is_possible:
            raise FetchError("the library has no papers to compare with, or no vectors")
        categories = _categories(web, library, feed)
    except FetchError as error:
        yield Batch((), progress, f"{feed.name}: {error}")
        return
    read_as = replace(feed, kind=FeedKind.CATEGORY, about=" ".join(categories))
    for batch in new_papers(web, replace(progress, feed=read_as), today):
        problem = batch.problem.replace(read_as.name, feed.name, 1)
        yield Batch(likeness.near(batch.papers), replace(batch.progress, feed=feed), problem)


def _named(library: Library, feed: Feed) -> list[str]:
    """The ids of the papers that the feed names, none for all. FetchError where the library lacks one."""
    if feed.about == ALL:
        return []
    ids = [arxiv_id_in(text) or text for text in feed.about.replace(",", " ").split()]
    snapshot = library.reader.now()
    for id_ in ids:
        if not any(snapshot.id(row) == id_ for row in snapshot.find(f"id {id_}")):
            raise FetchError(f"the library has no paper {id_}; add it first: ask add {id_}")
    return ids


def _categories(web: Web, library: Library, feed: Feed) -> list[str]:
    """Where most of the papers are; the latest are asked about."""
    named = set(_named(library, feed))
    papers = (p for p in library.papers() if p.arxiv_id and (not named or p.paper_id in named))
    latest = sorted(papers, key=lambda p: p.published or "", reverse=True)[: arxiv.MOST_IDS]
    if not latest:
        raise FetchError(
            "none of these papers is at arXiv, so that no category is known; follow one: arxiv:cs.CL"
        )
    found = Counter(arxiv.categories_in(web.get(arxiv.by_ids([p.paper_id for p in latest]))))
    if not found:
        raise FetchError("arXiv names no categories of these papers; follow one: arxiv:cs.CL")
    least = LEAST_SHARE * sum(found.values())
    return sorted(name for name, count in found.most_common(MOST_CATEGORIES) if count >= least)
