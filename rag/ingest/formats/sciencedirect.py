"""ScienceDirect's citations as text: authors, title, journal and the rest a line each, then the abstract.

In: text. Out: an Entry or a Problem for each citation, which ends with its own page in brackets and what
stands below that.
"""

import re

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import people_in
from rag.ingest.formats.record import doi_in, paper_or_problem

_PAGE = re.compile(r"^\((https?://www\.sciencedirect\.com/[^\s()]+)\)[^\S\n]*$", re.MULTILINE)
_ABSTRACT = re.compile(r"^Abstract:\s*(.*?)(?=^Keywords:|\Z)", re.MULTILINE | re.DOTALL)
_KEYWORDS = re.compile(r"^Keywords:[^\n]*$", re.MULTILINE)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PART = re.compile(
    r"(?:(?:Volume|Issue)s? [\dA-Z]|Part [A-Z\d]+$|Supplement|Pages? [A-Za-z]?\d|Article |IS[SB]N|In:)"
    r".*|https?://.*|(?:1[5-9]|20)\d\d"
)


def sniff(source: Source) -> bool:
    """Whether the page of an article at ScienceDirect stands in brackets on a line of its own."""
    return bool(_PAGE.search(source.text.replace("\r\n", "\n")))


def read(source: Source) -> Listed:
    """Each citation as an entry."""
    text = source.text.replace("\r\n", "\n")
    pages = list(_PAGE.finditer(text))
    found: Listed = []
    start = 0
    for number, page in enumerate(pages, 1):
        until = pages[number].start() if number < len(pages) else len(text)
        end = _end_of_citation(text, page.end(), until, last=number == len(pages))
        found.append(_entry(text[start : page.start()], page[1], text[page.end() : end], f"entry {number}"))
        start = end
    return found


def _end_of_citation(text: str, start: int, until: int, *, last: bool) -> int:
    """Where the next citation begins: behind the keywords, else behind the last blank line before it."""
    if last:
        return until
    if keywords := _KEYWORDS.search(text, start, until):
        return keywords.end()
    return max(text.rfind("\n\n", start, until), start)


def _entry(above: str, page: str, below: str, where: str) -> Entry | Problem:
    lines = [line.strip().removesuffix(",") for line in above.strip().split("\n") if line.strip()]
    named = [line for line in lines if not _PART.fullmatch(line)]
    abstract = _ABSTRACT.search(below)
    authors, title, venue = named[:3] if len(named) > 2 else (None, *[*named, None, None][:2])
    return paper_or_problem(
        where,
        title,
        " ".join(abstract[1].split()) if abstract else None,
        authors=people_in(authors) if authors else (),
        date=next((line for line in lines if _YEAR.fullmatch(line)), None),
        url=page,
        doi=doi_in(*lines),
        venue=venue,
    )


FORMAT = Format("ScienceDirect text", sniff, read)
