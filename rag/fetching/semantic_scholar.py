"""Semantic Scholar's graph: a paper by any id, or the one whose title matches best."""

from collections.abc import Sequence
from urllib.parse import quote

from rag.fetching.service import Request, Service

SEMANTIC_SCHOLAR = Service(
    "Semantic Scholar",
    "semantic_scholar_url",
    seconds=1.0,
    key="semantic_scholar_key",
    key_name="x-api-key",
)
_FIELDS = {"fields": "title,abstract,authors,year,publicationDate,venue,externalIds,url"}
_DETAILS = {"fields": "title,authors,year,publicationDate,venue,externalIds,citationCount"}


def by_arxiv(arxiv_id: str) -> Request:
    return _paper(f"ARXIV:{arxiv_id}")


def by_doi(doi: str) -> Request:
    return _paper(f"DOI:{doi}")


def by_acl(anthology_id: str) -> Request:
    return _paper(f"ACL:{anthology_id}")


def by_own(paper_id: str) -> Request:
    """A paper by Semantic Scholar's own id, 40 hexadecimal digits."""
    return _paper(paper_id)


def by_title(title: str) -> Request:
    """The one paper whose title is nearest; its reply is 404 where none is."""
    return Request(SEMANTIC_SCHOLAR, "/graph/v1/paper/search/match", {"query": title, **_FIELDS})


def _paper(any_id: str) -> Request:
    return Request(SEMANTIC_SCHOLAR, f"/graph/v1/paper/{quote(any_id, safe=':/().,-_')}", _FIELDS)


def by_any_ids(ids: Sequence[str]) -> Request:
    """What is known of papers by "ARXIV:" or "DOI:" and their ids, 500 at most: a list in the same order,
    with null for each that is not known; 400 where none is."""
    return Request(SEMANTIC_SCHOLAR, "/graph/v1/paper/batch", _DETAILS, ids=tuple(ids))
