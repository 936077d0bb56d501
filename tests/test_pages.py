"""Every kind of page is read from its content; what cannot be read is said."""

import gzip
import json
from pathlib import Path

import pytest

from rag.ingest.formats import refused
from rag.ingest.formats.format import Source
from rag.ingest.formats.registry import FORMATS, NOT_A_LISTING, format_of
from rag.ingest.pages import Page, find_pages, read_page, read_text
from rag.ingest.papers import to_papers
from rag.model.errors import PageError

PAGES = Path(__file__).parent / "pages"
REAL = Path(__file__).parents[2] / "shared" / "papers"
TITLE, ABSTRACT = (
    "MossNet: A Slow Net",
    "We grow a small net one layer a week. It labels moss from photographs, slowly but well. " * 2,
)
BANNER = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nDec 12\n\n"


def page(text: str) -> Page:
    return read_text("page", text.encode())


@pytest.mark.parametrize(
    ("name", "kind", "titles", "problems"),
    [
        ("with_details.txt", "text", ["MossNet", "Tidewater", "KiteQA", "Clay"], ()),
        ("blank_lines.txt", "text", ["MossNet", "Tidewater", "KiteQA", "Clay"], ()),
        ("no_blank_lines.txt", "text", ["MossNet", "Tidewater", "KiteQA", "Clay"], ()),
        ("page_data.html", "HTML", ["MossNet"], ("entry 2: no abstract",)),
        ("cards.html", "HTML", ["MossNet", "Tidewater"], ("entry 3: no abstract",)),
        ("records.bib", "BibTeX", ["{MossNet}", "Tidewater"], ("line 15: no abstract",)),
        ("records.ris", "RIS", ["MossNet"], ("entry 2: no abstract",)),
        (
            "records.jsonl",
            "JSON",
            ["MossNet", "Tidewater"],
            (
                "line 3: not valid JSON",
                "line 5: no title",
                "line 6: no abstract",
                "line 7: not a paper but a bare value",
            ),
        ),
    ],
)
def test_each_kind_is_read_whatever_its_name(
    name: str, kind: str, titles: list[str], problems: tuple[str, ...], tmp_path: Path
) -> None:
    disguised = tmp_path / "download"
    disguised.write_bytes((PAGES / name).read_bytes())
    read = read_page(disguised)
    assert (read.format, read.name) == (kind, "download")
    assert [entry.title.split()[0].rstrip(":") for entry in read.entries] == titles
    assert read.problems == problems


def test_readers_are_told_of_every_format_that_is_read() -> None:
    not_read = (*refused.FORMATS, *refused.MARKUP, *refused.TEXTS)
    read = [known.name for known in FORMATS if known not in not_read]
    assert read == [
        *("Excel", "PDF", "JSON", "Zotero RDF", "Atom or RSS", "PubMed XML", "EndNote XML", "Citavi"),
        *(
            "DataCite XML",
            "MODS",
            "TEI",
            "RSCI XML",
            "JATS",
            "MARC",
            "OAI-PMH",
            "ACL Anthology XML",
            "Ovid",
            "Web of Science",
            "RIS",
            "PubMed",
            "ADS",
        ),
        *("EndNote", "RefWorks", "arXiv mail", "PubMed text", "Scopus text", "ReDIF", "Embase"),
        *("ScienceDirect text", "Copac or Inspec", "CSV"),
        *("Markdown", "other XML", "HTML", "BibTeX", "labelled text", "text"),
    ]
    assert [name for name in read if name not in NOT_A_LISTING] == []


def test_a_binary_format_is_recognised_before_its_bytes_are_taken_for_text() -> None:
    first_text = [known.name for known in FORMATS].index("JSON")
    assert set(refused.FORMATS) < set(FORMATS[:first_text])
    source = Source("scan", b"%PDF-1.7 \0\0")
    known = format_of(source)
    assert known is not None
    assert (known.name, source.problem) == ("PDF", None)
    with pytest.raises(PageError, match="binary"):
        assert source.text


