"""JSON and JSONL: records of any service or program, in any of the usual wrappings.

What differs between them is mostly the names of the fields, which are listed here; kinds of records
whose fields are not plain have a module each in json_kinds/.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rag.ingest.formats.fields import number_in
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_kinds import (
    arxiv_dump,
    biorxiv,
    crossref,
    datacite,
    europe_pmc,
    hal,
    identifiers,
    openalex,
    openreview,
    own_names,
    places,
    semantic_scholar,
    zotero,
)
from rag.ingest.formats.json_text import TOO_DEEP, Value, values_in
from rag.ingest.formats.json_wrappings import is_titled, records_in, unwrapped
from rag.ingest.formats.people import people_in
from rag.ingest.formats.record import one_date
from rag.ingest.formats.standing import standing_in
from rag.ingest.formats.values import abstract_of, addresses_in, by_key, date_of, first_text, text_of
from rag.model.errors import PageError
from rag.model.identifiers import arxiv_id_in, arxiv_id_noted, doi_in_address, doi_noted

T = TypeVar("T")

KINDS = (
    *(arxiv_dump, biorxiv, crossref, datacite, europe_pmc, hal, identifiers, places),
    *(openalex, openreview, own_names, semantic_scholar, zotero),
)

# Names as `field_key` spells them, the more telling first.
_TITLES = "title papertitle articletitle doctitle displayname titledisplay headline maintitle titles".split()
_ABSTRACTS = (
    "abstract abstractnote abstracttext paperabstract summary abstracts text contenttext description "
    "descriptions shortabstract dcdescription"
).split()
_AUTHORS = (
    "authors author creators authordisplay authornames authorlist authorships creator authorstring".split()
)
_DATES = (
    "published publishedat publisheddate publicationdate datepublished firstpublicationdate issued date "
    "pubdate epubdate electronicpublicationdate coverdate dateofacceptance "
    "submitteddate earliestdate preprintdate"
).split()
_RECORD_DATES = "created createdat submitted".split()  # of the record, where it names no other
_YEARS = "year publicationyear yearpublished pubyear publishedyear".split()
_ADDRESSES = (
    "url urlabs absurl abstracturl htmlurl landingpageurl link links sourceurl articleurl paperurl s2url "
    "urls otherurls ee sameas pdfurl urlpdf pdf downloadurl"
).split()
_ARXIV = (
    "arxivid arxiv eprint arxiveprints archiveid archivelocation number paperid id entryid identifier doi"
).split()
_NAMING_ARXIV = "journalref journal volume publicationtitle howpublished".split()
_NOTES = ["extra", "note"]
_DOIS = "doi dois articledoi doinumber".split()
_SPEAKS_OF_ARXIV = re.compile(r"arxiv(?:(?!arxiv).)*\d", re.IGNORECASE)
_VENUES = (
    "venue journal containertitle publicationtitle journaltitle journalname sourcetitle booktitle "
    "proceeding proceedings conference journals publicationname journalfull fulljournalname pub journalref"
).split()


BARE = "not a paper but a bare value"
TOLD_BARE = 1000  # entries, from which bare values have no place of their own: there may be millions
_MORE_BARE = Problem("a later entry", BARE)
HOLLOW = "brackets with nothing in them, and no papers"
HOLLOW_FROM, HOLLOW_SHARE = 1_000_000, 5  # characters; one bracket that opens in so many is too many


def sniff(source: Source) -> bool:
    """Whether the text begins with an object or an array of them."""
    return bool(
        re.match(
            r"\s*(?:\{(?!\s*[\\{@]|Reference Type\})|\[\s*(?:[{\]]|null\b|\[\s*[\[\"{\]\d]))", source.text
        )
    )


def read(source: Source) -> Listed:
    """Each object as an entry; a line or an object that is not a paper is reported."""
    if _is_hollow(source.text):
        raise PageError(source.name, HOLLOW)
    found: Listed = []
    for value in values_in(source.text, is_titled, lines_before=source.lines_before):
        found += [value] if isinstance(value, Problem) else _entries(value)
    if not source.lines_before and found == [Problem("line 1", TOO_DEEP)]:
        raise PageError(source.name, f"JSON that is {TOO_DEEP}; nothing in it was read")
    return found


def _is_hollow(text: str) -> bool:
    """Whether there is little but brackets in a long text: each takes twenty times its place in memory."""
    return len(text) > HOLLOW_FROM and HOLLOW_SHARE * (text.count("[") + text.count("{")) > len(text)


def _entries(value: Value) -> Listed:
    if not value.whole:
        return [entry_of(value.content, f"line {value.line}")]
    try:
        records = records_in(value.content)
    except RecursionError:
        return [Problem("line 1", TOO_DEEP)]
    found: Listed = []
    for number, record in enumerate(records, 1):
        bare = not isinstance(record, Mapping) and number > TOLD_BARE
        found.append(_MORE_BARE if bare else entry_of(record, f"entry {number}"))
    return found


def entry_of(record: Any, where: str) -> Entry | Problem:
    """An object of any of the usual kinds; a paper inside it counts as itself."""
    if not isinstance(record, Mapping):
        return Problem(where, BARE)
    try:
        return _entry(plain_fields(record), where)
    except RecursionError:
        return Problem(where, TOO_DEEP)


def plain_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record by `field_key`, of one kind of value whatever kind of record it is."""
    fields = unwrapped(record)
    for kind in KINDS:
        fields |= kind.plain(fields)
    return fields


