"""Plain text as tools write it for people: arXiv's mail, PubMed's and Scopus' text, labelled fields."""

import pytest

from rag.ingest.formats.format import Entry
from rag.ingest.pages import Page, read_text

ABSTRACT = "Moss keeps a record of rain. We read 400 cores of it, and 82% match the tables."
MAIL = r"""
------------------------------------------------------------------------------
\\
arXiv:1907.01234
Date: Wed, 3 Jul 2019 09:12:45 GMT   (1234kb,D)
Date (revised v2): Thu, 4 Jul 2019 09:12:45 GMT   (1235kb)

Title: Moss keeps
  a record of rain
Authors: Ada Fern (1), Bo Ash (1 and 2) ((1) Moss House, (2) Institute (of Rain))
Categories: cs.AI
DOI: 10.1234/moss.1
\\
  Moss keeps a record of rain. We read 400 cores of it, and 82% match
the tables.
\\ ( https://arxiv.org/abs/1907.01234 ,  1234kb)
------------------------------------------------------------------------------
\\
arXiv:1806.04321
replaced with revised version Wed, 3 Jul 2019 10:12:45 GMT   (34kb)

Title: Tides in ponds
Authors: Cy Clay
\\ ( https://arxiv.org/abs/1806.04321 ,  34kb)
"""
PUBMED = """1. J Moss. 2019 Jul 3;12(3):1-9. doi: 10.1234/moss.1. Epub 2019
May 1.

Moss keeps a record of rain.

Fern A(1), Ash B(1)(2).

Author information:
(1)Moss House, Harbour.

Moss keeps a record of rain. We read 400 cores of it, and
82% match the tables.

Copyright © 2019 Moss House. All rights reserved.

DOI: 10.1234/moss.1
PMID: 31234567


2. J Tide. 2020 Aug;13(1):1-2.

Tides in ponds.

Clay C.

PMID: 31234568
"""
SCOPUS = f"""Scopus
EXPORT DATE:02 Jan 2021

Fern, A., Ash, B.
57200000001;57200000002;
Moss keeps a record of rain
(2019) Journal of Moss, 12 (3), pp. 1-9. Cited 4 times.
https://www.scopus.com/inward/record.uri?eid=2-s2.0-1

DOI: 10.1234/moss.1

AFFILIATIONS: Moss House

ABSTRACT: {ABSTRACT}

AUTHOR KEYWORDS: moss
SOURCE: Scopus

Clay, C.
Tides in ponds
(2020) Journal of Tides, 1 (1), pp. 1-2.

SOURCE: Scopus
"""
ENDNOTE = f"""Reference Type:  Journal Article
Record Number: 7
Author: Fern, Ada and Ash, Bo
Year: 2019
Title: Moss keeps a record of rain
Journal: Journal of Moss
Date: Jul 3
DOI: 10.1234/moss.1
Abstract: {ABSTRACT}


Reference Type:  Journal Article
Record Number: 8
Author: Clay, Cy
Title: Tides in ponds


"""
COCHRANE = f"""Record #1 of 2
ID: CN-1
AU: Fern A
AU: Ash B
TI: Moss keeps a record of rain
SO: Journal of Moss
YR: 2019
AB: {ABSTRACT}
DOI: 10.1234/moss.1


Record #2 of 2
ID: CN-2
AU: Clay C
TI: Tides in ponds
"""
PROQUEST = f"""____________________________________________________________

Document 1 of 2

Moss keeps a record of rain

Author: Fern, Ada ; Ash, Bo.

ProQuest document link

Abstract: {ABSTRACT}

Title: Moss keeps a record of rain

Publication title: Journal of Moss

Publication date: Jul 3, 2019

DOI: http://dx.doi.org/10.1234/moss.1

____________________________________________________________

Document 2 of 2

Author: Clay, Cy

Title: Tides in ponds

"""
BY_HAND = """Title: Moss keeps a record of rain
Authors: Ada Fern, Bo Ash
Year: 2019
Venue: Journal of Moss
DOI: 10.1234/moss.1
Abstract: Moss keeps a record of rain. We read 400 cores of it,
and 82% match the tables.

Title: Tides in ponds
Authors: Cy Clay
"""
REFWORKS = f"""RT Journal Article
SR Print
ID 7
A1 Fern, Ada
A1 Ash, Bo
T1 Moss keeps a record of rain
YR 2019
FD Jul 3
JF Journal of Moss
AB {ABSTRACT}
DO 10.1234/moss.1

RT Journal Article
A1 Clay, Cy
T1 Tides in ponds
"""
CNKI = f"""SrcDatabase-来源库: 期刊
Title-题名: Moss keeps a record of rain
Author-作者: Ada Fern;Bo Ash;
Source-文献来源: Journal of Moss
Summary-摘要: {ABSTRACT}
PubTime-发表时间: 2019-07-03
DOI: 10.1234/moss.1

SrcDatabase-来源库: 期刊
Title-题名: Tides in ponds
"""
NOTE_EXPRESS = f"""{{Reference Type}}: Journal Article
{{Title}}: Moss keeps a record of rain
{{Author}}: Ada Fern
{{Author}}: Bo Ash
{{Journal}}: Journal of Moss
{{Year}}: 2019
{{DOI}}: 10.1234/moss.1
{{Abstract}}: {ABSTRACT}

{{Reference Type}}: Journal Article
{{Title}}: Tides in ponds
"""
FULL, SHORT = ("Ada Fern", "Bo Ash"), ("Fern, A", "Ash, B")


