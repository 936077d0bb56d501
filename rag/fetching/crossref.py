"""Crossref: what publishers registered with a DOI; an abstract where they gave one."""

from collections.abc import Sequence
from urllib.parse import quote

from rag.fetching.service import Request, Service

CROSSREF = Service("Crossref", "crossref_url", seconds=0.2)


def by_doi(doi: str) -> Request:
    return Request(CROSSREF, f"/works/{quote(doi, safe='')}")


def by_title(title: str) -> Request:
    return Request(CROSSREF, "/works", {"query.title": title, "rows": "5"})


def by_dois(dois: Sequence[str]) -> Request:
    """The works with these DOIs, none of which has a comma."""
    values = ",".join(f"doi:{doi}" for doi in dois)
    return Request(CROSSREF, "/works", {"filter": values, "rows": str(len(dois))})
