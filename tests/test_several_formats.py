"""Files in which records of several formats, or damaged ones, stand together: none is lost."""

from itertools import permutations

import pytest

from rag.ingest.formats.format import Entry, Listed, Problem, Source
from rag.ingest.formats.registry import format_of
from rag.ingest.formats.stray_rows import MISSING
from rag.ingest.pages import NO_WORDS, read_text
from rag.ingest.reading import FilesRead
from rag.model.errors import PageError
from tests.test_bibliographies import endnote, enw, nbib, pubmed, read, ris, wos
from tests.test_damaged_bibliographies import TEA

BIBTEX = f"@article{{tea,\n  title = {{Tea, bib}},\n  abstract = {{{TEA}}}\n}}\n"
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tea, atom</title>'
    f"<summary>{TEA}</summary></entry></feed>"
)
TEXTS = {
    "RIS": ris().replace("Moss\n", "Tea, ris\n"),
    "PubMed": nbib().replace("TI  - Moss", "TI  - Tea, nbib"),
    "Web of Science": wos().replace("TI Moss", "TI Tea, wos"),
    "EndNote": enw().replace("%T Moss", "%T Tea, enw"),
    "BibTeX": BIBTEX,
    "PubMed XML": pubmed("", title="Tea, pubmed"),
    "EndNote XML": endnote(""),
    "Atom": ATOM,
}
XML = {"PubMed XML", "EndNote XML", "Atom"}
PAIRS = [pair for pair in permutations(TEXTS, 2) if not set(pair) <= XML]


def titles(listed: Listed | tuple[Entry, ...]) -> list[str]:
    return [item.title for item in listed if isinstance(item, Entry)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_exports_in_one_file_are_both_read(one: str, other: str) -> None:
    page = read_text("both", f"{TEXTS[one]}\n{TEXTS[other]}\n".encode())
    assert titles(page.entries) == [*titles(read(TEXTS[one])), *titles(read(TEXTS[other]))]
    assert not page.failed


def test_a_table_before_another_export_is_read_too() -> None:
    table = f'Title,Abstract\nKettles,"{TEA}"\n\n'
    assert titles(read_text("both", f"{table}{TEXTS['RIS']}".encode()).entries) == ["Kettles", "Tea, ris"]


def test_what_is_wrong_in_one_of_several_formats_says_in_which() -> None:
    page = read_text("both", f"{TEXTS['RIS']}@book{{pot,\n  title = {{Pots}}\n}}\n".encode())
    assert page.failed == (Problem("line 1 of the BibTeX from line 5", "no abstract"),)


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("TY  - JOUR", id="RIS"),
        pytest.param("PMID- 12", id="PubMed"),
        pytest.param("%0 Journal Article", id="EndNote"),
        pytest.param("<xml><record>", id="XML"),
    ],
)
def test_a_line_of_another_format_in_a_text_parts_no_record(note: str) -> None:
    text = BIBTEX.replace("of one hand.", f"of one hand.\n{note}\n")
    page = read_text("one", text.encode())
    assert (titles(page.entries), page.failed) == (["Tea, bib"], ())


@pytest.mark.parametrize(
    ("good", "first_line"),
    [
        pytest.param(TEXTS["PubMed"], "PMID- 7\n", id="PubMed"),
        pytest.param(f"{TEXTS['EndNote']}\n", "%0 Journal Article\n", id="EndNote"),
    ],
)
def test_a_record_whose_first_line_is_lost_takes_not_the_next_with_it(good: str, first_line: str) -> None:
    found = read(good + good.replace(first_line, "???\n") + good)
    assert [type(item) for item in found] == [Entry] * 3


def test_rows_above_the_headings_of_a_table_are_read() -> None:
    rows = [f'"{name}",2019,"{TEA}"\n' for name in ("Cups", "Pots")]
    source = Source("table", f"Made by hand\n{rows[0]}Title,Year,Abstract\n{rows[1]}".encode())
    known = format_of(source)
    assert known is not None
    assert titles(known.read(source)) == ["Cups", "Pots"]


def test_entries_that_lost_the_head_of_their_feed_are_read() -> None:
    entry = f"<entry><title>Cups</title><summary>{TEA}</summary></entry>\n"
    assert titles(read(f"{entry}{entry.replace('Cups', 'Pots')}</feed>")) == ["Cups", "Pots"]


def test_a_title_of_signs_alone_names_no_paper() -> None:
    page = read_text("pots", f"{BIBTEX}{BIBTEX.replace('Tea, bib', '·')}".encode())
    assert (titles(page.entries), page.failed) == (["Tea, bib"], (Problem("entry 2", NO_WORDS),))


