"""ADS's own tagged format: a bibcode in %R begins a record, %B is the abstract; else it looks like refer."""

import re

from rag.ingest.formats.enw import tag_of
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import addresses, arxiv_in, doi_in, one_date, paper_or_problem, persons
from rag.ingest.formats.tagged import Layout, Record, records

_BIBCODE = re.compile(r"^%R\s+(?:1[5-9]|20)\d\d[\w&.]{15}\s*$", re.MULTILINE)
_ABSTRACT = re.compile(r"^%B\s", re.MULTILINE)


def sniff(source: Source) -> bool:
    """Whether a line holds a bibcode and another an abstract."""
    return bool(_BIBCODE.search(source.text) and _ABSTRACT.search(source.text))


def read(source: Source) -> Listed:
    """Each record as an entry."""
    layout = Layout(tag_of, starts=frozenset("R"), titles=frozenset("T"))
    found = (record for record in records(source.text, layout) if record.has(frozenset("RTB")))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _entry(record: Record, where: str) -> Entry | Problem:
    others = record.all("X", "Y", "Z")
    return paper_or_problem(
        where,
        record.first("T"),
        record.joined("B"),
        authors=persons(record.all("A")),
        date=one_date(record.first("D")),
        url=next(iter(addresses(*record.all("U"))), None),
        doi=doi_in(*record.all("Y"), *record.all("X", "M")),
        arxiv_id=arxiv_in(*others),
        venue=(record.first("J") or "").partition(", ")[0] or None,
    )


FORMAT = Format("ADS", sniff, read)