def test_details_belong_to_the_entry_above_them() -> None:
    moss, tide, kite, clay = read_page(PAGES / "with_details.txt").entries
    assert (moss.author_count, moss.date, moss.upvotes, moss.organisation) == (9, "May 2", 3, None)
    assert (tide.author_count, tide.date, tide.upvotes, tide.organisation) == (
        None,
        "Nov 18, 2024",
        None,
        "Fern Laboratory",
    )
    assert (kite.author_count, kite.date) == (None, None)
    assert (clay.author_count, clay.date) == (1, "Dec 30")


def test_a_date_without_a_line_above_it_leaves_the_abstract_alone() -> None:
    (entry,) = page(f"{BANNER}{TITLE}\n\n{ABSTRACT}\n\n·\nMay 2").entries
    assert (entry.abstract, entry.date, entry.organisation) == (ABSTRACT.strip(), "May 2", None)


def test_a_bibtex_key_used_twice_loses_no_record() -> None:
    moss, tide = read_page(PAGES / "records.bib").entries
    assert (moss.authors[0], tide.title[:9], tide.authors) == ("Ada Fern", "Tidewater", ("Bo Lichen",))


@pytest.mark.parametrize("name", ["page_data.html", "records.jsonl", "records.bib", "records.ris"])
def test_the_same_paper_is_known_in_every_format(name: str) -> None:
    paper = to_papers(read_page(PAGES / name))[0]
    assert paper.title == "MossNet: Slow Growing Networks for Forest Floors"
    assert (paper.paper_id, paper.published) == ("2405.01234", "2024-05-02")
    assert paper.authors[:2] == ("Ada Fern", "Bo Lichen")
    assert "81.5% accuracy" in paper.text


def test_a_card_shows_votes_counts_and_who_made_it() -> None:
    moss, tide = read_page(PAGES / "cards.html").entries
    assert (moss.upvotes, moss.authors, moss.organisation) == (
        154,
        ("Ada Fern", "Bo Lichen"),
        "Fern Laboratory",
    )
    assert (tide.author_count, tide.authors, tide.organisation) == (40, (), None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps([{"title": TITLE, "abstract": ABSTRACT}]), id="one array"),
        pytest.param(
            json.dumps({"title": TITLE, "summary": ABSTRACT}, indent=1), id="one object on many lines"
        ),
        pytest.param(
            json.dumps({"papers": [{"title": TITLE, "text": ABSTRACT}]}), id="an array inside an object"
        ),
        pytest.param(f"TY  - JOUR\nTI  - {TITLE}\nAB  - {ABSTRACT}", id="RIS without its end"),
        pytest.param(f"{TITLE}\n\n{ABSTRACT}", id="title and abstract alone"),
        pytest.param(f"{BANNER}{TITLE}\n\nA short one.", id="a short abstract"),
        pytest.param(f"{BANNER}{TITLE}\r\n{ABSTRACT}\u2028{ABSTRACT}\r\n", id="odd line ends"),
        pytest.param(f"Subscribe{TITLE}\n{ABSTRACT}", id="glued, no banner"),
        pytest.param(json.dumps({"title": TITLE, "text": "half \ud800 a pair"}), id="half a surrogate pair"),
    ],
)
def test_one_paper_is_enough(text: str) -> None:
    assert [entry.title for entry in page(text).entries] == [TITLE]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (f"{TITLE}\n\n{ABSTRACT}\n\nCut Off Here", "line 13: a title without an abstract"),
        (f"{ABSTRACT}\n\n{TITLE}\n\n{ABSTRACT}", "line 9: an abstract without a title"),
        (f"Lonely Title\n\n{TITLE}\n\n{ABSTRACT}", "line 9: a title without an abstract"),
    ],
    ids=["cut at the end", "no title", "no abstract"],
)
def test_a_broken_entry_is_reported_and_the_good_one_kept(body: str, problem: str) -> None:
    read = page(BANNER + body)
    assert [entry.title for entry in read.entries] == [TITLE]
    assert read.problems == (problem,)


