"""OpenReview's notes, first and second version of its API: dates in milliseconds, the forum as address."""

from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import text_of

_DATES = ("pdate", "odate", "cdate", "tcdate")


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The date and the address of a note; nothing for other records."""
    forum = text_of(fields.get("forum"))
    if not forum or not any(name in fields for name in _DATES):
        return {}
    return {
        "published": next((fields[name] for name in _DATES if name in fields), None),
        "url": f"https://openreview.net/forum?id={forum}",
        "abstract": fields.get("abstract"),
        "text": None,  # a comment's or a review's
    }
