"""OpenAlex: works of all publishers; looking one up is free, searching needs a key for more than a few."""

import re
from urllib.parse import quote

from rag.fetching.service import Request, Service

OPENALEX = Service("OpenAlex", "openalex_url", seconds=0.1, key="openalex_key", key_name="?api_key")


def by_doi(doi: str) -> Request:
    return Request(OPENALEX, f"/works/doi:{quote(doi, safe='/:;().,-_')}")


def by_id(work: str) -> Request:
    """A work by OpenAlex's own id, "W2741809807"."""
    return Request(OPENALEX, f"/works/{work}")


def by_title(title: str) -> Request:
    """Works whose titles have these words; a comma or a colon would end the filter."""
    words = " ".join(re.findall(r"\w+", title))
    return Request(OPENALEX, "/works", {"filter": f"title.search:{words}", "per-page": "5"})
