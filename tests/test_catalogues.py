# ruff: noqa: E501  (samples stand as files have them)
"""Records of libraries, of Citavi and of ScienceDirect: what stands where, and what a record lacks."""

import pytest

from rag.ingest.formats.format import Problem
from rag.ingest.pages import Page, read_text
from rag.ingest.papers import to_papers
from rag.model.paper import Paper

A = "We grow a small net one layer a week and let it label moss. It reaches 81.5% accuracy."
T = "MossNet: Growing Slow Networks"
D = "10.1234/moss.1"


def _datafield(tag: str, *parts: str) -> str:
    inside = "".join(f'<subfield code="{part[0]}">{part[1:]}</subfield>' for part in parts)
    return f'<datafield tag="{tag}" ind1=" " ind2=" ">{inside}</datafield>'


_MARC21 = (
    f'<record><leader>00000nam</leader><controlfield tag="008">190703s2018    xx</controlfield>'
    f"{_datafield('024', f'a{D}', '2doi')}{_datafield('100', 'aFern, Ann,', 'd1970-', 'eauthor.')}"
    f"{_datafield('245', 'aMossNet :', 'bGrowing Slow Networks /', 'cAnn Fern.')}{_datafield('264', 'bOak,', 'c[2019]')}"
    f"{_datafield('520', f'a{A}')}{_datafield('700', 'aLichen, Bo.')}{_datafield('700', 'aItor, Ed,', 'eeditor.')}"
    f"{_datafield('773', 'tJournal of Moss.', 'g3:1')}{_datafield('856', 'uhttps://example.org/1')}</record>"
)
_KITES = f"<record>{_datafield('245', 'aKites.')}</record>"
MARC21 = (
    f'<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim">{_MARC21}{_KITES}</collection>'
)
SRU = (
    '<zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/"><zs:records>'
    + "".join(
        f"<zs:record><zs:recordSchema>marcxml</zs:recordSchema><zs:recordData>{one}</zs:recordData></zs:record>"
        for one in (_MARC21, _KITES)
    )
    + "</zs:records></zs:searchRetrieveResponse>"
)
OAI = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
    + "".join(
        f"<record><header><identifier>oai:1</identifier></header><metadata>{one}</metadata></record>"
        for one in (_MARC21, _KITES)
    )
    + "</ListRecords></OAI-PMH>"
)
MARCEDIT = (
    f"=LDR  00000nam a2200000 a 4500\n=008  190703s2018\\\\\\\\xx\n=024  7\\$a{D}$2doi\n=100  1\\$aFern, Ann,$eauthor.\n"
    f"=245  10$aMossNet :$bGrowing Slow Networks /$cAnn Fern.\n=260  \\\\$aOak :$c2019.\n=520  3\\$a{A}\n"
    "=700  1\\$aLichen, Bo.\n=773  0\\$tJournal of Moss.$g3:1\n\n=LDR  00000nam a2200000 a 4500\n=245  10$aKites.\n\n"
)
UNIMARC = (
    f"<collection><record>{_datafield('200', 'aMossNet', 'eGrowing Slow Networks', 'fAnn Fern')}{_datafield('210', 'd2019')}"
    f"{_datafield('330', f'a{A}')}{_datafield('700', 'aFern', 'bAnn')}{_datafield('701', 'aLichen', 'bBo')}"
    f"{_datafield('461', 'tJournal of Moss')}{_datafield('017', f'a{D}', '2DOI')}</record>"
    f"<record>{_datafield('200', 'aKites')}</record></collection>"
)
CITAVI = (
    '<?xml version="1.0"?><CitaviExchangeData Version="3.0"><Persons><Person id="p1"><FirstName>Ann</FirstName><LastName>Fern</LastName>'
    '</Person><Person id="p2"><FirstName>Bo</FirstName><LastName>Lichen</LastName></Person></Persons><Periodicals><Periodical id="j">'
    f'<Name>Journal of Moss</Name></Periodical></Periodicals><References><Reference id="r1"><Abstract>{A}</Abstract><Doi>{D}</Doi>'
    "<PeriodicalID>j</PeriodicalID><Title>MossNet</Title><Subtitle>Growing Slow Networks</Subtitle><Year>2019</Year></Reference>"
    '<Reference id="r2"><Title>Kites</Title></Reference></References><ReferenceAuthors><OnetoN>r1;p1;p2</OnetoN></ReferenceAuthors>'
    "</CitaviExchangeData>"
)
SCIENCEDIRECT = (
    f"Ann Fern, Bo Lichen,\n{T},\nJournal of Moss,\nVolume 3, Issue 1,\n2019,\nPages 1-9,\nISSN 1234-5678,\nhttps://doi.org/{D}.\n"
    f"(https://www.sciencedirect.com/science/article/pii/S1)\nAbstract: {A}\nKeywords: Moss; Nets\n\n"
    "Gil Reed,\nKites,\nKite Letters,\n2007,\n(https://www.sciencedirect.com/science/article/pii/S2)\nKeywords: Kites\n\n"
)
FILES = {
    "MARC 21": MARC21,
    "MARC 21 of a search": SRU,
    "MARC 21 of a harvest": OAI,
    "MarcEdit": MARCEDIT,
    "UNIMARC": UNIMARC,
    "Citavi": CITAVI,
    "ScienceDirect": SCIENCEDIRECT,
}


def page(text: str) -> Page:
    return read_text("file", text.encode())


def only(text: str) -> Paper:
    (paper,) = to_papers(page(text))
    return paper


@pytest.mark.parametrize("kind", FILES)
def test_a_record_comes_with_its_fields_and_one_without_an_abstract_is_counted(kind: str) -> None:
    paper = only(FILES[kind])
    assert (paper.title, paper.text, paper.published, paper.doi) == (T, A, "2019", D)
    assert (paper.authors, paper.venue) == (("Ann Fern", "Bo Lichen"), "Journal of Moss")
    assert page(FILES[kind]).failed == (Problem("entry 2", "no abstract"),)


@pytest.mark.parametrize("begin", ["<References>", '<Reference id="r1">', f"{A[9:]}</Abstract></Reference>"])
@pytest.mark.parametrize(
    "end", ["", f"\n<item><title>Wool</title><description>{A}</description></item>\n<item><title>Po"]
)
def test_citavis_references_are_read_where_the_beginning_is_lost(begin: str, end: str) -> None:
    rest = (
        CITAVI[CITAVI.index(begin) :]
        if begin in CITAVI
        else f"{begin}\n{CITAVI[CITAVI.index('<Reference id') :]}"
    )
    paper, *others = to_papers(page(rest + end))
    assert (paper.title, paper.text, paper.published, paper.doi) == (T, A, "2019", D)
    assert [other.title for other in others] == ["Wool"] * bool(end)
    assert "no abstract" in [problem.what for problem in page(rest).failed]


def test_a_record_that_names_a_body_alone_has_it_as_its_author_and_its_coded_year() -> None:
    text = MARC21.replace(">[2019]<", ">n.d.<")
    for tag in ("100", "700"):
        text = text.replace(f'tag="{tag}"', 'tag="999"')
    text = text.replace('<datafield tag="024"', f'{_datafield("110", "aOak Institute.")}<datafield tag="024"')
    assert (only(text).authors, only(text).published) == (("Oak Institute",), "2018")


def test_a_title_at_sciencedirect_may_begin_as_a_part_of_the_citation_does() -> None:
    for title in ("In vitro growth of moss", "Part of the forest", "Issues of moss in towns"):
        assert only(SCIENCEDIRECT.replace(T, title)).title == title
