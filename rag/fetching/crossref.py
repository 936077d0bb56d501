"""Crossref: what publishers registered with a DOI; an abstract where they gave one."""

from urllib.parse import quote

from rag.fetching.service import Request, Service

CROSSREF = Service("Crossref", "crossref_url", seconds=0.2)


def by_doi(doi: str) -> Request:
    return Request(CROSSREF, f"/works/{quote(doi, safe='')}")


def by_title(title: str) -> Request:
    return Request(CROSSREF, "/works", {"query.title": title, "rows": "5"})
