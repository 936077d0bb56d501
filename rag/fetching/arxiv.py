"""arXiv's API: Atom, at most one request in three seconds, one at a time.

In: ids, words. Out: requests, and what a reply says beside its papers. A wrong query is answered with status
200 and one entry called "Error".
"""

import re
from collections.abc import Sequence

from rag.fetching.service import XML, Request, Service
from rag.ingest.formats.xml_text import elements, first

ARXIV = Service("arXiv", "arxiv_url", XML, seconds=3.0)
MOST_IDS = 50  # ids in one request
_TOTAL = re.compile(rb"totalResults[^>]*>\s*(\d+)")
_PRIMARY = re.compile(rb"<arxiv:primary_category\b[^>]*\bterm=[\"']([\w.-]{2,30})[\"']")
_ENTRY = re.compile(rb"<entry[\s>]")
_ERROR = re.compile(rb"<id>\s*https?://[^<]{0,99}/api/errors")


def by_ids(ids: Sequence[str]) -> Request:
    """The papers of these ids, in one reply."""
    return Request(ARXIV, "/api/query", {"id_list": ",".join(ids), "max_results": str(len(ids))})


def by_id(arxiv_id: str) -> Request:
    return by_ids([arxiv_id])


def by_title(title: str) -> Request:
    """The papers whose titles have these words in this order."""
    words = " ".join(re.findall(r"\w+", title))
    return Request(ARXIV, "/api/query", {"search_query": f'ti:"{words}"', "max_results": "10"})


def error_in(reply: bytes) -> str | None:
    """What arXiv says is wrong with a request, where it says so."""
    if not _ERROR.search(reply):
        return None
    entries, _ = elements(reply.decode("utf-8", "replace"), "entry")
    return next((text for entry in entries if (text := first(entry, "summary"))), "an error without a reason")


def entries_in(reply: bytes) -> int:
    """How many papers a reply lists; it may be fewer than were asked for."""
    return len(_ENTRY.findall(reply))


def categories_in(reply: bytes) -> list[str]:
    """The first category of each paper in a reply."""
    return [found.decode("ascii", "replace") for found in _PRIMARY.findall(reply)]


def total_in(reply: bytes) -> int | None:
    """How many papers fit a query in all; None where the reply does not say."""
    found = _TOTAL.search(reply)
    return int(found[1]) if found else None
