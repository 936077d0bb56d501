"""Identifiers that stand in a list, each with its kind: DOAJ, DataCite, Elsevier, PubMed as JSON.

A plain list of texts, as ADS has it, is looked through for an arXiv id; a DOI there may be another version's.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rag.ingest.formats.values import by_key, text_of
from rag.model.identifiers import arxiv_id_in

_LISTS = (
    "identifier",
    "identifiers",
    "articleids",
    "externalids",
    "alternateidentifiers",
    "ids",
    "otherids",
    "pids",
    "pid",
)
_KINDS = ("type", "idtype", "identifiertype", "alternateidentifiertype", "kind", "scheme", "propertyid")
_VALUES = ("id", "value", "identifier", "alternateidentifier", "identifiervalue", "text")


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The DOI and the arXiv id among them, where the record has none under a name of its own."""
    found: dict[str, Any] = {}
    for kind, value in _typed(fields):
        for name, own in (("doi", "doi"), ("arxiv", "arxivid")):
            if kind == name and own not in fields:
                found.setdefault(own, value)
    texts = [text for text in _listed(fields.get("identifier")) if isinstance(text, str)]
    if "arxivid" not in fields and "arxivid" not in found and (arxiv := arxiv_id_in(*texts)):
        found["arxivid"] = arxiv
    return found


def _typed(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The kind, in small letters, and the value of each."""
    for name in _LISTS:
        for item in _listed(fields.get(name)):
            inside = by_key(item) if isinstance(item, Mapping) else {}
            kind = next((text for key in _KINDS if (text := text_of(inside.get(key)))), None)
            value = next((text for key in _VALUES if (text := text_of(inside.get(key)))), None)
            if kind and value:
                yield kind.lower(), value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, Mapping) else []
