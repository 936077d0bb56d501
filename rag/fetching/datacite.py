"""DataCite: DOIs of repositories and preprint servers (Zenodo, figshare), which Crossref does not know."""

from urllib.parse import quote

from rag.fetching.service import Request, Service

DATACITE = Service("DataCite", "datacite_url", seconds=0.2)


def by_doi(doi: str) -> Request:
    return Request(DATACITE, f"/dois/{quote(doi, safe='')}")
