"""Tags of older catalogues and programs: Copac's "TI- ", Inspec's "TI ~ " and Biblioscape's "--TI-- "."""

import re

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import doi_in, one_date, paper_or_problem, persons
from rag.ingest.formats.tagged import Layout, Record, records

_LINE = re.compile(r"(?:--([A-Z][A-Z0-9])--|([A-Z][A-Z0-9])(?:-| ~))(?:\s(.*)|\s*)")
_TITLE = re.compile(r"^(?:--TI--|TI-|TI ~)\s\S", re.MULTILINE)
_OTHER = re.compile(r"^(?:--A[UB]--|A[UB]-|A[UB] ~)\s\S", re.MULTILINE)
_RULE = re.compile(r"-{6,}\s*|Record \d.*")
_END = "end"


def sniff(source: Source) -> bool:
    """Whether a line holds a title and another an author or an abstract, with tags as these programs do."""
    return bool(_TITLE.search(source.text) and _OTHER.search(source.text))


def read(source: Source) -> Listed:
    """Each record as an entry: rules or blank lines part them, or the field that comes first."""
    tags = (tagged[0] for line in source.text.splitlines() if (tagged := _tag_of(line)))
    first = next((tag for tag in tags if tag in ("TI", "AU", "RT")), "TI")
    layout = Layout(
        _tag_of,
        starts=frozenset((first,)) if first != "AU" else frozenset(),  # of whom there may be several
        ends=frozenset((_END,)),
        unique=frozenset(("TI", "AU", "RT")),
        titles=frozenset(("TI",)),
    )
    found = (record for record in records(source.text, layout) if record.has(frozenset(("TI", "AB"))))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _tag_of(line: str) -> tuple[str, str] | None:
    if _RULE.fullmatch(line):
        return _END, ""
    found = _LINE.fullmatch(line)
    return (found[1] or found[2], found[3] or "") if found else None


def _entry(record: Record, where: str) -> Entry | Problem:
    source = record.first("SO", "ST", "JN", "SE")
    return paper_or_problem(
        where,
        record.first("TI"),
        record.joined("AB"),
        authors=persons(record.all("AU")),
        date=one_date(record.first("PY", "YP", "YR"), record.first("SO")),
        doi=doi_in(*record.all("DO", "DI", "UR")),
        venue=re.split(r"\.\s|;", source)[0] if source else None,
    )


FORMAT = Format("Copac or Inspec", sniff, read)
