"""arXiv's own metadata as Kaggle has it: the date is that of the first version, not of the last change."""

from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.people import people_in
from rag.ingest.formats.values import text_of


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The first version's date, the authors as arXiv parsed them; nothing for other records."""
    versions, parsed = fields.get("versions"), fields.get("authorsparsed")
    found: dict[str, Any] = {}
    if isinstance(versions, list) and versions and isinstance(versions[0], Mapping):
        found["published"] = text_of(versions[0].get("created"))
    if isinstance(parsed, list) and (people := people_in(parsed)):
        found["authors"] = people
    number = fields.get("id")
    if isinstance(number, float) and ("categories" in fields or found):
        found["id"] = _id(number)
    return found


def _id(number: float) -> str:
    """The id whose outer zeros a program lost that took it for a number: 704.123 was 0704.1230."""
    month, _, paper = str(number).partition(".")
    month = month.zfill(4)
    return f"{month}.{paper.ljust(5 if month >= '1501' else 4, '0')}"
