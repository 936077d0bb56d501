"""Papers as they usually look: one function a look, each drawing the same invented paper."""

from tests.pdf_files import BOLD, ITALIC, ROMAN, SANS, SANS_BOLD, Sheet, pdf

TITLE = "MossNet: Slow Growing Networks for Forest Floors"
ABSTRACT = (
    "We grow a network one layer a week and let it look at the floor of a forest. It labels 81.5% of the "
    "moss in photographs, which is more than a botanist in a hurry does. What it does not know it says, "
    "and then asks for another week. The photographs, the weeks and the code are free for everybody."
)
BODY = (
    "A forest floor is seldom flat and never finished. Those who photograph it have to kneel, and those who "
    "label what they photographed have to kneel again, because moss looks like other moss. We therefore "
    "asked how slowly a network may learn while there still is a forest. "
) * 3
FIRST, SECOND = "Ada Fern", "Bo Reed"
LEFT, RIGHT, COLUMN = 54, 318, 240


def _body(
    sheet: Sheet, y: float, heading: str = "1 Introduction", x: float = LEFT, wide: float = 500
) -> None:
    sheet.line(heading, x, y, 12, BOLD)
    sheet.paragraph(BODY, x, y + 20, wide)


def latex_article() -> bytes:
    sheet = Sheet()
    sheet.centred(TITLE, 110, 17)
    sheet.centred(f"{FIRST}    {SECOND}", 140, 12)
    sheet.centred("University of the Moor", 155, 12)
    sheet.centred("July 3, 2019", 180, 12)
    sheet.centred("Abstract", 210, 9, BOLD)
    _body(sheet, sheet.paragraph(ABSTRACT, 130, 225, 350, 9) + 20)
    return pdf(sheet)


def arxiv_stamp() -> bytes:
    sheet = Sheet()
    sheet.upwards("arXiv:2405.01234v2  [cs.CV]  3 Jul 2024")
    sheet.centred(TITLE, 100, 17, BOLD)
    for name, middle in ((FIRST, 200), (SECOND, 400)):
        sheet.centred(name, 140, 10, BOLD, middle)
        sheet.centred("Institute for Moss", 152, 10, ROMAN, middle)
        sheet.centred("someone@moss.example", 164, 10, ROMAN, middle)
    sheet.centred("Abstract", 200, 12, BOLD)
    _body(sheet, sheet.paragraph(ABSTRACT, 140, 220, 330) + 20)
    return pdf(sheet)


def two_columns() -> bytes:
    sheet = Sheet()
    sheet.centred("MossNet: Slow Growing Networks", 80, 14, BOLD)
    sheet.centred("for Forest Floors", 97, 14, BOLD)
    sheet.centred(FIRST, 125, 12, BOLD, 180)
    sheet.centred("Moor College", 140, 12, ROMAN, 180)
    sheet.centred(SECOND, 125, 12, BOLD, 430)
    sheet.centred("Department of Tides", 140, 12, ROMAN, 430)
    sheet.centred("Abstract", 200, 12, BOLD, 174)
    y = sheet.paragraph(ABSTRACT, 70, 220, 200)
    _body(sheet, y + 20, x=LEFT, wide=COLUMN)
    sheet.paragraph(BODY, RIGHT, 200, COLUMN)
    return pdf(sheet)


def ieee() -> bytes:
    sheet = Sheet()
    sheet.line("IEEE TRANSACTIONS ON MOSS, VOL. 3, NO. 2, JULY 2019", LEFT, 40, 7)
    sheet.centred("MossNet: Slow Growing Networks for", 80, 22)
    sheet.centred("Forest Floors", 105, 22)
    sheet.centred(f"{FIRST}, Member, IEEE, and {SECOND}, Senior Member, IEEE", 135, 11)
    y = sheet.paragraph(f"Abstract—{ABSTRACT}", LEFT, 180, COLUMN, 9, BOLD)
    y = sheet.paragraph("Index Terms—Moss, slowness, forests.", LEFT, y + 6, COLUMN, 9, BOLD)
    _body(sheet, y + 15, "I. INTRODUCTION", wide=COLUMN)
    sheet.paragraph(BODY, RIGHT, 180, COLUMN)
    return pdf(sheet)


def acm() -> bytes:
    sheet = Sheet()
    sheet.centred(TITLE, 90, 17, SANS_BOLD)
    for name, middle in ((FIRST, 180), (SECOND, 430)):
        sheet.centred(name, 120, 12, ROMAN, middle)
        sheet.centred("University of the Moor", 133, 10, ROMAN, middle)
    sheet.line("ABSTRACT", LEFT, 190, 11, BOLD)
    y = sheet.paragraph(ABSTRACT, LEFT, 204, COLUMN, 9)
    sheet.line("CCS CONCEPTS", LEFT, y + 10, 11, BOLD)
    y = sheet.paragraph("Computing methodologies; Moss.", LEFT, y + 24, COLUMN, 9)
    sheet.line("ACM Reference Format:", LEFT, y + 10, 8, BOLD)
    sheet.paragraph("https://doi.org/10.1145/1234567.7654321", LEFT, y + 22, COLUMN, 8)
    _body(sheet, 190, "1 INTRODUCTION", RIGHT, COLUMN)
    return pdf(sheet)


