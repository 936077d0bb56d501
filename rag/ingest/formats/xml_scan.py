"""Which elements of an XML text are records of papers, seen from its tags alone.

In: text, damaged or of several formats too. Out: the places of the elements that hold a title and an
abstract (or a title, an author and a year) and no other such element. Each is as large as it can be without
taking in a second one or the title of something else: what stands beside the abstract, as the journal does,
is in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.ingest.formats.values import field_key

TITLES = frozenset(
    "title titles articletitle papertitle documenttitle atl dctitle titleinfo titlegroup titlegrp "
    "displayname titledisplay disstitle itemtitle doctitle arttitle arttitles".split()
)
ABSTRACTS = frozenset(
    "abstract abstracts abstracttext paperabstract ab summary description descriptions dcdescription "
    "abstractnote dissabstract shortabstract".split()
)
_AUTHORS = frozenset("author authors creator au authorstring authorlist personname contributor".split())
_YEARS = frozenset("year date pubyear publicationdate publicationyear dt issued".split())
WITH_ABSTRACT, WITHOUT = (TITLES, ABSTRACTS), (TITLES, _AUTHORS, _YEARS)
NOT_ITS_OWN = frozenset(
    "references reflist citations citedreferences relateditem related cited listbibl citationlist".split()
)
_SOLR = frozenset(("str", "arr", "date", "field", "text"))  # whose names stand in an attribute
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w.:-]{0,80})(?P<more>[^<>]{0,2000}?)(?P<empty>/?)>", re.DOTALL
)
_NO_TAGS = (("<!--", "-->"), ("<![CDATA[", "]]>"))
_NAMED = re.compile(r"""\bname\s*=\s*["']([^"']{1,80})["']""")
_DEEPEST = 200  # elements that are open at once


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands, and its name as it is written."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class _Open:
    """An element whose end was not seen yet, and what was found in it so far."""

    name: str
    key: str
    start: int
    titles: int = 0
    kinds: int = 0
    records: int = 0
    only: Place | None = None
    only_titles: int = 0


Kinds = tuple[frozenset[str], ...]


def records(text: str, kinds: Kinds = WITH_ABSTRACT, *, grow: bool = True) -> list[Place]:
    """The records in order; an element that is not closed is none. `grow`: with what stands around each."""
    return sorted(_records(text, kinds, grow=grow), key=lambda place: place.start)


def without_comments(text: str) -> str:
    """The text of the same length with blanks for comments and CDATA, in which no tag is one."""
    for begin, end in _NO_TAGS:
        at, kept = 0, list[str]()
        while (start := text.find(begin, at)) >= 0 and (until := text.find(end, start)) >= 0:
            kept += [text[at:start], " " * (until + len(end) - start)]
            at = until + len(end)
        text = "".join([*kept, text[at:]]) if kept else text
    return text


def _records(text: str, kinds: Kinds, *, grow: bool) -> Iterator[Place]:
    stack = [_Open("", "", 0)]
    skipped = 0  # how many elements are open that are not the record's own
    for tag in _TAG.finditer(without_comments(text)):
        if tag["empty"]:
            continue
        key = key_of(tag["name"], tag["more"])
        if not tag["end"]:
            if len(stack) == _DEEPEST:  # the outermost may have no end
                skipped -= stack[1].key in NOT_ITS_OWN
                yield from _give(stack.pop(1), stack[0])
            stack.append(_Open(tag["name"], key, tag.start()))
            skipped += key in NOT_ITS_OWN
            continue
        if not any(one.name == tag["name"] for one in stack):
            continue
        while stack[-1].name != tag["name"]:
            skipped -= stack[-1].key in NOT_ITS_OWN
            yield from _give(stack.pop(), stack[-1])
        done = stack.pop()
        skipped -= done.key in NOT_ITS_OWN
        if done.key in NOT_ITS_OWN or skipped:
            continue
        _note(done, kinds, Place(done.name, done.start, tag.end()), grow=grow)
        yield from _give(done, stack[-1])
    while len(stack) > 1:
        yield from _give(stack.pop(), stack[-1])
    if stack[0].only:
        yield stack[0].only


def _note(done: _Open, kinds: Kinds, place: Place, *, grow: bool) -> None:
    """What an element that is closed now adds to what was found in it."""
    every = (1 << len(kinds)) - 1
    for number, names in enumerate(kinds):
        done.kinds |= (done.key in names) << number
    done.titles = 1 if done.key in TITLES else done.titles
    if not done.records and done.kinds == every and done.key not in TITLES:
        done.records, done.only, done.only_titles = 1, place, done.titles
    elif grow and done.only and done.titles == done.only_titles:
        done.only = place


def _give(done: _Open, outer: _Open) -> Iterator[Place]:
    """Hand what was found in an element to the one around it; records that are not alone are given out."""
    outer.titles += done.titles
    outer.kinds |= done.kinds
    outer.records += done.records
    if outer.records == 1 and done.only:
        outer.only, outer.only_titles = done.only, done.only_titles
    elif outer.records > 1:
        yield from filter(None, (outer.only, done.only))
        outer.only = None


def key_of(name: str, attributes: str = "") -> str:
    """The spelling of a tag's name by which fields are known; Solr writes it into an attribute."""
    if name in _SOLR and (named := _NAMED.search(attributes)):
        return field_key(named[1])
    return field_key(name)
