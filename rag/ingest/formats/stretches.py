"""Which stretch of a text is of which format, told by the marks of their records.

In: a text. Out: where each format begins; what stands before the first goes with it. Nothing is found in a
text that has no such marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.ingest.formats import (
    ads_tagged,
    arxiv_mail,
    bibtex,
    embase,
    enw,
    html,
    labelled,
    listing,
    markdown,
    nbib,
    old_tagged,
    other_xml,
    ovid,
    pubmed_text,
    redif,
    refworks,
    ris,
    sciencedirect,
    scopus_text,
    tables,
    wos,
)
from rag.ingest.formats.bibtex_blocks import BEGINS
from rag.ingest.formats.format import Entry, Format, Listed, Source
from rag.ingest.formats.xml_stretches import RECORD, XML, parts


@dataclass(frozen=True, slots=True)
class _Lines:
    """A format whose records begin on a line of their own; a stretch of it has a `title` too. A text without
    the `sign`, for which a search takes far less time, has none."""

    format: Format
    sign: str
    begins: re.Pattern[str]
    title: re.Pattern[str]


_TAGGED = (
    _Lines(
        ris.FORMAT,
        "TY  - ",
        re.compile(r"^\s{0,4}TY {2}- ", re.M),
        re.compile(r"^\s{0,4}(?:TI|T1) {2}- ", re.M),
    ),
    _Lines(nbib.FORMAT, "\nPMID", re.compile(r"^PMID ?- ?\d", re.M), re.compile(r"^B?TI {1,2}- ", re.M)),
    _Lines(wos.FORMAT, "\nPT ", re.compile(r"^PT [A-Z][a-z]*\s*$", re.M), re.compile(r"^TI ", re.M)),
    _Lines(enw.FORMAT, "\n%0", re.compile(r"^%0[ \t]+[A-Za-z]", re.M), re.compile(r"^%T[ \t]+\S", re.M)),
    _Lines(
        ovid.FORMAT,
        "<",
        re.compile(r"^\s{0,4}<\d{1,6}\.? ?>\s*$", re.M),
        re.compile(r"^(?:TI {2}- |Title\s*$)", re.M),
    ),
    _Lines(
        ads_tagged.FORMAT,
        "\n%R ",
        re.compile(r"^%R (?:1[5-9]|20)\d\d\S{15}\s*$", re.M),
        re.compile(r"^%B ", re.M),
    ),
    _Lines(
        redif.FORMAT,
        "ReDIF-",
        re.compile(r"^Template-Type\s*:\s*ReDIF-", re.M | re.I),
        re.compile(r"^Title\s*:", re.M | re.I),
    ),
    _Lines(
        arxiv_mail.FORMAT,
        "\\\\",
        re.compile(r"^\\\\[^\S\n]*\n(?=(?:arXiv:|Paper\b)[^\n]*\d)", re.M),
        re.compile(r"^Title:", re.M),
    ),
    _Lines(refworks.FORMAT, "\nRT ", re.compile(r"^RT [A-Z][A-Za-z]", re.M), re.compile(r"^T1 \S", re.M)),
    _Lines(
        embase.FORMAT,
        "TITLE",
        re.compile(r'^(?:RECORD \d{1,6}[^\S\n]*\n)?(?:TITLE[^\S\n]*\n\s*\S|"?TITLE"?,"?[^",\n])', re.M),
        re.compile(r'^"?(?:ABSTRACT|AUTHOR NAMES|SOURCE)\b', re.M),
    ),
    _Lines(
        sciencedirect.FORMAT,
        "www.sciencedirect.com",
        re.compile(r"^(?=(?:[^\n]{1,500},\n){2,9}[^\n]{1,200}\n\(https?://www\.sciencedirect\.com/)", re.M),
        re.compile(r"^\(https?://www\.sciencedirect\.com/", re.M),
    ),
    _Lines(
        pubmed_text.FORMAT,
        "PMID: ",
        re.compile(r"^\d{1,6}\. [^\n]{3,300}\b(?:1[89]|20)\d\d\b[^\n]*\n", re.M),
        re.compile(r"^PMID: \d", re.M),
    ),
    _Lines(
        scopus_text.FORMAT,
        "EXPORT DATE:",
        re.compile(r"^[^\n]{0,300}?(?P<at>Scopus[^\S\n]*\n\s*EXPORT DATE:)", re.M),
        re.compile(r"^\(\d{4}\) ", re.M),
    ),
    _Lines(
        scopus_text.FORMAT,
        "SOURCE: Scopus",
        re.compile(r"^(?=[^\n]{3,2000}\n[^\n]{3,500}\n\(\d{4}\) [^\n]{3,300}\n)", re.M),
        re.compile(r"^ABSTRACT: ", re.M),
    ),
    _Lines(labelled.FORMAT, "Title: ", labelled.BEGINS, re.compile(r"^Abstract: ", re.M)),
    _Lines(old_tagged.FORMAT, "\nTI- ", re.compile(r"^TI- \S", re.M), re.compile(r"^A[BU]- ", re.M)),
    _Lines(bibtex.FORMAT, "@", BEGINS, re.compile(r"\btitle\s*=", re.I)),
)
MIXED = frozenset(known.name for known in (*XML, *(lines.format for lines in _TAGGED)))
_MARKED = (  # only beside others
    *_TAGGED,
    _Lines(markdown.FORMAT, "](http", re.compile(r"^#{1,6} \[[^\]\n]+\]\(https?:", re.M), re.compile("")),
    _Lines(
        html.FORMAT,
        "<",
        re.compile(
            r"^[^\n<]{0,300}?(?P<at>(?:<!--.{0,200}-->\s*)?<(?:!doctype html|html|main|article)\b)",
            re.M | re.I,
        ),
        re.compile(r"<h3|citation_title", re.I),
    ),
    _Lines(
        listing.FORMAT,
        "Get trending papers in your email",
        re.compile(r"^.{0,300}?(?P<at>Get trending papers in your email)", re.M),
        re.compile(""),
    ),
)
_PLAIN = (
    other_xml.FORMAT,
    tables.FORMAT,
    markdown.FORMAT,
    labelled.FORMAT,
    listing.FORMAT,
)  # what may stand before them
_TAGS = (
    *(ris.FORMAT, nbib.FORMAT, wos.FORMAT, enw.FORMAT, ads_tagged.FORMAT, redif.FORMAT, refworks.FORMAT),
    *(ovid.FORMAT, arxiv_mail.FORMAT, old_tagged.FORMAT, embase.FORMAT),
)
_IN_XML = tuple(
    replace(lines, sign=f"\n{lines.sign.lstrip()}") for lines in _TAGGED if lines.format in _TAGS
)  # at the margin, as no text of an element is
_OWN = re.compile(rf"^[^\S\n]*{RECORD.pattern}", re.M | re.I)
Stretch = tuple[int, Format]  # where it begins


def stretches(text: str) -> Iterator[Stretch]:
    """Where each format begins; what stands before the first goes with it."""
    found: list[Stretch] = []
    for start, end, xml in parts(text):
        of_part = list(_inside(text, start, end, xml)) if xml else _tagged(text, start, end, _MARKED)
        if start and not of_part and (behind := _plain_format(text[start:end])):
            of_part = [(start, behind)]
        if start and of_part and not xml:
            of_part[0] = (start, of_part[0][1])  # with a header behind the XML
        for one in of_part:
            if not found or found[-1][1].name != one[1].name:
                found.append(one)
    if found and found[0][0] and (before := _plain_format(text[: found[0][0]])):
        found = [(0, before), *found]
    if found:
        yield 0, found[0][1]
        yield from found[1:]


def _plain_format(text: str) -> Format | None:
    """The format of a text without marks of its own, where it lists a paper."""
    source = Source("", text.encode("utf-8", "replace"))
    fitting = (known for known in _PLAIN if text.strip() and known.sniff(source))
    return next((known for known in fitting if any_paper(known.read(source))), None)


def any_paper(listed: Listed) -> bool:
    """Whether a paper is among what was read."""
    return any(isinstance(item, Entry) for item in listed)


def _inside(text: str, start: int, end: int, xml: Format) -> Iterator[Stretch]:
    """The XML of one part, with records that were put into it, up to the next line with one of its own."""
    yield start, xml
    for at, known in _tagged(text, start, end, _IN_XML):
        if at > start:
            yield at, known
            if own := _OWN.search(text, at, end):
                yield own.start(), xml


def _tagged(text: str, start: int, end: int, kinds: tuple[_Lines, ...]) -> list[Stretch]:
    """The stretches of one part; one without a title of its format is text of the stretch before it."""
    part = f"\n{text[start:end]}"
    marks = sorted(
        (mark.start("at" if "at" in lines.begins.groupindex else 0), number)
        for number, lines in enumerate(kinds)
        if lines.sign in part
        for mark in lines.begins.finditer(text, start, end)
    )
    firsts = [mark for mark, before in zip(marks, [(0, -1), *marks], strict=False) if mark[1] != before[1]]
    ends = [*(at for at, _ in firsts), end][1:]
    return [
        (at, kinds[number].format)
        for (at, number), until in zip(firsts, ends, strict=True)
        if kinds[number].title.search(text, at, until)
    ]
