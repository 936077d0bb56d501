"""What databases and reference managers export in lines of tags or XML: every record, every field."""

import pytest

from rag.ingest.formats.format import Entry, Listed, Problem, Source
from rag.ingest.formats.registry import format_of

MOSS = "We grow a small net one layer a week. It labels moss from photographs, slowly but well."


def read(text: str) -> Listed:
    source = Source("export", text.encode())
    known = format_of(source)
    return known.read(source) if known else []


def only(text: str) -> Entry:
    (entry,) = read(text)
    assert isinstance(entry, Entry), entry
    return entry


def ris(*lines: str) -> str:
    return "\n".join(("TY  - JOUR", "TI  - Moss", f"AB  - {MOSS}", *lines, "ER  - ", ""))


def nbib(*lines: str) -> str:
    return "\n".join(("", "PMID- 7", "OWN - NLM", "TI  - Moss", f"AB  - {MOSS}", *lines, ""))


def wos(*lines: str) -> str:
    return "\n".join(("FN Clarivate", "VR 1.0", "PT J", "TI Moss", f"AB {MOSS}", *lines, "ER", "", "EF"))


def enw(*lines: str) -> str:
    return "\n".join(("%0 Journal Article", "%T Moss", f"%X {MOSS}", *lines, ""))


def pubmed(inside: str, *, after: str = "", title: str = "Moss") -> str:
    abstract = f"<Abstract><AbstractText>{MOSS}</AbstractText></Abstract>"
    article = f"<Article>{inside}<ArticleTitle>{title}</ArticleTitle>{abstract}</Article>"
    return (
        '<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "https://example.org/p.dtd">'
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID>{article}</MedlineCitation>{after}"
        "</PubmedArticle></PubmedArticleSet>"
    )


def endnote(inside: str) -> str:
    return (
        "<xml><records><record><titles><title><style face='normal'>Mo</style><style face='italic'>ss</style>"
        f"</title></titles><abstract><style>{MOSS}</style></abstract>{inside}</record></records></xml>"
    )


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param(ris("PY  - 2019"), "2019", id="year"),
        pytest.param(ris("PY  - 2019///"), "2019", id="empty parts"),
        pytest.param(ris("Y1  - 2019/07//"), "2019/07", id="month"),
        pytest.param(ris("PY  - 2019", "DA  - 2019/07/03/"), "2019/07/03", id="the more precise"),
        pytest.param(ris("PY  - 2019/07/03/Summer"), "2019/07/03", id="other information"),
        pytest.param(ris("DA  - JUL 3", "PY  - 2019"), "2019 JUL 3", id="day and year apart"),
        pytest.param(ris("DA  - 3 July", "PY  - 2019"), "2019 July 3", id="day first"),
        pytest.param(ris("PY  - 2019", "DA  - 2021/01/05"), "2019", id="another year is another date"),
        pytest.param(ris("Y2  - 2024/01/05"), None, id="never the day it was looked at"),
        pytest.param(ris("PY  - n.d."), "n.d.", id="as it came"),
        pytest.param(ris("DA  - 20190703"), "2019-07-03", id="digits alone"),
        pytest.param(nbib("DP  - 2019 Jul-Aug"), "2019 Jul-Aug", id="PubMed"),
        pytest.param(nbib("DEP - 20190703"), "2019-07-03", id="PubMed, on the web alone"),
        pytest.param(wos("PD JUL 3", "PY 2019"), "2019 JUL 3", id="Web of Science"),
        pytest.param(wos("EA JUL 2019"), "JUL 2019", id="Web of Science, early access"),
        pytest.param(enw("%D 2019", "%8 July 3", "%[ 2024-01-05"), "2019 July 3", id="EndNote"),
        pytest.param(
            pubmed(
                "<Journal><JournalIssue><PubDate><Year>2019</Year><Month>Jul</Month></PubDate></JournalIssue></Journal>"
            ),
            "2019 Jul",
            id="PubMed XML",
        ),
        pytest.param(
            pubmed(
                "<Journal><JournalIssue><PubDate><MedlineDate>2019 Jul-Aug</MedlineDate></PubDate>"
                "</JournalIssue></Journal>"
            ),
            "2019 Jul-Aug",
            id="PubMed XML, in words",
        ),
        pytest.param(
            pubmed("<ArticleDate><Year>2019</Year><Month>07</Month><Day>03</Day></ArticleDate>"),
            "2019-07-03",
            id="PubMed XML, on the web alone",
        ),
        pytest.param(
            endnote(
                "<dates><year><style>2019</style></year><pub-dates><date>Jul 3</date></pub-dates></dates>"
            ),
            "2019 Jul 3",
            id="EndNote XML",
        ),
    ],
)
def test_a_date_is_as_precise_as_the_record(text: str, date: str | None) -> None:
    assert only(text).date == date


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        pytest.param(ris("AU  - Fern, Ada", "A1  - Lichen, Bo"), ("Fern, Ada", "Lichen, Bo"), id="RIS"),
        pytest.param(ris("AU  - Fern, Ada; Lichen, Bo"), ("Fern, Ada", "Lichen, Bo"), id="RIS, one line"),
        pytest.param(ris("AU  - Fern,Ada,PhD"), ("Fern,Ada,PhD",), id="RIS, a degree"),
        pytest.param(ris("A2  - Fern, Ada"), (), id="RIS, an editor"),
        pytest.param(
            nbib("FAU - Fern, Ada B", "AU  - Fern AB", "CN  - Moss Group", "FAU - Lichen, Bo Jr"),
            ("Fern, Ada B", "Moss Group", "Lichen, Jr, Bo"),
            id="PubMed",
        ),
        pytest.param(
            nbib("AU  - Fern AB", "AU  - de Lichen B"), ("Fern, AB", "de Lichen, B"), id="PubMed, old"
        ),
        pytest.param(
            wos("AU Fern, A", "   Lichen, B", "AF Fern, Ada", "   Lichen, Bo", "CA Moss Group"),
            ("Fern, Ada", "Lichen, Bo", "Moss Group"),
            id="Web of Science",
        ),
        pytest.param(
            enw("%A Fern, Ada", "%A Bo Lichen", "%E Clay, Cy"), ("Fern, Ada", "Bo Lichen"), id="EndNote"
        ),
        pytest.param(
            pubmed(
                "<AuthorList><Author><LastName>Fern</LastName><ForeName>Ada</ForeName></Author>"
                "<Author><CollectiveName>Moss Group</CollectiveName></Author>"
                "<Author ValidYN='N'><LastName>Fren</LastName></Author></AuthorList>"
            ),
            ("Fern, Ada", "Moss Group"),
            id="PubMed XML",
        ),
        pytest.param(
            endnote(
                "<contributors><authors><author><style>Fern, Ada</style></author><author>Lichen, Bo</author>"
                "</authors><secondary-authors><author>Clay, Cy</author></secondary-authors></contributors>"
            ),
            ("Fern, Ada", "Lichen, Bo"),
            id="EndNote XML",
        ),
    ],
)
def test_each_author_stands_alone(text: str, authors: tuple[str, ...]) -> None:
    entry = only(text)
    assert (entry.authors, entry.author_count) == (authors, len(authors) or None)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        pytest.param(ris("DO  - https://doi.org/10.1000/a(1)"), "10.1000/a(1)", id="RIS"),
        pytest.param(ris("M3  - 10.1000/a"), "10.1000/a", id="RIS, another field"),
        pytest.param(ris("N1  - doi: 10.1000/a."), "10.1000/a", id="RIS, a note"),
        pytest.param(ris("N1  - cites 10.1000/a"), None, id="RIS, of another paper"),
        pytest.param(
            ris("DO  - 10.1002/(SICI)1097(1998)17:15<1661::AID-1>3.0.CO;2-2"),
            "10.1002/(SICI)1097(1998)17:15<1661::AID-1>3.0.CO;2-2",
            id="an old one",
        ),
        pytest.param(nbib("LID - S1 [pii]", "LID - 10.1000/a [doi]"), "10.1000/a", id="PubMed"),
        pytest.param(wos("DI 10.1000/a"), "10.1000/a", id="Web of Science"),
        pytest.param(enw("%R doi:10.1000/a"), "10.1000/a", id="EndNote"),
        pytest.param(
            pubmed(
                "",
                after="<PubmedData><ArticleIdList><ArticleId IdType='doi'>10.1000/a</ArticleId>"
                "</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.1000/b"
                "</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>",
            ),
            "10.1000/a",
            id="PubMed XML",
        ),
        pytest.param(
            endnote("<electronic-resource-num>10.1000/a</electronic-resource-num>"),
            "10.1000/a",
            id="EndNote XML",
        ),
    ],
)
def test_the_doi_is_the_papers_own(text: str, doi: str | None) -> None:
    assert only(text).doi == doi


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ris("JO  - arXiv preprint arXiv:2405.01234"), id="RIS, the journal"),
        pytest.param(ris("UR  - http://arxiv.org/abs/2405.01234v2"), id="RIS, the address"),
        pytest.param(ris("DO  - 10.48550/arXiv.2405.01234"), id="RIS, the DOI"),
        pytest.param(ris("M1  - arXiv:2405.01234"), id="RIS, ours"),
        pytest.param(enw("%J arXiv preprint arXiv:2405.01234"), id="EndNote"),
    ],
)
def test_an_arxiv_id_is_found_where_it_stands(text: str) -> None:
    assert "2405.01234" in (only(text).arxiv_id or "")


