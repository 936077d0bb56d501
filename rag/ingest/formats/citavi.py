"""Citavi's own XML, as in its backups: references, and apart from them people, journals and what belongs to
which.

In: text. Out: an Entry or a Problem for each reference. A contribution has the date of its book, of which
only what it is sorted by is left: the year of that is taken.
"""

import re
from collections.abc import Iterator
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import doi_in, one_date, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import below, elements, first, root_name, shown

_RTF = re.compile(r"\{\\rtf")
_OWN = re.compile(r"<Reference\s(?:[^<>]{0,200}\s)?id=")
_START = 50_000  # characters in which a file whose beginning is lost shows what it is


def sniff(source: Source) -> bool:
    """Whether the first element is what Citavi exchanges, or its references without what is above."""
    root, start = root_name(source.text) or "", source.text[:_START]
    if root in ("References", "Reference"):
        return "<Title>" in start and bool(_OWN.search(start))
    return root.startswith("CitaviExchangeData")


def read(source: Source) -> Listed:
    """Each reference with its people and its journal."""
    text = source.text
    people = {one.get("id"): _name(one) for one in elements(text, "Person")[0]}
    journals = {one.get("id"): first(one, "Name") for one in elements(text, "Periodical")[0]}
    books = {one.get("id"): _title(one) for one in elements(text, "Reference")[0]}
    parts = {part: books.get(book) for book, parts in _related(text, "ReferenceReferences") for part in parts}
    authors = {
        reference: [name for person in ids if (name := people.get(person))]
        for reference, ids in _related(text, "ReferenceAuthors")
    }

    def entry(reference: Any, where: str) -> Entry | Problem:
        own = reference.get("id")
        venue = journals.get(first(reference, "PeriodicalID")) or parts.get(own)
        return _entry(reference, where, authors.get(own, []), venue)

    return xml_records(text, ("Reference",), entry)


def _related(text: str, name: str) -> Iterator[tuple[str, list[str]]]:
    """Each id of a group of relations with the ids that belong to it."""
    for group in elements(text, name)[0]:
        for one in below(group, "OnetoN"):
            owner, *ids = shown(one).split(";")
            yield owner, ids


def _title(reference: Any) -> str | None:
    title, subtitle = first(reference, "Title"), first(reference, "Subtitle")
    return f"{title}: {subtitle}" if title and subtitle else title


def _entry(reference: Any, where: str, authors: list[str], venue: str | None) -> Entry | Problem:
    abstract = first(reference, "Abstract")
    return paper_or_problem(
        where,
        _title(reference),
        abstract if abstract and not _RTF.match(abstract) else None,
        authors=authors,
        date=_date(reference),
        url=first(reference, "OnlineAddress"),
        doi=doi_in(first(reference, "Doi", "DOI")),
        venue=venue,
    )


def _date(reference: Any) -> str | None:
    year, date = first(reference, "Year", "YearResolved"), first(reference, "Date")
    return one_date(year, date) or (first(reference, "DateForSorting") or "")[:4] or None


def _name(person: Any) -> str:
    given = " ".join(filter(None, (first(person, "FirstName"), first(person, "MiddleName"))))
    family = " ".join(filter(None, (first(person, "Prefix"), first(person, "LastName"))))
    return in_order(given, family, first(person, "Suffix"))


FORMAT = Format("Citavi", sniff, read)
