"""Web of Science: its plain text export, and the .ciw files that open in EndNote."""

import re

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import addresses, arxiv_in, doi_in, one_date, paper_or_problem
from rag.ingest.formats.tagged import Layout, Record, records

_LINE = re.compile(r"\ufeff?([A-Z][A-Z0-9])(?:[ \t\xa0](.*))?")
_HEADER = re.compile(r"\s*FN .*(?<!\s)\s+VR \d", re.MULTILINE)
_START = re.compile(r"^PT [A-Z](?:ournal|ook|atent|eries)?\s*$", re.MULTILINE)
_END = re.compile(r"^ER\s*$", re.MULTILINE)
_OF_FILE = frozenset(("FN", "VR"))


def sniff(source: Source) -> bool:
    """Whether the text begins as these files do, or a line begins and another ends a record."""
    begins = _START.search(source.text)
    return bool(begins and (_HEADER.match(source.text) or _END.search(source.text)))


def read(source: Source) -> Listed:
    """Each record as an entry."""
    layout = Layout(
        _tag_of, starts=frozenset(("PT",)), ends=frozenset(("ER", "EF")), titles=frozenset(("TI",))
    )
    found = (record for record in records(source.text, layout) if record.has(frozenset(("PT", "TI", "AB"))))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _LINE.fullmatch(line)
    return (found[1], found[2] or "") if found and found[1] not in _OF_FILE else None


def _entry(record: Record, where: str) -> Entry | Problem:
    early = one_date(record.first("EY"), record.first("EA"))  # before it has a volume
    links = addresses(*record.all("UR", "DL"))
    return paper_or_problem(
        where,
        record.first("TI", "FT", "BT"),
        record.joined("AB", "FA"),
        authors=[
            *(record.lines("AF") or record.lines("AU") or record.lines("BF") or record.lines("BA")),
            *record.lines("CA", "GP"),
        ],
        date=one_date(record.first("PY"), record.first("PD")) if record.first("PY") else early,
        url=next(iter(links), None),
        doi=doi_in(*record.all("DI"), *record.all("D2"), *links),
        arxiv_id=arxiv_in(*record.all("DI", "AR", "UR", "DL")),
        venue=record.first("SO", "CT", "SE", "JI"),
    )


FORMAT = Format("Web of Science", sniff, read)
