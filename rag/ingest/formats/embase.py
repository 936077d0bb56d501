"""Embase as text, whose fields stand below their names in capitals, and as CSV or Excel, a field in a row.

In: text. Out: an Entry or a Problem for each record, which begins with its title. The date stands in the
source: "Journal of Sand (2019) 3:1 (1-9). Date of Publication: 3 Jul 2019".
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import addresses, comma_before_initials, doi_in, one_date, paper_or_problem
from rag.ingest.formats.tagged import Layout, Record, records

_NAMES = (
    r"TITLE|AUTHOR NAMES|AUTHOR NAMES \(FULL\)|AUTHORS|AUTHOR ADDRESSES|EDITORS|SOURCE"
    r"|CORRESPONDENCE ADDRESS|AiP/IP ENTRY DATE|FULL RECORD ENTRY DATE|SOURCE TITLE|SOURCE TYPE"
    r"|PUBLICATION TYPE|PUBLICATION YEAR|DATE OF PUBLICATION|VOLUME|ISSUE|FIRST PAGE|LAST PAGE|ARTICLE NUMBER"
    r"|ISSN|ISBN|CODEN|BOOK PUBLISHER|ABSTRACT|AUTHOR KEYWORDS|EMBASE CLASSIFICATIONS|LANGUAGE OF ARTICLE"
    r"|LANGUAGE OF SUMMARY|MEDLINE PMID|PUI|EMBASE ACCESSION ID|DOI|FULL TEXT LINK|EMBASE LINK|COPYRIGHT"
    r"|CAS REGISTRY NUMBERS|CLINICAL TRIAL NUMBERS|CONFERENCE (?:NAME|LOCATION|DATE)|CROSS REFERENCES"
    r"|(?:EMTREE|DEVICE|DRUG) [A-Z ()]+|ORIGINAL (?:\(NON-ENGLISH\) )?(?:TITLE|ABSTRACT)|AUTHOR|PAGES|PMID"
    r"|(?:ABSTRACT/)?SUMMARY|CONFERENCE EDITORS|(?:ARTICLE|SUMMARY) LANGUAGE|EMBASE CLASSIFICATION"
    r"|MOLECULAR SEQUENCE NUMBERS|OPEN URL LINK"
)
_NAME = re.compile(f"(?:{_NAMES})")
_RECORD = re.compile(r"\s*RECORD \d{1,6}\s*")
_TITLE = re.compile(r"^TITLE[^\S\n]*\n\s*\S", re.MULTILINE)
_OTHER = re.compile(r"^(?:ABSTRACT|AUTHOR NAMES|SOURCE)[^\S\n]*\n\s*\S", re.MULTILINE)
_ROW = re.compile(rf'^"?(?:{_NAMES})"?,', re.MULTILINE)
_TITLE_ROW = re.compile(r'^"?TITLE"?,"?[^",\n]', re.MULTILINE)
_OTHER_ROW = re.compile(r'^"?(?:ABSTRACT|AUTHOR NAMES|SOURCE)"?,"?[^",\n]', re.MULTILINE)
_PUBLISHED = re.compile(r" \((\d{4})\)(?:.{0,200}?Date of Publication: (.+))?")
_LONGEST = 2**31 - 1  # of a cell
_END = "end"


def sniff(source: Source) -> bool:
    """Whether names in capitals stand above a title and something else of a paper, or in front of them."""
    if "TITLE" not in source.text:  # most texts, of which this is told far sooner
        return False
    text = source.text.replace("\r\n", "\n")
    return bool(
        (_TITLE.search(text) and _OTHER.search(text)) or (_TITLE_ROW.search(text) and _OTHER_ROW.search(text))
    )


def read(source: Source) -> Listed:
    """Each record as an entry; of a text that has both those of lines and those of rows."""
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    rows = of_rows(_rows(text)) if _TITLE_ROW.search(text) else []
    if rows and _TITLE.search(text):
        text = "\n".join(line for line in text.split("\n") if not _ROW.match(line))
    elif rows:
        return rows
    lines = [_entry(record, f"entry {number}") for number, record in enumerate(_of_lines(text), 1)]
    return [*lines, *rows]


def _of_lines(text: str) -> Iterator[Record]:
    layout = Layout(_tag_of, starts=frozenset(("TITLE",)), ends=frozenset((_END,)))
    return (record for record in records(text, layout) if record.has(frozenset(("TITLE", "ABSTRACT"))))


def _tag_of(line: str) -> tuple[str, str] | None:
    name = line.strip()
    if _RECORD.fullmatch(line):
        return _END, ""
    return (name, "") if name == line.rstrip() and _NAME.fullmatch(name) else None


def _rows(text: str) -> Iterator[list[str]]:
    """The cells of each row, which ends where the next begins, though a quotation mark be open."""
    csv.field_size_limit(_LONGEST)
    starts = [row.start() for row in _ROW.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        yield [cell for row in csv.reader(io.StringIO(text[start:end])) for cell in row]


def of_rows(rows: Iterable[Sequence[str]]) -> Listed:
    """The entries of rows that each hold the name of a field and its values; none without a title."""
    found: list[Record] = []
    for number, (name, *values) in enumerate(filter(None, rows), 1):
        if name == "TITLE":
            found.append(Record(number))
        if found and _NAME.fullmatch(name):
            found[-1].fields.append((name, "\n".join(filter(None, values))))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _entry(record: Record, where: str) -> Entry | Problem:
    source = record.first("SOURCE", "SOURCE TITLE") or ""
    published = _PUBLISHED.search(source)
    year = record.first("PUBLICATION YEAR") or (published[1] if published else None)
    return paper_or_problem(
        where,
        record.first("TITLE"),
        record.joined("ABSTRACT", "ABSTRACT/SUMMARY", "SUMMARY"),
        authors=comma_before_initials(record.lines("AUTHOR NAMES", "AUTHORS", "AUTHOR")),
        date=one_date(year, record.first("DATE OF PUBLICATION"), published[2] if published else None),
        url=next(iter(addresses(*record.all("FULL TEXT LINK", "EMBASE LINK"))), None),
        doi=doi_in(record.first("DOI"), *record.all("FULL TEXT LINK")),
        venue=_PUBLISHED.split(source)[0].strip() or None,
    )


FORMAT = Format("Embase", sniff, read)
