"""Text whose fields have their names before them: "Title: ...", as EndNote shows all fields, and as ProQuest,
the Cochrane Library and people by hand write lists.

In: text in which lines begin with "Title:" and "Abstract:" or with Cochrane's tags. Out: an Entry or a
Problem for each record; a field goes on until the next known name.
"""

import re
from collections.abc import Iterator

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import people_in
from rag.ingest.formats.record import (
    addresses,
    arxiv_in,
    comma_before_initials,
    doi_in,
    one_date,
    paper_or_problem,
)
from rag.ingest.formats.tagged import Layout, Record, records

_START, _END = "record", "end"
_NAMES = {  # what it is, by the names of it in small letters
    _START: "reference type|item type",
    "title": "title|ti|paper title|article title|primary title",
    "abstract": "abstract|ab|summary",
    "author": "author|authors|au|author(s)",
    "year": "year|yr|publication year|year of publication",
    "date": "pubtime|date|publication date|published|date published|pub date",
    "venue": "journal|so|source|publication title|conference name|book title|secondary title|venue"
    "|conference|publication",
    "doi": "doi|digital object identifier (doi)",
    "url": "url|us|link|document url|pdf url",
    "arxiv": "cite as|arxiv|arxiv id|arxiv number|eprint",
    "other": "organ|srcdatabase"
    "|record number|volume|vl|issue|no|number|number of pages|pages|pg|pm|xr|pt|ky|id|cc|dop"
    "|short title|alternate journal|issn|isbn|accession number|keywords|keyword|notes|research notes"
    "|author address"
    "|publisher|place published|city|language|access date|name of database|database provider|label|start page"
    "|original publication|reprint edition|legal note|link to pdf|subject|location|identifier / keyword"
    "|first page|number of references|document type|publication info|publication subject|place of publication"
    "|country of publication|source type|language of publication|proquest document id|copyright|last updated"
    "|database|links|correspondence author|publication date (electronic)|online publication date|comments"
    "|peer reviewed|record type|descriptors|identifiers|pub types|publication types|isbn|page count|sponsor"
    "|education level|audience|eric number|accession no|report no|resource type|proquest document link"
    "|categories|subjects|comment|doi link|code|track|decision|pdf|project page|editor|translated author",
}
_KNOWN = {name: kind for kind, names in _NAMES.items() for name in names.split("|")}
_OTHER = r"(?:\}|-[^\x00-\x7f]{1,12})?"  # NoteExpress has names in braces, CNKI in Chinese behind the English
_LINE = re.compile(rf"\s{{0,4}}\{{?([A-Z][A-Za-z/() ]{{1,40}}?){_OTHER}\s{{0,3}}:(?:\s(.*)|\s*)")
_RECORD = re.compile(r"(?:Record #|Document |Record )\d{1,6} of \d{1,6}\s*")
_STARTS = re.compile(
    r"^(?:Reference Type|Item Type|Record #|Document \d{1,6} of|Record \d{1,6} of)", re.MULTILINE
)
_SUBMITTED = re.compile(r"\[Submitted on (\d{1,2} [A-Z][a-z]{2,8} \d{4})")  # on arXiv's page of a paper
_EBSCO_NAME = re.compile(r"\s{2,}[^\s,;][^,;]{0,60}, [^,;]+$")  # a line each, behind it where he works
_BEHIND_NAME = re.compile(r"(?:(?<!\s)\s+)?(?:\(AUTHOR\)|\S{1,80}@|\d|\.\s+(?=\w{3,}\s)).*")
_EBSCO_SOURCE = re.compile(
    r"(?P<venue>.+?)\. (?P<date>(?:\d{1,2}/\d{1,2}/|[A-Z][a-z]{2,8} ?)?(?:19|20)\d\d)(?:, Vol\.|\.).*"
)
_RULE = re.compile(r"\s*[_=*-]{5,}\s*")
_TITLE = re.compile(
    r"^ {0,4}\{?(?:Title|TI|Paper Title|Article Title)" + _OTHER + r"\s{0,3}:\s*\S", re.MULTILINE
)
_ABSTRACT = re.compile(r"^ {0,4}\{?(?:Abstract|AB|Summary)" + _OTHER + r"\s{0,3}:\s*\S", re.MULTILINE)
_NAMED = r"(?:[A-Z][A-Za-z]*(?:[- /][A-Za-z()]+){0,4}:)"
BEGINS = re.compile(  # a record among those of other formats: lines with names, the first behind one without
    rf"(?:\A|^(?!{_NAMED})[^\n]*\n)(?P<at>(?=(?:Title|Authors?|Reference Type|Item Type): [^\n]+\n"
    rf"(?:{_NAMED}[^\n]*\n){{0,30}}?(?:Title|Abstract): \S))",
    re.MULTILINE,
)