def test_where_a_paper_appeared_and_stands_is_kept() -> None:
    told = [
        only(text)
        for text in (
            ris("T2  - Journal of Moss", "UR  - https://a.org/1; https://b.org/2"),
            nbib("JT  - Journal of Moss", "TA  - J Moss"),
            wos("SO JOURNAL OF MOSS"),
            enw("%J Journal of Moss", "%U https://a.org/1"),
        )
    ]
    assert [entry.venue for entry in told] == ["Journal of Moss"] * 2 + ["JOURNAL OF MOSS", "Journal of Moss"]
    assert [entry.url for entry in told] == [
        "https://a.org/1",
        "https://pubmed.ncbi.nlm.nih.gov/7/",
        None,
        "https://a.org/1",
    ]


def test_raised_and_lowered_letters_keep_their_marks() -> None:
    assert only(pubmed("", title="CO<sub>2</sub> in <i>moss</i>")).title == "CO<sub>2</sub> in moss"
    assert only(endnote("")).title == "Moss"
    lowered = endnote("").replace("face='italic'", "face='subscript'")
    assert only(lowered).title == "Mo<sub>ss</sub>"


def test_sections_of_an_abstract_keep_their_labels() -> None:
    sections = (
        '<AbstractText Label="AIM">Moss.</AbstractText><AbstractText Label="UNLABELLED">Tea.</AbstractText>'
    )
    assert (
        only(pubmed("").replace(f"<AbstractText>{MOSS}</AbstractText>", sections)).abstract
        == "AIM: Moss. Tea."
    )


def test_a_paper_without_an_abstract_is_reported() -> None:
    placeholders = ("[No abstract available]", "N/A", "No abstract available.", "nan", "")
    texts = [ris().replace(MOSS, words) for words in placeholders]
    assert [read(text) for text in texts] == [[Problem("entry 1", "no abstract")]] * len(texts)
    assert read(nbib().replace("TI  - Moss\n", "")) == [Problem("entry 1", "no title")]
