"""Feeds, harvested records and Zotero's RDF: what XML names is kept, and nothing in it is run."""

import pytest

from rag.ingest.formats.format import Entry, Listed, Problem, Source
from rag.ingest.formats.registry import format_of
from rag.ingest.pages import read_text
from rag.model.errors import PageError

ABSTRACT = "Moss is mapped by hand. We grow a small net that labels it from photographs."
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<title>query</title><id>http://arxiv.org/api/1</id>
<entry><id>http://arxiv.org/abs/1907.01234v2</id><updated>2022-02-02T00:00:00Z</updated>
<published>2019-07-03T10:00:00Z</published><title>MossNet:
  Slow Nets</title><summary>  {ABSTRACT}
</summary><author><name>Ann Fern</name></author><author><name>Bo Lichen</name></author>
<arxiv:doi>10.1234/moss</arxiv:doi><arxiv:journal_ref>Moss J 3</arxiv:journal_ref>
<link href="http://arxiv.org/abs/1907.01234v2" rel="alternate"/>
<link title="pdf" href="http://arxiv.org/pdf/1907.01234v2" rel="related"/></entry></feed>"""
RSS = f"""<rss version="2.0" {DC}><channel><title>cs.MS updates</title>
<item><title>MossNet: Slow Nets</title><link>https://arxiv.org/abs/1907.01234</link>
<description>arXiv:1907.01234v1 Announce Type: new
Abstract: {ABSTRACT}</description><guid isPermaLink="false">oai:arXiv.org:1907.01234v1</guid>
<pubDate>Wed, 03 Jul 2019 00:00:00 -0400</pubDate><dc:creator>Ann Fern, Bo Lichen</dc:creator></item>
</channel></rss>"""
OLD_RSS = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {DC}
 xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel>
<item rdf:about="http://arxiv.org/abs/1907.01234">
<title>MossNet: Slow Nets. (arXiv:1907.01234v1 [cs.MS])</title>
<link>http://arxiv.org/abs/1907.01234</link><description rdf:parseType="Literal">{ABSTRACT}</description>
<dc:creator>&lt;a href="http://x"&gt;Ann Fern&lt;/a&gt;, &lt;a href="http://y"&gt;Bo
Lichen&lt;/a&gt;</dc:creator>
</item></rdf:RDF>"""
OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
<record><header><identifier>oai:x:1</identifier><datestamp>2022-02-02</datestamp></header>
<metadata>{}</metadata></record>
<record><header status="deleted"><identifier>oai:x:2</identifier></header></record></ListRecords></OAI-PMH>"""
OAI_ARXIV = OAI.format(
    '<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>1907.01234</id><created>2019-07-03</created>'
    "<updated>2022-02-02</updated><authors><author><keyname>Fern</keyname><forenames>Ann</forenames></author>"
    "<author><keyname>Lichen</keyname><forenames>Bo</forenames></author></authors><title>MossNet: Slow Nets"
    f"</title><doi>10.1234/moss</doi><abstract>{ABSTRACT}</abstract></arXiv>"
)
OAI_RAW = OAI.format(
    '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>1907.01234</id><version '
    'version="v1"><date>Wed, 3 Jul '
    '2019 10:00:00 GMT</date></version><version version="v2"><date>Wed, 2 Feb 2022 10:00:00 '
    "GMT</date></version>"
    f"<title>MossNet: Slow Nets</title><authors>Ann Fern and Bo "
    f"Lichen</authors><abstract>{ABSTRACT}</abstract>"
    "</arXivRaw>"
)
OAI_DC = OAI.format(
    f'<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" {DC}><dc:title>MossNet: Slow Nets'
    "</dc:title><dc:creator>Fern, Ann</dc:creator><dc:creator>Lichen, Bo</dc:creator>"
    f"<dc:description>{ABSTRACT}</dc:description><dc:description>Comment: 9 pages</dc:description>"
    "<dc:date>2019-07-03</dc:date><dc:date>2022-02-02</dc:date>"
    "<dc:identifier>http://arxiv.org/abs/1907.01234</dc:identifier><dc:identifier>doi:10.1234/moss</dc:identifier>"
    "</oai_dc:dc>"
)
ZOTERO = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {DC}
 xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
xmlns:link="http://purl.org/rss/1.0/modules/link/">
<bib:Article rdf:about="https://moss.org/1"><z:itemType>journalArticle</z:itemType>
<dcterms:isPartOf rdf:resource="urn:issn:1"/>
<bib:editors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Itor</foaf:surname></foaf:Person></rdf:li>
</rdf:Seq></bib:editors>
<bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Fern</foaf:surname>
<foaf:givenName>Ann</foaf:givenName>
</foaf:Person></rdf:li><rdf:li><foaf:Person><foaf:surname>Bo Lichen</foaf:surname></foaf:Person></rdf:li>
</rdf:Seq></bib:authors>
<dc:title>MossNet: Slow Nets</dc:title><dcterms:abstract>{ABSTRACT}</dcterms:abstract>
<dc:date>2019-07-03</dc:date>
<dcterms:dateSubmitted>2022-02-02</dcterms:dateSubmitted><link:link rdf:resource="#item_2"/>
<dc:identifier><dcterms:URI><rdf:value>https://moss.org/page</rdf:value></dcterms:URI></dc:identifier>
<dc:description>arXiv:1907.01234</dc:description></bib:Article>
<bib:Journal rdf:about="urn:issn:1"><dc:title>Moss J</dc:title>
<dc:identifier>DOI 10.1234/moss</dc:identifier></bib:Journal>
<z:Attachment rdf:about="#item_2"><z:itemType>attachment</z:itemType><dc:title>PDF</dc:title></z:Attachment>
<bib:Memo rdf:about="#item_3"><rdf:value>a note</rdf:value></bib:Memo></rdf:RDF>"""