def sniff(source: Source) -> bool:
    """Whether lines name a title and an abstract."""
    text = source.text.replace("\r\n", "\n")
    return bool(_TITLE.search(text) and _ABSTRACT.search(text)) and not text.lstrip().startswith(
        ("---", "<", '{"')
    )


def read(source: Source) -> Listed:
    """Each record as an entry. Where nothing says that one begins, the first field of the text does."""
    tags = (tagged[0] for line in source.text.splitlines() if (tagged := _tag_of(line)))
    first = next((tag for tag in tags if tag in ("title", "author", _START)), "title")
    layout = Layout(
        _tag_of,
        starts=frozenset((_START if _STARTS.search(source.text) else first,)),
        ends=frozenset((_END,)),
        titles=frozenset(("title",)),
        unique=frozenset() if _STARTS.search(source.text) else frozenset(("title", "author", "abstract")),
    )
    found = (
        record for record in records(source.text, layout) if record.has(frozenset(("title", "abstract")))
    )
    return [_entry(record, f"line {record.line}") for record in found]


def _tag_of(line: str) -> tuple[str, str] | None:
    if _RECORD.fullmatch(line):
        return _START, "record"
    if _RULE.fullmatch(line):
        return _END, ""
    if submitted := _SUBMITTED.match(line):
        return "date", submitted[1]
    found = _LINE.fullmatch(line)
    kind = _KNOWN.get(" ".join(found[1].lower().split())) if found else None
    return (kind, found[2] or "") if found and kind else None


def _entry(record: Record, where: str) -> Entry | Problem:
    links = addresses(*record.all("url", "doi"))
    year, date, venue = record.first("year"), record.first("date"), record.first("venue")
    if venue and (found := _EBSCO_SOURCE.fullmatch(venue)):
        venue, date = found["venue"], date or re.sub(r"(?<=[a-z])(?=\d)", " ", found["date"])
    return paper_or_problem(
        where,
        record.first("title"),
        record.joined("abstract"),
        authors=comma_before_initials(dict.fromkeys(_authors(record))),  # ProQuest names them twice
        date=one_date(year, date) or year,
        url=next(iter(links), None),
        doi=doi_in(*record.all("doi"), *links),
        arxiv_id=arxiv_in(*record.all("arxiv"), *links, record.first("venue")),
        venue=venue,
    )


def _authors(record: Record) -> Iterator[str]:
    """The people of each field; of the lines below it those that it goes on in."""
    for tag, value in record.fields:
        names, *lines = value.split("\n") if tag == "author" else ("",)
        if lines and all(_EBSCO_NAME.match(line) for line in (f"  {names}", *lines)):
            yield from (_BEHIND_NAME.sub("", line).strip() for line in (names, *lines))
            continue
        for line in lines:
            names += f" {line}" if not names.strip() or re.search(r"(?:[,;&]|\band)\s*$", names) else ""
        yield from people_in(names.strip().rstrip("."))


FORMAT = Format("labelled text", sniff, read)
