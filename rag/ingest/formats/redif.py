"""ReDIF: the templates that RePEc's archives hold and its services export.

In: text of "Name: value" lines, each template begun by its type. Out: an Entry or a Problem for each paper,
article, chapter or book; archives, series, people and institutions are none. Any other line goes on with the
field above.
"""

import re
from collections.abc import Iterator

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.record import addresses, arxiv_in, doi_in, one_date, paper_or_problem
from rag.ingest.formats.tagged import Layout, Record, records

_BEGINS = re.compile(r"\A(?:\ufeff|\s|#[^\n]*\n)*Template-Type\s*:\s*ReDIF-", re.IGNORECASE)
_LINE = re.compile(r"([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)\s{0,3}:(?:\s(.*)|(?!//)(\S.*)|\s*)")
_START = "template-type"
_FIELDS = re.compile(  # of all templates; what else looks like one is text
    r"(?:x-)?(?:template|author|editor|title|abstract|journal|volume|issue|pages|year|month|number|length|series"
    r"|creation|publication|revision|file|handle|keywords?|classification|doi|status|language|note|paper|article"
    r"|book|chapter|isbn|issn|edition|provider|publisher|contact|availability|price|restriction|order|size"
    r"|programming|software|conference|in|notification|subject|type)(?:-.*)?"
)
_PAPERS = ("redif-paper", "redif-article", "redif-chapter", "redif-book", "redif-software")


def sniff(source: Source) -> bool:
    """Whether it begins with a template of ReDIF."""
    return bool(_BEGINS.match(source.text))


def read(source: Source) -> Listed:
    """Each template of a paper as an entry."""
    found = records(source.text, Layout(_tag_of, starts=frozenset((_START,)), titles=frozenset(("title",))))
    papers = (one for one in found if (one.first(_START) or "").lower().startswith(_PAPERS))
    return [_entry(record, f"line {record.line}") for record in papers]


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _LINE.fullmatch(line)
    if not found or not _FIELDS.fullmatch(found[1].lower()):
        return None
    return found[1].lower(), found[2] or found[3] or ""


def _entry(record: Record, where: str) -> Entry | Problem:
    links = addresses(*record.all("file-url", "x-file-url"))
    when = record.first("publication-date", "creation-date", "revision-date")
    year = " ".join(filter(None, (record.first("month"), record.first("year"))))
    return paper_or_problem(
        where,
        record.first("title"),
        record.joined("abstract"),
        authors=list(_authors(record)),
        date=one_date(year if record.first("year") else None, when),
        url=next(iter(links), None),
        doi=doi_in(*record.all("doi", "x-doi"), *links),
        arxiv_id=arxiv_in(*links),
        venue=record.first("journal", "book-title", "in-book", "series", "publication-status"),
    )


def _authors(record: Record) -> Iterator[str]:
    """Each author; of parts of a name both, where they follow a name."""
    for name in record.all("author-name"):
        yield from (one.strip() for one in re.split(r"(?<!\s)\s+(?:and|&)\s+|;", name) if one.strip())


FORMAT = Format("ReDIF", sniff, read)
