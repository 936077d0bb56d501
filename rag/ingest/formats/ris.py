"""RIS: records as reference managers, publishers and databases export them."""

import re
from collections.abc import Callable

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

_GAP = r"(?P<gap>[ \xa0]{1,3}|[ \xa0]?\t)[-–]"
_LINE = re.compile(
    rf"\s{{0,4}}(?P<tag>[A-Za-z][A-Za-z0-9]|PMC?ID){_GAP}(?:[ \t\xa0](?P<value>.*)|(?P<rest>\S.*)?)"
)
_START = re.compile(rf"^\s{{0,4}}(?:TY|ty){_GAP}", re.MULTILINE)
_LOWER = re.compile(rf"^\s{{0,4}}ty{_GAP}", re.MULTILINE)
_TITLE = re.compile(r"^(?:TI|T1)  - ", re.MULTILINE)
_END = re.compile(r"^ER  - ?\s*$", re.MULTILINE)
_KNOWN = frozenset(
    "TY A1 A2 A3 A4 A5 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP ED EP ER "
    "ET ID IS J1 J2 JA JF JO JT KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PMC PMCID PMID PP PT PY "
    "RI RN RP SE SN SO SP ST T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 UR VL VO WV Y1 Y2 YR".split()
)
_CONTENT = frozenset("TY TI T1 AB N2".split())
_LABEL = re.compile(r"(?:abstract|summary)\s*[:.—–-]?\s+", re.IGNORECASE)
_SECTION = re.compile(
    r"(?:background|objectives?|purpose|aims?|introduction|context|motivation|methods?)\b", re.I
)
_LEAST = 15  # words of a note that may be an abstract


def sniff(source: Source) -> bool:
    """Whether a line begins a RIS record; or, where no record has its kind, ends one that has a title."""
    text = source.text
    return bool(_START.search(text) or (_END.search(text) and _TITLE.search(text)))


def read(source: Source) -> Listed:
    """Each record as an entry; one without its end counts too."""
    lower = bool(_LOWER.search(source.text))
    layout = Layout(
        _tag_of(lower=lower), starts=frozenset(("TY",)), ends=frozenset(("ER",)), titles=frozenset(("TI",))
    )
    found = (record for record in records(source.text, layout) if record.has(_CONTENT))
    return [_entry(record, f"entry {number}") for number, record in enumerate(found, 1)]


def _tag_of(*, lower: bool) -> Callable[[str], tuple[str, str] | None]:
    """Takes a line apart. Only a tag that is known may be written otherwise than the format asks: any
    text may begin with two letters and a dash."""

    def tag_of(line: str) -> tuple[str, str] | None:
        if line[2:6] == "  - " and line[:2].isupper() and line[0].isalpha():
            return line[:2], line[6:]
        found = _LINE.fullmatch(line)
        if not found:
            return None
        tag = found["tag"].upper() if lower else found["tag"]
        as_asked = found["gap"] == "  " and found["rest"] is None and tag.isupper()
        return (tag, found["value"] or found["rest"] or "") if as_asked or tag in _KNOWN else None

    return tag_of


def _entry(record: Record, where: str) -> Entry | Problem:
    title = record.first("TI", "T1", "CT", "BT", "TT", "ST")
    links = addresses(*record.all("UR"), *record.all("LK", "L2", "L1"))
    notes = record.all("N1")
    return paper_or_problem(
        where,
        title,
        record.joined("AB", "N2") or _abstract_among(notes),
        authors=persons(record.all("AU", "A1")),
        date=one_date(record.first("PY", "YR"), record.first("DA"), record.first("Y1")),
        url=next(iter(links), None) or record.first("UR"),
        doi=doi_in(*record.all("DO", "DI"), *record.all("M3", "L3"), *links, *_about_doi(notes)),
        arxiv_id=arxiv_in(
            *record.all("DO", "UR", "AN", "M1", "M3", "IS", "C7", "VL", "L1", "ID"),
            *record.all("T2", "JO", "JF", "JA", "PB"),
            *noted_arxiv(notes),
        ),
        venue=next((text for text in record.all("T2", "JF", "JO", "J2", "JA", "BT") if text != title), None),
    )


def _abstract_among(notes: list[str]) -> str | None:
    """The note that is an abstract: it says so, or is prose that is not of something else ("Cited By: 3")."""
    named = [text[found.end() :] for text in notes if (found := _LABEL.match(text))]
    return next((text for text in (*named, *filter(_is_prose, notes)) if text), None)


def _is_prose(note: str) -> bool:
    """Whether a note is sentences and no list of other things that databases keep there."""
    words = note.split()
    small = sum(word[0].islower() for word in words)
    labelled = re.match(r"[\w /-]{1,40}:", note) and not _SECTION.match(note)
    lists = note.count(";") + note.count(": ")
    return len(words) >= _LEAST and not labelled and 2 * small > len(words) and 20 * lists <= len(words)


def _about_doi(notes: list[str]) -> list[str]:
    return [text for text in notes if text[:3].lower() == "doi"]


FORMAT = Format("RIS", sniff, read)
