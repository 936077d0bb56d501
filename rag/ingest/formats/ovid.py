"""Ovid's own exports: "<1. >" before each record, then tags, or names of fields on lines of their own.

RIS that Ovid writes is read as RIS. The citation ("Journal of Sand. 28(2):103-106, April 2015.") is all that
some records have for a journal and a date.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import people_in
from rag.ingest.formats.record import comma_before_initials, doi_in, one_date, paper_or_problem
from rag.ingest.formats.tagged import Layout, Record, records

_NUMBER = re.compile(r"\s{0,4}<\s?\d{1,6}\.?\s?>\s*")
_TAGGED = re.compile(r"\s{0,4}([A-Z][A-Z0-9])\s{0,2}-(?:\s(.*)|\s*)")
_TAGS = 3  # lines that begin with one: the names of fields stand on lines of their own in a file of fewer
_START = "number"
_NAMES = {  # of fields, to the tags that mean the same
    "author": "AU", "authors": "AU", "authors full name": "FA", "author full name": "FA",
    "title": "TI", "original title": "OT", "book title": "BT", "abstract": "AB", "source": "SO",
    "journal name": "JN", "journal title": "JN", "year of publication": "YR", "publication year": "YR",
    "date of publication": "DP", "publication date": "DP", "doi number": "DO", "doi": "DO",
    "digital object identifier": "DO", "status": "ST",
}  # fmt: skip
_NAME = re.compile(r"[A-Z][A-Za-z/()&-]{1,30}(?: [A-Za-z/()&-]{1,30}){0,6}\s*")
_SIGN = re.compile(
    r"^\s{0,4}<\s?\d{1,6}\.?\s?>[ \t]*\r?\n\s{0,4}(?:[A-Z][A-Z0-9] {0,2}- "
    r"|(?:Accession|Unique|Authors?|Title|Source|Status|Score|Database|Record|VN)\b[^\n]{0,40}\n)",
    re.MULTILINE,
)
# "[Review]" behind a title
_KIND = re.compile(
    r"(?:(?<!\s)\s+)?(?:\.\s*)?\[[A-Z][A-Za-z ,;/&-]{2,60}\]\s*\.?$"
)  # "[Review]" behind a title
_ROLE = re.compile(r"(?:(?<!\s)\s+)?\[[^\]]{1,80}\]")
_MARKS = re.compile(r"(?:[\s,]{0,9}+(?:\(?\d{1,2}+\)?|[+*])){1,20}+$")  # of affiliations
_DEGREES = re.compile(
    r"(?:[,;]?\s(?:RN|PhD|Ph\.D\.?|MD|M\.D\.?|FAAN|FACSM|MPH|M?Sc|BSc|DrPH|EdD|PharmD|MBBS|FRCP)\b\.?){1,20}+$"
)
_INITIAL = re.compile(r"(?:^|[\s.,])[A-Z]\.$")
_LONGEST = 200  # letters of a name
_TWO_NAMES = re.compile(r";\s+(?=[A-Z][\w'’-]+,)")
_CITED = re.compile(r"(?P<venue>[^.;\d]{3,200}?)\s{0,20}(?:\.\s|;|,? vol\b|\s\d|\.$|$)", re.IGNORECASE)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATED = re.compile(
    rf"(?P<before>\b(?:\d{{1,2}} )?(?:{_MONTHS})[a-z]*\.?(?: \d{{1,2}},)? (?:1[89]|20)\d\d)"
    rf"|(?P<after>\b(?:1[89]|20)\d\d (?:{_MONTHS})[a-z]*(?: \d{{1,2}})?\b)|(?P<year>\b(?:1[89]|20)\d\d\b)"
)


def sniff(source: Source) -> bool:
    """Whether a number in angles stands above a tag or the name of a field."""
    return bool(_SIGN.search(source.text[:20_000]))


def read(source: Source) -> Listed:
    """Each record as an entry."""
    tagged = islice((line for line in source.text.splitlines() if _TAGGED.fullmatch(line)), _TAGS)
    named = len(list(tagged)) < _TAGS
    layout = Layout(
        _tag_of_names() if named else _tag_of, starts=frozenset((_START,)), titles=frozenset(("TI",))
    )
    found = (record for record in records(source.text, layout) if len(record.fields) > 1)
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _tag_of(line: str) -> tuple[str, str] | None:
    if _NUMBER.fullmatch(line):
        return _START, ""
    found = _TAGGED.fullmatch(line)
    return (found[1], found[2] or "") if found else None


def _tag_of_names() -> Callable[[str], tuple[str, str] | None]:
    """Takes lines apart where the names of fields stand at the margin and what they hold is set in."""

    def tag_of(line: str) -> tuple[str, str] | None:
        if _NUMBER.fullmatch(line):
            return _START, ""
        if line[:1].isspace() or not _NAME.fullmatch(line):
            return None
        return _NAMES.get(" ".join(line.lower().split()), "other"), ""

    return tag_of


def _entry(record: Record, where: str) -> Entry | Problem:
    title, cited = record.first("TI", "BT", "OT"), record.first("SO")
    dated = _DATED.search(cited or "") or _DATED.search(record.first("ST") or "")  # ahead of print
    return paper_or_problem(
        where,
        _KIND.sub("", title) if title else None,
        record.joined("AB"),
        authors=comma_before_initials(list(_authors(record))),
        date=one_date(record.first("YR"), record.first("DP"), dated[0] if dated else None),
        doi=doi_in(*record.all("DO", "DI"), *record.all("XL", "UR", "LK")),
        venue=record.first("JN", "JT") or _venue(cited),
    )


def _authors(record: Record) -> Iterator[str]:
    """The people, one a line or one behind another, without degrees, roles and the marks of affiliations."""
    lines = record.all("FA") or record.all("AU")
    for line in lines:
        for name in _TWO_NAMES.split(line) if "," in line else line.split(";"):
            bare = _bare(name)
            yield from people_in([bare]) if bare and not _is_degree(bare) else ()


def _bare(name: str) -> str:
    """A name without what stands behind it."""
    if len(name) > _LONGEST:
        return name
    before, bare = "", _ROLE.sub("", name.strip())
    while bare != before:
        before, bare = bare, _DEGREES.sub("", _MARKS.sub("", bare)).strip(" ,;+*")
    return bare if _INITIAL.search(bare) else bare.rstrip(".")


def _is_degree(name: str) -> bool:
    return name == "PhD" or (name.isupper() and len(name) < 7 and "," not in name and " " not in name)


def _venue(cited: str | None) -> str | None:
    found = _CITED.match(cited or "")
    return found["venue"].strip() if found else None


FORMAT = Format("Ovid", sniff, read)
