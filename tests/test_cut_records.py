"""Records beside one that was cut in the middle: they are read, with their own titles and texts."""

import pytest

from rag.ingest.formats.abstracts import NO_ABSTRACT
from rag.ingest.formats.format import Entry, Listed, Problem
from rag.ingest.formats.json_text import NOT_LOOKED_AT, OPEN_STRING, values_in
from rag.ingest.formats.json_wrappings import is_titled
from rag.ingest.formats.other_xml import stray_records
from rag.ingest.formats.stray_rows import MISSING, stray_rows
from rag.ingest.pages import Page, read_text

TEXT = "A net as slow as moss grows by a layer a week and labels each photograph of the ground. It is slow."
OTHER = (
    "Ships wait for days outside harbours since nobody joins the tide table with the plan. One model does."
)


def page(text: str) -> Page:
    return read_text("file", text.encode())


def papers(text: str) -> list[tuple[str, str]]:
    return [(entry.title, entry.abstract) for entry in page(text).entries]


def object_of(title: str, text: str, authors: str = '[{"name": "Ann Fern"}]') -> str:
    return f'{{"title": "{title}", "abstract": "{text}", "authors": {authors}}}'


def test_papers_in_the_list_of_a_paper_that_was_cut_are_read_behind_the_end_of_another() -> None:
    cut = object_of("Moss", TEXT, '[{"name": "Ann", "fa": [1]},\n' + object_of("Pond", OTHER) + "]")
    assert papers(f'"Fern"}}], "year": 2019}},\n{cut}\n]}}\n') == [("Moss", TEXT), ("Pond", OTHER)]


def test_an_open_string_of_json_does_not_take_the_records_behind_it() -> None:
    def record(title: str, text: str) -> str:
        return f"%R 2019JMoss...3....1F\n%T {title}\n%B {text}\n\n"

    cut = '{"title": "Reef", "abstract": "Corals grow'
    read = page(f'{record("Fen", TEXT + chr(10) + cut)}{record("Moss", TEXT)}{record("Pond", OTHER)}"}}\n')
    assert [entry.title for entry in read.entries] == ["Fen", "Moss", "Pond"]
    assert [(problem.where, problem.what) for problem in read.failed] == [("line 4", OPEN_STRING)]


def test_json_with_blank_lines_between_its_fields_is_read_beside_records() -> None:
    paper = object_of("Pond", f"{OTHER}\\n\\nThey are deep.").replace(', "authors"', ',\n\n"authors"')
    record = f"%R 2019JMoss...3....1F\n%T Moss\n%B {TEXT}\n\n"
    assert sorted(papers(record + paper)) == [("Moss", TEXT), ("Pond", f"{OTHER}\n\nThey are deep.")]


def test_a_row_whose_abstract_became_the_title_of_another_is_told_of() -> None:
    found: Listed = [Entry(OTHER, TEXT)]
    assert stray_rows(f'"Ann Fern","Moss",2019,"{OTHER}",10.1/a\n', found) == [Problem("line 1", MISSING)]
    assert stray_rows(f'"Ann Fern","{OTHER}",2019,"{TEXT[:90]}",10.1/a\n', found) == []


def test_a_paper_is_read_in_xml_though_another_has_its_abstract_under_a_piece_of_its_title() -> None:
    text = f"<r><title>Slow nets for moss</title><abstract>{TEXT}</abstract></r>"
    (found,) = stray_records(text, [Entry("nets for moss", TEXT)])
    assert isinstance(found, Entry)
    assert found.title == "Slow nets for moss"
    assert stray_records(text, [Entry("Nets that wait", TEXT)]) == []


FEN = "%R 2019JMoss...3....1F\n%T Fen\n%B They are wet.\n\n"


@pytest.mark.parametrize("before", [FEN, "[\n"], ids=["in ADS's text", "in JSON"])
def test_papers_below_very_many_objects_that_are_broken_are_read(before: str) -> None:
    cut = '{"ite1234/tide.2"},\n' * 2_000
    read = papers(f"{before}{object_of('Moss', TEXT)},\n{cut}{object_of('Pond', OTHER)}\n]")
    assert read[-2:] == [("Moss", TEXT), ("Pond", OTHER)]


def test_what_is_not_looked_at_below_json_that_is_broken_is_told() -> None:
    text = "[" + '{"a": [' * 300 + '"' + " " * 100_000 + '{"title": "Moss", "abstract": "It is green.'
    found = list(values_in(text, is_titled))
    assert [item.what for item in found if isinstance(item, Problem)][-1:] == [NOT_LOOKED_AT]


def test_papers_as_json_are_read_though_lines_were_put_into_their_strings() -> None:
    paper = object_of("Pond", OTHER, '[{"name": "Bo\n\n\nAsh"}]')
    assert papers(f'y": "Fern"}}]}},\n{object_of("Moss", TEXT)},\n{paper},\n') == [
        ("Moss", TEXT),
        ("Pond", OTHER),
    ]


def test_records_of_xml_are_found_behind_very_many_tags_that_nothing_closes() -> None:
    records = (
        f"<result><title>{title}</title><abstractText>{text}</abstractText></result>"
        for title, text in (("Moss", TEXT), ("Pond", OTHER))
    )
    text = f"<responseWrapper>{'<b>' * 300}\n{chr(10).join(records)}\n</responseWrapper>"
    assert [
        (entry.title, entry.abstract) for entry in stray_records(text, []) if isinstance(entry, Entry)
    ] == [
        ("Moss", TEXT),
        ("Pond", OTHER),
    ]


