"""The ACL Anthology's own XML: papers in volumes, of which only the volume has a year and a name."""

from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import doi_in, one_date, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import below, children, elements, first, root_name, shown

_SITE = "https://aclanthology.org"


def sniff(source: Source) -> bool:
    """Whether the first element is a collection of volumes of papers."""
    start = source.text[:5000]
    return root_name(start) == "collection" and "<volume" in start


def read(source: Source) -> Listed:
    """Each paper of each volume; of a file that is damaged each paper by itself, then without its year."""
    volumes, problems = elements(source.text, "volume")
    if problems:
        return xml_records(source.text, ("paper",), lambda paper, where: _entry(paper, where, None))
    papers = [(paper, meta) for volume in volumes for paper, meta in _papers(volume)]
    return [_entry(paper, f"entry {number}", meta) for number, (paper, meta) in enumerate(papers, 1)]


def _papers(volume: Any) -> list[tuple[Any, Any]]:
    meta = next(children(volume, "meta"), None)
    return [(paper, meta) for paper in children(volume, "paper")]


def _entry(paper: Any, where: str, meta: Any) -> Entry | Problem:
    about = [one for one in (paper, meta) if one is not None]
    dates = [one_date(first(one, "year"), first(one, "month")) for one in about]
    address = first(paper, "url") or ""
    if address and not address.startswith("http"):
        address = f"{_SITE}/{address}"
    return paper_or_problem(
        where,
        first(paper, "title"),
        first(paper, "abstract"),
        authors=[name for author in children(paper, "author") if (name := _name(author))],
        date=next(filter(None, dates), None),
        url=address or None,
        doi=doi_in(first(paper, "doi")),
        venue=next((name for one in about if (name := first(one, "booktitle", "journal-title"))), None),
    )


def _name(author: Any) -> str | None:
    if not any(True for _ in below(author, "last")):
        return shown(author) or None
    return in_order(first(author, "first"), first(author, "last"))


FORMAT = Format("ACL Anthology XML", sniff, read)