@pytest.mark.parametrize("rule", ["|:-|:-|", "|:--|:-:|", "-|-", "| --- | --- |"])
def test_a_table_of_markdown_is_seen_however_short_its_rule(rule: str) -> None:
    assert titles(read(f"| Title | Abstract |\n{rule}\n| Cups | {TEA} |\n")) == ["Cups"]


def test_a_date_that_says_nothing_is_told_on_one_line() -> None:
    found = FilesRead()
    found.take(read_text("pots", BIBTEX.replace("  title", "  year = {some\n day},\n  title").encode()))
    assert found.problems == ["pots: no date in “some day”"]


ROW = (
    "| 2019 | **Moss keeps a record of rain** | "
    + "We read cores of moss and find rain in them. " * 3
    + " | x |\n"
)
HEAD = "| Date | Title | Abstract | PDF |\n|:--|:--|:--|:--|\n"
CARD = '<article><h3><a href="/papers/1907.01234">{}</a></h3><p>{}</p>{}'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ROW * 3, id="no headings at all"),
        pytest.param(ROW * 2 + HEAD + ROW.replace("Moss", "Fern").replace("moss", "fern"), id="rows above"),
        pytest.param(
            ROW + "TY  - JOUR\nTI  - Ponds\nAB  - Ponds are deep.\nER  - \n" + ROW, id="RIS between rows"
        ),
        pytest.param(
            "PT J\nTI Ponds\nAB Ponds are deep.\nER\nGrowing nets\t"
            + "Rain falls on moss. " * 8
            + "\t2019\n",
            id="tabs behind Web of Science",
        ),
    ],
)
def test_rows_without_headings_are_never_passed_over_in_silence(text: str) -> None:
    try:
        page = read_text("list", text.encode())
    except PageError:
        return
    assert MISSING in {problem.what for problem in page.failed}


def test_rows_are_told_of_whose_abstract_was_read_as_part_of_something_else() -> None:
    abstract = "We read cores of moss and find rain in them. " * 3
    record = f'{{"title": "Moss keeps a record", "abstract": "{abstract}", "year": 2019, "doct\n'
    page = read_text("list", f"Daily Papers\nCups\n{record}{HEAD[33:]}{ROW}".encode())
    assert MISSING in {problem.what for problem in page.failed}


def test_a_file_that_begins_as_one_format_and_has_the_marks_of_another_is_read_as_both() -> None:
    cards = "<html><body>" + CARD.format("Pond", "It is deep.", "</article>") + "\n</body></html>\n"
    text = f"DO  - 10.1/a\nAB  - {TEA}\n{cards}TI  - Kettles\nER  - \nTY  - JOUR\n"
    page = read_text("list", text.encode())
    assert [entry.title for entry in page.entries] == ["Pond", "Kettles"]
    assert [problem.what for problem in page.failed] == ["no title"]


def test_a_card_that_is_not_closed_does_not_swallow_the_next() -> None:
    text = "<html><body>" + CARD.format("Moss", "Moss is green.", "") + CARD.format("Pond", "It is deep.", "")
    assert [(entry.title, entry.abstract) for entry in read_text("page", text.encode()).entries] == [
        ("Moss", "Moss is green."),
        ("Pond", "It is deep."),
    ]
    hidden = text.replace("Moss is", "<!-- Moss is")  # opened and never closed
    assert [entry.title for entry in read_text("page", hidden.encode()).entries] == ["Moss", "Pond"]


def test_a_page_behind_other_records_is_read_too() -> None:
    page = "<html><body><main>" + CARD.format("Pond", "It is deep.", "</article>") + "</main></body></html>"
    text = "PMID- 1\nTI  - Moss\nAB  - Moss is green.\n\n" + page
    assert [entry.title for entry in read_text("list", text.encode()).entries] == ["Moss", "Pond"]


def test_papers_as_json_between_other_records_are_read_too() -> None:
    paper = '{"title": "Pond", "abstract": "It is deep."}\n'
    text = "TY  - JOUR\nTI  - Moss\nAB  - Moss is green.\nER  - \n" + paper + "not {json}\n"
    found = read_text("list", text.encode())
    assert [entry.title for entry in found.entries] == ["Moss", "Pond"]


def test_papers_as_json_above_a_table_are_read_too() -> None:
    text = f'{{"title": "Pond", "abstract": "It is deep."}}\nTitle,Year,Abstract\nMoss,2019,"{TEA}"\n'
    text = '"x"], "year": 2019},\n' + text  # else the file is JSON
    assert [entry.title for entry in read_text("list", text.encode()).entries] == ["Moss", "Pond"]


def test_a_title_of_which_cleaning_leaves_no_letter_is_none() -> None:
    for title in ("&#183;", "Â·", "·"):
        with pytest.raises(PageError, match=NO_WORDS):
            read_text("list.jsonl", f'{{"title": "{title}", "abstract": "Moss is green."}}\n'.encode())
