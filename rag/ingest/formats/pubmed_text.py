"""PubMed's format "Abstract", as text: numbered papers in paragraphs, the citation first."""

import re
from collections.abc import Iterator

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.nbib import PUBMED
from rag.ingest.formats.people import people_in
from rag.ingest.formats.record import comma_before_initials, doi_in, paper_or_problem

_START = re.compile(
    r"^(?P<number>\d{1,6})\. (?=\S[^\n]{0,300}(?:\n[^\n]{1,300}){0,3}?\b(?:1[89]|20)\d\d\b)", re.MULTILINE
)
_CITED = re.compile(  # a whole citation, which begins a paper wherever its line stands
    r"\d{1,6}\. [^\n]{2,200}\. (?:1[89]|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?;[^\n]*"
)
_PMID = re.compile(r"^PMID: *(\d{1,9})", re.MULTILINE)
_IDS = re.compile(r"^(?:PMID|PMCID|DOI): *\S", re.MULTILINE)  # the last lines of a paper
_CITATION = re.compile(r"(?P<venue>.+?)\. (?P<date>(?:1[89]|20)\d\d[^;:.]*)")
_ABOUT = re.compile(  # paragraphs that are no part of the abstract
    r"(?:Author information|Collaborators?|Comments? (?:in|on)\b|Erratum|Update (?:of|in)|Republished"
    r"|Retraction|Expression of concern|Summary for patients|Plain Language Summary|Trial registration:"
    r"|Conflict of interest|©|Copyright\b|DOI: |PMCID: |PMID: |Publisher: |Free (?:PMC )?[Aa]rticle"
    r"|\[Article in)"
)
_PLACES = re.compile(r"(?:\(\d{1,3}\))+|[*#†‡§]+")


def sniff(source: Source) -> bool:
    """Whether numbered citations and PubMed's own numbers stand in lines of their own."""
    text = source.text.replace("\r\n", "\n")
    first = _START.match(text.lstrip())
    return bool(first and _PMID.search(text))


def read(source: Source) -> Listed:
    """Each paper as an entry."""
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    starts = _once(text, list(_numbered(text)))
    ends = [*(start.start() for start in starts[1:]), len(text)]
    return [
        _entry(text[start.end() : end], f"entry {number}")
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


def _once(text: str, starts: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without those whose citation is all there is of them, and stands there once more."""
    ends = [*(start.start() for start in starts[1:]), len(text)]
    lines = [text[start.start() : end].strip() for start, end in zip(starts, ends, strict=True)]
    following = [*lines[1:], ""]
    return [
        start
        for start, own, other in zip(starts, lines, following, strict=True)
        if other.split("\n\n")[0] != own
    ]


def _numbered(text: str) -> Iterator[re.Match[str]]:
    """Where papers begin: behind the last line of the one before, or its two blank lines, or with a citation
    that is whole."""
    end = 0
    for start in _START.finditer(text):
        before = text[end : start.start()]
        behind = before.endswith("\n\n\n") or (before.endswith("\n\n") and _IDS.search(before))
        if not end or behind or _CITED.match(text, start.start()):
            end = start.end()
            yield start


def _entry(text: str, where: str) -> Entry | Problem:
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
    citation, title = paragraphs[0], paragraphs[1] if len(paragraphs) > 1 else None
    rest = [part for part in paragraphs[2:] if not _ABOUT.match(part)]
    named = rest[:1] if rest and _is_names(rest[0]) else []
    found, pmid = _CITATION.match(citation), _PMID.search(text)
    doi = doi_in(citation, *(part for part in paragraphs if part.startswith("DOI: ")))
    return paper_or_problem(
        where,
        title,
        " ".join(rest[len(named) :]) or None,
        authors=comma_before_initials(people_in(_PLACES.sub("", "".join(named)).rstrip("."))),
        date=found["date"].strip() if found else None,
        doi=doi,
        url=f"{PUBMED}/{pmid[1]}/" if pmid and not doi else None,
        venue=found["venue"] if found else None,
    )


def _is_names(paragraph: str) -> bool:
    """Whether it is "Smith A(1), Jones BC(1)(2)." and no sentence."""
    names = [name.strip(" .") for name in re.split(r"[,;]", _PLACES.sub("", paragraph)) if name.strip(" .")]
    initials = sum(bool(re.search(r"\s[^\W\d_a-z]{1,4}(?: (?:Jr|Sr|2nd|3rd))?$", name)) for name in names)
    return 2 * initials > len(names)


FORMAT = Format("PubMed text", sniff, read)
