"""Web of Science's APIs: the expanded one has every field some levels down, the starter year and names."""

from collections.abc import Iterator, Mapping
from typing import Any

from rag.ingest.formats.values import by_key, text_of

_DEEPEST = 6
_PARAGRAPHS = ("p", "abstract_text", "abstract", "content")


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields under their usual names; nothing for other records."""
    static = fields.get("staticdata")
    if isinstance(static, Mapping):
        return {name: value for name, value in _expanded(by_key(static), fields).items() if value}
    if isinstance(fields.get("uid"), str) and isinstance(fields.get("source"), Mapping) and "title" in fields:
        return {name: value for name, value in _starter(fields).items() if value}
    return {}


def _expanded(static: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    summary, full = _inside(static, "summary"), _inside(static, "fullrecordmetadata")
    info = _inside(summary, "pubinfo")
    titles = {
        str(one.get("type")): text_of(one.get("content")) for one in _objects(summary, "titles", "title")
    }
    people = [one for one in _objects(summary, "names", "name") if one.get("role", "author") == "author"]
    related = _inside(_inside(by_key(_mapping(fields.get("dynamicdata"))), "clusterrelated"), "identifiers")
    ids = {str(one.get("type")): one.get("value") for one in _listed(related.get("identifier"))}
    paragraphs = [text for one in _objects(full, "abstracts", "abstract") for text in _paragraphs(one)]
    return {
        "title": titles.get("item"),
        "venue": titles.get("source"),
        "abstract": " ".join(paragraphs),
        "authors": [one.get("full_name") or one.get("display_name") or one for one in people],
        "year": info.get("pubyear"),
        "published": info.get("sortdate") if info.get("pubmonth") else None,
        "doi": ids.get("doi") or ids.get("xref_doi"),
    }


def _starter(fields: Mapping[str, Any]) -> dict[str, Any]:
    source, names = by_key(_mapping(fields["source"])), by_key(_mapping(fields.get("names")))
    people = names.get("authors")
    abstract = fields.get("abstract")
    return {
        "abstract": abstract if isinstance(abstract, str) else " ".join(_paragraphs(abstract)),
        "authors": people if people and "authors" not in fields else None,
        "venue": text_of(source.get("sourcetitle")),
        "year": source.get("publishyear"),
        "month": source.get("publishmonth"),
    }


def _paragraphs(value: Any, depth: int = 0) -> Iterator[str]:
    """The texts of paragraphs, however deep they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < _DEEPEST:
        for one in value:
            yield from _paragraphs(one, depth + 1)
    elif isinstance(value, Mapping) and depth < _DEEPEST:
        for name in _PARAGRAPHS:
            yield from _paragraphs(value.get(name), depth + 1)


def _objects(fields: Mapping[str, Any], outer: str, inner: str) -> list[Mapping[str, Any]]:
    """Those in a list that may hold but one."""
    return _listed(_inside(fields, outer).get(inner))


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def _inside(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return by_key(_mapping(fields.get(name)))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
