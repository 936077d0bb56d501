"""JSON and JSONL: records of any service or program, in any of the usual wrappings.

What differs between them is mostly the names of the fields, which are listed here; kinds of records
whose fields are not plain have a module each in json_kinds/.
"""

import re
from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.fields import number_in
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_kinds import (
    arxiv_dump,
    crossref,
    europe_pmc,
    openalex,
    openreview,
    semantic_scholar,
    zotero,
)
from rag.ingest.formats.json_text import Value, values_in
from rag.ingest.formats.json_wrappings import is_titled, records_in, unwrapped
from rag.ingest.formats.people import people_in
from rag.ingest.formats.values import abstract_of, addresses_in, by_key, date_of, first_text, text_of
from rag.model.identifiers import arxiv_id_in

KINDS = (arxiv_dump, crossref, europe_pmc, openalex, openreview, semantic_scholar, zotero)

# Names as `field_key` spells them, the more telling first.
_TITLES = "title papertitle articletitle doctitle displayname headline titles".split()
_ABSTRACTS = (
    "abstract abstractnote abstracttext paperabstract summary abstracts text contenttext description "
    "descriptions shortabstract dcdescription"
).split()
_AUTHORS = "authors author creators authornames authorlist authorships creator authorstring".split()
_DATES = (
    "published publishedat publisheddate publicationdate datepublished firstpublicationdate issued date "
    "pubdate epubdate electronicpublicationdate coverdate submitteddate earliestdate preprintdate"
).split()
_RECORD_DATES = "created createdat submitted".split()  # of the record, where it names no other
_YEARS = "year publicationyear yearpublished pubyear publishedyear".split()
_ADDRESSES = (
    "url urlabs absurl abstracturl htmlurl landingpageurl link links articleurl paperurl s2url urls "
    "otherurls pdfurl urlpdf pdf downloadurl"
).split()
_ARXIV = (
    "arxivid arxiv eprint arxiveprints archiveid archivelocation number paperid id entryid identifier doi"
).split()
_NOTES = (
    "extra note journalref journal volume publicationtitle howpublished".split()
)  # texts that may name an id
_DOIS = "doi dois articledoi doinumber".split()
_VENUES = (
    "venue journal containertitle publicationtitle journaltitle journalname sourcetitle booktitle "
    "proceeding proceedings conference journals journalref"
).split()


def sniff(source: Source) -> bool:
    """Whether the text begins with an object or an array of them."""
    return bool(re.match(r"\s*(?:\{|\[\s*(?:[{\]]|null\b|\[\s*[\[\"{\]\d]))", source.text))


def read(source: Source) -> Listed:
    """Each object as an entry; a line or an object that is not a paper is reported."""
    found: Listed = []
    for value in values_in(source.text, is_titled, lines_before=source.lines_before):
        found += [value] if isinstance(value, Problem) else _entries(value)
    return found


def _entries(value: Value) -> Listed:
    if not value.whole:
        return [entry_of(value.content, f"line {value.line}")]
    try:
        records = records_in(value.content)
    except RecursionError:
        return [Problem("line 1", "nested too deeply")]
    return [entry_of(record, f"entry {number}") for number, record in enumerate(records, 1)]


def entry_of(record: Any, where: str) -> Entry | Problem:
    """An object of any of the usual kinds; a paper inside it counts as itself."""
    if not isinstance(record, Mapping):
        return Problem(where, "not a paper but a bare value")
    try:
        return _entry(plain_fields(record), where)
    except RecursionError:
        return Problem(where, "nested too deeply")


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
    abstract = next((text for name in _ABSTRACTS if (text := abstract_of(fields.get(name)))), None)
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    authors = next((people for name in _AUTHORS if (people := people_in(fields.get(name)))), ())
    addresses = list(addresses_in(*(fields.get(name) for name in _ADDRESSES)))
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
        doi=_first(fields, _DOIS),
        venue=_first(fields, _VENUES),
        text_kind="digest" if fields.get("textkind") == "digest" else "abstract",
        questions=_questions(fields.get("questions")),
    )


def _first(fields: Mapping[str, Any], names: list[str]) -> str | None:
    return next((text for name in names if (text := first_text(fields.get(name)))), None)


def _date(fields: Mapping[str, Any]) -> str | None:
    """The date of publication; that of the record only where it is no other year's."""
    year = next((text for name in _YEARS if (text := date_of(fields.get(name)))), None)
    if date := next((text for name in _DATES if (text := date_of(fields.get(name)))), None):
        return date
    if (
        year
        and (parts := date_of({"year": year, "month": fields.get("month"), "day": fields.get("day")})) != year
    ):
        return parts
    of_record = next((text for name in _RECORD_DATES if (text := date_of(fields.get(name)))), None)
    return of_record if of_record and (not year or year in of_record) else year


def _arxiv_id(fields: Mapping[str, Any], addresses: list[str]) -> str | None:
    """The id of a field that holds nothing else or of an address; or the text that speaks of one."""
    ids = [_first(fields, [name]) for name in _ARXIV]
    notes = [
        text for name in _NOTES if (text := _first(fields, [name])) and re.search(r"arxiv.*\d", text, re.I)
    ]
    return arxiv_id_in(*ids, *addresses, *notes) or next(iter(notes), None)


def _organisation(fields: Mapping[str, Any]) -> str | None:
    value = fields.get("organisation") or fields.get("organization")
    if isinstance(value, Mapping):
        inside = by_key(value)
        return text_of(inside.get("fullname")) or text_of(inside.get("name"))
    return text_of(value) if isinstance(value, str) else None


def _questions(value: Any) -> tuple[str, ...]:
    return tuple(text for item in value if (text := text_of(item))) if isinstance(value, list) else ()


FORMAT = Format("JSON", sniff, read)
