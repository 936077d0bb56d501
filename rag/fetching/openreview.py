"""OpenReview: submissions since 2023 by its second API, those before by its first."""

from rag.fetching.service import Request, Service

OPENREVIEW = Service("OpenReview", "openreview_url", seconds=0.5)


def by_forum(forum: str) -> Request:
    return Request(OPENREVIEW, "/notes", {"id": forum})


def by_forum_before(forum: str) -> Request:
    """The same of the first API."""
    return Request(OPENREVIEW, "/notes", {"id": forum}, earlier=True)
