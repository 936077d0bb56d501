# ruff: noqa: E501  (samples stand as files have them)
"""Tagged texts of databases and old programs: each record apart, with what its tags mean there."""

import sys
from types import FrameType
from typing import Any

import pytest

from rag.ingest.formats import tagged
from rag.ingest.formats.tagged import Layout
from rag.ingest.pages import Page, read_text
from rag.ingest.papers import to_papers

A = "We grow a small net one layer a week and let it label moss. It reaches 81.5% accuracy."
T = "MossNet: Growing Slow Networks"
D = "10.1234/moss.1"

TEXTS = {
    "Ovid with tags": (
        f"<1. >\r\nVN  - Ovid Technologies\r\nAU  - Fern, Ann 1,2,+\r\nAU  - Lichen, Bo [Inventor]\r\nTI  - {T}.  [Review]"
        f"\r\nSO  - Journal of Moss. 28(2):103-106, 2019 Jul 03.\r\nAB  - {A}\r\nDO  - https://dx.doi.org/{D}\r\nYR  - 2019\r\n"
        "\r\n<2. >\r\nVN  - Ovid Technologies\r\nAU  - Reed G\r\nTI  - Kites.\r\nSO  - Kites 12, Winter 2007: 7-14.\r\nAB  - They\r\n"
        "      fly.\r\n"
    ),
    "Ovid with names": (
        f"<1>\nScore\n  *****\nAccession Number\n  0001.\nAuthor\n  Fern, Ann 1;  Lichen, Bo PhD; FAAN 2\nInstitution\n  (1)Oak\n"
        f"Title\n  {T}.[Article]\nSource\n  Journal of Moss.   28(2):103-106, 3 July 2019.\nAbstract\n  {A}\nDOI Number\n  {D}\n\n"
        "<2>\nAuthor\n  Reed, Gil\nTitle\n  Kites.\nSource\n  Kite Letters, 2007.\nAbstract\n  They fly.\n"
    ),
    "ADS": (
        f"%R 2019JMoss...3....1F\n%T {T}\n%A Fern, Ann;   Lichen, Bo\n%J Journal of Moss, vol. 3, p. 1\n%D 3 Jul 2019\n%B {A}\n"
        f"%Y doi:{D}\n%X arXiv:1907.01234\n\n%R 2007Kite....12....7R\n%T Kites.\n%A Reed, Gil\n%D 2007\n%B They fly.\n"
    ),
    "Inspec": (
        f"Record 1 of 2 INSPEC\n\nTI ~ {T}\nAU ~ Fern, Ann\nAU ~ Lichen, Bo\nAB ~ {A}\nPY ~ 2019\nDO ~ {D}\n"
        "SO ~ Journal of Moss. 2019 Jul 3; 3(1): 1-9\n\nRecord 2 of 2 INSPEC\n\nTI ~ Kites.\nAU ~ Reed, Gil\nPY ~ 2007\nAB ~ They fly.\n"
    ),
    "Biblioscape": (
        f"--AU-- Fern, Ann; Lichen, Bo\n--TI-- {T}\n--ST-- Journal of Moss\n--YP-- 3 July 2019\n--DO-- {D}\n--AB-- {A}\n------\n"
        "--AU-- Reed, Gil\n--TI-- Kites.\n--YP-- 2007\n--AB-- They fly.\n------\n"
    ),
    "Copac": (
        f"TI- {T}\nAU- Fern, Ann\nAU- Lichen, Bo\nST- Journal of Moss\nDO- {D}\nPY- 3 July 2019\nAB- {A}\n\n"
        "TI- Kites.\nAU- Reed, Gil\nPY- 2007\nAB- They\nfly.\n"
    ),
    "ReDIF": (
        f"Template-Type: ReDIF-Article 1.0\nAuthor-Name: Ann Fern\nAuthor-X-Name-First: Ann\nAuthor-Email: a@example.org\n"
        f"Author-Name: Lichen, Bo\nTitle: {T}\nAbstract: We grow a small net one layer a week and let it label moss. It\n"
        f" reaches 81.5% accuracy.\nJournal: Journal of Moss\nCreation-Date: 2019-07-03\nDOI: {D}\n"
        "Handle: RePEc:mos:journl:v:3:y:2019\n\nTemplate-Type: ReDIF-Series 1.0\nName: Moss\nHandle: RePEc:mos\n\n"
        "Template-Type: ReDIF-Paper 1.0\nTitle: Kites.\nAuthor-Name: Gil Reed\nAbstract: They fly.\nCreation-Date: 2007\n"
    ),
    "Embase": (
        f"RECORD 1\n\nTITLE\n{T}\nAUTHOR NAMES\nFern, Ann\nLichen, Bo\nSOURCE\nJournal of Moss (2019) 3:1 (1-9). Date of "
        f"Publication: 3 Jul 2019\nABSTRACT\n{A}\nDOI\n{D}\n\nCOPYRIGHT\nCopyright 2019 Moss.\n\nRECORD 2\n\nTITLE\nKites.\n"
        "AUTHOR NAMES\nReed G.\nSOURCE\nKites (2007) 12\nABSTRACT\nThey fly.\n"
    ),
    "Embase as CSV": (
        f'"TITLE","{T}"\r\n"AUTHOR NAMES","Fern, Ann","Lichen, Bo"\r\n"SOURCE","Journal of Moss (2019) 3:1 (1-9). Date of Publication:'
        f' 3 Jul 2019"\r\n"ABSTRACT","{A}"\r\n"DOI","{D}"\r\n\r\n"TITLE","Kites."\r\n"SOURCE","Kites (2007) 12"\r\n"ABSTRACT","They fly."\r\n'
    ),
    "ProQuest": (
        f"{'_' * 60}\n\nDocument 1 of 2\n\n{T}\n\nAuthor: Fern, Ann; Lichen, Bo\n\nAbstract: {A}\n\nTitle: {T}\n\nAuthor: Fern, Ann;"
        f" Lichen, Bo\n\nPublication title: Journal of Moss\n\nPublication date: Jul 3, 2019\n\nDOI: http://dx.doi.org/{D}\n\n"
        f"{'_' * 60}\n\nDocument 2 of 2\n\nKites.\n\nAbstract: They fly.\n\nTitle: Kites.\n\nAuthor: Reed, Gil\n\nPublication year: 2007\n"
    ),
}


