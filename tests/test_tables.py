"""Tables of papers: what their columns are, rows that are damaged, and workbooks."""

import io
from datetime import datetime

import pytest

from rag.ingest.formats.format import Entry, Problem, Source
from rag.ingest.formats.registry import format_of
from rag.ingest.formats.stray_rows import MISSING
from rag.ingest.pages import read_text
from rag.model.errors import PageError
from tests.test_bibliographies import MOSS, only, read

TEA = "Tea, poured slowly, cools by four degrees."


@pytest.mark.parametrize(
    ("heading", "row", "expected"),
    [
        pytest.param("Authors,Author full names", '"F. A.","Fern, Ada (5719000000); Lichen, Bo (5719000001)"',
            {"authors": ("Fern, Ada", "Lichen, Bo")}, id="Scopus"),
        pytest.param("Authors", '"Fern A, Lichen BC."', {"authors": ("Fern, A", "Lichen, BC.")}, id="PubMed"),
        pytest.param("Authors", "Ada Fern; Bo Lichen", {"authors": ("Ada Fern", "Bo Lichen")}, id="IEEE"),
        pytest.param("Author/s", "Ada Fern;;Bo Lichen", {"authors": ("Ada Fern", "Bo Lichen")}, id="Lens"),
        pytest.param("authorships.author.display_name", "Ada Fern|Bo Lichen",
            {"authors": ("Ada Fern", "Bo Lichen")}, id="OpenAlex"),
        pytest.param("authors", "\"['Ada Fern', 'Bo Lichen']\"", {"authors": ("Ada Fern", "Bo Lichen")},
            id="a list as Python prints it"),
        pytest.param("Authors", '"Ada Fern, Bo Lichen and Cy Clay"',
            {"authors": ("Ada Fern", "Bo Lichen", "Cy Clay")}, id="accepted papers"),
        pytest.param("Year", "2019", {"date": "2019"}, id="year"),
        pytest.param("Publication Year,Date,Date Added", "2019,2019-07-03,2024-01-01", {"date": "2019-07-03"},
            id="Zotero"),
        pytest.param("Publication Year,Publication Date", "2019,JUL 3", {"date": "2019 JUL 3"},
            id="Web of Science"),
        pytest.param("year,month,day", "2019,7,3", {"date": "2019-7-3"}, id="three columns"),
        pytest.param("Source", "J Moss (2019) 3:1 (1-9). Date of Publication: July 2019",
            {"date": "July 2019", "venue": "J Moss"}, id="Embase"),
        pytest.param("DOI", "https://doi.org/10.1000/a", {"doi": "10.1000/a"}, id="DOI"),
        pytest.param("Item DOI,Publication Title,URL", "10.1000/a,Journal of Moss,https://a.org/1",
            {"doi": "10.1000/a", "venue": "Journal of Moss", "url": "https://a.org/1"}, id="Springer"),
        pytest.param("arXiv ID", "2405.01234", {"arxiv_id": "2405.01234"}, id="arXiv"),
        pytest.param("Extra", "arXiv:2405.01234 [cs]", {"arxiv_id": "2405.01234"}, id="Zotero, extra"),
        pytest.param("Published,Organisation,Upvotes,Author count,Text kind", "2019-07,Moss Lab,12,9,digest",
            {"date": "2019-07", "organisation": "Moss Lab", "upvotes": 12, "author_count": 9,
             "text_kind": "digest"},
            id="our own"),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_headings(heading: str, row: str, expected: dict[str, object]) -> None:
    entry = only(f'Title,Abstract,{heading}\nMoss,"{MOSS}",{row}\n')
    assert {name: getattr(entry, name) for name in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"title\tabstract\nMoss\t{MOSS}", id="tabs"),
        pytest.param(f"Title;Abstract\r\nMoss;{MOSS}\r\n", id="semicolons"),
        pytest.param(f"Title|Abstract\rMoss|{MOSS}\r", id="bars"),
        pytest.param(f"sep=;\nTitle;Abstract\nMoss;{MOSS}", id="Excel names what parts them"),
        pytest.param(f'\ufeff"Document Title","Abstract"\n"Moss","{MOSS}"', id="IEEE"),
        pytest.param(f"https://a.org/search?q=moss\n\nTitle,Abstract\nMoss,\"{MOSS}\"", id="a search above"),
        pytest.param(f"\nTitle,Abstract,,\nMoss,\"{MOSS}\",,\n,,,\n", id="empty rows and columns"),
        pytest.param(f"PT\tTI\tAB\tPY\nJ\tMoss\t{MOSS}\t2019", id="Web of Science"),
        pytest.param('Title,abstract_inverted_index\nMoss,"{""Moss"": [0], ""grows"": [1]}"', id="OpenAlex"),
    ],
)  # fmt: skip
def test_tables_of_every_make_are_read(text: str) -> None:
    entry = only(text)
    assert (entry.title, entry.abstract) in {("Moss", MOSS), ("Moss", "Moss grows")}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([f'A,"{TEA}"', f'B,"{TEA}"'], "AB", id="whole"),
        pytest.param(["A,tea", f'B,"{TEA}'], "A?", id="the last is not closed"),
        pytest.param(['A,"tea', f'B,"{TEA}"', "C,tea"], "ABC", id="one is not closed"),
        pytest.param(['A,"tea', 'B,"tea', "C,tea"], "ABC", id="two are not closed"),
        pytest.param(['A,"two\nlines, of ""tea"""', "B,tea"], "AB", id="a cell of two lines"),
        pytest.param(["A,tea,too", "B,tea"], "?B", id="too many cells"),
        pytest.param(["A", "B,tea"], "?B", id="too few cells"),
        pytest.param(["A,N/A", "B,tea"], "?B", id="words for none"),
    ],
)
def test_a_damaged_row_takes_no_other_with_it(rows: list[str], expected: str) -> None:
    found = read("\n".join(("Title,Abstract", *rows)))
    assert "".join(item.title if isinstance(item, Entry) else "?" for item in found) == expected


