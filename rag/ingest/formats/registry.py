"""All formats, in the order in which they are tried: the one place to add a format.

To add one:
1. Write a module beside this one that ends in `FORMAT = Format("the name", sniff, read)`; ris.py is
   the shortest example, format.py says what the three are.
2. `sniff(source)` tells from the content alone: from `source.data` (bytes) for a binary format, from
   `source.text` for any other. It must be cheap and certain: the first format that says yes reads.
   json_records.py says yes to every JSON: a kind of JSON goes before it, or is a line in its `entry_of`
   where only the names of the fields differ.
   other_xml.py says yes to all XML with records in it: so does a kind of XML, or it is an alias in
   xml_fields.py.
3. `read(source)` returns an Entry for each paper, its fields as they came (cleaning, dates and ids
   come later), and a Problem for each record without a title or an abstract. A date is a text that
   rag/ingest/dates.py reads. Import the library that parses it inside `read`.
4. Name it in FORMATS below, the more special before the more general and binary ones first (take it
   out of refused.py if it stands there), and in the two sentences below that tell readers what to give.
5. Put a sample with invented papers into tests/pages and a row into the table of tests/test_pages.py;
   a new library gets its door in tests/test_architecture.py, an ending of its own goes into ENDINGS in
   rag/web/uploads.py.

An archive is not a format: rag/ingest/archives.py opens it, and each file in it is one Source. `read`
may get a stretch of a large JSONL instead of all of it: count its lines from `source.lines_before`.
"""

from rag.ingest.formats import (
    acl_anthology,
    ads_tagged,
    arxiv_mail,
    bibtex,
    citavi,
    datacite_xml,
    embase,
    endnote_xml,
    enw,
    feeds,
    html,
    jats,
    json_records,
    labelled,
    listing,
    marc,
    markdown,
    mods,
    nbib,
    oai,
    old_tagged,
    other_xml,
    ovid,
    pdf,
    pubmed_text,
    pubmed_xml,
    redif,
    refused,
    refworks,
    ris,
    rsci,
    sciencedirect,
    scopus_text,
    tables,
    tei,
    wos,
    xlsx,
    zotero_rdf,
)
from rag.ingest.formats.format import Format, Source

FORMATS: tuple[Format, ...] = (
    xlsx.FORMAT,
    *refused.FORMATS,
    pdf.FORMAT,
    json_records.FORMAT,
    zotero_rdf.FORMAT,
    feeds.FORMAT,
    pubmed_xml.FORMAT,
    endnote_xml.FORMAT,
    citavi.FORMAT,
    datacite_xml.FORMAT,
    mods.FORMAT,
    tei.FORMAT,
    rsci.FORMAT,
    jats.FORMAT,
    marc.FORMAT,  # which may stand in a repository's answer
    oai.FORMAT,
    acl_anthology.FORMAT,
    ovid.FORMAT,
    wos.FORMAT,
    ris.FORMAT,
    nbib.FORMAT,
    ads_tagged.FORMAT,
    enw.FORMAT,
    refworks.FORMAT,
    arxiv_mail.FORMAT,
    pubmed_text.FORMAT,
    scopus_text.FORMAT,
    redif.FORMAT,
    embase.FORMAT,
    sciencedirect.FORMAT,
    old_tagged.FORMAT,
    tables.FORMAT,
    markdown.FORMAT,  # after all whose lines hold whole abstracts, which may look like Markdown
    *refused.MARKUP,
    other_xml.FORMAT,  # after all whose XML is known
    html.FORMAT,
    bibtex.FORMAT,
    *refused.TEXTS,
    labelled.FORMAT,
    listing.FORMAT,  # any text: stays last
)
READABLE = (
    "a saved Daily Papers page or the page of a paper (HTML, text or Markdown), BibTeX, RIS, PubMed, "
    "PubMed XML or PubMed text, Web of Science, Scopus text, EndNote, EndNote XML, RefWorks, Zotero RDF, "
    "MODS, MARC, TEI, RSCI XML, JATS, ACL Anthology XML, Citavi, DataCite XML, other XML, Ovid, Embase, "
    "ScienceDirect text, ReDIF, ADS, Copac or Inspec, "
    "JSON or JSONL, Atom or RSS, arXiv mail, OAI-PMH, CSV or Excel, labelled text (“Title: ...”), "
    "each with abstracts; one paper as PDF (title, abstract, authors, ids only); "
    "or any of these in .zip or .gz"
)
NOT_A_LISTING = f"not a listing of papers; give {READABLE}"


def format_of(source: Source) -> Format | None:
    """The first format that the content is of. PageError where it is not text, and of no binary format."""
    return next((known for known in FORMATS if known.sniff(source)), None)
