"""MODS: the Library of Congress's records, as Zotero, libraries and repositories export them."""

from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import addresses, arxiv_in, doi_in, one_date, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import children, first, root_name, shown

_DATES = ("dateIssued", "copyrightDate", "dateCreated", "dateOther")
_AUTHORS = frozenset(("aut", "author", "cre", "creator", "verfasser", "auteur"))


def sniff(source: Source) -> bool:
    """Whether the first element is a record of MODS or a collection of them."""
    return root_name(source.text) in ("mods", "modsCollection")


def read(source: Source) -> Listed:
    """Each record."""
    return xml_records(source.text, ("mods",), entry)


def entry(record: Any, where: str) -> Entry | Problem:
    """One record."""
    hosts = [one for one in children(record, "relatedItem") if one.get("type") == "host"]
    ids = list(children(record, "identifier"))
    links = addresses(
        *(shown(url) for place in children(record, "location") for url in children(place, "url"))
    )
    links += addresses(*(shown(one) for one in ids if one.get("type") in ("uri", "url")))
    abstracts = [text for one in children(record, "abstract") if (text := shown(one))]
    return paper_or_problem(
        where,
        _title(record),
        " ".join(abstracts) or None,
        authors=_authors(record),
        date=one_date(*_dates(record)) or one_date(*(date for host in hosts for date in _dates(host))),
        url=next(iter(links), None),
        doi=doi_in(*(shown(one) for one in ids if one.get("type") == "doi"), *links),
        arxiv_id=arxiv_in(*(f"arXiv:{shown(one)}" for one in ids if one.get("type") == "arxiv"), *links),
        venue=next((title for host in hosts if (title := _title(host))), None),
    )


def _title(record: Any) -> str | None:
    """The title with its article and subtitle; the first that is no translation or short form."""
    infos = sorted(children(record, "titleInfo"), key=lambda info: bool(info.get("type")))
    for info in infos:
        if title := first(info, "title"):
            whole = " ".join(filter(None, (first(info, "nonSort"), title)))
            subtitle = first(info, "subTitle")
            return f"{whole}: {subtitle}" if subtitle else whole
    return None


def _authors(record: Any) -> list[str]:
    """Those who are called authors; where nobody is called anything, all."""
    people = [one for one in children(record, "name") if one.get("type") != "conference"]
    wanted = [one for one in people if _roles(one) & _AUTHORS] or [one for one in people if not _roles(one)]
    return [name for one in wanted if (name := _name(one))]


def _roles(person: Any) -> set[str]:
    terms = (shown(term) for role in children(person, "role") for term in children(role, "roleTerm"))
    return {term.lower() for term in terms}


def _name(person: Any) -> str | None:
    parts = list(children(person, "namePart"))
    given = " ".join(shown(part) for part in parts if part.get("type") == "given")
    family = next((shown(part) for part in parts if part.get("type") == "family"), None)
    suffix = next((shown(part) for part in parts if part.get("type") == "termsOfAddress"), None)
    if family:
        return in_order(given, family, suffix)
    whole = next((text for part in parts if not part.get("type") and (text := shown(part))), None)
    if whole and person.get("type") == "corporate" and "," in whole:
        return f"{{{whole}}}"
    return whole or first(person, "displayForm")


def _dates(record: Any) -> list[str]:
    """The dates of publication, the more telling first; the end of a span is none."""
    infos = [
        *children(record, "originInfo"),
        *(info for part in children(record, "part") for info in (part,)),
    ]
    return [
        text
        for name in (*_DATES, "date")
        for info in infos
        for one in children(info, name)
        if one.get("point") != "end" and (text := shown(one))
    ]


FORMAT = Format("MODS", sniff, read)
