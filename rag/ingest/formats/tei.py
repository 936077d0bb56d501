"""TEI: HAL's records, and what GROBID reads of the PDF of a paper, of which the full text is left aside."""

from collections.abc import Iterator
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import addresses, arxiv_in, doi_in, one_date, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import below, children, first, root_name, shown

_PUBLISHED = (
    "datePub",
    "published",
    "dateEpub",
    "whenPublished",
    "dateDefended",
    "whenWritten",
    "whenProduced",
)


def sniff(source: Source) -> bool:
    """Whether the first element is a text in TEI, or several of them."""
    return root_name(source.text) in ("TEI", "teiCorpus")


def read(source: Source) -> Listed:
    """Each record of a list; without one each text by its header."""
    return xml_records(source.text, ("biblFull",) if "<biblFull" in source.text else ("TEI",), _entry)


def _entry(record: Any, where: str) -> Entry | Problem:
    about = next(children(record, "teiHeader"), record)
    parts = _analytic(about)
    ids = [(one.get("type", ""), shown(one)) for one in below(about, "idno")]
    links = addresses(*(text for _, text in ids), *(one.get("target", "") for one in below(about, "ref")))
    return paper_or_problem(
        where,
        _title(about, parts),
        next((text for one in below(about, "abstract") if (text := _paragraphs(one))), None),
        authors=next((names for part in (*parts, about) if (names := list(_authors(part)))), []),
        date=_date(about),
        url=next((text for kind, text in ids if kind == "halUri"), None) or next(iter(links), None),
        doi=doi_in(*(text for kind, text in ids if kind.lower() == "doi")),
        arxiv_id=arxiv_in(
            *(text if ":" in text else f"arXiv:{text}" for k, text in ids if k.lower() == "arxiv")
        ),
        venue=next(
            (shown(title) for one in below(about, "monogr") for title in children(one, "title")), None
        ),
    )


def _analytic(about: Any) -> list[Any]:
    """Where the paper itself is described, not what it appeared in."""
    return [part for struct in below(about, "sourceDesc") for part in below(struct, "analytic")][:1]


def _title(about: Any, parts: list[Any]) -> str | None:
    statements = [*parts, *below(about, "titleStmt")]
    titles = (one for part in statements for one in children(part, "title") if one.get("type") != "sub")
    return next((text for one in titles if (text := shown(one))), None)


def _paragraphs(abstract: Any) -> str:
    """The text with the headings of its sections as labels."""
    heads = [one for one in below(abstract, "head") if shown(one)]
    for head in heads:
        head.text, head[:] = f"{shown(head).rstrip(':')}: ", []
    texts = (shown(part) for part in abstract) if not (abstract.text or "").strip() else (shown(abstract),)
    return " ".join(text for text in texts if text)


def _authors(part: Any) -> Iterator[str]:
    for author in children(part, "author"):
        person = next(children(author, "persName"), author)
        family = first(person, "surname")
        given = " ".join(shown(one) for one in children(person, "forename"))
        if name := in_order(given, family) if family else first(author, "persName", "orgName", "name"):
            yield name


def _date(about: Any) -> str | None:
    """The date of publication, not that of the record."""
    dates = list(below(about, "date"))
    for kind in _PUBLISHED:
        named = (one.get("when") or shown(one) for one in dates if one.get("type") == kind)
        if date := one_date(*named):
            return date
    plain = (
        one.get("when") or shown(one) for place in below(about, "imprint") for one in children(place, "date")
    )
    return one_date(*plain)


FORMAT = Format("TEI", sniff, read)
