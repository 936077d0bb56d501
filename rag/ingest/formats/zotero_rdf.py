"""Zotero's RDF export."""

from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_records import entry_of
from rag.ingest.formats.people import in_order
from rag.ingest.formats.xml_text import below, children, elements, first, local_name, root_name, texts

_SPACES = ("http://www.zotero.org/namespaces/export#", "http://purl.org/net/biblio#")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_NOT_ITEMS = frozenset(("Attachment", "Memo", "Collection", "Journal", "Series", "UserItem"))
_CREATORS = ("authors", "presenters", "programmers", "inventors", "artists", "contributors")


def sniff(source: Source) -> bool:
    """Whether this is RDF with one of the names that Zotero uses."""
    return root_name(source.text) == "RDF" and any(space in source.text[:5000] for space in _SPACES)


def read(source: Source) -> Listed:
    """Each item; what hangs on one (files, notes, journals) is none."""
    nodes, problems = elements(source.text)
    containers = {
        node.get(f"{_RDF}about"): node for node in nodes if local_name(node) in ("Journal", "Series")
    }
    items = [node for node in nodes if local_name(node) not in _NOT_ITEMS and _is_item(node)]
    return [*(_entry(item, containers, f"entry {n}") for n, item in enumerate(items, 1)), *problems]


def _is_item(node: Any) -> bool:
    return first(node, "itemType") not in ("attachment", "note", "annotation")


def _entry(item: Any, containers: dict[str | None, Any], where: str) -> Entry | Problem:
    parts = list(children(item, "isPartOf"))
    inside = [inner for part in parts for inner in part]
    inside += [containers[key] for part in parts if (key := part.get(f"{_RDF}resource")) in containers]
    identifiers = [text for place in (item, *inside) for text in texts(place, "identifier")]
    addresses = [text for text in identifiers if text.startswith("http")]
    about = item.get(f"{_RDF}about") or ""
    notes = texts(item, "description")
    return entry_of(
        {
            "title": first(item, "title"),
            "abstract": first(item, "abstract"),
            "authors": _authors(item),
            "published": first(item, "date", "issued"),
            "url": [*addresses, about],
            "doi": next((text.partition(" ")[2] for text in identifiers if text.startswith("DOI ")), None),
            "note": "\n".join([*notes, *(text for text in identifiers if "arxiv" in text.lower())]),
            "venue": next((name for place in inside for name in texts(place, "title")), None),
        },
        where,
    )


def _authors(item: Any) -> list[str]:
    for kind in _CREATORS:
        people = [
            person for listed in children(item, kind) for person in below(listed, "Person", "Organization")
        ]
        if people:
            return [
                in_order(
                    first(person, "givenName", "givenname", "firstName"), first(person, "surname", "name")
                )
                for person in people
            ]
    return []


FORMAT = Format("Zotero RDF", sniff, read)