def _entry(fields: Mapping[str, Any], where: str) -> Entry | Problem:
    if kept := zotero.not_a_paper(fields):
        return Problem(where, f"{kept}, not a paper")
    title = _first(fields, _TITLES)
    abstract = _found(fields, _ABSTRACTS, abstract_of)
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    return _filled(fields, title, abstract)


def details_of(record: Mapping[str, Any]) -> Entry | None:
    """What a record says of a paper, which may lack its abstract; None where it names no title."""
    try:
        fields = plain_fields(record)
    except RecursionError:
        return None
    title = _first(fields, _TITLES)
    return _filled(fields, title, "") if title else None


def _filled(fields: Mapping[str, Any], title: str, abstract: str) -> Entry:
    authors = _found(fields, _AUTHORS, people_in) or ()
    addresses = list(addresses_in(*(fields[name] for name in _ADDRESSES if name in fields)))
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=number_in(fields, "authorcount") or len(authors) or None,
        organisation=_organisation(fields),
        date=_date(fields),
        upvotes=number_in(fields, "upvotes"),
        url=addresses[0] if addresses else None,
        arxiv_id=_arxiv_id(fields, addresses),
        doi=_first(fields, _DOIS)
        or _found(fields, _NOTES, _noted_doi)
        or _found(fields, ["sameas"], _linked_doi),
        venue=_first(fields, _VENUES),
        text_kind="digest" if fields.get("textkind") == "digest" else "abstract",
        questions=_questions(fields.get("questions")),
        **standing_in(fields, title),
    )


def _first(fields: Mapping[str, Any], names: list[str]) -> str | None:
    return _found(fields, names, first_text)


def _found(fields: Mapping[str, Any], names: list[str], read_as: Callable[[Any], T | None]) -> T | None:
    """What the first of these fields holds that holds anything of the kind."""
    for name in names:
        if name in fields and (value := read_as(fields[name])):
            return value
    return None


def _date(fields: Mapping[str, Any]) -> str | None:
    """The date of publication; that of the record only where it is no other year's."""
    year = _found(fields, _YEARS, date_of)
    if date := _found(fields, _DATES, date_of) or _found(fields, _DATES, text_of):
        return one_date(year, date) if year and not re.search(r"\d{4}", date) else date
    if (
        year
        and (parts := date_of({"year": year, "month": fields.get("month"), "day": fields.get("day")})) != year
    ):
        return parts
    of_record = _found(fields, _RECORD_DATES, date_of)
    return of_record if of_record and (not year or year in of_record) else year


def _arxiv_id(fields: Mapping[str, Any], addresses: list[str]) -> str | None:
    """The id of a field that holds nothing else, of an address, or of a note that gives it as its own."""
    ids = [first_text(fields[name]) for name in _ARXIV if name in fields]
    named = [first_text(fields[name]) for name in _NAMING_ARXIV if name in fields]
    spoken = [text for text in named if text and _SPEAKS_OF_ARXIV.search(text)]
    return arxiv_id_in(*ids, *addresses, *spoken) or _found(fields, _NOTES, _noted_arxiv_id)


def _noted_arxiv_id(note: Any) -> str | None:
    return arxiv_id_noted(first_text(note))


def _noted_doi(note: Any) -> str | None:
    return doi_noted(first_text(note))


def _linked_doi(addresses: Any) -> str | None:
    return next((doi for address in addresses_in(addresses) if (doi := doi_in_address(address))), None)


def _organisation(fields: Mapping[str, Any]) -> str | None:
    value = fields.get("organisation") or fields.get("organization")
    if isinstance(value, Mapping):
        inside = by_key(value)
        return text_of(inside.get("fullname")) or text_of(inside.get("name"))
    return text_of(value) if isinstance(value, str) else None


def _questions(value: Any) -> tuple[str, ...]:
    return tuple(text for item in value if (text := text_of(item))) if isinstance(value, list) else ()


FORMAT = Format("JSON", sniff, read)
