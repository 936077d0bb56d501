"""Zotero's own JSON, by its API or by Better BibTeX: creators of many kinds, ids in "extra"."""

from collections.abc import Mapping
from typing import Any

_NOT_PAPERS = {"attachment": "an attachment", "note": "a note", "annotation": "an annotation"}


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The authors of an item among its creators, and where it appeared; nothing for other records."""
    creators = fields.get("creators")
    if "itemtype" not in fields or not isinstance(creators, list):
        return {}
    people = [creator for creator in creators if isinstance(creator, Mapping)]
    kinds = [str(creator.get("creatorType", "author")) for creator in people]
    wanted = (
        "author" if "author" in kinds else next((kind for kind in kinds if "editor" not in kind.lower()), "")
    )
    authors = [creator for creator, kind in zip(people, kinds, strict=True) if kind == wanted]
    venues = ("publicationtitle", "proceedingstitle", "booktitle", "conferencename", "repository")
    return {
        "authors": authors,
        "author": None,
        "published": fields.get("date"),
        "venue": next((fields[name] for name in venues if name in fields), None),
    }


def not_a_paper(fields: Mapping[str, Any]) -> str | None:
    """What an item is that hangs on another and has no title of its own."""
    return _NOT_PAPERS.get(str(fields.get("itemtype", "")).lower())