def entry_of(title: str, text: str, more: str = "") -> str:
    return f"@article{{a,\n  title = {{{title}}},\n  abstract = {{{text}}}{more}\n}}\n\n"


def test_an_entry_of_bibtex_is_read_that_a_brace_of_another_holds() -> None:
    moss = entry_of("Moss", f"{TEXT} {{a,\n  title = {{Reef}},\n  abstract = {{Corals").replace(
        "}\n}\n", "}}\n"
    )
    assert [title for title, _ in papers(f"{moss}{entry_of('Pond', OTHER)}}},\n  year = {{2019}}\n}}\n")] == [
        "Moss",
        "Pond",
    ]


def test_an_entry_of_bibtex_that_holds_itself_in_a_field_is_one() -> None:
    assert papers(entry_of("Moss", TEXT, f",\n  bibtex = {{\n{entry_of('Moss', TEXT)}}}")) == [("Moss", TEXT)]


def test_a_title_that_is_left_of_a_record_is_not_that_of_the_next() -> None:
    cut = f"TI- Fen\nAU- Fern, Ann\nAB- {TEXT}\n\nTI- Reef\nTI- Pond\nAU- Reed, Gil\nAB- {OTHER}\n"
    read = page(f"{cut}\nTI- Moss\nAU- Lichen, Bo\nAB- {TEXT} Slowly.\n")
    assert [entry.title for entry in read.entries] == ["Fen", "Pond", "Moss"]
    assert [problem.what for problem in read.failed] == ["no abstract"]


def test_xml_in_a_string_of_json_that_goes_on_over_lines_is_read() -> None:
    def result(title: str, text: str) -> str:
        return f"<result><title>{title}</title><abstractText>{text}</abstractText></result>\n"

    opened = object_of("Reef", TEXT, '["Ann').removesuffix("}")
    text = f'{opened}\n{result("Moss", TEXT)}{result("Pond", OTHER)}"], "year": 2019}}\n'
    assert {title for title, _ in papers(result("Dune", OTHER) + text)} >= {"Dune", "Moss", "Pond"}


def test_a_list_of_citavi_behind_an_entry_that_is_cut_is_read() -> None:
    feed = (
        f"<entry><title>Reef</title><summary>{TEXT}</summary></entry>\n<entry><title>Cut</title><summary>Sand"
    )
    records = "".join(
        f'<Reference id="{title}"><Abstract>{text}</Abstract><Title>{title}</Title></Reference>\n'
        for title, text in (("Moss", TEXT), ("Pond", OTHER))
    )
    text = f'{feed}hangeData Version="6">\n<References>\n{records}</References></CitaviExchangeData>'
    assert papers(text) == [("Reef", TEXT), ("Moss", TEXT), ("Pond", OTHER)]


def test_the_russian_index_behind_a_reference_of_citavi_that_is_cut_is_read() -> None:
    whole = f'<Reference id="a"><Abstract>{TEXT}</Abstract><Title>Reef</Title></Reference>'
    records = "".join(
        f'<article><artTitles><artTitle lang="ENG">{title}</artTitle></artTitles>'
        f'<abstracts><abstract lang="ENG">{text}</abstract></abstracts></article>\n'
        for title, text in (("Moss", TEXT), ("Pond", OTHER))
    )
    head = '<journal><journalInfo lang="ENG"><title>Mosses</title></journalInfo><issue><articles>\n'
    found = papers(
        f"<References>\n{whole}\n<Reference id='b'><Abstract>Sand{head}{records}</articles></issue></journal>"
    )
    assert found == [("Reef", TEXT), ("Moss", TEXT), ("Pond", OTHER)]


def test_a_record_whose_abstract_stands_below_the_title_of_another_is_read() -> None:
    text = "".join(
        f"<r><title>{title}</title><abstract>{abstract}</abstract></r>"
        for title, abstract in (("Moss", TEXT), ("Pond", OTHER))
    )
    mixed = Entry("Moss", OTHER)  # a card that was cut, and goes on with the next one's text
    assert [item.title for item in stray_records(text, [mixed]) if isinstance(item, Entry)] == ["Pond"]
    translated = Entry("Teich", OTHER)
    assert [item.title for item in stray_records(text, [translated]) if isinstance(item, Entry)] == ["Moss"]


def test_a_card_behind_records_that_have_authors_and_dates_of_their_own_is_read() -> None:
    source = "AUTHOR NAMES\nFern A.\nSOURCE\nJ (2019). Date of Publication: 3 Jul 2019"
    record = f"RECORD 1\nTITLE\nMoss\n{source}\nABSTRACT\n{TEXT}\nDOI\n10.1/a\n\n"
    card = f"·\n\nJul 3, 2023\n\nPond\n\n{OTHER} {OTHER}\n\n• 1 authors\n\n·\n\nJul 3, 2024\n"
    assert ("Pond", f"{OTHER} {OTHER}") in papers(record + card)


@pytest.mark.parametrize(
    "said",
    [
        "10.1234/moss",
        "https://example.org/m",
        "[1907.01234](https://arxiv.org/abs/1907.01234)",
        "2019",
        "12.3 %",
    ],
)
def test_an_identifier_or_a_number_is_no_abstract(said: str) -> None:
    moved = f"Title,Abstract\nPond,{OTHER}\nMoss,{said}\n"
    assert (papers(moved), page(moved).failed) == ([("Pond", OTHER)], (Problem("entry 2", NO_ABSTRACT),))
    assert papers(moved.replace(said, f"See {said}.")) == [("Pond", OTHER), ("Moss", f"See {said}.")]
