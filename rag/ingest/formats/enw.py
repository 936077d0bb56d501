"""EndNote's tagged format (refer): files that end in .enw, as Google Scholar and publishers offer them."""

import re

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import (
    addresses,
    arxiv_in,
    doi_in,
    noted_arxiv,
    one_date,
    paper_or_problem,
    persons,
)
from rag.ingest.formats.tagged import Layout, Record, records

_LINE = re.compile(r"\s{0,4}%([0-9A-Z@!#$&*()+^>~=?<\[\]|:.,-])(?:[ \t\xa0](.*))?")
_KIND = re.compile(r"^\s{0,4}%0[ \t]+[A-Za-z]", re.MULTILINE)
_TITLE = re.compile(r"^\s{0,4}%T[ \t]+\S", re.MULTILINE)
_FIRST = re.compile(r"\s*%[A-Z0-9][ \t]")


def sniff(source: Source) -> bool:
    """Whether a line holds a title as refer writes it, and the text begins with a field or names a kind."""
    text = source.text
    return bool(_TITLE.search(text) and (_KIND.search(text) or _FIRST.match(text)))


def read(source: Source) -> Listed:
    """Each record as an entry. Those of refer itself name no kind: a blank line parts them."""
    unique = frozenset("T") if _KIND.search(source.text) else frozenset("ATDX")
    layout = Layout(tag_of, starts=frozenset("0"), unique=unique, titles=frozenset("T"))
    found = (record for record in records(source.text, layout) if record.has(frozenset("0TX")))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def tag_of(line: str) -> tuple[str, str] | None:
    """The sign and the text of a line; None where it goes on with the line above."""
    found = _LINE.fullmatch(line)
    return (found[1], found[2] or "") if found else None


def _entry(record: Record, where: str) -> Entry | Problem:
    title = record.first("T", "B", "!")
    links = addresses(*record.all("U"), *record.all(">"))
    return paper_or_problem(
        where,
        title,
        record.joined("X"),
        authors=persons(record.all("A")),
        date=one_date(record.first("D"), record.first("8")),
        url=next(iter(links), None) or record.first("U"),
        doi=doi_in(*record.all("R"), *record.all("M", "3"), *links),
        arxiv_id=arxiv_in(
            *record.all("R", "U", "M", "N", "1", "2"), *record.all("J", "I"), *noted_arxiv(record.all("Z"))
        ),
        venue=next((text for text in record.all("J", "B", "S") if text != title), None),
    )


FORMAT = Format("EndNote", sniff, read)
