"""JSON and JSONL: one object, an array of objects, or one object to a line.

The names of the fields are those of the common exports; see `entry_of`.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.fields import names_in, number_in, text_in
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.model.identifiers import arxiv_id_in


def sniff(source: Source) -> bool:
    """Whether the text begins with an object or an array of them."""
    return bool(re.match(r"\s*(?:\{|\[\s*[\[{\]])", source.text))


def read(source: Source) -> Listed:
    """Each object as an entry; a line or an object that is not a paper is reported."""
    text = source.text
    try:
        whole = json.loads(text)
    except RecursionError:
        return [Problem("line 1", "nested too deeply")]
    except json.JSONDecodeError as error:
        if text.lstrip().startswith("["):
            return [Problem(f"line {error.lineno}", "not valid JSON")]
        return [_line(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return [entry_of(record, f"entry {number}") for number, record in enumerate(_records(whole), 1)]


def _line(number: int, line: str) -> Entry | Problem:
    try:
        return entry_of(json.loads(line), f"line {number}")
    except (json.JSONDecodeError, RecursionError):
        return Problem(f"line {number}", "not valid JSON")


def _records(whole: Any) -> list[Any]:
    """The objects that are papers: the array itself, or the first array inside an object."""
    if isinstance(whole, list):
        return whole
    if isinstance(whole, dict) and not text_in(whole, "title"):
        return next((value for value in whole.values() if isinstance(value, list) and value), [whole])
    return [whole]


def entry_of(record: Any, where: str) -> Entry | Problem:
    """An object of any of the common exports; `paper` inside it counts as itself."""
    if not isinstance(record, Mapping):
        return Problem(where, "not a paper but a bare value")
    inner = record.get("paper")
    fields = {**record, **{k: v for k, v in inner.items() if v}} if isinstance(inner, Mapping) else record
    title, abstract = text_in(fields, "title"), text_in(fields, "abstract", "summary", "text")
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    authors = names_in(fields.get("authors") or fields.get("author"))
    url = text_in(fields, "url", "link", "pdf_url")
    ids = [text_in(fields, name) for name in ("arxiv_id", "arxivId", "arxiv", "paper_id", "id", "entry_id")]
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=number_in(fields, "author_count") or len(authors) or None,
        organisation=_organisation(fields.get("organisation") or fields.get("organization")),
        date=text_in(fields, "published", "publishedAt", "published_date", "created", "date"),
        upvotes=number_in(fields, "upvotes"),
        url=url,
        arxiv_id=arxiv_id_in(*ids, url),
        text_kind="digest" if text_in(fields, "text_kind") == "digest" else "abstract",
        questions=names_in(fields.get("questions") if isinstance(fields.get("questions"), list) else None),
    )


def _organisation(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return text_in(value, "fullname", "name")
    return value.strip() or None if isinstance(value, str) else None


FORMAT = Format("JSON", sniff, read)
