"""OpenAlex: abstracts as an index of words to places, authors inside "authorships"."""

import json
from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import addresses_in, by_key, text_of


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The abstract as text, the journal and the addresses of a work; nothing where it is none."""
    index = fields.get("abstractinvertedindex") or fields.get("indexedabstract")
    if index is None and "authorships" not in fields:
        return {}
    found: dict[str, Any] = {"abstract": words_in_order(index) or fields.get("abstract")}
    found["title"] = fields.get("title") or fields.get("displayname")
    if isinstance(authorships := fields.get("authorships"), list):
        found["authors"] = authorships
    places = [fields.get("primarylocation"), fields.get("bestoalocation"), *_listed(fields.get("locations"))]
    locations = [by_key(place) for place in places if isinstance(place, Mapping)]
    found["venue"] = next((name for place in locations if (name := text_of(_source(place)))), None)
    pages = addresses_in([(place.get("landingpageurl"), place.get("pdfurl")) for place in locations])
    found["otherurls"] = [page for place in locations for page in _pages(place)] or list(pages)
    if str(fields.get("id", "")).startswith("https://openalex.org/"):
        found["url"] = next(iter(found["otherurls"]), None) or fields["id"]
    return found


def words_in_order(index: Any) -> str | None:
    """The text whose words are listed with their places; a JSON text of it and the older form too."""
    if isinstance(index, str):
        try:
            index = json.loads(index)
        except (ValueError, RecursionError):
            return None
    if isinstance(index, Mapping) and isinstance(index.get("InvertedIndex"), Mapping):
        index = index["InvertedIndex"]
    if not isinstance(index, Mapping):
        return None
    placed = [
        (place, str(word))
        for word, places in index.items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed)) or None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _source(location: Mapping[str, Any]) -> Any:
    """The journal or conference; a repository is where a copy lies, and nothing appeared in it."""
    source = location.get("source")
    if not isinstance(source, Mapping) or source.get("type") == "repository":
        return None
    return source.get("display_name")


def _pages(location: Mapping[str, Any]) -> list[str]:
    return list(addresses_in(location.get("landingpageurl"), location.get("pdfurl")))
