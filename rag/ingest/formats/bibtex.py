"""BibTeX: records with an abstract."""

import logging
import re
from collections.abc import Mapping

from rag.ingest.formats.fields import first_name_first, text_in
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.model.identifiers import arxiv_id_in


def sniff(source: Source) -> bool:
    """Whether a line begins like a BibTeX entry."""
    return bool(re.search(r"^\s*@\w+\s*[{(]", source.text, re.MULTILINE))


def read(source: Source) -> Listed:
    """BibTeX records; one whose key was used before is still a record."""
    from bibtexparser import model
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.library import Library
    from bibtexparser.middlewares.enclosing import RemoveEnclosingMiddleware

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it would log is reported below
    unwrap = RemoveEnclosingMiddleware()

    found: Listed = []
    for parsed in parse_string(source.text).blocks:
        block: model.Block | None = parsed
        if isinstance(parsed, model.DuplicateBlockKeyBlock) and isinstance(
            parsed.ignore_error_block, model.Entry
        ):
            block = unwrap.transform_entry(parsed.ignore_error_block, Library())  # skipped until here
        where = f"line {(parsed.start_line or 0) + 1}"
        if isinstance(block, model.Entry):
            found.append(_entry({field.key.lower(): str(field.value) for field in block.fields}, where))
        elif isinstance(block, model.ParsingFailedBlock):
            found.append(Problem(where, "not readable as BibTeX"))
    return found


def _entry(fields: Mapping[str, str], where: str) -> Entry | Problem:
    title, abstract = (_unwrapped(text_in(fields, name)) for name in ("title", "abstract"))
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    authors = tuple(
        first_name_first(name) for name in re.split(r"\s+and\s+", fields.get("author", "")) if name
    )
    archive = fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).lower()
    url = text_in(fields, "url")
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=len(authors) or None,
        date=fields.get("date") or _parts_of_date(fields),
        url=url,
        arxiv_id=arxiv_id_in(
            fields.get("eprint") if archive == "arxiv" else None, url, fields.get("journal")
        ),
    )


def _unwrapped(value: str | None) -> str | None:
    """Without braces round the whole value, which keep its capitals and mean nothing else."""
    while value and (inside := re.fullmatch(r"\{((?:[^{}]|\{[^{}]*\})*)\}", value)):
        value = inside[1].strip()
    return value


def _parts_of_date(fields: Mapping[str, str]) -> str | None:
    month, day, year = (fields.get(part, "").strip("{} ") for part in ("month", "day", "year"))
    if month.isdigit():
        return f"{year}-{month}-{day}"
    return f"{month.title()} {day}, {year}" if month and day else year or None


FORMAT = Format("BibTeX", sniff, read)
