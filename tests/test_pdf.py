"""What a PDF gives: title, abstract, authors and ids from its first pages, in all usual looks."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.formats.format import Entry, Problem
from rag.ingest.formats.pdf_lines import Character, joined, lines_of
from rag.ingest.pages import read_text
from rag.model.errors import PageError
from tests import pdf_looks as looks
from tests.pdf_files import Sheet, pdf

NAMES = (looks.FIRST, looks.SECOND)


def entry(data: bytes) -> Entry:
    (found,) = read_text("paper.pdf", data).entries
    return found


@pytest.mark.parametrize(
    ("look", "authors"),
    [
        (looks.latex_article, NAMES),
        (looks.arxiv_stamp, NAMES),
        (looks.two_columns, NAMES),
        (looks.ieee, NAMES),
        (looks.acm, NAMES),
        (looks.lecture_notes, (*NAMES, "Cleo van der Moor")),
        (looks.elsevier, NAMES),
        (looks.springer_journal, NAMES),
        (looks.structured, NAMES),
        (looks.bold_without_heading, NAMES),
        (looks.small_without_heading, NAMES),
        (looks.masthead, NAMES),
        (looks.cover_page, NAMES),
        (looks.working_paper, NAMES),
        (looks.summary, NAMES),
        (looks.german, NAMES),
        (looks.anonymous, ()),
        (looks.cut_words, NAMES),
        (looks.accents, ("Zoë Çelik", "Jean-Luc O’Moor")),
        (looks.two_column_abstract, NAMES),
        (looks.named_by_the_file, NAMES),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_title_abstract_and_authors_are_found(look: Callable[[], bytes], authors: tuple[str, ...]) -> None:
    found = entry(look())
    assert found.title.casefold() == looks.TITLE.casefold()
    assert found.abstract == looks.ABSTRACT
    assert found.authors == authors


@pytest.mark.parametrize(
    ("look", "ids"),
    [
        (looks.arxiv_stamp, ("2405.01234", None, "3 Jul 2024")),
        (looks.acm, (None, "10.1145/1234567.7654321", None)),
        (looks.elsevier, (None, "10.1016/j.moss.2019.01.002", None)),
        (looks.springer_journal, (None, "10.1007/s00000-019-0001-2", "3 July 2019")),
        (looks.small_without_heading, (None, None, "9 July 2019")),
        (looks.latex_article, (None, None, None)),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_ids_and_dates_are_those_that_the_paper_bears(
    look: Callable[[], bytes], ids: tuple[str | None, ...]
) -> None:
    found = entry(look())
    assert (found.arxiv_id, found.doi, found.date) == ids


def drawn(text: str, left: float, *, spaced: bool = False) -> list[Character]:
    """Characters of 5 points each, from the left edge on."""
    return [
        Character(char, left + 5 * n, left + 5 * n + 5, 100, 10, spaced and not n, False, False)
        for n, char in enumerate(text)
    ]


def test_an_accent_that_is_drawn_over_a_letter_is_put_on_it() -> None:
    accent = drawn("¨", 10.5)
    for characters in (
        [*drawn("Zo", 0), *accent, *drawn("e", 10, spaced=True)],
        [*drawn("Zoe", 0), *accent],
        [*drawn("Zoe", 0), *drawn("Fern", 25), *accent],
    ):
        assert lines_of(0, characters)[0].text.startswith("Zoë")


def test_a_ligature_is_several_letters_in_one_place() -> None:
    first, last = drawn("e", 0), drawn("cient", 10)
    ligature = [Character(char, 5, 10, 100, 10, False, False, False) for char in "ffi"]
    assert [line.text for line in lines_of(0, [*first, *ligature, *last])] == ["efficient"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["a net\u00ad", "work of moss"], "a network of moss"),
        (["an error\u00ad", "bounded net"], "an error-bounded net"),
        (["moss with\u00ad", "out light"], "moss without light"),
        (["the Moor\u00ad", "Fern law"], "the Moor-Fern law"),
        (["a slow-", "growing net"], "a slow-growing net"),
        (["from 3\u00ad", "5 weeks"], "from 3- 5 weeks"),
    ],
)
def test_a_word_that_was_cut_is_joined_as_the_pages_write_it(lines: list[str], text: str) -> None:
    words = frozenset("network with out error-bounded slow growing".split())
    assert joined(lines, words) == text


def slides() -> bytes:
    sheet = Sheet()
    sheet.centred("A Week in the Forest", 100, 30)
    for number in range(9):
        sheet.line(f"Point {number}: moss is slow, and so are we", 80, 200 + 40 * number, 20)
    return pdf(sheet)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(pdf(Sheet()), "a scanned PDF, without text", id="scan"),
        pytest.param(b"%PDF-1.7 ...", "a damaged PDF", id="damaged"),
        pytest.param(looks.ieee()[:900], "a damaged PDF|a scanned PDF", id="cut off"),
        pytest.param(slides(), "no abstract was found on the first two pages", id="slides"),
    ],
)
def test_what_gives_no_paper_is_said_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        read_text("paper.pdf", data)


LOOKS = [looks.ieee(), looks.elsevier(), looks.cover_page()]


@settings(deadline=None)
@given(
    st.sampled_from(LOOKS),
    st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=9),
    st.integers(0),
)
def test_a_damaged_pdf_ends_in_a_paper_or_in_a_clear_line(
    data: bytes, changes: list[tuple[int, int]], length: int
) -> None:
    damaged = bytearray(data)
    for place, value in changes:
        damaged[place % len(data)] = value
    try:
        page = read_text("paper.pdf", bytes(damaged[: length % (4 * len(data))]))
    except PageError:
        return
    assert all(isinstance(item, Entry | Problem) for item in (*page.entries, *page.failed))