def read(text: str) -> tuple[str, Listed]:
    source = Source("f", text.encode())
    known = format_of(source)
    assert known
    return known.name, known.read(source)


@pytest.mark.parametrize(
    ("text", "kind", "date", "doi"),
    [
        pytest.param(ATOM, "Atom or RSS", "2019-07-03T10:00:00Z", "10.1234/moss", id="Atom"),
        pytest.param(RSS, "Atom or RSS", "Wed, 03 Jul 2019 00:00:00 -0400", None, id="RSS"),
        pytest.param(OLD_RSS, "Atom or RSS", None, None, id="RSS 1.0"),
        pytest.param(OAI_ARXIV, "OAI-PMH", "2019-07-03", "10.1234/moss", id="arXiv's records"),
        pytest.param(OAI_RAW, "OAI-PMH", "Wed, 3 Jul 2019 10:00:00 GMT", None, id="arXiv's raw records"),
        pytest.param(OAI_DC, "OAI-PMH", "2019-07-03", "doi:10.1234/moss", id="Dublin Core"),
        pytest.param(ZOTERO, "Zotero RDF", "2019-07-03", "10.1234/moss", id="Zotero"),
    ],
)
def test_every_field_of_a_record_is_kept(text: str, kind: str, date: str | None, doi: str | None) -> None:
    name, found = read(text)
    entry = found[0]
    assert isinstance(entry, Entry)
    assert (name, entry.title, entry.abstract) == (kind, "MossNet: Slow Nets", ABSTRACT)
    assert [
        author.replace("Fern, Ann", "Ann Fern").replace("Lichen, Bo", "Bo Lichen") for author in entry.authors
    ] == [
        "Ann Fern",
        "Bo Lichen",
    ]
    assert (entry.date, entry.doi) == (date, doi)
    assert "1907.01234" in (entry.arxiv_id or "")
    rest = [Problem("entry 2", "deleted by the repository")] if kind == "OAI-PMH" else []
    assert found[1:] == rest


def test_zotero_s_journal_and_page_are_kept_and_its_files_are_no_papers() -> None:
    _, (entry,) = read(ZOTERO)
    assert isinstance(entry, Entry)
    assert (entry.venue, entry.url) == ("Moss J", "https://moss.org/page")


@pytest.mark.parametrize(
    ("broken", "titles", "problems"),
    [
        pytest.param(ATOM[:-7], 1, 1, id="cut behind the last entry"),
        pytest.param(ATOM.replace("by hand", "by hand & eye &nbsp; &foo"), 1, 0, id="bare ampersands"),
        pytest.param(ATOM.replace("by hand", "by\x0bhand"), 1, 0, id="a control character"),
        pytest.param(ATOM.replace("<entry>", "<!-- x --><entry>"), 1, 0, id="a comment"),
    ],
)
def test_what_is_whole_is_read_of_broken_xml(broken: str, titles: int, problems: int) -> None:
    _, found = read(broken)
    assert [isinstance(item, Entry) for item in found] == [True] * titles + [False] * problems


@pytest.mark.parametrize(
    ("text", "before", "broken"),
    [
        pytest.param(ATOM, "<entry>", "<entry><title>Two</titel><summary>x</summary></entry>", id="Atom"),
        pytest.param(OAI_DC, "<record>", "<record><metadata><a></metadata></record>", id="OAI-PMH"),
        pytest.param(ZOTERO, "<bib:Article", '<bib:Book rdf:about="b"><dc:title>Two</bib:Book>', id="Zotero"),
    ],
)
def test_one_broken_record_costs_no_other(text: str, before: str, broken: str) -> None:
    _, found = read(text.replace(before, broken + before, 1))
    assert [item.title for item in found if isinstance(item, Entry)] == ["MossNet: Slow Nets"]
    assert [item.what for item in found if isinstance(item, Problem) and "delet" not in item.what] == [
        "not valid XML"
    ]


def test_no_entity_is_expanded_and_no_file_is_opened() -> None:
    bomb = '<!DOCTYPE feed [<!ENTITY a "moss"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    text = ATOM.replace("<feed", f"{bomb}<feed", 1).replace("by hand", "by &b;")
    with pytest.raises(PageError, match="entities of its own"):
        read_text("feed", text.encode())


def test_deep_nesting_ends_in_one_line() -> None:
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{"<a>" * 50_000}'
    with pytest.raises(PageError, match="not valid XML"):
        read_text("feed", text.encode())
    title = f"<title>{'<b>' * 5000}Moss{'</b>' * 5000}</title>"
    deep = f"<feed><entry>{title}<summary>{ABSTRACT}</summary></entry></feed>"
    assert [entry.title for entry in read_text("feed", deep.encode()).entries] == ["Moss"]