def test_a_tag_is_no_title() -> None:
    read = page(f"{BANNER}<Persons/>\n\n{ABSTRACT}\n\n{TITLE}\n\n{ABSTRACT}")
    assert [entry.title for entry in read.entries] == [TITLE]
    assert read.problems[0].endswith("an abstract without a title")


def test_many_problems_of_one_kind_are_told_once() -> None:
    lines = [json.dumps({"title": TITLE, "abstract": ABSTRACT})] + ['{"title": "x"}'] * 9
    assert page("\n".join(lines)).problems == ("line 2, line 3, line 4 and 6 more: no abstract",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\n", "empty", id="blank"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="pdf"),
        pytest.param(gzip.compress(b"x"), "not a listing", id="gzip of something else"),
        pytest.param(b"\x1f\x8b\x08", "cut off", id="cut gzip"),
        pytest.param(b"PK\x03\x04...", "damaged", id="cut zip"),
        pytest.param(b"ab\0cd" * 9, "binary", id="binary"),
        pytest.param(b"Dear Ada,\n\nthank you for the moss.\n\nBo", "not a listing", id="a letter"),
        pytest.param(b"import os\nprint(os)\n", "not a listing", id="a program"),
        pytest.param(b"<html><body><p>Hello</p></body></html>", "not a listing", id="another web page"),
        pytest.param(b'[{"title": "x"', "line 1: not valid JSON", id="cut JSON"),
        pytest.param(b"[" * 99_999, "nested too deeply", id="hostile JSON"),
        pytest.param(b"@article{a, title={x}, abstract={unclosed", "not readable as BibTeX", id="cut BibTeX"),
        pytest.param(b"[]", "not a listing", id="no records"),
        pytest.param(b"@book{a, title={B}}", "no abstract", id="BibTeX without abstracts"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        read_text("file", data)


def test_trouble_with_the_file_itself_is_said(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="no such file"):
        read_page(tmp_path / "absent")
    with pytest.raises(PageError, match="a folder"):
        read_page(tmp_path)
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(200_000_001)
    with pytest.raises(PageError, match="larger than 200 MB"):
        read_page(large)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_recognised(encoding: str) -> None:
    read = read_text("page", f"{BANNER}Café {TITLE}\n\n{ABSTRACT}".encode(encoding))
    assert (read.entries[0].title, read.problems) == (f"Café {TITLE}", ())


def test_another_encoding_is_read_and_reported() -> None:
    read = read_text("page", f"{BANNER}Café {TITLE}\n\n{ABSTRACT}".encode("cp1252"))
    assert read.entries[0].title == f"Café {TITLE}"
    assert "not UTF-8" in read.problems[0]


def test_folders_are_searched_by_name_and_hidden_files_skipped(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", ".hidden", "a/.git/x", "a/y.bin"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = find_pages([tmp_path, tmp_path / "b.txt", tmp_path / "absent"])
    assert [str(file.relative_to(tmp_path)) for file in found] == ["a/y.bin", "a/z.txt", "b.txt", "absent"]


def test_the_real_pages_are_read_without_loss() -> None:
    if not REAL.is_dir():
        pytest.skip(f"the real pages are not at {REAL}")
    pages = [read_page(path) for path in find_pages([REAL])]
    assert [len(read.entries) for read in pages] == [50, 119, 50, 132, 57]
    assert [read.problems for read in pages] == [()] * 5
    assert [sum(entry.date is not None for entry in read.entries) for read in pages] == [49, 0, 49, 0, 56]
    assert all(len(entry.abstract) > 300 >= len(entry.title) for read in pages for entry in read.entries)
