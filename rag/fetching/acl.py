"""The ACL Anthology: a paper's BibTeX, with its abstract where the Anthology has one."""

from rag.fetching.service import BIBTEX, Request, Service

ACL = Service("ACL Anthology", "acl_url", BIBTEX, seconds=0.5)


def by_id(anthology_id: str) -> Request:
    return Request(ACL, f"/{anthology_id}.bib")
