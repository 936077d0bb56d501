"""Atom and RSS: what arXiv's API, arXiv's daily feeds and journals publish."""

import re
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_records import entry_of
from rag.ingest.formats.xml_text import children, elements, first, root_name, shown, texts

_ANNOUNCED = re.compile(r"arXiv:\S{1,60}\s+Announce Type:\s*\S{1,60}\s+(?:Abstract:\s*)?", re.IGNORECASE)
_IN_TITLE = re.compile(r"(?:\.|(?<!\s))\s*\(arXiv:(\S{1,60}?)(?:\s+\[[^\]]{0,60}\])?(?:\s+UPDATED)?\)$")
_ROOTS = frozenset(("feed", "rss", "entry", "item"))
_DATES = ("published", "publicationDate", "pubDate", "coverDate", "date", "issued")


def sniff(source: Source) -> bool:
    """Whether the first element is a feed, or an entry or item of one."""
    root = root_name(source.text)
    return root in ("feed", "rss", "entry", "item") or (
        root == "RDF" and "http://purl.org/rss/1.0/" in source.text[:5000]
    )


def read(source: Source) -> Listed:
    """Each entry or item of the feed."""
    found, problems = elements(source.text, "entry", "item")
    return [*(_entry(item, f"entry {number}") for number, item in enumerate(found, 1)), *problems]


def _entry(item: Any, where: str) -> Entry | Problem:
    title = first(item, "title") or ""
    in_title = _IN_TITLE.search(title)
    names = [name for author in children(item, "author") for name in texts(author, "name") or [shown(author)]]
    creators = names or [re.sub(r"<[^<>]*+>", "", creator) for creator in texts(item, "creator")]
    identifiers = texts(item, "identifier", "guid")
    return entry_of(
        {
            "title": title[: in_title.start()] if in_title else title,
            "abstract": _ANNOUNCED.sub(
                "", first(item, "summary", "encoded", "description", "content") or "", 1
            ),
            "authors": creators if len(creators) > 1 else "".join(creators),
            "published": next((date for name in _DATES for date in texts(item, name)), None),
            "url": _address(item),
            "doi": first(item, "doi") or next((i for i in identifiers if "10." in i and "/" in i), None),
            "id": first(item, "id") or (in_title[1] if in_title else None),
            "identifier": next((i.rpartition(":")[2] for i in identifiers if "arxiv" in i.lower()), None),
            "venue": first(item, "publicationName", "journal_ref"),
        },
        where,
    )


def _address(item: Any) -> str | None:
    """The page of the entry, not its file."""
    links = list(children(item, "link"))
    plain = [link for link in links if link.get("rel", "alternate") == "alternate"]
    return next((address for link in plain or links if (address := link.get("href") or shown(link))), None)


FORMAT = Format("Atom or RSS", sniff, read)
