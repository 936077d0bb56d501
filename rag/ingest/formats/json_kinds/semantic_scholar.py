"""Semantic Scholar and its S2ORC: ids in an object, and texts with their parts marked by places."""

import json
from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import by_key, text_of

_LONGEST_PLACE = 12  # digits


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The ids of a record side by side, and what its text marks as title, abstract and authors."""
    found: dict[str, Any] = {}
    for name in ("externalids", "ids", "extids", "identifiers"):
        if isinstance(fields.get(name), Mapping):
            ids = by_key(fields[name])
            found |= {
                id_: ids[id_] for id_ in ("doi", "arxiv", "arxivid") if id_ in ids and id_ not in fields
            }
    content = fields.get("content") or fields.get("body")
    if isinstance(content, Mapping) and isinstance(content.get("annotations"), Mapping):
        found |= _marked(content, fields)
    parsed = fields.get("pdfparse") or fields.get("grobidparse") or fields.get("latexparse")
    if "abstract" not in fields and isinstance(parsed, Mapping) and parsed.get("abstract"):
        found["abstract"] = text_of(parsed["abstract"])
    return found


def _marked(content: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The spans of the text under each name that the record does not give itself."""
    text, marks = content.get("text"), content["annotations"]
    if not isinstance(text, str):
        return {}
    names = {"title": "title", "abstract": "abstract", "authors": "author"}
    spans = {name: _spans(text, marks.get(mark)) for name, mark in names.items() if name not in fields}
    joined = {name: " ".join(found) for name, found in spans.items() if found and name != "authors"}
    return joined | ({"authors": spans["authors"]} if spans.get("authors") else {})


def _spans(text: str, marks: Any) -> list[str]:
    if isinstance(marks, str):
        try:
            marks = json.loads(marks)
        except (ValueError, RecursionError):
            return []
    found = []
    for mark in marks if isinstance(marks, list) else ():
        places = [str(mark.get(name)) for name in ("start", "end")] if isinstance(mark, Mapping) else []
        if places and all(place.isdecimal() and len(place) < _LONGEST_PLACE for place in places):
            start, end = map(int, places)
            found.append(" ".join(text[start:end].split()))
    return [span for span in found if span]
