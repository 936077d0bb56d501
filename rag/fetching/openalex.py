"""OpenAlex: works of all publishers; looking one up is free, searching needs a key for more than a few."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from rag.fetching.service import Request, Service

OPENALEX = Service("OpenAlex", "openalex_url", seconds=0.1, key="openalex_key", key_name="?api_key")
_DETAILS = (
    "id,doi,title,publication_date,publication_year,authorships,primary_location,cited_by_count,is_retracted"
)


def by_doi(doi: str) -> Request:
    return Request(OPENALEX, f"/works/doi:{quote(doi, safe='/:;().,-_')}")


def by_id(work: str) -> Request:
    """A work by OpenAlex's own id, "W2741809807"."""
    return Request(OPENALEX, f"/works/{work}")


def by_title(title: str) -> Request:
    """Works whose titles have these words; a comma or a colon would end the filter."""
    words = " ".join(re.findall(r"\w+", title))
    return Request(OPENALEX, "/works", {"filter": f"title.search:{words}", "per-page": "5"})


def by_dois(dois: Sequence[str]) -> Request:
    """What is known of the works with these DOIs, none of which has a comma or a bar; a hundred at most."""
    values = "|".join(dois)
    params = {"filter": f"doi:{values}", "per-page": str(len(dois)), "select": _DETAILS}
    return Request(OPENALEX, "/works", params)
