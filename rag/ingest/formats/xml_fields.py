"""The fields of one XML record as those of JSON, whatever a service calls them and however deep they stand.

In: an element. Out: names of fields to texts, lists and objects, for `entry_of` of json_records.py: what
stands deeper is found too, where nothing nearer has its name.
"""

from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import field_key
from rag.ingest.formats.xml_scan import ABSTRACTS, NOT_ITS_OWN, TITLES
from rag.ingest.formats.xml_text import below, local_name, shown

_ALIASES = {  # of EBSCO, Crossref, ProQuest
    "atl": "title",
    "ab": "abstract",
    "au": "author",
    "jtl": "journal",
    "btl": "booktitle",
    "dt": "date",
    "personname": "author",
    "fulltitle": "journal",
    "disstitle": "title",
    "dissabstract": "abstract",
    "dissname": "author",
    "disssurname": "surname",
    "dissfname": "given",
    "disscompdate": "year",
    "ui": "identifiers",
    "idno": "identifiers",
    "articleid": "identifiers",
    "pid": "identifiers",
    "arttitle": "title",
    "dateuni": "date",
}
_INLINE = frozenset(
    "i b u em strong sub sup italic bold sc p span tt a br sec formula math title jats:p fixed-case tex-math "
    "hi emph inf scp st par para abstracttext seg styled-content".split()
)
_WHOLE = frozenset(  # what is inside belongs to them alone
    "author authors authorlist creator creators contributor editor editors journal date publicationdate "
    "pubdate issued published affiliation affiliations name keyword keywords subject subjects".split()
)
_OF_PAPERS = ABSTRACTS | {"titles", "journalarticle"}
_KINDS = ("type", "idType", "pub-id-type", "scheme", "identifierType", "relatedIdentifierType", "classid")
_DEEPEST = 12


def fields_of(record: Any) -> dict[str, Any]:
    """The fields of a record, those that stand nearest first."""
    found: dict[str, Any] = {}
    level: list[Mapping[str, Any]] = [_children(record)]
    for _ in range(_DEEPEST):
        inside: list[Mapping[str, Any]] = []
        for fields in level:
            for name, value in fields.items():
                is_whole = name in _WHOLE and not _holds_paper(value)
                if name in TITLES:
                    found.setdefault("title", _title(value))
                elif is_whole or name in ABSTRACTS or not _is_fields(value):
                    found.setdefault(name, value)
                else:
                    inside += value if isinstance(value, list) else [value]
        level = [one for one in inside if isinstance(one, Mapping)]
    return found


def _title(value: Any) -> Any:
    """The title in a group of titles, such as JATS and MODS have."""
    if isinstance(value, list):
        return _title(value[0])
    inner = [one for name, one in value.items() if name in TITLES] if isinstance(value, Mapping) else []
    return _title(inner[0]) if inner else value


def _is_fields(value: Any) -> bool:
    listed = value if isinstance(value, list) else [value]
    return any(isinstance(one, Mapping) and "value" not in one for one in listed)


def _holds_paper(value: Any) -> bool:
    """Whether what only papers have stands in it, as in Crossref's journal."""
    if isinstance(value, list):
        return any(map(_holds_paper, value))
    return isinstance(value, Mapping) and (
        not _OF_PAPERS.isdisjoint(value) or any(map(_holds_paper, value.values()))
    )


def _children(element: Any) -> dict[str, Any]:
    """Each child by its name; those of one name in a list."""
    found: dict[str, Any] = {}
    for child in element:
        name = _key(child)
        value = None if name in NOT_ITS_OWN else _value(child, name)
        if value is None or value == "":
            continue
        if name not in found:
            found[name] = [value] if name == "identifiers" else value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def _key(element: Any) -> str:
    name = local_name(element)
    key = field_key(element.get("name") or name if name in ("str", "arr", "date", "field") else name)
    return _ALIASES.get(key, key)


def _value(element: Any, name: str) -> Any:
    """The text of an element, its parts where it has any, or what its attributes say where it is empty."""
    if name in ABSTRACTS:
        return _abstract(element)
    if _is_text(element):
        text = shown(element)
        kind = next((element.get(one) for one in _KINDS if element.get(one)), None)
        if text and kind and name in ("identifier", "identifiers", "id"):
            return {"type": kind, "value": text}
        return text or {field_key(attribute): said for attribute, said in element.attrib.items()} or None
    items = [child for child in element if local_name(child) in ("str", "date") and not child.get("name")]
    if items:  # a list of Solr
        return [shown(item) for item in items]
    return _children(element) or None


def _is_text(element: Any) -> bool:
    """Whether an element holds text, though some of it be slanted, and no fields."""
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        return True
    return all(local_name(child).lower() in _INLINE for child in element)


def _abstract(element: Any) -> str | None:
    """The whole text, with the labels of its sections."""
    sections = [
        one for one in below(element, "AbstractText", "sec", "section", "p", "para") if one.get("Label")
    ]
    if not sections:
        parts = [shown(child) for child in element] if not (element.text or "").strip() else []
        return " ".join(filter(None, parts)) or shown(element)
    return " ".join(f"{one.get('Label')}: {shown(one)}" for one in sections)
