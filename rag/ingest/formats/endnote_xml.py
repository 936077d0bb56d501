"""EndNote's XML export, which Mendeley, Zotero and Rayyan write too."""

from collections.abc import Iterator
from typing import Any

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
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import below, local_name, root_name, shown

_ROOTS = frozenset(("xml", "XML", "records", "RECORDS", "record"))
_SIGNS = (
    "<titles",
    "<contributors",
    "<ref-type",
    "<source-app",
    "<TITLES",
    "<CONTRIBUTORS",
    "<REFERENCE_TYPE",
)
_SCRIPTS = {"subscript": "sub", "superscript": "sup"}


def sniff(source: Source) -> bool:
    """Whether the first element and one of those that follow are called as EndNote does."""
    return root_name(source.text) in _ROOTS and any(sign in source.text[:20_000] for sign in _SIGNS)


def read(source: Source) -> Listed:
    """Each record as an entry."""
    return xml_records(source.text, ("record", "RECORD"), _entry)


def _entry(record: Any, where: str) -> Entry | Problem:
    links = addresses(*_texts(record, "urls", "web-urls"), *_texts(record, "urls", "related-urls"))
    links += addresses(*_texts(record, "urls", "pdf-urls"), *_texts(record, "url"))
    numbers = [*_texts(record, "electronic-resource-num"), *_texts(record, "doi")]
    notes = [*_texts(record, "notes"), *_texts(record, "research-notes")]
    accession = _texts(record, "accession-num")
    title = _first(record, ("titles", "title"), ("title",), ("titles", "short-title"))
    venues = [("periodical", "full-title"), ("titles", "secondary-title"), ("secondary-title",)]
    venue = _first(record, *venues, ("alt-periodical", "full-title"), ("titles", "tertiary-title"))
    return paper_or_problem(
        where,
        title,
        " ".join(_texts(record, "abstract")) or None,
        authors=persons(_authors(record)),
        date=one_date(
            _first(record, ("dates", "year"), ("year",)), _first(record, ("dates", "pub-dates"), ("date",))
        ),
        url=next(iter(links), None),
        doi=doi_in(*numbers, *links),
        arxiv_id=arxiv_in(
            *numbers, *links, *accession, *noted_arxiv(notes), *_texts(record, "number"), venue
        ),
        venue=venue if venue != title else None,
    )


def _at(element: Any, *path: str) -> Iterator[Any]:
    """The elements at the end of a path of names, written either way ("ref-type", "REF_TYPE")."""
    found = [element]
    for name in path:
        found = [child for one in found for child in one if _name(child) == name]
    yield from found


def _name(element: Any) -> str:
    return local_name(element).lower().replace("_", "-")


def _texts(record: Any, *path: str) -> list[str]:
    """What the elements at the end of a path hold; where they hold several of one kind, one text for each."""
    found = []
    for element in _at(record, *path):
        inner = [child for child in element if _name(child) != "style"]
        found += [text for one in inner or [element] if (text := shown(_scripts(one)))]
    return found


def _first(record: Any, *paths: tuple[str, ...]) -> str | None:
    return next((text for path in paths for text in _texts(record, *path)), None)


def _authors(record: Any) -> list[str]:
    listed = [*_at(record, "contributors", "authors"), *_at(record, "authors")]
    return [text for one in listed for author in one if (text := shown(author))]


def _scripts(element: Any) -> Any:
    """What EndNote raises or lowers, as HTML would."""
    for style in below(element, "style"):
        style.tag = _SCRIPTS.get(style.get("face") or "", style.tag)
    return element


FORMAT = Format("EndNote XML", sniff, read)