def page(text: str) -> Page:
    return read_text("file", text.encode())


@pytest.mark.parametrize("kind", TEXTS)
def test_two_records_are_two_papers_with_their_fields(kind: str) -> None:
    moss, kites = to_papers(page(TEXTS[kind]))
    assert (moss.title.rstrip("."), moss.text, moss.published, moss.doi) == (T, A, "2019-07-03", D)
    assert (moss.authors, moss.venue) == (("Ann Fern", "Bo Lichen"), "Journal of Moss")
    assert (kites.title, kites.text, kites.published) == ("Kites.", "They fly.", "2007")


def test_a_record_of_ovid_without_an_abstract_is_counted() -> None:
    read = page(f"{TEXTS['Ovid with names']}\n<3>\nAuthor\n  Dune, Fay\nTitle\n  Sand\nSource\n  Sand.\n")
    assert [(problem.where, problem.what) for problem in read.failed] == [("entry 3", "no abstract")]


def test_records_of_ovid_go_on_behind_half_a_record_in_xml() -> None:
    def ovid(number: int, title: str) -> str:
        return f"<{number}. >\nVN  - Ovid Technologies\nTI  - {title}\nAB  - {A}\nYR  - 2019\n\n"

    half = f"<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Sand</ArticleTitle><Abstract>{A}"
    read = page(f"{ovid(1, 'Moss')}{half}\n{ovid(2, 'Kites')}{ovid(3, 'Pots')}left over.</p>")
    assert [entry.title for entry in read.entries] == ["Moss", "Kites", "Pots"]
    assert [problem.what for problem in read.failed] == ["breaks off before its end"]


def test_erics_labels_are_no_part_of_its_abstract() -> None:
    text = f"Title: {T}\nAuthors: Fern, Ann\nSource: Moss, v3\nPeer Reviewed: Yes\nAbstract: {A}\nRecord Type: Journal\nISSN: 1\n"
    (entry,) = page(text).entries
    assert (entry.abstract, entry.venue) == (A, "Moss, v3")


def test_records_of_which_each_has_but_a_title_are_read_however_many_they_are() -> None:
    read = page("".join(f"TI- Moss {n}\n" for n in range(3_000)) + f"AB- {A}\n")
    assert [(entry.title, entry.abstract) for entry in read.entries] == [("Moss 2999", A)]
    assert len(read.failed) == 2_999


def _work(text: str, layout: Layout) -> int:
    """How many steps of the interpreter reading takes in the module that takes lines apart."""
    steps = 0

    def step(frame: FrameType, event: str, _: object) -> Any:
        nonlocal steps
        if frame.f_code.co_filename != tagged.__file__:
            return None
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return step

    sys.settrace(step)
    try:
        for record in tagged.records(text, layout):
            record.joined("AB")
    finally:
        sys.settrace(None)
    return steps


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("AU  - Fern, Ann\n", id="authors"),
        pytest.param("AU  - Fern, Ann\n\n", id="authors apart"),
        pytest.param("TY  - JOUR\n", id="first lines"),
        pytest.param("TY  - JOUR\nTI  - Moss {}\n", id="records"),
        pytest.param("AB  - Moss {} grows.\n", id="lines of an abstract"),
    ],
)
def test_a_record_twice_as_long_takes_twice_the_work(line: str) -> None:
    layout = Layout(
        lambda line: (line[:2], line[6:]) if line[2:6] == "  - " else None,
        starts=frozenset(("TY",)),
        unique=frozenset(("AU",)),
        titles=frozenset(("TI",)),
    )
    few, many = (_work("AU  - Fern\n" + "".join(map(line.format, range(n))), layout) for n in (400, 800))
    assert many < 2.2 * few
