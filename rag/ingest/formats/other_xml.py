"""XML of any service that has no module of its own: Europe PMC, DBLP, EBSCO, Crossref, OSTI, ADS, PLOS,
ProQuest, BibTeXML and those that nobody here has seen.

In: text. Out: an Entry or a Problem for each element that is a record (rag/ingest/formats/xml_scan.py).
Records in the XML of other formats that are read by nobody are found here too.
"""

from itertools import pairwise

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_records import entry_of
from rag.ingest.formats.xml_fields import fields_of
from rag.ingest.formats.xml_records import alone, starts_of
from rag.ingest.formats.xml_scan import WITH_ABSTRACT, WITHOUT, Place, records, without_comments
from rag.ingest.formats.xml_text import root_name

_LOOKED_AT = 300_000  # characters
_PAGES = frozenset("html head body div main section meta dl ul ol h1 svg".split())
_LONGER = 1.2  # times as long as it is
_COMPARED = 60  # letters by which a title is known again


def sniff(source: Source) -> bool:
    """Whether the text is XML, no page, and has an element that is a record."""
    root = root_name(source.text)
    if root is None or root.lower() in _PAGES:
        return False
    return bool(_places(source.text[:_LOOKED_AT]))


def read(source: Source) -> Listed:
    """Each record, and each other element of their names, which lacks what makes one."""
    return [item for _, item in _read(source.text)]


def stray_records(text: str, found: Listed) -> Listed:
    """The records with an abstract in the XML of a text that are not among what was found."""
    if "</" not in text or not (places := records(text, grow=False)):
        return []
    entries = [item for item in found if isinstance(item, Entry)]
    titles = {_plain(item.title) for item in entries}
    abstracts = {_plain(item.abstract): item for item in entries}
    names = tuple(sorted({place.name.rpartition(":")[2] for place in places}))
    listed = [_entry(text[place.start : place.end], names, f"entry {n}") for n, place in enumerate(places, 1)]
    strays = [item for item in listed if isinstance(item, Entry)]
    own = {_plain(item.title): _plain(item.abstract) for item in strays}
    return [
        item
        for item in strays
        if _is_new(item, titles) and not _is_same(item, abstracts.get(_plain(item.abstract)), own)
    ]


def _is_same(item: Entry, other: Entry | None, titled: dict[str, str]) -> bool:
    """Whether the other's abstract, which begins as this one, does not go on with other text, and its title
    is no piece of this one, nor that of another record. `titled`: the records' abstracts by their titles."""
    if other is None or len(other.abstract) > _LONGER * len(item.abstract):
        return False
    if titled.get(_plain(other.title), _plain(item.abstract)) != _plain(item.abstract):
        return False  # of a record that was cut and goes on with this one
    own, read = _letters(item.title), _letters(other.title)
    return read == own or read not in own


def _is_new(item: Entry, titles: set[str]) -> bool:
    """Whether no title is the same, but for a subtitle."""
    own = _plain(item.title)
    return own not in titles and not any(one.startswith(own) or own.startswith(one) for one in titles if one)


def _read(text: str) -> list[tuple[int, Entry | Problem]]:
    """Each record and where it stands, in order."""
    places = _places(text)
    names = tuple(sorted({place.name.rpartition(":")[2] for place in places}))
    starts = starts_of(without_comments(text), names)
    ends = dict(pairwise([*starts, len(text)]))
    parts = {place.start: text[place.start : place.end] for place in places}
    last = 0
    for start in starts:
        if start in parts:
            last = start + len(parts[start])
        elif start >= last:
            parts[start] = text[start : ends[start]]
    numbered = enumerate(sorted(parts.items()), 1)
    return [(start, _entry(part, names, f"entry {number}")) for number, (start, part) in numbered]


def _places(text: str) -> list[Place]:
    return records(text, WITH_ABSTRACT) or records(text, WITHOUT)


def _entry(part: str, names: tuple[str, ...], where: str) -> Entry | Problem:
    record = alone(part, names)
    if isinstance(record, Problem):
        return Problem(where, record.what)
    try:
        return entry_of(fields_of(record), where)
    except RecursionError:
        return Problem(where, "nested too deeply")


def _plain(title: str) -> str:
    return _letters(title)[:_COMPARED]


def _letters(title: str) -> str:
    return "".join(letter for letter in title.lower() if letter.isalnum())


FORMAT = Format("other XML", sniff, read)
