"""Where a paper was published, in an object of its own: INSPIRE's list of places, Lens's source, what a page
says in schema.org's words that it is part of."""

from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import by_key, text_of

_DEEPEST = 4  # an article in an issue in a volume in a periodical


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The first journal or conference that is named; nothing for other records."""
    listed = fields.get("publicationinfo")
    places = [by_key(one) for one in (listed if isinstance(listed, list) else ()) if isinstance(one, Mapping)]
    names = [text_of(place.get(name)) for place in places for name in ("journaltitle", "conferencetitle")]
    names += [text_of(fields["source"])] if isinstance(fields.get("source"), Mapping) else []
    whole = fields.get("ispartof")
    names += [text_of(whole) if isinstance(whole, str) else _whole(whole)]
    if isinstance(fields.get("identifiers"), Mapping) and "type" in fields:  # Mendeley's
        names.append(text_of(fields.get("source")))
    venue = next(filter(None, names), None)
    return {"venue": venue} if venue and not fields.get("venue") else {}


def _whole(part: Any, depth: int = 0) -> str | None:
    """The name of what a part is part of, the outermost."""
    if isinstance(part, list):
        return next((name for one in part if (name := _whole(one, depth))), None)
    if not isinstance(part, Mapping) or depth > _DEEPEST:
        return None
    return _whole(part.get("isPartOf"), depth + 1) or text_of(part.get("name"))
