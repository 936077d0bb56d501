"""Scopus' plain text: authors, title and citation in lines, then named parts such as "ABSTRACT: ..."."""

import re
from collections.abc import Iterator

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import people_in
from rag.ingest.formats.record import addresses, doi_in, paper_or_problem

_HEAD = re.compile(r"(?<!\s)\s*+Scopus[^\S\n]*+\n\s*+EXPORT DATE:[^\n]*\n")
_END = re.compile(r"^SOURCE: Scopus[^\S\n]*$", re.MULTILINE)
_CITATION = re.compile(r"^\((?P<year>\d{4})\) (?P<venue>.+?)(?:, |\. |$)", re.MULTILINE)
_WHOLE = re.compile(r"^\(\d{4}\) [^\n]+, (?:\d|pp\. |art\. no\. )[^\n]*", re.MULTILINE)
_ABOVE = 2  # lines above a citation: the authors, the title
_PART = re.compile(r"^([A-Z][A-Z ]{2,60}): ", re.MULTILINE)


def sniff(source: Source) -> bool:
    """Whether it begins as Scopus begins or its records end so, and it has a citation of its own."""
    if "Scopus" not in source.text:
        return False
    text = source.text.replace("\r\n", "\n")
    return bool((_HEAD.match(text) or _END.search(text)) and _CITATION.search(text))


def read(source: Source) -> Listed:
    """Each record as an entry."""
    text = _HEAD.sub("", source.text.replace("\r\n", "\n"), count=1)
    parts = [part for whole in _END.split(text) for part in _by_citation(whole) if part.strip()]
    return [_entry(part, f"entry {number}") for number, part in enumerate(parts, 1)]


def _by_citation(text: str) -> Iterator[str]:
    """The records in a part of the text: several where the line that ends one is damaged."""
    start = 0
    for citation in list(_CITATION.finditer(text))[1:]:
        above = text.rfind("\n\n", start, citation.start())
        if above <= start or text.count("\n", above + 2, citation.start()) > _ABOVE:
            above = _lines_above(text, start, citation.start()) if _WHOLE.match(text, citation.start()) else 0
        if above > start:
            yield text[start:above]
            start = above
    yield text[start:]


def _lines_above(text: str, start: int, end: int) -> int:
    """Where the authors and the title above a citation begin; 0 where the citation before is among them."""
    at = end - 1
    for _ in range(_ABOVE):
        at = text.rfind("\n", start, at)
        if at < 0:
            return 0
    return 0 if _CITATION.search(text, at, end) else at + 1


def _entry(text: str, where: str) -> Entry | Problem:
    citation = _CITATION.search(text)
    above = (
        [line.strip() for line in text[: citation.start()].split("\n") if line.strip()] if citation else []
    )
    marks = list(_PART.finditer(text))
    ends = [mark.start() for mark in marks] + [len(text)]
    named = {mark[1]: text[mark.end() : end] for mark, end in zip(marks, ends[1:], strict=True)}
    return paper_or_problem(
        where,
        above[-1] if above else None,
        " ".join(named.get("ABSTRACT", "").split()) or None,
        authors=people_in(above[0]) if len(above) > 1 else (),
        date=citation["year"] if citation else None,
        venue=citation["venue"] if citation else None,
        doi=doi_in(named.get("DOI")),
        url=next(iter(addresses(*text.split("\n"))), None),
    )


FORMAT = Format("Scopus text", sniff, read)
