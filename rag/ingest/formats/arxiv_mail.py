r"""arXiv's daily mail of new papers: a header, `\\`, an abstract, `\\`, for each."""

import re
from collections.abc import Iterator

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import people_in
from rag.ingest.formats.record import doi_in, paper_or_problem
from rag.model.identifiers import arxiv_id_in

_START = re.compile(r"^[> ]{0,4}\\\\[^\S\n]*\n[> ]{0,4}(?=(?:arXiv:|Paper\b)[^\n]*\d)", re.MULTILINE)
_BREAK = re.compile(r"^[> ]{0,4}\\\\.*$", re.MULTILINE)
_TITLE = re.compile(r"^[> ]{0,4}Title:", re.MULTILINE)
_FIELD = re.compile(r"([A-Z][A-Za-z-]{2,20})(?: \([^)]*\))?:[^\S\n]*(.*)")
_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?\([^()]*\)")
_QUOTED = re.compile(r"^> ?", re.MULTILINE)


def sniff(source: Source) -> bool:
    """Whether a paper begins as in such a mail."""
    return bool(_START.search(source.text) and _TITLE.search(source.text))


def read(source: Source) -> Listed:
    """Each paper; those that were only replaced come without an abstract."""
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    starts = list(_START.finditer(text))
    ends = [*(start.start() for start in starts[1:]), *([len(text)] if starts else [])]
    return [
        _entry(text[start.end() : end], f"line {text.count(chr(10), 0, start.end()) + 1}")
        for start, end in zip(starts, ends, strict=True)
    ]


def _entry(text: str, where: str) -> Entry | Problem:
    parts = _BREAK.split(_QUOTED.sub("", text))
    fields = dict(_fields(parts[0]))
    return paper_or_problem(
        where,
        fields.get("title"),
        " ".join(parts[1].split()) if len(parts) > 2 else None,
        authors=people_in(_without_brackets(fields.get("authors") or fields.get("author") or "")),
        date=_BRACKETS.sub("", fields.get("date", "")) or None,
        doi=doi_in(fields.get("doi")),
        arxiv_id=arxiv_id_in(*parts[0].split("\n", 1)[0].split()),
        venue=fields.get("journal-ref"),
    )


def _fields(head: str) -> Iterator[tuple[str, str]]:
    """The fields of a header, each on one line; of two of a name, as of two dates, the first."""
    found: list[list[str]] = []
    for line in head.split("\n"):
        if field := _FIELD.match(line):
            found.append([field[1].lower(), field[2]])
        elif found and line[:1].isspace():
            found[-1][1] += f" {line.strip()}"
    yield from ((name, value.strip()) for name, value in reversed(found))


def _without_brackets(authors: str) -> str:
    """Without the places that they work at, in brackets behind the names."""
    before = ""
    while before != authors:
        before, authors = authors, _BRACKETS.sub("", authors)
    return authors


FORMAT = Format("arXiv mail", sniff, read)
