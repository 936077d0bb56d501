"""Files that hold records of several formats, as those that were put together of several exports.

In: a text, and the format that it is read as. Out: its stretches of one format each, so that no format takes
the records of another for text between its own. Where one is all there is, the file is left to its format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from rag.ingest.formats import (
    acl_anthology,
    ads_tagged,
    bibtex,
    endnote_xml,
    enw,
    feeds,
    html,
    jats,
    json_records,
    labelled,
    listing,
    markdown,
    mods,
    nbib,
    oai,
    other_xml,
    ovid,
    pubmed_xml,
    ris,
    tables,
    tei,
    wos,
    zotero_rdf,
)
from rag.ingest.formats.bibtex_blocks import BEGINS
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_text import NOT_JSON, Value, line_value
from rag.ingest.formats.json_wrappings import is_titled
from rag.ingest.formats.stray_rows import stray_rows
from rag.ingest.formats.xml_text import OWN_ENTITIES

_XML = (
    *(zotero_rdf.FORMAT, feeds.FORMAT, pubmed_xml.FORMAT, endnote_xml.FORMAT, oai.FORMAT),
    *(mods.FORMAT, tei.FORMAT, jats.FORMAT, acl_anthology.FORMAT),
)
_ROOTS = (
    r"PubmedArticleSet|PubmedArticle|MedlineCitationSet|feed|entry|rss|item|OAI-PMH|(?:\w+:)?RDF|xml|records?"
    r"|(?:\w+:)?mods(?:Collection)?|TEI|pmc-articleset"
)
_ROOT = re.compile(rf"<\?xml\b|<(?:{_ROOTS})\b[^<>]*>", re.IGNORECASE)
_RECORD = re.compile(
    r"<(?:PubmedArticle|PubmedBookArticle|MedlineCitation|entry|item|record|bib:|z:|(?:mods:)?mods\b|TEI|biblFull|front)",
    re.I,
)
_ROOTS_TRIED = 10  # of what looks like the beginning of XML
_HTML = re.compile(r"<(?:!doctype html|html)\b|<article\b[^<>]*>\s{0,9}<h3\b", re.IGNORECASE)
_CLOSING = re.compile(r"</[\w.:-]+\s*>")


@dataclass(frozen=True, slots=True)
class _Lines:
    """A format whose records begin on a line of their own; a stretch of it has a `title` too."""

    format: Format
    begins: re.Pattern[str]
    title: re.Pattern[str]


_TAGGED = (
    _Lines(ris.FORMAT, re.compile(r"^\s{0,4}TY {2}- ", re.M), re.compile(r"^\s{0,4}(?:TI|T1) {2}- ", re.M)),
    _Lines(nbib.FORMAT, re.compile(r"^PMID ?- ?\d", re.M), re.compile(r"^B?TI {1,2}- ", re.M)),
    _Lines(wos.FORMAT, re.compile(r"^PT [A-Z][a-z]*\s*$", re.M), re.compile(r"^TI ", re.M)),
    _Lines(enw.FORMAT, re.compile(r"^%0[ \t]+[A-Za-z]", re.M), re.compile(r"^%T[ \t]+\S", re.M)),
    _Lines(
        ovid.FORMAT,
        re.compile(r"^\s{0,4}<\d{1,6}\.? ?>\s*$", re.M),
        re.compile(r"^(?:TI {2}- |Title\s*$)", re.M),
    ),
    _Lines(
        ads_tagged.FORMAT, re.compile(r"^%R (?:1[5-9]|20)\d\d\S{15}\s*$", re.M), re.compile(r"^%B ", re.M)
    ),
    _Lines(bibtex.FORMAT, BEGINS, re.compile(r"\btitle\s*=", re.I)),
)
_MIXED = frozenset(known.name for known in (*_XML, *(lines.format for lines in _TAGGED)))
_MARKED = (  # only beside others
    *_TAGGED,
    _Lines(markdown.FORMAT, re.compile(r"^#{1,6} \[[^\]\n]+\]\(https?:", re.M), re.compile("")),
    _Lines(
        html.FORMAT,
        re.compile(
            r"^[^\n<]{0,300}?(?P<at>(?:<!--.{0,200}-->\s*)?<(?:!doctype html|html|main|article)\b)",
            re.M | re.I,
        ),
        re.compile(r"<h3|citation_title", re.I),
    ),
    _Lines(
        listing.FORMAT,
        re.compile(r"^.{0,300}?(?P<at>Get trending papers in your email)", re.M),
        re.compile(""),
    ),
)
_OBJECT = re.compile(r"^\{[ \t]*\"[^\n]*\}[ \t\r,]*$", re.MULTILINE)
_SHORT = 500  # letters that may stand round papers and be of no format
_LOOSE = (markdown.FORMAT, listing.FORMAT, other_xml.FORMAT)  # they take other formats for text
_OTHER_XML = r"<(?:OAI-PMH|feed|rss|rdf:RDF|PubmedArticleSet|xml|mods(?:Collection)?|TEI)\b"
_OTHER = re.compile(
    rf"Get trending papers in your email|<(?:!doctype html|html)\b|{_OTHER_XML}", re.IGNORECASE
)
_BESIDE_HTML = re.compile(_OTHER_XML)
_PLAIN = (tables.FORMAT, markdown.FORMAT, labelled.FORMAT, listing.FORMAT)  # what may stand before them
Stretch = tuple[int, Format]  # where it begins


def read_all(source: Source, known: Format) -> Listed:
    """What a file of this format lists, with that of other formats which is in it too, and rows that no
    format reads."""
    if known == html.FORMAT:
        return _read_all(source, known)
    if known == json_records.FORMAT:
        return _with_strays(source, known.read(source))
    if known.name not in _MIXED and known not in (*_LOOSE, tables.FORMAT):
        return known.read(source)
    source, objects = _without_objects(source)
    if known == tables.FORMAT:
        return [*known.read(source), *objects]
    rest = _read_all(source, known)
    if not rest and known in _LOOSE and len(source.text.strip()) > _SHORT:
        return []  # most of it is of no format: it is refused, rather than passed over
    found = [*rest, *objects]
    if _may_hide_records(known, found):
        found += other_xml.stray_records(source.text, found)
    return [*found, *stray_rows(source.text, found)] if found else []


def _with_strays(source: Source, found: Listed) -> Listed:
    """With what stands in JSON that is broken, and is none."""
    if any(isinstance(item, Problem) and item.what == NOT_JSON for item in found):
        found = [*found, *other_xml.stray_records(source.text, found)]
        found += stray_rows(source.text, found)
    return found


def _may_hide_records(known: Format, found: Listed) -> bool:
    """Whether XML may stand in the text that was not read: not in what was refused for its entities."""
    problems = [item.what for item in found if isinstance(item, Problem)]
    return OWN_ENTITIES not in problems and (known not in _XML or bool(problems))


def _without_objects(source: Source) -> tuple[Source, Listed]:
    """The text without the papers that stand in it as JSON, a line each, and these."""
    if not _OBJECT.search(source.text) or "```" in source.text:
        return source, []
    lines, found = source.text.split("\n"), list[Entry | Problem]()
    for number, line in enumerate(lines, 1):
        value = line_value(number, line.strip()) if _OBJECT.match(line) else None
        if isinstance(value, Value) and is_titled(value.content):
            found.append(json_records.entry_of(value.content, f"line {number}"))
            lines[number - 1] = ""
    return Source(source.name, "\n".join(lines).encode("utf-8", "replace")), found


def _read_all(source: Source, known: Format) -> Listed:
    others = _OTHER if known in _LOOSE else _BESIDE_HTML if known == html.FORMAT else None
    mixed = known.name in _MIXED or bool(others and _holds(others, source.text))
    found = list(_stretches(source.text)) if mixed else []
    names = {format_.name for _, format_ in found}
    if len(names) < 2:
        listed = known.read(source)
        if names - {known.name}:
            return _as_both(found[0][1].read(source), listed)
        if known.name in _MIXED and not names and tables.sniff(source) and not _any_paper(listed):
            return tables.read(source)
        return listed
    ends = [*(start for start, _ in found[1:]), len(source.text)]
    return [
        item
        for (start, format_), end in zip(found, ends, strict=True)
        for item in _read_stretch(source, (start, end), format_)
    ]


def _holds(others: re.Pattern[str], text: str) -> bool:
    """Whether a text holds something else besides, and not as a sample of code."""
    return "```" not in text and bool(others.search(text))


def _as_both(by_marks: Listed, listed: Listed) -> Listed:
    """What was read as the format of which there are marks, and what else as that which was sniffed."""
    if not _any_paper(listed):
        return by_marks
    titles = {item.title for item in by_marks if isinstance(item, Entry)}
    return [*by_marks, *(item for item in listed if not (isinstance(item, Entry) and item.title in titles))]


def _any_paper(listed: Listed) -> bool:
    return any(isinstance(item, Entry) for item in listed)


def _read_stretch(source: Source, place: tuple[int, int], known: Format) -> Listed:
    """Its entries, its problems with where the stretch begins."""
    text = source.text[place[0] : place[1]]
    line = source.text.count("\n", 0, place[0]) + 1
    listed = known.read(Source(source.name, text.encode("utf-8", "replace")))
    if not listed and text.strip():
        listed = [Problem("line 1", f"not readable as {known.name}")]
    return [
        replace(item, where=f"{item.where} of the {known.name} from line {line}")
        if isinstance(item, Problem)
        else item
        for item in listed
    ]


def _stretches(text: str) -> Iterator[Stretch]:
    """Where each format begins; what stands before the first goes with it."""
    found: list[Stretch] = []
    for start, end, xml in _parts(text):
        of_part = [(start, xml)] if xml else _tagged(text, start, end)
        if start and not of_part and (behind := _plain_format(text[start:end])):
            of_part = [(start, behind)]
        if start and of_part and not xml:
            of_part[0] = (start, of_part[0][1])  # with a header behind the XML
        found += [one for one in of_part if not found or found[-1][1].name != one[1].name]
    if found and found[0][0] and (before := _plain_format(text[: found[0][0]])):
        found = [(0, before), *found]
    if found:
        yield 0, found[0][1]
        yield from found[1:]


def _plain_format(text: str) -> Format | None:
    """The format of a text without marks of its own, where it lists a paper."""
    source = Source("", text.encode("utf-8", "replace"))
    fitting = (known for known in _PLAIN if text.strip() and known.sniff(source))
    return next((known for known in fitting if _any_paper(known.read(source))), None)


def _parts(text: str) -> Iterator[tuple[int, int, Format | None]]:
    """The XML in a text, and what stands before and behind it."""
    last = max((closing.end() for closing in _CLOSING.finditer(text)), default=0)
    for root in islice(_ROOT.finditer(text, 0, last), _ROOTS_TRIED):
        page = _HTML.search(text, root.end(), last)
        end = page.start() if page else last
        part = Source("", text[root.start() : end].encode("utf-8", "replace"))
        known = next((format_ for format_ in _XML if format_.sniff(part)), None)
        if known and _RECORD.search(text, root.start(), end):
            yield 0, root.start(), None
            yield root.start(), end, known
            yield end, len(text), None
            return
    yield 0, len(text), None


def _tagged(text: str, start: int, end: int) -> list[Stretch]:
    """The stretches of one part; one without a title of its format is text of the stretch before it."""
    marks = sorted(
        (mark.start("at" if "at" in lines.begins.groupindex else 0), number)
        for number, lines in enumerate(_MARKED)
        for mark in lines.begins.finditer(text, start, end)
    )
    firsts = [mark for mark, before in zip(marks, [(0, -1), *marks], strict=False) if mark[1] != before[1]]
    ends = [*(at for at, _ in firsts), end][1:]
    return [
        (at, _MARKED[number].format)
        for (at, number), until in zip(firsts, ends, strict=True)
        if _MARKED[number].title.search(text, at, until)
    ]
