"""PubMed's own format (MEDLINE): files that end in .nbib, or in .txt from the older "Send to: File"."""

import re

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import arxiv_in, comma_before_initials, doi_in, one_date, paper_or_problem
from rag.ingest.formats.tagged import Layout, Record, records

PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3})[ \xa0]{0,3}- ?(.*)")
_START = re.compile(r"^PMID ?- ?\d", re.MULTILINE)
_OTHER = re.compile(r"^(?:TI|AB|DP|OWN|STAT|LR|FAU|VI|JT) {0,2}- ", re.MULTILINE)
_UNIQUE = frozenset("PMID OWN STAT DP TI".split())


def sniff(source: Source) -> bool:
    """Whether a line names a record of PubMed, and another a field as PubMed writes them."""
    return bool(_START.search(source.text) and _OTHER.search(source.text))


def read(source: Source) -> Listed:
    """Each record as an entry."""
    layout = Layout(_tag_of, starts=frozenset(("PMID",)), unique=_UNIQUE)
    found = (record for record in records(source.text, layout) if record.has(_UNIQUE | {"AB"}))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _LINE.fullmatch(line)
    return (found[1], found[2]) if found else None


def _entry(record: Record, where: str) -> Entry | Problem:
    number = record.first("PMID")
    doi = doi_in(*(text for text in record.all("LID", "AID") if "[doi]" in text), record.first("SO"))
    return paper_or_problem(
        where,
        record.first("TI", "BTI", "CTI", "TT"),
        record.joined("AB", "OAB"),
        authors=record.all("FAU", "CN") if record.has(frozenset(("FAU",))) else _short_names(record),
        date=record.first("DP") or one_date(record.first("DEP"), record.first("DCOM")),
        url=f"{PUBMED}/{number}/" if number and number.isdecimal() and not doi else None,
        doi=doi,
        arxiv_id=arxiv_in(doi, *record.all("LID", "AID")),
        venue=record.first("JT", "TA", "BTI", "CTI"),
    )


def _short_names(record: Record) -> list[str]:
    people = iter(comma_before_initials(record.all("AU")))
    return [next(people) if tag == "AU" else text for tag, text in _in_order(record)]


def _in_order(record: Record) -> list[tuple[str, str]]:
    lines = ((tag, " ".join(value.split())) for tag, value in record.fields if tag in ("AU", "CN"))
    return [(tag, text) for tag, text in lines if text]


FORMAT = Format("PubMed", sniff, read)
