# ruff: noqa: E501  (samples stand as files have them)
"""What repositories and those who gather from them hand out: each field in its place, whatever wraps it."""

import pytest

from rag.ingest.pages import Page, read_text
from rag.ingest.papers import to_papers

A = "We grow a small net one layer a week and let it label moss. It reaches 81.5% accuracy."
T = "MossNet: Growing Slow Networks"
D = "10.1234/moss.1"

DATACITE = (
    f'<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">{D}</identifier><creators><creator>'
    "<creatorName>Fern, Ann</creatorName><givenName>Ann</givenName><familyName>Fern</familyName></creator><creator><creatorName>"
    f'Lichen, Bo</creatorName></creator></creators><titles><title titleType="AlternativeTitle">Moss</title><title>{T}</title></titles>'
    '<publicationYear>2019</publicationYear><dates><date dateType="Updated">2022-01-01</date><date dateType="Issued">2019-07-03</date>'
    f'</dates><descriptions><description descriptionType="Other">More.</description><description descriptionType="Abstract">{A}'
    "</description></descriptions></resource>"
)
MODS = (
    f"<mods><titleInfo><title>{T}</title></titleInfo><name><namePart>Fern, Ann</namePart></name><name><namePart>Lichen, Bo</namePart>"
    f"</name><abstract>{A}</abstract><originInfo><dateIssued>2019-07-03</dateIssued></originInfo><identifier type='doi'>{D}</identifier></mods>"
)
JATS = (
    f'<article><front><article-meta><article-id pub-id-type="doi">{D}</article-id><title-group><article-title>{T}</article-title>'
    "</title-group><contrib-group><contrib contrib-type='author'><name><surname>Fern</surname><given-names>Ann</given-names></name></contrib>"
    "<contrib contrib-type='author'><name><surname>Lichen</surname><given-names>Bo</given-names></name></contrib></contrib-group><pub-date>"
    f"<day>3</day><month>7</month><year>2019</year></pub-date><abstract><p>{A}</p></abstract></article-meta></front></article>"
)
QUALIFIED = (
    '<qdc xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>'
    f"{T}</dc:title><dc:creator>Fern, Ann</dc:creator><dc:creator>Lichen, Bo</dc:creator><dcterms:abstract>{A}</dcterms:abstract>"
    f"<dcterms:issued>2019-07-03</dcterms:issued><dc:identifier>https://doi.org/{D}</dc:identifier></qdc>"
)
OPENAIRE = (
    f'<response><results><result><metadata><entity><result><title>{T}</title><creator name="Ann" surname="Fern">Fern, Ann</creator>'
    f"<creator>Lichen, Bo</creator><dateofacceptance>2019-07-03</dateofacceptance><description>{A}</description>"
    f'<pid classid="doi">{D}</pid></result></entity></metadata></result></results></response>'
)
RSCI = (
    "<journal><issue><dateUni>2019-07-03</dateUni><articles><article><authors><author><individInfo><surname>Fern</surname><initials>Ann</initials></individInfo></author>"
    "<author><individInfo><surname>Lichen</surname><initials>Bo</initials></individInfo></author></authors><artTitles><artTitle>"
    f"{T}</artTitle></artTitles><abstracts><abstract>{A}</abstract></abstracts><codes><doi>{D}</doi></codes></article></articles></issue></journal>"
)
EPRINTS = (
    f'[{{"eprintid": 1, "title": "{T}", "abstract": "{A}", "creators": [{{"name": {{"family": "Fern", "given": "Ann"}}}}, {{"name":'
    f' {{"family": "Lichen", "given": "Bo"}}}}], "date": "2019-07-03", "id_number": "{D}"}}]'
)
GRAPH = (
    f'{{"results": [{{"mainTitle": "{T}", "descriptions": ["{A}"], "publicationDate": "2019-07-03", "authors": [{{"fullName": '
    '"Fern, Ann", "name": "Ann", "surname": "Fern"}, {"fullName": "Lichen, Bo", "name": "Bo", "surname": "Lichen"}], '
    f'"pids": [{{"scheme": "doi", "value": "{D}"}}]}}]}}'
)
DSPACE = (
    "id,collection,dc.contributor.author[],dc.date.issued[],dc.description.abstract[en],dc.identifier.doi[],dc.title[en]\n"
    f'1,c,"Fern, Ann||Lichen, Bo",2019-07-03,"{A}",{D},"{T}"\n'
)


