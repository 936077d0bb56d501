"""RefWorks' tagged format, which CNKI writes too."""

import re

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import addresses, arxiv_in, doi_in, one_date, paper_or_problem, persons
from rag.ingest.formats.tagged import Layout, Record, records

_LINE = re.compile(r"([A-Za-z][A-Za-z0-9])(?:[ \t]+(.*))?")
_START = re.compile(r"^RT [A-Z][^\n]*\r?\n(?:[A-Za-z][A-Za-z0-9] |\s)", re.MULTILINE)
_TITLE = re.compile(r"^T1 \S", re.MULTILINE)
_TAGS = frozenset(
    "RT SR ID A1 A2 A3 A4 A5 A6 T1 T2 T3 JF JO YR FD VO IS SP OP K1 AB NO PB PP ED SN AV AD AN LA CL SF OT "
    "LK DO CN DB DS IP RD ST U1 U2 U3 U4 U5 UL WP WT WV OL PMID PMCID".split()
)


def sniff(source: Source) -> bool:
    """Whether a line names a kind as RefWorks does, another field follows, and there is a title."""
    return bool(_START.search(source.text) and _TITLE.search(source.text))


def read(source: Source) -> Listed:
    """Each record as an entry."""
    layout = Layout(_tag_of, starts=frozenset(("RT",)), titles=frozenset(("T1",)))
    found = (record for record in records(source.text, layout) if record.has(frozenset(("RT", "T1"))))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _LINE.fullmatch(line.rstrip())
    tag = found[1].upper() if found else ""
    return (tag, (found[2] if found else "") or "") if tag in _TAGS else None


def _entry(record: Record, where: str) -> Entry | Problem:
    links = addresses(*record.all("UL", "LK"))
    return paper_or_problem(
        where,
        record.first("T1"),
        record.joined("AB"),
        authors=persons(record.all("A1")),
        date=one_date(record.first("YR"), record.first("FD")),
        url=next(iter(links), None),
        doi=doi_in(*record.all("DO"), *links),
        arxiv_id=arxiv_in(*record.all("DO"), *links, record.first("JF")),
        venue=record.first("JF", "JO", "T2"),
    )


FORMAT = Format("RefWorks", sniff, read)
