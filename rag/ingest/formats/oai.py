"""OAI-PMH: what repositories hand over to harvesters: arXiv's own fields, Dublin Core plain or qualified, or
records as MODS, JATS and DataCite write them; of any other kind what can be made of its fields.
"""

import re
from typing import Any

from rag.ingest.formats import datacite_xml, jats, mods
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_records import entry_of
from rag.ingest.formats.people import in_order
from rag.ingest.formats.xml_fields import fields_of
from rag.ingest.formats.xml_text import (
    below,
    children,
    elements,
    first,
    local_name,
    root_name,
    shown,
    texts,
)

_ROOTS = frozenset(("OAI-PMH", "ListRecords", "GetRecord"))
_OF_OTHERS = {"mods": mods.entry, "article": jats.entry, "resource": datacite_xml.entry}
_OAI = re.compile(r"openarchives\.org|<header\b[^<>]*>\s*<identifier\b|<(?:\w+:)?dc\b")


def sniff(source: Source) -> bool:
    """Whether the first element is an answer of a repository, or holds records as its answers do."""
    root, start = root_name(source.text), source.text[:5000]
    return root in _ROOTS or (root in ("record", "records") and bool(_OAI.search(start)))


def read(source: Source) -> Listed:
    """Each record; a deleted one is reported."""
    found, problems = elements(source.text, "record")
    return [*(_entry(record, f"entry {number}") for number, record in enumerate(found, 1)), *problems]


def _entry(record: Any, where: str) -> Entry | Problem:
    header = next(children(record, "header"), None)
    if header is not None and header.get("status") == "deleted":
        return Problem(where, "deleted by the repository")
    metadata = next(children(record, "metadata"), record)
    fields = next(iter(metadata), metadata)
    if not first(fields, "title"):
        return _of_other_kind(fields, where)
    identifiers = [*texts(fields, "identifier"), *texts(fields, "relation")]
    addresses = [text for text in identifiers if text.startswith("http")]
    descriptions = texts(fields, "description")
    return entry_of(
        {
            "title": first(fields, "title"),
            "abstract": first(fields, "abstract") or max(descriptions, key=len, default=None),
            "authors": _authors(fields),
            "published": _date(fields),
            "url": addresses,
            "doi": first(fields, "doi") or next((i for i in identifiers if "10." in i and "/" in i), None),
            "id": first(fields, "id") or next((i for i in identifiers if "arxiv" in i.lower()), None),
            "venue": first(fields, "journal-ref", "source"),
        },
        where,
    )


def _of_other_kind(fields: Any, where: str) -> Entry | Problem:
    known = next((inner for inner in fields.iter() if local_name(inner) in _OF_OTHERS), None)
    return (
        entry_of(fields_of(fields), where) if known is None else _OF_OTHERS[local_name(known)](known, where)
    )


def _authors(fields: Any) -> list[str] | str | None:
    people = [
        in_order(first(author, "forenames"), first(author, "keyname"), first(author, "suffix"))
        for listed in children(fields, "authors")
        for author in below(listed, "author")
    ]
    return people or texts(fields, "creator") or first(fields, "authors")


def _date(fields: Any) -> str | None:
    """The first version's; of Dublin Core's dates the earliest, the others are those of the record."""
    versions = [shown(date) for version in children(fields, "version") for date in children(version, "date")]
    dates = sorted(date for date in texts(fields, "date") if date[:4].isdecimal())
    named = first(fields, "created", "issued")
    return named or next(iter(versions or dates), None) or first(fields, "date")


FORMAT = Format("OAI-PMH", sniff, read)