def harvested(record: str) -> str:
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:1</identifier>'
        f"</header><metadata>{record}</metadata></record></ListRecords></OAI-PMH>"
    )


FILES = {
    "DataCite": DATACITE,
    "DataCite, harvested": harvested(f"<oai_datacite><payload>{DATACITE}</payload></oai_datacite>"),
    "MODS, harvested": harvested(MODS),
    "JATS, harvested": harvested(JATS),
    "qualified Dublin Core, harvested": harvested(QUALIFIED),
    "OpenAIRE": OPENAIRE,
    "OpenAIRE's graph": GRAPH,
    "EPrints": EPRINTS,
    "DSpace": DSPACE,
    "RSCI": RSCI,
}


def page(text: str) -> Page:
    return read_text("file", text.encode())


@pytest.mark.parametrize("kind", FILES)
def test_a_record_is_one_paper_with_its_fields(kind: str) -> None:
    read = page(FILES[kind])
    (paper,) = to_papers(read)
    assert (paper.title, paper.text, paper.doi, paper.authors) == (T, A, D, ("Ann Fern", "Bo Lichen"))
    assert paper.published == "2019-07-03"
    assert not read.failed


def test_a_harvested_record_that_lacks_its_abstract_is_counted_once() -> None:
    text = harvested(MODS).replace(
        "</ListRecords>", f"<record><metadata>{MODS.replace(A, '')}</metadata></record></ListRecords>"
    )
    assert [problem.what for problem in page(text).failed] == ["no abstract"]


def test_ebscos_people_stand_a_line_each_and_its_date_in_the_source() -> None:
    text = (
        f"Record: 1\nTitle: {T}\nAuthors: Fern, Ann. Oak Institute for Slow Growth\n         Lichen, Bo (AUTHOR) bo@example.org\n"
        f"Source: Journal of Moss. Jul2019, Vol. 3 Issue 1, p1-9. 9p.\nDocument Type: Article\nAbstract: {A}\nDOI: {D}\n"
    )
    (paper,) = to_papers(page(text))
    assert (paper.authors, paper.venue, paper.published) == (
        ("Ann Fern", "Bo Lichen"),
        "Journal of Moss",
        "2019-07",
    )
    assert paper.text == A


def test_a_listing_behind_damaged_xml_is_read_too() -> None:
    long = f"{A} {A}"
    listing = f"Kites\n\n{long}\n\n• 1 authors\n\n·\n\nJul 3, 2021\n\nPots\n\n{long}\n\n• 1 authors\n\n·\n\nJul 3, 2023\n"
    xml = f"{MODS}\n<mods><titleInfo><title>Cups</title></titleInfo><name"
    text = f"Daily Papers\n\nWool\n\n{long}\n\n·\n\nJul 1, 2019\n\n{xml}\n{listing}"
    assert {"Wool", T, "Kites", "Pots"} <= {entry.title for entry in page(text).entries}


@pytest.mark.parametrize(
    "rest", ["", f'\n<modsCollection xmlns="http://www.loc.gov/mods/v3">{MODS}</modsCollection>']
)
def test_records_of_mods_behind_one_of_another_kind_of_xml_are_read(rest: str) -> None:
    fields = "".join(
        f'<datafield tag="{tag}"><subfield code="a">{text}</subfield></datafield>'
        for tag, text in (("245", "Wool"), ("520", A))
    )
    kites, pots = MODS.replace(T, "Kites"), MODS.replace(T, "Pots")
    read = page(f"<record>{fields}</record>\n{kites}\n{pots}\n</modsCollection>{rest}")
    assert [entry.title for entry in read.entries] == ["Wool", "Kites", "Pots", *([T] if rest else [])]
