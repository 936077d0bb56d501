"""Files that hold records of several formats, as those that were put together of several exports.

In: a text, and the format that it is read as. Out: its stretches of one format each, so that no format takes
the records of another for text between its own. Where one is all there is, the file is left to its format.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rag.ingest.formats import (
    html,
    json_records,
    labelled,
    listing,
    markdown,
    other_xml,
    pdf,
    refused,
    tables,
    xlsx,
)
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_text import NOT_JSON, OPEN_STRING, has_controls, objects_at_margin
from rag.ingest.formats.json_wrappings import is_titled
from rag.ingest.formats.listing import stray_entries
from rag.ingest.formats.stray_rows import stray_rows
from rag.ingest.formats.stretches import MIXED, Stretch, any_paper, stretches
from rag.ingest.formats.xml_stretches import XML
from rag.ingest.formats.xml_text import OWN_ENTITIES

_ALONE = (xlsx.FORMAT, pdf.FORMAT, *refused.FORMATS, *refused.MARKUP, *refused.TEXTS)
_SHORT = 500  # letters that may stand round papers and be of no format
_LOOSE = (markdown.FORMAT, listing.FORMAT, other_xml.FORMAT)  # they take other formats for text
_OTHER_XML = (
    r"<(?:OAI-PMH|feed|rss|rdf:RDF|PubmedArticleSet|xml|mods(?:Collection)?|TEI|pmc-articleset|collection"
    r"|CitaviExchangeData|References|Reference(?=\s+id=)|resources)\b"
)
_OTHER = re.compile(
    r"Get trending papers in your email|^PMID: \d|Scopus\s{0,9}\n\s{0,9}EXPORT DATE:"
    r"|Template-Type: ReDIF-"
    r"|<(?:!doctype html|html)\b|<article\b[^<>]*>\s{0,9}<h3\b|" + _OTHER_XML,
    re.IGNORECASE | re.MULTILINE,
)
_SIGNS = ("<", "PMID: ", "EXPORT DATE:", "ReDIF-", "Get trending")  # one is in all of these
_NO_JSON = tuple(f"\n{sign}" for sign in ("<", "@", "TY  - ", "PMID", "%0 ", "PT ", "Title: ", "## ", "| "))
_TAB_INSIDE = re.compile(r"\S\t\S")  # no JSON has one in its strings
_ABSTRACT_END = re.compile(r"</(?:\w+:)?(?:abstract\w*|summary|description)\s*>", re.IGNORECASE)
_BESIDE_HTML = re.compile(_OTHER_XML)


def read_all(source: Source, known: Format) -> Listed:
    """What a file of this format lists, with that of other formats which is in it too, and rows that no
    format reads."""
    if known == html.FORMAT:
        found = _read_all(source, known)
        found += _stray_objects(source.text, found)
        return [*found, *stray_entries(source.text, found)]
    if known == json_records.FORMAT:
        return _with_strays(source, known.read(source))
    if known in _ALONE:
        return known.read(source)
    is_code = known in _LOOSE and "```" in source.text  # a sample of JSON, perhaps
    source, objects = (source, []) if is_code else _without_objects(source)
    if known == tables.FORMAT:
        return [*known.read(source), *objects]
    rest = _read_all(source, known)
    if not rest and known in _LOOSE and len(source.text.strip()) > _SHORT:
        return []  # most of it is of no format: it is refused, rather than passed over
    found = [*rest, *objects]
    if _may_hide_records(source.text, known, found):
        found += other_xml.stray_records(source.text, found)
    found += stray_entries(source.text, found) if found else []
    return [*found, *stray_rows(source.text, found)] if found else []


def _with_strays(source: Source, found: Listed) -> Listed:
    """With what stands in JSON that is broken, and is none."""
    text = source.text
    entries = sum(isinstance(item, Entry) for item in found)
    if _has_more(text, entries):
        found = [*found, *_stray_objects(text, found)]
    broken = any(isinstance(item, Problem) and item.what == NOT_JSON for item in found)
    if broken or any(sign in text for sign in _NO_JSON):
        titles = {item.title for item in found if isinstance(item, Entry)}
        others = _of_stretches(source, list(stretches(text)))
        found = [*found, *(one for one in others if not (isinstance(one, Entry) and one.title in titles))]
        found += other_xml.stray_records(text, found)
        found += stray_entries(text, found)
    elif "\t" not in text or not _TAB_INSIDE.search(text):
        return found
    return [*found, *stray_rows(text, found)]


def _stray_objects(text: str, found: Listed) -> Listed:
    """The papers that stand in JSON on a line of their own and are not among those found, as where a bracket
    is open that makes them part of another."""
    read = {(item.title, item.abstract) for item in found if isinstance(item, Entry)}
    told = {item.where for item in found if isinstance(item, Problem) and item.what == OPEN_STRING}
    objects = _objects(text, nested=True)
    entries = (json_records.entry_of(value, where) for where, _, value in objects if where not in told)
    return [item for item in entries if isinstance(item, Entry) and (item.title, item.abstract) not in read]


def _objects(text: str, *, nested: bool = False) -> Iterator[tuple[str, tuple[int, int], Any]]:
    """The papers that stand in a text as JSON, on lines of their own: on which line, from where to where."""
    line, at = 1, 0
    for start, end, value in objects_at_margin(text, is_titled, nested=nested):
        line += text.count("\n", at, start)
        at = start
        yield f"line {line}", (start, end), value


def _has_more(text: str, objects: int) -> bool:
    """Whether more lines than these begin as an object does."""
    return text.count("\n{") + text.startswith("{") > objects


def _may_hide_records(text: str, known: Format, found: Listed) -> bool:
    """Whether XML may stand in the text that was not read: not in what was refused for its entities."""
    problems = [item.what for item in found if isinstance(item, Problem)]
    if known == other_xml.FORMAT and len(_ABSTRACT_END.findall(text)) <= len(found):
        return False
    return OWN_ENTITIES not in problems and (known not in XML or bool(problems))


def _without_objects(source: Source) -> tuple[Source, Listed]:
    """The text without the papers that stand in it as JSON, on lines of their own, and these, with those that
    stand inside others."""
    text = source.text
    found, kept, at = list[Entry | Problem](), list[str](), 0
    for where, (start, end), value in _objects(text):
        item = json_records.entry_of(value, where)
        if _takes_records(text[start:end]):
            is_cut = not isinstance(item, Entry) or "\n" in item.title or "\n" in item.abstract
            found.append(Problem(where, OPEN_STRING) if is_cut else item)
        else:
            found.append(item)
            kept += [text[at:start], "\n" * text.count("\n", start, end)]
            at = end
    if not found:
        return source, []
    found += _stray_objects(text, found) if _has_more(text, len(found)) else []
    return Source(source.name, "".join([*kept, text[at:]]).encode("utf-8", "replace")), found


def _takes_records(text: str) -> bool:
    """Whether an object has a string that goes on over records of another format, as nothing closed it."""
    if "\n" not in text or not has_controls(text):
        return False
    return bool(_ABSTRACT_END.search(text) or list(stretches(text)))


def _read_all(source: Source, known: Format) -> Listed:
    others = _OTHER if known in _LOOSE else _BESIDE_HTML if known == html.FORMAT else None
    mixed = known.name in MIXED or bool(others and _holds(others, source.text))
    found = list(stretches(source.text)) if mixed else []
    names = {format_.name for _, format_ in found}
    if len(names) < 2:
        listed = known.read(source)
        if names - {known.name}:
            return _as_both(found[0][1].read(source), listed, known)
        if known.name in MIXED and not names and tables.sniff(source) and not any_paper(listed):
            return tables.read(source)
        return listed
    return _of_stretches(source, found)


def _of_stretches(source: Source, found: list[Stretch]) -> Listed:
    """What each stretch lists."""
    ends = [*(start for start, _ in found[1:]), len(source.text)]
    return [
        item
        for (start, format_), end in zip(found, ends, strict=False)
        for item in _read_stretch(source, (start, end), format_)
    ]


def _holds(others: re.Pattern[str], text: str) -> bool:
    """Whether a text holds something else besides, and not as a sample of code."""
    labels = others is _OTHER and "\nAbstract: " in text and labelled.BEGINS.search(text)
    signs = any(sign in text for sign in _SIGNS)
    return "```" not in text and bool(labels or (signs and others.search(text)))


def _as_both(by_marks: Listed, listed: Listed, known: Format) -> Listed:
    """What was read as the format of which there are marks, and what else as that which was sniffed; but not
    what a loose one made of the papers of the other."""
    if not any_paper(listed):
        return [*by_marks, *(listed if known in XML else ())]
    papers = {item.title: item.abstract for item in by_marks if isinstance(item, Entry)}
    return [*by_marks, *(item for item in listed if not _is_of(item, papers, loosely=known in _LOOSE))]


def _is_of(item: Entry | Problem, papers: dict[str, str], *, loosely: bool) -> bool:
    """Whether this is one of the papers, abstracts by titles, or text with such a title or abstract in it."""
    if not isinstance(item, Entry):
        return False
    said = filter(None, (*papers, *papers.values())) if loosely else ()
    return item.title in papers or any(text in item.title or text in item.abstract for text in said)


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