def lecture_notes() -> bytes:
    sheet = Sheet()
    sheet.centred(TITLE, 100, 14, BOLD)
    sheet.marked(f"{FIRST}^1^, {SECOND}^1,2^, and Cleo van der Moor^2^", 190, 130)
    sheet.centred("1 University of the Moor, Bergen, Norway", 150, 9)
    sheet.centred("2 Tidal Institute, New York, USA", 161, 9)
    y = sheet.paragraph(f"Abstract. {ABSTRACT}", 160, 200, 290, 9)
    y = sheet.paragraph("Keywords: Moss · Slowness", 160, y + 10, 290, 9)
    _body(sheet, y + 20)
    return pdf(sheet)


def elsevier() -> bytes:
    sheet = Sheet()
    sheet.centred("Contents lists available at MossDirect", 40, 8)
    sheet.centred("Journal of Slow Forests", 60, 16)
    sheet.line(TITLE, LEFT, 120, 14)
    sheet.marked(f"{FIRST}^a,*^, {SECOND}^b^", LEFT, 145, 12)
    sheet.line("a University of the Moor, Bergen, Norway", LEFT, 160, 8, ITALIC)
    sheet.line("A R T I C L E   I N F O", LEFT, 200, 8)
    sheet.line("Keywords:", LEFT, 215, 8, ITALIC)
    sheet.line("Moss", LEFT, 226, 8)
    sheet.line("A B S T R A C T", 220, 200, 8)
    y = sheet.paragraph(ABSTRACT, 220, 215, 330, 9)
    sheet.line("© 2019 Slow Forests Ltd. All rights reserved.", 330, y + 4, 8)
    _body(sheet, y + 40, "1. Introduction")
    return pdf(sheet, subject="Journal of Slow Forests, 3 (2019) 1-9. doi:10.1016/j.moss.2019.01.002")


def springer_journal() -> bytes:
    sheet = Sheet()
    sheet.line("Slow Forests (2019) 3:1-9", LEFT, 50, 8)
    sheet.line("https://doi.org/10.1007/s00000-019-0001-2", LEFT, 60, 8)
    sheet.line(TITLE, LEFT, 110, 16, BOLD)
    sheet.line(f"{FIRST} · {SECOND}", LEFT, 140, 11, BOLD)
    sheet.line("Published online: 3 July 2019", LEFT, 165, 8)
    sheet.line("Abstract ", LEFT, 200, 10, BOLD)
    head, rest = ABSTRACT.split(". ", 1)
    sheet.line(head + ".", LEFT + 45, 200)
    y = sheet.paragraph(rest, LEFT, 212, 500)
    y = sheet.paragraph("Keywords Moss · Slowness", LEFT, y + 10, 500)
    _body(sheet, y + 20)
    return pdf(sheet)


def structured() -> bytes:
    sheet = Sheet()
    sheet.line("RESEARCH ARTICLE", LEFT, 60, 22, SANS_BOLD)
    sheet.line("MossNet: Slow Growing Networks for", LEFT, 100, 18, SANS_BOLD)
    sheet.line("Forest Floors", LEFT, 122, 18, SANS_BOLD)
    sheet.marked(f"{FIRST}^1,2*^, {SECOND}^1^", LEFT, 150, 11, SANS_BOLD)
    sheet.line("1 Department of Moss, University of the Moor, Bergen, Norway", LEFT, 165, 8, SANS)
    sheet.line("Abstract", LEFT, 200, 16, SANS_BOLD)
    y = sheet.paragraph(ABSTRACT, LEFT, 220, 480)
    _body(sheet, y + 20, "Introduction")
    return pdf(sheet)


def bold_without_heading() -> bytes:
    sheet = Sheet()
    sheet.line("ARTICLES", LEFT, 50, 10, SANS_BOLD)
    sheet.line(TITLE, LEFT, 90, 20, BOLD)
    sheet.marked(f"{FIRST}^1^ & {SECOND}^2^", LEFT, 120, 12, SANS)
    y = sheet.paragraph(ABSTRACT, LEFT, 160, 500, 10, BOLD)
    sheet.paragraph(BODY, LEFT, y + 20, COLUMN)
    sheet.paragraph(BODY, RIGHT, y + 20, COLUMN)
    return pdf(sheet)


def small_without_heading() -> bytes:
    sheet = Sheet()
    sheet.centred("Moss Review Letters", 40, 8)
    sheet.centred(TITLE, 90, 13, BOLD)
    sheet.centred(f"{FIRST} and {SECOND}", 115, 11)
    sheet.centred("Moor Laboratory, Bergen 5003, Norway", 130, 10, ITALIC)
    sheet.centred("(Received 3 July 2018; published 9 July 2019)", 145, 10)
    y = sheet.paragraph(ABSTRACT, 110, 170, 390, 9)
    sheet.paragraph(BODY, LEFT, y + 30, COLUMN)
    sheet.paragraph(BODY, RIGHT, y + 30, COLUMN)
    return pdf(sheet)


