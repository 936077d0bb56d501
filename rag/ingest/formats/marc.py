"""MARC of libraries, MARC 21 and UNIMARC: as XML (also inside SRU and OAI-PMH), and as MarcEdit's text.

In: text. Out: an Entry or a Problem for each record. Most have no abstract: it stands in 520, of UNIMARC in
330. Its punctuation, which parts what a card once showed, goes from the ends of titles and names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import addresses, arxiv_in, doi_in, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import children, shown

_START = 20_000  # characters in which a file shows what it is
_XML = re.compile(r"<(?:\w+:)?datafield\b[^<>]*\btag=", re.IGNORECASE)
_TEXT = re.compile(r"\A\s*=LDR\s", re.IGNORECASE)
_LINE = re.compile(r"=(\w{3})\s{2}(.*)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_ENDS = re.compile(r"(?<![\s/:;,=])[\s/:;,=]++$")
_ROLE = re.compile(r"\b(?:aut|author|cre|creator|dis|dissertant|070|verfasser\w*|auteur)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Field:
    """One field: its tag, first and second indicator, the parts by their letters."""

    tag: str
    kinds: str
    parts: list[tuple[str, str]] = field(default_factory=list)

    def first(self, letters: str) -> str:
        return next((text for letter in letters for own, text in self.parts if own == letter and text), "")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where MARC 21 and UNIMARC keep what."""

    title: tuple[str, str]  # the field, the letters of the subtitle
    abstract: str
    people: tuple[str, ...]
    bodies: tuple[str, ...]
    imprint: tuple[str, ...]
    published: str
    host: tuple[str, ...]


_MARC21 = _Layout(
    ("245", "b"), "520", ("100", "700"), ("110", "111", "710", "711"), ("264", "260"), "c", ("773",)
)
_UNIMARC = _Layout(("200", "e"), "330", ("700", "701"), ("710", "711"), ("214", "210"), "d", ("461", "463"))


def sniff(source: Source) -> bool:
    """Whether the fields of MARC stand in XML, or the text begins as MarcEdit's."""
    start = source.text[:_START]
    return bool(_TEXT.match(start) or (start.lstrip().startswith("<") and _XML.search(start)))


def read(source: Source) -> Listed:
    """Each record."""
    if _TEXT.match(source.text):
        parts = re.split(r"(?m)^(?==LDR\s)", source.text)
        listed = [list(_lines(part)) for part in parts if part.strip()]
        return [_entry(fields, f"entry {number}") for number, fields in enumerate(listed, 1)]
    return xml_records(source.text, ("record",), lambda one, where: _entry(list(_elements(one)), where))


def _lines(text: str) -> Iterator[_Field]:
    for line in text.splitlines():
        if found := _LINE.match(line):
            kinds, *parts = re.sub(r"\{dollar\}", "\x00", found[2]).split("$")
            texts = [(part[:1], part[1:].replace("\x00", "$").strip()) for part in parts]
            yield _Field(found[1], kinds if texts else f"  {found[2]}", texts)


def _elements(record: Any) -> Iterator[_Field]:
    """The fields of a record, which may stand inside another of its name."""
    for one in record.iter():
        if one.get("tag"):
            kinds = f"{one.get('ind1') or ' '}{one.get('ind2') or ' '}"
            parts = [(part.get("code") or "", shown(part)) for part in children(one, "subfield")]
            yield _Field(one.get("tag"), kinds if parts else f"  {shown(one)}", parts)


def _entry(fields: list[_Field], where: str) -> Entry | Problem:
    tags = {one.tag for one in fields}
    layout = _UNIMARC if "200" in tags and "245" not in tags else _MARC21
    counts = [sum(one.tag == tag for one in fields) for tag in (layout.title[0], layout.abstract)]
    if min(counts) > 1:  # a record has one title: one was not closed
        return Problem(where, "several records in one")
    links = addresses(*(text for one in fields if one.tag == "856" for own, text in one.parts if own == "u"))
    ids = [text for one in fields if one.tag in ("024", "017") for own, text in one.parts if own == "a"]
    title = next((one for one in fields if one.tag == layout.title[0]), None)
    abstracts = [one.first("a") for one in fields if one.tag == layout.abstract]
    host = next((one for one in fields if one.tag in layout.host), None)
    return paper_or_problem(
        where,
        _title(title, layout) if title else None,
        " ".join(filter(None, abstracts)) or None,
        authors=_names(fields, layout),
        date=_year(fields, layout),
        url=next(iter(links), None),
        doi=doi_in(*ids, *links),
        arxiv_id=arxiv_in(*ids, *links),
        venue=_ENDS.sub("", host.first("t")).rstrip(".") or None if host else None,
    )


def _title(title: _Field, layout: _Layout) -> str:
    parts = (_ENDS.sub("", title.first(letter)) for letter in ("a", layout.title[1]))
    return ": ".join(filter(None, parts))


def _names(fields: list[_Field], layout: _Layout) -> list[str]:
    """The people; where there are none the bodies."""
    for tags in (layout.people, layout.bodies):
        if names := [name for one in fields if one.tag in tags and (name := _name(one, layout))]:
            return names
    return []


def _name(person: _Field, layout: _Layout) -> str | None:
    """Somebody whose part in the work is the author's, or is not said."""
    roles = " ".join(text for own, text in person.parts if own in "e4")
    if layout is _MARC21 and roles and not _ROLE.search(roles):
        return None
    name = _ENDS.sub("", person.first("a"))
    name = name if re.search(r"\b[^\W\d_]\.$", name) else name.rstrip(".")
    if layout is _UNIMARC and person.tag in layout.people:
        return in_order(_ENDS.sub("", person.first("b")), name) or None
    return name or None


def _year(fields: list[_Field], layout: _Layout) -> str | None:
    """The year of the imprint; else that of the coded field 008."""
    imprints = (one for tag in layout.imprint for one in fields if one.tag == tag)
    found = (_YEAR.search(one.first(layout.published)) for one in imprints)
    coded = next((one.kinds[9:13] for one in fields if one.tag == "008"), "")
    own = next((one[0] for one in found if one), None)
    return own or (coded if _YEAR.fullmatch(coded) else None)


FORMAT = Format("MARC", sniff, read)
