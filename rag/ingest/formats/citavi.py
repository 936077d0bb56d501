"""Citavi's own XML: references, and apart from them people, journals and which belongs to which.

In: text. Out: an Entry or a Problem for each reference.
"""

import re
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import doi_in, one_date, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import below, elements, first, root_name, shown

_RTF = re.compile(r"\{\\rtf")


def sniff(source: Source) -> bool:
    """Whether the first element is what Citavi exchanges."""
    return (root_name(source.text) or "").startswith("CitaviExchangeData")


def read(source: Source) -> Listed:
    """Each reference with its people and its journal."""
    people = {one.get("id"): _name(one) for one in elements(source.text, "Person")[0]}
    journals = {one.get("id"): first(one, "Name") for one in elements(source.text, "Periodical")[0]}
    authors: dict[str, list[str]] = {}
    for group in elements(source.text, "ReferenceAuthors")[0]:
        for one in below(group, "OnetoN"):
            reference, *ids = shown(one).split(";")
            authors[reference] = [name for id_ in ids if (name := people.get(id_))]

    def entry(reference: Any, where: str) -> Entry | Problem:
        own = authors.get(reference.get("id"), [])
        return _entry(reference, where, own, journals.get(first(reference, "PeriodicalID")))

    return xml_records(source.text, ("Reference",), entry)


def _entry(reference: Any, where: str, authors: list[str], venue: str | None) -> Entry | Problem:
    subtitle = first(reference, "Subtitle")
    title = first(reference, "Title")
    abstract = first(reference, "Abstract")
    return paper_or_problem(
        where,
        f"{title}: {subtitle}" if title and subtitle else title,
        abstract if abstract and not _RTF.match(abstract) else None,
        authors=authors,
        date=one_date(first(reference, "Year", "YearResolved"), first(reference, "Date")),
        url=first(reference, "OnlineAddress"),
        doi=doi_in(first(reference, "Doi", "DOI")),
        venue=venue,
    )


def _name(person: Any) -> str:
    given = " ".join(filter(None, (first(person, "FirstName"), first(person, "MiddleName"))))
    family = " ".join(filter(None, (first(person, "Prefix"), first(person, "LastName"))))
    return in_order(given, family, first(person, "Suffix"))


FORMAT = Format("Citavi", sniff, read)
