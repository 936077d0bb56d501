"""ScienceDirect's citations as text: authors, title, journal and the rest a line each, then the abstract.

In: text. Out: an Entry or a Problem for each citation, which ends with its own page in brackets and what
stands below that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import people_in
from rag.ingest.formats.record import doi_in, paper_or_problem

_PAGE = re.compile(r"^\((https?://www\.sciencedirect\.com/[^\s()]+)\)[^\S\n]*$", re.MULTILINE)
_ABSTRACT, _KEYWORDS = "Abstract:", "Keywords:"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PART = re.compile(
    r"(?:(?:Volume|Issue)s? [\dA-Z]|Part [A-Z\d]+$|Supplement|Pages? [A-Za-z]?\d|Article |IS[SB]N|In:)"
    r".*|https?://.*|(?:1[5-9]|20)\d\d"
)


def sniff(source: Source) -> bool:
    """Whether the page of an article at ScienceDirect stands in brackets on a line of its own."""
    text = source.text
    return "www.sciencedirect.com/" in text and bool(_PAGE.search(text.replace("\r\n", "\n")))


def read(source: Source) -> Listed:
    """Each citation as an entry, also one whose page is damaged."""
    found = _citations(source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return [_entry(one, f"entry {number}") for number, one in enumerate(found, 1)]


@dataclass(slots=True)
class _Citation:
    """The lines above its page, the page, and those of its abstract."""

    above: list[str]
    page: str | None = None
    abstract: list[str] = field(default_factory=list)


def _citations(lines: list[str]) -> Iterator[_Citation]:
    """Each citation; the page ends what stands above the abstract, else the abstract itself does."""
    above: list[str] = []  # lines that may begin a citation
    now: _Citation | None = None
    for line in lines:
        page = _PAGE.match(line)
        begins = line.startswith(_ABSTRACT)
        if page or (begins and (now is None or now.abstract)):
            if now:
                del now.abstract[len(now.abstract) - len(above) :]
                yield now
            now, above = _Citation(above, page[1] if page else None), []
        if begins and now:
            now.abstract.append(line.removeprefix(_ABSTRACT))
            above = []
        elif not page and line.strip() and not line.startswith(_KEYWORDS):
            above.append(line)
            if now and now.abstract:
                now.abstract.append(line)
        else:
            above = []
    if now:
        yield now


def _of_citation(above: list[str]) -> list[str]:
    """The lines above a page that are its citation, each once: all but the last end with a comma. What stands
    before them is left over of something else."""
    lines = [line.strip() for line in above]
    first = max((n for n, line in enumerate(lines[:-1], 1) if not line.endswith(",")), default=0)
    parts = [True, *(bool(_PART.fullmatch(line.removesuffix(","))) for line in lines[first:])]
    opens = [n for n in range(len(parts) - 3) if parts[n : n + 4] == [True, False, False, False]]
    first += opens[-1] if opens else 0  # behind a citation whose page and abstract are lost
    own = lines[first:] if sum(not _PART.fullmatch(line) for line in lines[first:]) > 2 else lines
    return [line for line, before in zip(own, ["", *own], strict=False) if line != before]


def _entry(citation: _Citation, where: str) -> Entry | Problem:
    lines = [line.removesuffix(",") for line in _of_citation(citation.above)]
    named = [line for line in lines if not _PART.fullmatch(line)]
    authors, title, venue = named[:3] if len(named) > 2 else (None, *[*named, None, None][:2])
    return paper_or_problem(
        where,
        title,
        " ".join(" ".join(citation.abstract).split()) or None,
        authors=people_in(authors) if authors else (),
        date=next((line for line in lines if _YEAR.fullmatch(line)), None),
        url=citation.page,
        doi=doi_in(*lines),
        venue=venue,
    )


FORMAT = Format("ScienceDirect text", sniff, read)
