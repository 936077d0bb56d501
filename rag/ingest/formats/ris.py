"""RIS: records as reference managers export them."""

import re
from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.fields import first_name_first, text_in
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.model.identifiers import arxiv_id_in


def sniff(source: Source) -> bool:
    """Whether a line begins a RIS record."""
    return bool(re.search(r"^TY  ?- ", source.text, re.MULTILINE))


def read(source: Source) -> Listed:
    """Each record as an entry; one without its end counts too."""
    import rispy

    # rispy drops a record without its end
    found = re.split(r"^(?=TY  ?- )", source.text, flags=re.MULTILINE)[1:]
    whole = [
        one if re.search(r"^ER  ?-", one, re.MULTILINE) else f"{one.rstrip()}\nER  - \n" for one in found
    ]
    records = rispy.loads("\n".join(whole), skip_unknown_tags=True)
    return [_entry(record, f"entry {number}") for number, record in enumerate(records, 1)]


def _entry(record: Mapping[str, Any], where: str) -> Entry | Problem:
    title = text_in(record, "title", "primary_title", "translated_title")
    abstract = text_in(record, "abstract", "notes_abstract")
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    authors = tuple(first_name_first(n) for n in record.get("authors") or record.get("first_authors") or ())
    urls = [str(url) for url in record.get("urls") or ()]
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=len(authors) or None,
        date=text_in(record, "date", "year"),
        url=urls[0] if urls else None,
        arxiv_id=arxiv_id_in(*urls, text_in(record, "number"), text_in(record, "doi")),
    )


FORMAT = Format("RIS", sniff, read)