def masthead() -> bytes:
    sheet = Sheet()
    sheet.line("Journal of Slow Machine Learning 3 (2019) 1-9", LEFT, 50, 18)
    sheet.centred(TITLE, 100, 14, BOLD)
    sheet.line(FIRST, LEFT, 130, 11, BOLD)
    sheet.line("Moor College, Bergen, Norway", LEFT, 143, 9, ITALIC)
    sheet.line(SECOND, LEFT, 165, 11, BOLD)
    sheet.line("Tidal Institute, New York", LEFT, 178, 9, ITALIC)
    sheet.line("Editor: Cleo Moor", LEFT, 200, 11, BOLD)
    sheet.centred("Abstract", 225, 12, BOLD)
    y = sheet.paragraph(ABSTRACT, 80, 242, 440)
    y = sheet.paragraph("Keywords: moss, slowness", 80, y + 8, 440)
    _body(sheet, y + 20, "1. Introduction")
    return pdf(sheet)


def cover_page() -> bytes:
    sheet, inside = Sheet(), Sheet()
    sheet.centred("This paper is included in the Proceedings of the", 500, 18)
    sheet.centred(TITLE, 200, 20, BOLD)
    sheet.centred(f"{FIRST}, University of the Moor; {SECOND}, Tidal Institute", 240, 12)
    inside.centred("Abstract", 100, 12, BOLD)
    _body(inside, inside.paragraph(ABSTRACT, LEFT, 120, COLUMN) + 20)
    return pdf(sheet, inside)


def working_paper() -> bytes:
    sheet = Sheet()
    sheet.centred(TITLE, 110, 14)
    sheet.centred(f"By {FIRST} and {SECOND}*", 135, 10)
    y = sheet.paragraph(ABSTRACT, 150, 180, 310, 10, ITALIC)
    sheet.line("JEL: Q23, D83. Keywords: moss", 150, y, 10, ITALIC)
    sheet.paragraph(BODY, 110, y + 30, 390)
    return pdf(sheet)


def summary() -> bytes:
    return latex_with("SUMMARY", TITLE, ABSTRACT)


def german() -> bytes:
    return latex_with("Zusammenfassung", TITLE, ABSTRACT)


def latex_with(heading: str, title: str, abstract: str, names: str = f"{FIRST}, {SECOND}") -> bytes:
    sheet = Sheet()
    sheet.centred(title, 110, 17)
    sheet.centred(names, 140, 12)
    sheet.centred(heading, 200, 12, BOLD)
    _body(sheet, sheet.paragraph(abstract, 130, 220, 350) + 20)
    return pdf(sheet)


def anonymous() -> bytes:
    sheet = Sheet()
    sheet.line("Under review as a conference paper at ICMR 2019", LEFT, 40, 10)
    sheet.line(TITLE.upper(), LEFT, 90, 15)
    sheet.line("Anonymous authors", LEFT, 120, 10, BOLD)
    sheet.line("Paper under double-blind review", LEFT, 132, 10)
    sheet.centred("ABSTRACT", 180, 12)
    _body(sheet, sheet.paragraph(ABSTRACT, 140, 200, 330) + 20, "1 INTRODUCTION")
    return pdf(sheet)


def cut_words() -> bytes:
    cut = ABSTRACT.replace("network", "net-| work", 1).replace("photographs,", "photo-| graphs,", 1)
    return latex_with("Abstract", TITLE, cut)


def accents() -> bytes:
    return latex_with("Abstract", TITLE, ABSTRACT, "Zoë Çelik and Jean-Luc O’Moor")


def two_column_abstract() -> bytes:
    sheet = Sheet()
    sheet.centred(TITLE, 90, 16, BOLD)
    sheet.centred(f"{FIRST} and {SECOND}*", 115, 11)
    sheet.line("Abstract", LEFT, 620, 11, BOLD)
    first, rest = ABSTRACT[:180].rsplit(" ", 1)[0], ABSTRACT[len(ABSTRACT[:180].rsplit(" ", 1)[0]) :]
    sheet.paragraph(first, LEFT, 635, COLUMN)
    sheet.paragraph("* Supported by the Moss Fund.", LEFT, 730, COLUMN, 8)
    y = sheet.paragraph(rest, RIGHT, 150, COLUMN)
    _body(sheet, y + 20, x=RIGHT, wide=COLUMN)
    return pdf(sheet)


def named_by_the_file() -> bytes:
    sheet = Sheet()
    sheet.centred("MossNet : Slow Growing Networks for Forest Floors", 110, 17)
    sheet.centred(f"{FIRST} {SECOND}", 140, 12)
    sheet.centred("Abstract", 200, 12, BOLD)
    _body(sheet, sheet.paragraph(ABSTRACT, 130, 220, 350) + 20)
    return pdf(sheet, title=TITLE, author=f"{FIRST}, {SECOND}")
