"""DataCite's XML, as Zenodo, Dryad and other repositories hand it over: one resource or several.

In: text. Out: an Entry or a Problem for each resource. Descriptions and dates are of kinds, of which the
abstract and the date of issue are meant.
"""

from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_records import entry_of
from rag.ingest.formats.people import in_order
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import children, first, root_name, shown

_START = 5_000  # characters in which its namespace stands


def sniff(source: Source) -> bool:
    """Whether the first element is a resource of DataCite."""
    return root_name(source.text) in ("resource", "resources") and "datacite.org" in source.text[:_START]


def read(source: Source) -> Listed:
    """Each resource."""
    return xml_records(source.text, ("resource",), entry)


def entry(resource: Any, where: str) -> Entry | Problem:
    """One resource."""
    titles = [one for listed in children(resource, "titles") for one in children(listed, "title")]
    own = [one for one in titles if not one.get("titleType")] or titles
    people = [one for listed in children(resource, "creators") for one in children(listed, "creator")]
    return entry_of(
        {
            "title": next((shown(one) for one in own), None),
            "descriptions": _kinds(resource, "description"),
            "authors": [name for one in people if (name := _name(one))],
            "year": first(resource, "publicationYear"),
            "dates": _kinds(resource, "date"),
            "doi": first(resource, "identifier"),
            "alternateIdentifiers": _kinds(resource, "alternateIdentifier"),
        },
        where,
    )


def _kinds(resource: Any, name: str) -> list[dict[str, str]]:
    """Elements of a list with their kinds, as DataCite's JSON has them."""
    found = (one for listed in children(resource, f"{name}s") for one in children(listed, name))
    return [{name: shown(one), f"{name}Type": one.get(f"{name}Type") or ""} for one in found]


def _name(creator: Any) -> str | None:
    family = first(creator, "familyName")
    return in_order(first(creator, "givenName"), family) if family else first(creator, "creatorName")


FORMAT = Format("DataCite XML", sniff, read)
