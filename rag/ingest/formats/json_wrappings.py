"""Where the papers are in a JSON value: the shapes that services and programs wrap their lists in.

In: one value. Out: the objects that are papers, each as its own fields: an array, the list in an
object whose objects hold a title, objects keyed by id, a table by columns, rows, and one object that
is a paper itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rag.ingest.formats.json_kinds import web_of_science
from rag.ingest.formats.values import by_key

_DEEPEST = 6  # Semantic Scholar, DBLP and Elasticsearch nest three
_INSIDE = (
    "paper", "row", "data", "source", "document", "doc", "info", "node", "work", "item", "article",
    "attributes", "bibjson", "citingpaper", "citedpaper", "publication", "entry", "content", "metadata",
    "coredata",
)  # fmt: skip
_TITLES = (
    "title",
    "titles",
    "displayname",
    "titledisplay",
    "dctitle",
    "papertitle",
    "articletitle",
    "doctitle",
    "headline",
    "preprinttitle",
)


def is_titled(value: Any) -> bool:
    """Whether an object has the title of a paper, itself or in the object that it wraps."""
    return isinstance(value, Mapping) and any(name in unwrapped(value) for name in _TITLES)


def unwrapped(record: Mapping[Any, Any], depth: int = 0) -> dict[str, Any]:
    """The fields of a record by key, with those of the paper inside it before its own."""
    fields = by_key(record)
    fields |= web_of_science.plain(fields)
    if "name" in fields and "abstract" in fields and fields.keys().isdisjoint(_TITLES):
        fields["title"] = fields["name"]  # as on the pages of conferences
    for name in _INSIDE:
        inner = fields.get(name) if name in fields and depth < _DEEPEST else None
        if inner is not None and isinstance(inner, Mapping):
            inside = unwrapped(_plain(inner), depth + 1)
            if any(title in inside for title in _TITLES) and not _is_its_journal(fields, inside):
                return {**inside, **fields} if name == "metadata" else {**fields, **inside}
    return fields


def _is_its_journal(fields: Mapping[str, Any], inside: Mapping[str, Any]) -> bool:
    """Whether what is inside only has a title, and the record outside is the paper: Lens's source."""
    outside = any(title in fields for title in _TITLES)
    return outside and _names_abstract(fields) and not _names_abstract(inside)


def _names_abstract(fields: Mapping[str, Any]) -> bool:
    return any(name in key for key in fields for name in ("abstract", "summary", "description"))


def _plain(content: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """OpenReview's second version writes {"title": {"value": "..."}}."""
    return {
        name: value["value"] if isinstance(value, Mapping) and "value" in value else value
        for name, value in content.items()
    }


def records_in(whole: Any) -> list[Any]:
    """The objects of a value that are papers; what is none stays to be reported."""
    if isinstance(whole, list):
        if any(isinstance(item, list) and any(map(is_titled, item)) for item in whole):
            return [inner for item in whole for inner in (item if isinstance(item, list) else [item])]
        if not any(map(is_titled, whole)) and whole and all(isinstance(item, Mapping) for item in whole):
            inner = [record for item in whole for record in _inside(item, 1)]
            return inner or whole
        return whole
    if not isinstance(whole, Mapping):
        return [whole]
    if columns := _by_columns(whole):
        return columns
    if is_titled(whole):
        return [whole]
    return list(_inside(whole, 0)) or _any_list(whole)


def _inside(wrapping: Mapping[Any, Any], depth: int) -> Iterator[Any]:
    """The lists of papers nearest to the top; those with abstracts alone, where any has."""
    values = list(wrapping.values())
    lists = [value for value in values if isinstance(value, list) and any(map(is_titled, value))]
    lists += [keyed for value in [wrapping, *values] if (keyed := _keyed(value))]
    if lists:
        abstracts = [found for found in lists if any(map(_has_abstract, found))]
        for found in abstracts or lists:
            yield from found
        return
    if depth < _DEEPEST:
        for value in values:
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, Mapping):
                    yield from [inner] if is_titled(inner) else _inside(inner, depth + 1)


def _keyed(value: Any) -> list[dict[Any, Any]]:
    """The papers of an object that names each by its id, or none where it is none."""
    if not isinstance(value, Mapping) or is_titled(value):
        return []
    inside = [(key, item) for key, item in value.items() if isinstance(item, Mapping)]
    if len(inside) < len(value) or sum(is_titled(item) for _, item in inside) * 2 <= len(inside):
        return []
    if len(inside) == 1 and not str(inside[0][0])[:1].isdigit():
        return []  # {"message": {...}} wraps, and names no id
    return [{"id": key, **item} for key, item in inside]


def _has_abstract(record: Any) -> bool:
    names = ("abstract", "summary", "text", "description")
    return isinstance(record, Mapping) and any(name in key for key in unwrapped(record) for name in names)


def _by_columns(table: Mapping[Any, Any]) -> list[Any]:
    """pandas' tables: {"title": [...], "abstract": [...]}, {"title": {"0": ...}}, {"columns", "data"}."""
    names, rows = table.get("columns"), table.get("data")
    if isinstance(names, list) and isinstance(rows, list) and all(isinstance(row, list) for row in rows):
        return [dict(zip(map(str, names), row, strict=False)) for row in rows]
    fields = by_key(table)
    titles, abstracts = fields.get("title"), fields.get("abstract")
    if isinstance(titles, list) and isinstance(abstracts, list) and len(titles) == len(abstracts) > 1:
        columns = {name: value for name, value in table.items() if isinstance(value, list)}
        return [{n: v[row] for n, v in columns.items() if row < len(v)} for row in range(len(titles))]
    if isinstance(titles, Mapping) and isinstance(abstracts, Mapping) and titles and _are_rows(titles):
        named = {name: value for name, value in table.items() if isinstance(value, Mapping)}
        return [{n: v.get(row) for n, v in named.items()} for row in titles]
    return []


def _are_rows(column: Mapping[Any, Any]) -> bool:
    """Whether a column is by row, {"0": ...}, and not by language, {"en": ...}."""
    return all(str(name)[:1].isdigit() for name in column)


def _any_list(whole: Mapping[Any, Any]) -> list[Any]:
    """The first list of an object in which nothing has a title: each of its values is to be reported."""
    return next((value for value in whole.values() if isinstance(value, list) and value), [whole])