def test_headings_are_found_behind_what_was_pasted_in_front_of_them() -> None:
    row = f'Fern,Moss,2019,"{TEA}",10.1/a\n'
    (entry,) = read(f'"year": 2019}}, "Ponds",see: Authors,Title,Year,Abstract,DOI\n{row}')
    assert isinstance(entry, Entry)
    assert (entry.title, entry.abstract, entry.date) == ("Moss", TEA, "2019")


def test_headings_that_stand_there_again_are_no_paper() -> None:
    found = read(f'Title,Abstract\nA,"{TEA}"\nTitle,Abstract\nB,"{TEA}"\n')
    assert [item.title for item in found if isinstance(item, Entry)] == ["A", "B"]
    assert len(found) == 2


def test_rows_above_headings_that_they_do_not_fit_are_told() -> None:
    row = f"Moss\t{'Moss is green and keeps rain. ' * 5}\t2019\t10.1/a"
    found = read(f"{row}\nTitle\tAbstract\tYear\tDOI of\t2019\t10.1/a\nTitle\tAbstract\tYear\tDOI\n")
    assert found == [Problem("line 1", MISSING)]


def test_what_the_old_pubmed_called_a_description_were_the_authors() -> None:
    (found,) = read("Title,URL,Description,EntrezUID\nMoss,/pubmed/1,Fern A,1\n")
    assert found == Problem("line 2", "no abstract")


def test_a_problem_names_its_line() -> None:
    assert read("Title,Abstract,Year\nA,,2019\n\nB,tea,2019\n,tea,2019")[::2] == [
        Problem("line 2", "no abstract"),
        Problem("line 5", "no title"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Moss, tea and text\n\nThe title, abstract and year are here.\n", id="prose"),
        pytest.param("Name|Year\n---|---\nMoss|2019\n", id="Markdown"),
        pytest.param("title,price\nMoss,3\n", id="other things"),
        pytest.param("Title,Abstract\n", id="no rows"),
    ],
)
def test_what_is_no_table_of_papers_is_none(text: str) -> None:
    known = format_of(Source("page", text.encode()))
    assert known is None or known.name != "CSV"


def workbook(*sheets: list[list[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for sheet, rows in zip([book.active, *(book.create_sheet() for _ in sheets[1:])], sheets, strict=True):
        for row in rows:
            sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_every_sheet_of_a_workbook_with_headings_is_read() -> None:
    papers: list[list[object]] = [
        ["Accepted papers"],
        [],
        ["Title", "Abstract", "Year", "Date", "DOI"],
        ["Moss", MOSS, 2019.0, datetime(2019, 7, 3), "10.1000/a"],
        ["Tea", None, 2020, None, None],
    ]
    page = read_text("papers.xlsx", workbook([["Notes"], ["by hand"]], papers))
    (entry,) = page.entries
    assert (page.format, entry.title, entry.date, entry.doi) == ("Excel", "Moss", "2019-07-03", "10.1000/a")
    assert page.problems == ("Sheet1 row 5: no abstract",)


def test_a_workbook_without_papers_or_damaged_says_so_in_one_line() -> None:
    data = workbook([["Name", "Price"], ["Moss", 3]])
    with pytest.raises(PageError, match="without columns of titles"):
        read_text("prices.xlsx", data)
    at = data.index(b"xl/worksheets/sheet1.xml") + 40
    with pytest.raises(PageError, match="damaged workbook"):
        read_text("prices.xlsx", data[:at] + b"\0" * 60 + data[at + 60 :])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(
            "Title\tAbstract\nKettles\t{}\n", "x,Title,Year,Abstract\n,Pots,2019,{}\n", id="tabs first"
        ),
        pytest.param(
            "Title,Abstract\nKettles,{}\n", "Title\tYear\tAbstract\nPots\t2019\t{}\n", id="commas first"
        ),
        pytest.param("Title;Abstract\nKettles;{}\n", "Abstract;Title\n{};Pots\n", id="other columns"),
    ],
)
def test_each_of_two_tables_in_one_file_is_read_by_its_own_headings(first: str, second: str) -> None:
    text = 2 * (first + second).format("Tea cools by four degrees.", "Clay keeps it warm.")
    entries = read_text("tables", text.encode()).entries
    assert [(entry.title, entry.abstract) for entry in entries] == 2 * [
        ("Kettles", "Tea cools by four degrees."),
        ("Pots", "Clay keeps it warm."),
    ]


def test_rows_below_headings_that_are_cut_short_keep_their_columns() -> None:
    rows = [f'Ada Fern,{title},2019,"{TEA}"\n' for title in ("Cups", "Pots")]
    text = f"Authors,Title,Year,Abstract\n{rows[0]}Title,Abstract\n{rows[1]}"
    assert [entry.title for entry in read_text("table", text.encode()).entries] == ["Cups", "Pots"]
