# ruff: noqa: E501  (samples stand as files have them)
"""XML of services and libraries gives each record with its fields, and says which records it could not read."""

import pytest

from rag.ingest.formats import other_xml
from rag.ingest.formats.format import Source
from rag.ingest.formats.xml_scan import WITHOUT, records
from rag.ingest.pages import Page, read_text
from rag.ingest.papers import to_papers

A = "We grow a small net one layer a week &amp; let it label moss. It reaches 81.5% accuracy."
T = "MossNet: Growing Slow Networks"
D = "10.1234/moss.1"
NAMES = ("Ann Fern", "Bo Lichen")

EUROPE_PMC = f"""<?xml version="1.0"?><responseWrapper><hitCount>2</hitCount><request><queryString>moss</queryString>
</request><resultList><result><id>1</id><doi>{D}</doi><title>{T}</title><authorString>Fern A, Lichen B.</authorString>
<authorList><author><fullName>Fern A</fullName><firstName>Ann</firstName><lastName>Fern</lastName></author><author>
<firstName>Bo</firstName><lastName>Lichen</lastName></author></authorList><journalInfo><dateOfPublication>2019 Jul
</dateOfPublication><journal><title>Journal of Moss</title></journal></journalInfo><pubYear>2019</pubYear>
<abstractText>{A}</abstractText><firstPublicationDate>2019-07-03</firstPublicationDate></result>
<result><id>2</id><title>Kites</title><authorString>Reed G.</authorString><pubYear>2018</pubYear></result>
</resultList></responseWrapper>"""
EBSCO = f"""<records><rec resultID="1"><header><controlInfo><jinfo><jtl>Journal of Moss</jtl></jinfo><pubinfo>
<dt year="2019" month="07" day="03">20190703</dt></pubinfo><artinfo><ui type="doi">{D}</ui><tig><atl>{T}</atl></tig>
<aug><au>Fern, Ann</au><au>Lichen, Bo</au></aug><ab>{A}</ab></artinfo></controlInfo></header></rec>
<rec resultID="2"><header><controlInfo><artinfo><tig><atl>Kites</atl></tig></artinfo></controlInfo></header></rec></records>"""
OSTI = f"""<records><record><osti_id>1</osti_id><title>{T}</title><doi>https://doi.org/{D}</doi><authors><author>Fern, Ann
[Oak Lab] (ORCID:0000000123456789)</author><author>Lichen, Bo</author></authors><entry_date>2022-01-01</entry_date>
<publication_date>2019-07-03T00:00:00Z</publication_date><journal_name>Journal of Moss</journal_name>
<description>{A}</description></record><record><osti_id>2</osti_id><title>Kites</title></record></records>"""
CROSSREF = f"""<doi_records><doi_record><crossref><journal><journal_metadata><full_title>Journal of Moss</full_title>
</journal_metadata><journal_article><titles><title>MossNet: Growing <i>Slow</i> Networks</title></titles><contributors>
<person_name><given_name>Ann</given_name><surname>Fern</surname></person_name><person_name><given_name>Bo</given_name>
<surname>Lichen</surname></person_name></contributors><jats:abstract xmlns:jats="j"><jats:p>{A}</jats:p></jats:abstract>
<publication_date><month>07</month><day>03</day><year>2019</year></publication_date><doi_data><doi>{D}</doi></doi_data>
<citation_list><citation><article_title>Other</article_title><author>X</author></citation></citation_list>
</journal_article></journal></crossref></doi_record><doi_record><crossref><journal_article><titles><title>Kites</title>
</titles></journal_article></crossref></doi_record></doi_records>"""
PLOS = f"""<response><result numFound="2"><doc><str name="id">{D}</str><str name="journal">Journal of Moss</str>
<date name="publication_date">2019-07-03T00:00:00Z</date><arr name="author_display"><str>Ann Fern</str><str>Bo Lichen</str>
</arr><arr name="abstract"><str>{A}</str></arr><str name="title_display">{T}</str></doc>
<doc><str name="id">10.1234/kite</str><str name="title_display">Kites</str></doc></result></response>"""
MODS = f"""<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods><titleInfo type="abbreviated"><title>Moss</title>
</titleInfo><titleInfo><title>MossNet</title><subTitle>Growing Slow Networks</subTitle></titleInfo><name type="personal">
<namePart type="family">Fern</namePart><namePart type="given">Ann</namePart><role><roleTerm>aut</roleTerm></role></name>
<name type="personal"><namePart>Lichen, Bo</namePart><role><roleTerm>Author</roleTerm></role></name><name>
<namePart>Itor, Ed</namePart><role><roleTerm>edt</roleTerm></role></name><abstract>{A}</abstract><originInfo>
<dateCaptured>2024</dateCaptured><dateIssued>2019-07-03</dateIssued></originInfo><relatedItem type="host"><titleInfo>
<title>Journal of Moss</title></titleInfo></relatedItem><identifier type="doi">{D}</identifier></mods>
<mods><titleInfo><title>Kites</title></titleInfo></mods></modsCollection>"""
HAL = f"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>HAL export</title></titleStmt>
</fileDesc></teiHeader><text><body><listBibl><biblFull><titleStmt><title>{T}</title><author><persName><forename>De</forename>
<surname>Positor</surname></persName></author></titleStmt><editionStmt><date type="whenSubmitted">2022-02-02</date>
</editionStmt><sourceDesc><biblStruct><analytic><title>{T}</title><author><persName><forename>Ann</forename>
<surname>Fern</surname></persName></author><author><persName><forename>Bo</forename><surname>Lichen</surname></persName>
</author></analytic><monogr><title level="j">Journal of Moss</title><imprint><date type="datePub">2019-07-03</date></imprint>
</monogr><idno type="doi">{D}</idno></biblStruct></sourceDesc><profileDesc><abstract><p>{A}</p></abstract>
<abstract><p>Autre.</p></abstract></profileDesc></biblFull><biblFull><titleStmt><title>Kites</title></titleStmt></biblFull>
</listBibl></body></text></TEI>"""
JATS = f"""<pmc-articleset><article><front><journal-meta><journal-title>Journal of Moss</journal-title></journal-meta>
<article-meta><article-id pub-id-type="doi">{D}</article-id><title-group><article-title>{T}</article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Fern</surname><given-names>Ann</given-names></name></contrib>
<contrib contrib-type="author"><name><surname>Lichen</surname><given-names>Bo</given-names></name></contrib>
<contrib contrib-type="editor"><name><surname>Itor</surname></name></contrib></contrib-group><pub-date><year>2019</year>
</pub-date><pub-date><day>3</day><month>7</month><year>2019</year></pub-date><abstract abstract-type="graphical"><p>A
picture.</p></abstract><abstract><title>Abstract</title><p>{A}</p></abstract></article-meta></front><body><p>Long.</p></body>
</article><article><front><article-meta><title-group><article-title>Kites</article-title></title-group></article-meta></front>
</article></pmc-articleset>"""
ACL = f"""<collection id="2019.moss"><volume id="long"><meta><booktitle>Journal of Moss</booktitle><editor><first>Ed</first>
<last>Itor</last></editor><month>3 July</month><year>2019</year></meta><paper id="1"><title><fixed-case>M</fixed-case>ossNet:
Growing Slow Networks</title><author><first>Ann</first><last>Fern</last></author><author><first>Bo</first>
<last>Lichen</last></author><abstract>{A}</abstract><url>2019.moss-long.1</url><doi>{D}</doi></paper>
<paper id="2"><title>Kites</title></paper></volume></collection>"""
KINDS = {
    "Europe PMC": EUROPE_PMC,
    "EBSCO": EBSCO,
    "OSTI": OSTI,
    "Crossref": CROSSREF,
    "PLOS": PLOS,
    "MODS": MODS,
    "HAL": HAL,
    "JATS": JATS,
    "ACL Anthology": ACL,
}


def page(text: str) -> Page:
    return read_text("file", text.encode())


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_comes_with_all_its_fields(kind: str) -> None:
    read = page(KINDS[kind])
    (paper,) = to_papers(read)
    assert (paper.title, paper.published, paper.doi) == (T, "2019-07-03", D)
    assert (paper.authors, paper.venue) == (NAMES, "Journal of Moss")
    assert paper.text == A.replace("&amp;", "&")


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_without_an_abstract_is_counted(kind: str) -> None:
    assert [problem.what for problem in page(KINDS[kind]).failed] == ["no abstract"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_breaks_off_keeps_what_came_before(kind: str) -> None:
    text = KINDS[kind]
    assert [entry.title for entry in page(text[: text.index("Kites")]).entries] == [
        page(text).entries[0].title
    ]


def test_dblp_has_no_abstracts_and_each_of_its_records_says_so() -> None:
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE dblp SYSTEM "dblp.dtd">\n<dblp><article key="a"><author>Ann Fern</author>'
        "<title>Moss.</title><year>2019</year></article><inproceedings><author>G&uuml;nter Reed</author><title>Kites."
        "</title><year>2020</year></inproceedings></dblp>"
    )
    with pytest.raises(Exception, match="entry 1, entry 2: no abstract"):
        page(text)


def test_a_graphic_and_a_feed_of_titles_are_no_records() -> None:
    assert records("<svg><title>Moss</title><desc>net</desc></svg>") == []
    assert records("<r><t><title>Moss</title></t><u><abstract>net</abstract></u></r>", WITHOUT) == []


def test_records_between_two_formats_of_xml_are_found() -> None:
    tail = f"ueue</title><link>x</link></item>\n{OSTI.removeprefix('<records>').removesuffix('</records>')}"
    assert T in [entry.title for entry in page(f"<feed>\n<entry><title>q{tail}</feed>").entries]


def test_grobids_headings_are_labels_and_its_full_text_is_left_out() -> None:
    text = (
        '<TEI xmlns="x"><teiHeader><fileDesc><titleStmt><title>Moss</title></titleStmt><sourceDesc><biblStruct>'
        "<analytic><author><persName><forename>Ann</forename><surname>Fern</surname></persName></author></analytic>"
        '<idno type="arXiv">arXiv:1907.01234v1[cs.CV]</idno></biblStruct></sourceDesc></fileDesc><profileDesc>'
        "<abstract><div><head>Aim</head><p>We grow moss.</p></div></abstract></profileDesc></teiHeader><text><body>"
        "<div><p>Long.</p></div></body></text></TEI>"
    )
    (entry,) = page(text).entries
    assert (entry.abstract, entry.authors) == ("Aim: We grow moss.", ("Ann Fern",))
    assert to_papers(page(text))[0].arxiv_id == "1907.01234"


def test_tags_that_no_reader_can_close_are_one_record_that_could_not_be_read() -> None:
    damaged = f'<x"ml><record><title>{T}</title><abstract>{A}</abstract></record"></x"ml>'
    assert [type(item).__name__ for item in other_xml.read(Source("export", damaged.encode()))] == ["Problem"]
