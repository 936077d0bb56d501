"""DataCite and InvenioRDM: descriptions and dates in lists, each with its kind."""

from collections.abc import Iterator, Mapping
from typing import Any

from rag.ingest.formats.values import by_key, date_of, text_of

_ABSTRACT = "abstract"
_DATES = ("issued", "available", "published", "created")  # kinds of dates, the more telling first


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The abstract among the descriptions and the date of publication among the dates, where they say which
    they are; nothing for other records."""
    found: dict[str, Any] = {}
    described = [one for one in _objects(fields.get("descriptions")) if "descriptiontype" in one]
    kept = [one for one in described if _kind(one, "descriptiontype") == _ABSTRACT] or described[:1]
    if kept:
        found["descriptions"] = " ".join(filter(None, (text_of(one.get("description")) for one in kept)))
    dates = {_kind(one, "datetype"): date_of(one.get("date")) for one in _objects(fields.get("dates"))}
    if date := next((dates[kind] for kind in _DATES if dates.get(kind)), None):
        found["published"] = date
    return found


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (by_key(one) for one in (value if isinstance(value, list) else ()) if isinstance(one, Mapping))


def _kind(one: Mapping[str, Any], name: str) -> str:
    return (text_of(one.get(name)) or "").lower()
