"""Which stretches of a text are XML of a known format, one behind the other or among other text.

In: a text. Out: where each begins and ends, with its format, and what stands between.
"""

import re
from collections.abc import Iterator
from itertools import islice

from rag.ingest.formats import (
    acl_anthology,
    citavi,
    datacite_xml,
    endnote_xml,
    feeds,
    jats,
    marc,
    mods,
    oai,
    pubmed_xml,
    rsci,
    tei,
    zotero_rdf,
)
from rag.ingest.formats.format import Format, Source
from rag.ingest.formats.xml_text import root_name

XML = (
    *(zotero_rdf.FORMAT, feeds.FORMAT, pubmed_xml.FORMAT, endnote_xml.FORMAT, citavi.FORMAT),
    *(datacite_xml.FORMAT, mods.FORMAT, tei.FORMAT, rsci.FORMAT, jats.FORMAT, marc.FORMAT, oai.FORMAT),
    acl_anthology.FORMAT,
)
_ROOTS = (
    r"PubmedArticleSet|PubmedArticle|MedlineCitationSet|feed|entry|rss|item|OAI-PMH|(?:\w+:)?RDF|xml|records?"
    r"|(?:\w+:)?mods(?:Collection)?|TEI|pmc-articleset|CitaviExchangeData|References?|resources?|journal|collection"
    r"|article(?=>\s*<front)"
)
_ROOT = re.compile(rf"<\?xml\b|<(?:{_ROOTS})\b[^<>]*>", re.IGNORECASE)
_WHOLE = re.compile(  # what is never inside a record, even one that breaks off, but in OAI-PMH
    r"<(?:PubmedArticleSet|feed|rss|OAI-PMH|(?:\w+:)?RDF|xml(?=>\s*<records)|modsCollection|pmc-articleset"
    r"|CitaviExchangeData|References(?=>\s*<Reference\b)|journal(?=>\s*<journalInfo\b)|resources|collection)\b[^<>]*>",
    re.IGNORECASE,
)
RECORD = re.compile(
    r"<(?:PubmedArticle|PubmedBookArticle|MedlineCitation|entry|item|record|bib:|z:|(?:mods:)?mods\b|TEI|biblFull|front"
    r"|Reference\b|resource\b|article>|paper\b)",
    re.I,
)
_ROOTS_TRIED = 10  # of what looks like the beginning of XML
_LATER_TRIED = 50  # of what looks like the beginning of other XML behind it
_HTML = re.compile(r"<(?:!doctype html|html)\b|<article\b[^<>]*>\s{0,9}<h3\b", re.IGNORECASE)
_CLOSING = re.compile(r"</[\w.:-]+\s*>")


_NEAR = 20_000  # characters in which the first element begins
_PARTS = 5  # of XML, between other text
Part = tuple[int, int, Format | None]


def parts(text: str) -> Iterator[Part]:
    """The XML in a text, and what stands before, between and behind it."""
    at, last = 0, _last_closing(text)
    for _ in range(_PARTS):
        found = _first(text, at, last)
        if found is None:
            break
        start, end, known = found
        yield at, start, None
        yield from _of_roots(text, start, end, known)
        at = end
    yield at, len(text), None


def _last_closing(text: str) -> int:
    """Where the last closing tag ends; 0 where there is none."""
    at = text.rfind("</")
    while at >= 0:
        if closing := _CLOSING.match(text, at):
            return closing.end()
        at = text.rfind("</", 0, at)
    return 0


def _first(text: str, at: int, last: int) -> tuple[int, int, Format] | None:
    """The first of the XML behind a place: where it begins, where it or a page begins that ends it."""
    for root in islice(_ROOT.finditer(text, at, last), _ROOTS_TRIED):
        page = _HTML.search(text, root.end(), last)
        end = page.start() if page else last
        known = _known(text[root.start() : end])
        if known and RECORD.search(text, root.start(), end):
            return root.start(), end, known
    return None


def _of_roots(text: str, start: int, end: int, known: Format) -> Iterator[Part]:
    """The XML of one format, and that of others behind it where the first ends or breaks off."""
    root, tried = start, 0
    for later in _ROOT.finditer(text, _closed(text, start, end), end):
        closed = _closed(text, root, end)
        if later.start() < closed or not (closed > root + 1 or _WHOLE.match(text, later.start())):
            continue
        if tried == _LATER_TRIED or not RECORD.search(text, later.start(), end):
            break
        tried += 1
        following = _known(text[later.start() : end])
        root = later.start() if following else root
        if following and following != known:
            yield start, root, known
            start, known = root, following
    yield start, end, known


def _closed(text: str, start: int, end: int) -> int:
    """Where the last element of the name of the first one closes."""
    name = root_name(text[start : start + _NEAR])
    return max(start + 1, text.rfind(f"</{name}>", start, end), text.rfind(f":{name}>", start, end))


def _known(text: str) -> Format | None:
    source = Source("", text.encode("utf-8", "replace"))
    return next((known for known in XML if known.sniff(source)), None)