def read(text: str) -> Page:
    return read_text("list.txt", text.encode())


@pytest.mark.parametrize(
    ("text", "kind", "authors", "date", "venue"),
    [
        pytest.param(MAIL, "arXiv mail", FULL, "Wed, 3 Jul 2019 09:12:45 GMT", None, id="arXiv"),
        pytest.param(PUBMED, "PubMed text", SHORT, "2019 Jul 3", "J Moss", id="PubMed"),
        pytest.param(SCOPUS, "Scopus text", ("Fern, A.", "Ash, B."), "2019", "Journal of Moss", id="Scopus"),
        pytest.param(
            ENDNOTE,
            "labelled text",
            ("Fern, Ada", "Ash, Bo"),
            "2019 Jul 3",
            "Journal of Moss",
            id="EndNote",
        ),
        pytest.param(COCHRANE, "labelled text", SHORT, "2019", "Journal of Moss", id="Cochrane"),
        pytest.param(
            PROQUEST,
            "labelled text",
            ("Fern, Ada", "Ash, Bo"),
            "Jul 3, 2019",
            "Journal of Moss",
            id="ProQuest",
        ),
        pytest.param(
            REFWORKS, "RefWorks", ("Fern, Ada", "Ash, Bo"), "2019 Jul 3", "Journal of Moss", id="RefWorks"
        ),
        pytest.param(CNKI, "labelled text", FULL, "2019-07-03", "Journal of Moss", id="CNKI"),
        pytest.param(NOTE_EXPRESS, "labelled text", FULL, "2019", "Journal of Moss", id="NoteExpress"),
        pytest.param(BY_HAND, "labelled text", FULL, "2019", "Journal of Moss", id="by hand"),
    ],
)
def test_text_of_a_tool_gives_its_papers_and_says_which_have_no_abstract(
    text: str, kind: str, authors: tuple[str, ...], date: str, venue: str | None
) -> None:
    for written in (text, text.replace("\n", "\r\n")):
        page = read(written)
        (entry,) = page.entries
        assert (page.format, entry.title.rstrip("."), entry.abstract) == (
            kind,
            "Moss keeps a record of rain",
            ABSTRACT,
        )
        assert (entry.authors, entry.date, entry.doi, entry.venue) == (authors, date, "10.1234/moss.1", venue)
        assert [problem.what for problem in page.failed] == ["no abstract"]


def test_a_mail_names_the_paper_by_its_arxiv_id() -> None:
    assert read(MAIL).entries[0].arxiv_id == "1907.01234"
    assert read(MAIL.replace("\n", "\n> ")).entries[0].abstract == ABSTRACT  # in an answer


def test_what_is_copied_from_arxiv_s_page_has_its_id_and_its_day() -> None:
    page = f"""[Submitted on 3 Jul 2019 (v1), last revised 2 Jan 2020]

Title: Moss keeps a record of rain
Authors: Ada Fern, Bo Ash

Abstract: {ABSTRACT}

Subjects: Machine Learning (cs.LG)
Cite as: arXiv:1907.01234 [cs.LG]
"""
    (entry,) = read(page).entries
    assert (entry.date, entry.abstract) == ("3 Jul 2019", ABSTRACT)
    assert "1907.01234" in (entry.arxiv_id or "")


def test_prose_that_has_a_title_is_no_list() -> None:
    prose = "Notes of the day.\n\nTitle: Moss keeps a record of rain\n\nWe spoke of it at length."
    assert not any(isinstance(item, Entry) for item in _listed(prose))


def _listed(text: str) -> list[object]:
    from rag.ingest.formats import labelled
    from rag.ingest.formats.format import Source

    source = Source("notes", text.encode())
    return list(labelled.read(source)) if labelled.FORMAT.sniff(source) else []
