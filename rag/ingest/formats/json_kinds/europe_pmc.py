"""Europe PMC: "Smith A, Jones B." for authors, whose families come first."""

import re
from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import by_key, text_of


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Authors with a comma behind the family's name; nothing for other records."""
    if "authorstring" not in fields and "abstracttext" not in fields:
        return {}
    found: dict[str, Any] = {}
    listed = fields.get("authorlist")
    if not isinstance(listed, Mapping) or not listed.get("author"):
        line = (text_of(fields.get("authorstring")) or "").strip().rstrip(".")
        found["authors"] = [_with_comma(name) for name in line.split(",") if name.strip()]
    else:
        found["authors"] = listed["author"]
    if isinstance(journal := fields.get("journalinfo"), Mapping):
        inner = by_key(journal).get("journal")
        found["venue"] = text_of(by_key(inner).get("title")) if isinstance(inner, Mapping) else None
    return found


def _with_comma(name: str) -> str:
    """ "Smith, A B" for "Smith AB"; a body's name has no initials at its end."""
    parts = re.fullmatch(r"(.*\S)\s+([^\W\d_]{1,3})", name.strip())
    return f"{parts[1]}, {' '.join(parts[2])}" if parts and parts[2].isupper() else name.strip()
