"""PubMed's own format (MEDLINE), which ERIC writes too: files that end in .nbib, or .txt from older days."""

import re

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import (
    addresses,
    arxiv_in,
    comma_before_initials,
    doi_in,
    one_date,
    paper_or_problem,
)
from rag.ingest.formats.tagged import Layout, Record, records

PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3})[ \xa0]{0,3}- ?(.*)")
_START = re.compile(r"^(?:PMID ?- ?\d|OWN {1,2}- \w)", re.MULTILINE)
_OTHER = re.compile(r"^(?:TI|AB|DP|FAU|JT) {1,2}- ", re.MULTILINE)
_SUFFIX = re.compile(r"(?P<family>[^,]+), (?P<given>[^,]+) (?P<suffix>Jr|Sr|2nd|3rd|II|III|IV)\.?")
_UNIQUE = frozenset("PMID OWN STAT DP TI".split())


def sniff(source: Source) -> bool:
    """Whether a line begins a record, and another names a field, as PubMed and ERIC write them."""
    return bool(_START.search(source.text) and _OTHER.search(source.text))


def read(source: Source) -> Listed:
    """Each record as an entry."""
    layout = Layout(_tag_of, starts=frozenset(("PMID",)), unique=_UNIQUE, titles=frozenset(("TI",)))
    found = (record for record in records(source.text, layout) if record.has(_UNIQUE | {"AB"}))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _LINE.fullmatch(line)
    return (found[1], found[2]) if found else None


def _entry(record: Record, where: str) -> Entry | Problem:
    number = record.first("PMID")
    numbers = record.all("LID", "AID")
    doi = doi_in(*(text for text in numbers if re.search(r"\bdoi\b", text)), record.first("SO"))
    links = addresses(*numbers)
    if number and number.isdecimal() and not doi:
        links.append(f"{PUBMED}/{number}/")
    return paper_or_problem(
        where,
        record.first("TI", "BTI", "CTI", "TT"),
        record.joined("AB", "OAB"),
        authors=[_suffix_second(name) for name in record.all("FAU", "CN")]
        if record.has(frozenset(("FAU",)))
        else _short_names(record),
        date=record.first("DP") or one_date(record.first("DEP"), record.first("DCOM")),
        url=next(iter(links), None),
        doi=doi,
        arxiv_id=arxiv_in(doi, *numbers),
        venue=record.first("JT", "TA", "BTI", "CTI"),
    )


def _suffix_second(name: str) -> str:
    """ "King, Jr, Martin L" for "King, Martin L Jr"."""
    found = _SUFFIX.fullmatch(name)
    return f"{found['family']}, {found['suffix']}, {found['given']}" if found else name


def _short_names(record: Record) -> list[str]:
    people = iter(comma_before_initials(record.all("AU")))
    return [next(people) if tag == "AU" else text for tag, text in _in_order(record)]


def _in_order(record: Record) -> list[tuple[str, str]]:
    lines = ((tag, " ".join(value.split())) for tag, value in record.fields if tag in ("AU", "CN"))
    return [(tag, text) for tag, text in lines if text]


FORMAT = Format("PubMed", sniff, read)
