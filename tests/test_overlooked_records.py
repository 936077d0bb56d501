# ruff: noqa: E501  (samples stand as files have them)
"""Records that stand where their format does not look for them: each is read, or told of."""

import io

import openpyxl
import pytest

from eval.torture.formats import lost
from eval.torture.packed_samples import SAMPLES
from eval.torture.reading import Read
from rag.ingest.formats import arxiv_mail
from rag.ingest.formats.format import Entry, Source
from rag.ingest.formats.other_xml import stray_records
from rag.ingest.formats.stray_rows import MISSING
from rag.ingest.pages import Page, read_text
from rag.ingest.papers import to_papers

TEXT = "A net as slow as moss grows by a layer a week and labels each photograph that a walker takes of the ground below."
OTHER = "Ships wait outside harbours since nobody joins the tide table with the berth plan, which one model does here at last."
BIBTEX = f"@article{{a,\n  title = {{Pond}},\n  abstract = {{{OTHER}}}\n}}\n"
OPEN = '<time datetime="2019</article>'


def card(title: str, text: str, end: str = "</article>") -> str:
    return f'<article><h3><a href="/papers/1907.01234">{title}</a></h3><p>{text}</p>{end}\n'


def listed(title: str, text: str) -> str:
    return f"{title}\n\n{text}\n\n• 2 authors\n\n·\n\nJul 3, 2019\n\n"


def ovid(number: int, title: str, text: str, more: str = "") -> str:
    return f"<{number}. >\nVN  - Ovid Technologies\n{more}TI  - {title}\nAB  - {text}\nYR  - 2019\n\n"


def sciencedirect(
    title: str, text: str, page: str = "(https://www.sciencedirect.com/science/article/pii/S1)"
) -> str:
    return f"Ann Fern,\n{title},\nJournal of Moss,\n2019,\n{page}\nAbstract: {text}\nKeywords: Moss\n\n"


def pubmed(number: int, title: str, text: str, end: str = "PMID: 123\n") -> str:
    about = f"{number}. J Moss. 2019 Jul 3;3(1):1-9.\n\n{title}.\n\nFern A(1).\n\n{text}\n\n"
    return f"{about}DOI: 10.1234/{number}\n{end}\n\n"


def scopus(title: str, text: str, end: str = "SOURCE: Scopus") -> str:
    return f"Fern, A.\n{title}\n(2019) Journal of Moss, 3 (1), pp. 1-9.\n\nABSTRACT: {text}\nDOCUMENT TYPE: Article\n{end}\n\n"


FILES = {
    "a card behind an attribute that is not closed": f"<html><body>{card('Moss', TEXT, OPEN)}{card('Pond', OTHER)}</body></html>",
    "a card behind a tag that is not closed": f"<html><b\n{card('Moss', TEXT)}{card('Pond', OTHER)}</body></html>",
    "cards of which the page is lost": f"cut</time></article>\n{card('Moss', TEXT)}{card('Pond', OTHER)}",
    "BibTeX behind a brace": f"{{a net that grows}},\n  year = {{2019}}\n}}\n\n{BIBTEX.replace('Pond', 'Moss').replace(OTHER, TEXT)}\n{BIBTEX}",
    "an item inside another": f"<rss><channel><item><title>Moss</title><description>{TEXT}<item><title>Pond</title><description>{OTHER}</description></item></description></item></channel></rss>",
    "a listing behind a card": f"Get trending papers in your email inbox!\n\nDaily Papers\n\nDec 12\n\n{card('Moss', TEXT, '')}{listed('Pond', OTHER)}",
    "Ovid's records behind a long one": f"{ovid(1, 'Moss', TEXT, 'AU  ' + '- Fern, Ann ' * 2_000 + chr(10))}{ovid(2, 'Pond', OTHER)}",
    "a citation whose page is damaged": sciencedirect("Moss", TEXT)
    + sciencedirect("Pond", OTHER, "(https://www.sci"),
    "a paper of PubMed without its last line": pubmed(1, "Moss", TEXT, "") + pubmed(2, "Pond", OTHER),
    "a record of Scopus without its last line": f"Scopus\nEXPORT DATE: 3 July 2024\n\n{scopus('Moss', TEXT, 'SOUR')}{scopus('Pond', OTHER)}",
    "a row of Embase whose quotation mark is open": f'"TITLE","Moss"\n"SOURCE","J"\n"ABSTRACT","{TEXT}\n\n"TITLE","Pond"\n"ABSTRACT","{OTHER}"\n',
}


def label(title: str, text: str) -> str:
    return f"Title: {title}\nAuthors: Ann Fern\nYear: 2019\nAbstract: {text}\n\n"


def jats(title: str, text: str) -> str:
    named = f"<title-group><article-title>{title}</article-title></title-group>"
    return f"<article><front><article-meta>{named}<abstract><p>{text}</p></abstract></article-meta></front></article>\n"


def citavi(title: str, text: str) -> str:
    return f'<Reference id="{title}"><Abstract>{text}</Abstract><Title>{title}</Title></Reference>'


def marc(title: str, text: str) -> str:
    fields = (
        f'<datafield tag="{tag}"><subfield code="a">{value}</subfield></datafield>'
        for tag, value in (("245", title), ("520", text))
    )
    return f"<record>{''.join(fields)}</record>"


CITAVI = f"<CitaviExchangeData><References>{citavi('Moss', TEXT)}\n{citavi('Pond', OTHER)}</References></CitaviExchangeData>"
MARC = f"<collection>{marc('Moss', TEXT)}{marc('Pond', OTHER)}</collection>"
LABELLED = label("Moss", TEXT) + label("Pond", OTHER)
HALVES = {
    "an element": "<mods><titleInfo><title>Dune</title></titleInfo><abstract>Sand",
    "an entry": "@article{a,\n  title = {Dune},\n  abstract = {Sand",
    "tags": "PT J\nTI Dune\nAB Sand\nER\n\nPT J\nTI Dune and",
    "lines": sciencedirect("Dune", "Sand moves") + "Bo Dune,\nSand",
    "a heading": "# List\n\n## [Dune](https://arxiv.org/abs/2001.00001)\n\nSand moves as far as the wind blows it over night.\n\n## [Sand",
    "labels": label("Dune", "Sand moves") + "Title: Dune\nAbstract: Sand",
}
ROWS = f'"TITLE","Pond"\n"AUTHOR NAMES","Fern A."\n"ABSTRACT","{OTHER}"\n'
REFERENCE = "TY  - JOUR\nTI  - Moss\nAB  - {}\nER  - \n\n"
FILES |= {
    "a bibcode behind half an entry": f"%T Dune\n%D 2023\n%R 2019JMoss...3....1F\n%T Moss\n%B {TEXT}\n\n%R 2019JMoss...3....2F\n%T Pond\n%B {OTHER}\n",
    "a title that stands alone above another": f"AU- Fern, Ann\nTI- Fen\nAB- Sand\n\nTI- Dune\n\nTI- Moss\nAB- {TEXT}\n\nTI- Pond\nAB- {OTHER}\n",
    "lines of Embase above rows of Embase": f"RECORD 1\nTITLE\nMoss\nAUTHOR NAMES\nFern A.\nABSTRACT\n{TEXT}\n\n{ROWS}",
    "XML of no known kind above a citation": f"<answer><result><title>Moss</title><text/><abstract>{TEXT}</abstract></result></answer>\n"
    + sciencedirect("Pond", OTHER),
    "MARC behind JATS": f"<pmc-articleset>{jats('Moss', TEXT)}<article><front><article-meta><title-group><article-title>Dune{MARC.replace('Moss', 'Sand')}",
    "tags inside XML": f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><x\n{REFERENCE.format(TEXT)}\n<PubmedArticle><MedlineCitation><PMID>2</PMID><Article><ArticleTitle>Pond</ArticleTitle><Abstract><AbstractText>{OTHER}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    "XML behind a page behind XML": f"{marc('Moss', TEXT)}\n<article><h3>Dune</h3><p>Sand moves</p></article>\n<article><h3>Dune and<collection>{marc('Pond', OTHER)}</collection>",
    "an object among the authors of another": f'[\n{{"title": "Moss", "abstract": "{TEXT}", "author": [{{"family": "Fern"}},\n{{"title": "Pond", "abstract": "{OTHER}"}},\n{{"family": "Dune"}}]}}\n]',
    "an object behind half a card": f'<html><body>{card("Moss", TEXT)}\n<article><h3>Dune</h3><p>Sand{{"items": [\n{{"title": "Pond", "abstract": "{OTHER}"}}\n]}}',
    "indented JSON behind a citation": f'{sciencedirect("Moss", TEXT)}```G[\n{{\n  "title": "Pond",\n  "abstract": "{OTHER}"\n}}\n]\n',
    "articles inside a string of JSON": f'{{"title": "Dune", "abstract": "Sand<pmc-articleset>\n{jats("Moss", TEXT)}{jats("Pond", OTHER)}</pmc-articleset>", "year": 1}}',
    "a citation whose page is lost": f"Bo Dune,\nDune,\nJournal of Sand,\nVolume 3,\n2019,\n{sciencedirect('Moss', TEXT)}{sciencedirect('Pond', OTHER)}",
    "objects in an object behind half a line": f'Fern"}}}},\n{{"notes": [\n{{"title": "Moss", "abstract": "{TEXT}"}}\n], "count": 1}}\n{{"title": "Pond", "abstract": "{OTHER}"}}\n',
    "a list in a list": f'[\n[{{"title": "Moss", "abstract": "{TEXT}"}}, {{"title": "Pond", "abstract": "{OTHER}"}}]]',
    "a citation of PubMed that stands twice": "1. J Moss. 2019 Jul 3;3(1):1-9.\n\n"
    + pubmed(1, "Moss", TEXT)
    + pubmed(2, "Pond", OTHER),
    "a citation of PubMed that no blank line parts": pubmed(1, "Moss", TEXT, "").rstrip()
    + "\n"
    + pubmed(2, "Pond", OTHER),
    "authors of ScienceDirect that stand twice": "Ann Fern,\n"
    + sciencedirect("Moss", TEXT)
    + sciencedirect("Pond", OTHER),
    "a line above authors of ScienceDirect": "left over\n"
    + sciencedirect("Moss", TEXT)
    + sciencedirect("Pond", OTHER),
    "a citation of Scopus that no blank line parts": scopus("Moss", TEXT, "").rstrip()
    + "\n"
    + scopus("Pond", OTHER),
    "labels behind a damaged entry": label("Dune", "Sand moves\n@article{a, as far") + LABELLED,
}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("rest", [LABELLED, CITAVI, MARC], ids=["labels", "Citavi", "MARC"])
def test_what_stands_behind_half_a_record_of_another_format_is_read(half: str, rest: str) -> None:
    first = "\n\n" if rest == LABELLED else ""
    titles = [entry.title for entry in page(HALVES[half] + first + rest).entries]
    assert [titles.count(title) for title in ("Moss", "Pond")] == [1, 1], titles


def page(text: str) -> Page:
    return read_text("file", text.encode())


@pytest.mark.parametrize("kind", FILES)
def test_no_record_is_taken_for_the_text_of_another(kind: str) -> None:
    found = [(entry.title.rstrip("."), entry.abstract[:60]) for entry in page(FILES[kind]).entries]
    assert [found.count(paper) for paper in (("Moss", TEXT[:60]), ("Pond", OTHER[:60]))] == [1, 1], found


def test_what_a_loose_format_makes_of_cards_is_no_paper() -> None:
    text = f"unseen ground, and a slow net.</p></article>\n{card('Pond', OTHER)}"
    assert [entry.title for entry in page(text).entries] == ["Pond"]


def test_a_record_in_an_element_that_only_wraps_it_is_one() -> None:
    inner = f"<record><title>Moss</title><abstract>{TEXT}</abstract></record>"
    text = f"<OAI-PMH><record><header><identifier>oai:1</identifier></header><metadata>{inner}</metadata></record></OAI-PMH>"
    assert [entry.title for entry in page(text).entries] == ["Moss"]


def test_rows_inside_a_string_of_json_are_told_of() -> None:
    text = f'{{"title": "Moss", "abstract": "{TEXT}\nPond\t{OTHER}\t2019\t10.1/a"}}'
    assert [problem.what for problem in page(text).failed] == [MISSING]
    tabs = f'{{\n\t"title": "Moss",\n\t"abstract": "{TEXT}"\n}}'
    assert not page(tabs).failed


def test_embases_workbook_holds_a_field_in_a_row() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (
        ("SEARCH QUERY", "moss"),
        ("TITLE", "Moss"),
        ("AUTHOR NAMES", "Fern A.", "Lichen B."),
        ("ABSTRACT", TEXT),
    ):
        book.active.append(row)
    book.save(file)
    (entry,) = read_text("book.xlsx", file.getvalue()).entries
    assert (entry.title, entry.abstract, entry.authors) == ("Moss", TEXT, ("Fern, A.", "Lichen, B."))


def test_a_part_of_a_book_in_citavi_has_the_books_title_and_year() -> None:
    text = (
        f'<CitaviExchangeData Version="6.3"><References><Reference id="b"><Title>Moss and Nets</Title></Reference><Reference id="p">'
        f"<DateForSorting>2014-01-01T00:00:00</DateForSorting><Abstract>{TEXT}</Abstract><Title>Moss</Title></Reference></References>"
        "<ReferenceReferences><OnetoN>b;p</OnetoN></ReferenceReferences></CitaviExchangeData>"
    )
    (paper,) = to_papers(page(text))
    assert (paper.title, paper.venue, paper.published) == ("Moss", "Moss and Nets", "2014")


RSCI = (
    '<?xml version="1.0"?><journal><journalInfo lang="RUS"><title>Мхи</title></journalInfo><journalInfo lang="ENG"><title>Mosses</title>'
    "</journalInfo><issue><dateUni>201907</dateUni><articles><section><secTitle>Сети</secTitle></section><article><authors><author>"
    '<individInfo lang="RUS"><surname>Папоротник</surname><initials>А.Б.</initials></individInfo><individInfo lang="ENG"><surname>Fern'
    "</surname><initials>A.B.</initials></individInfo></author><author><role>editor</role><individInfo><surname>Itor</surname></individInfo>"
    '</author></authors><artTitles><artTitle lang="RUS">Мох</artTitle><artTitle lang="ENG">Moss</artTitle></artTitles><abstracts>'
    f'<abstract lang="RUS">Сеть растёт.</abstract><abstract lang="ENG">{TEXT}</abstract></abstracts><dates><dateReceived>2018-01-02'
    "</dateReceived></dates></article></articles></issue></journal>"
)


def test_of_several_languages_of_the_russian_index_one_is_taken_for_all() -> None:
    (paper,) = to_papers(page(RSCI))
    assert (paper.title, paper.text, paper.venue) == ("Moss", TEXT, "Mosses")
    assert (paper.authors, paper.published) == (("A.B. Fern",), "2019-07")
    (russian,) = to_papers(page(RSCI.replace(f'<abstract lang="ENG">{TEXT}</abstract>', "")))
    assert (russian.title, russian.venue, russian.authors) == ("Мох", "Мхи", ("А.Б. Папоротник",))


@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES if sample.pack is None])
def test_a_sample_is_read_whole(name: str) -> None:
    sample = next(one for one in SAMPLES if one.name == name)
    found = read_text(name, sample.inside)
    papers = tuple(to_papers(found))
    assert lost(sample, sample.inside, Read(papers)) == 0
    assert (len(papers), found.failed) == (len(sample.records), ())


def test_a_record_whose_abstract_another_goes_on_from_is_not_read_yet() -> None:
    text = f"<r><title>Moss</title><abstract>{TEXT}</abstract></r>"
    (found,) = stray_records(text, [Entry("Dune", f"{TEXT} {OTHER}")])
    assert isinstance(found, Entry)
    assert (found.title, found.abstract) == ("Moss", TEXT)
    assert stray_records(text, [Entry("Mosses", f"{TEXT} More.")]) == []


def test_a_mail_of_which_no_paper_begins_has_none() -> None:
    assert arxiv_mail.read(Source("mail.txt", b"Title: Kites in Fog\nAuthors: Jo Moss\n")) == []


@pytest.mark.parametrize("opened", ["~~~~", "```python", "<?x", "<!--", "<pre>", "<![CDATA["])
@pytest.mark.parametrize("behind", ["\n\n", "\n"])
def test_code_and_html_that_nothing_ends_hide_no_paper(opened: str, behind: str) -> None:
    def heading(title: str, text: str) -> str:
        return f"## [{title}](https://arxiv.org/abs/1907.01234)\n\n{text}\n\n"

    text = (
        f"# List\n\n{heading('Slow Nets for Moss', TEXT)}{opened}{behind}{heading('Ships that Wait', OTHER)}"
    )
    assert [entry.title for entry in page(text).entries] == ["Slow Nets for Moss", "Ships that Wait"]


def test_records_of_marc_that_stand_in_one_that_is_not_closed_are_no_single_paper() -> None:
    opened = f"<collection>{marc('Reef', TEXT)}<record>{marc('Moss', TEXT)}{marc('Pond', OTHER)}</record></collection>"
    read = page(opened)
    assert [entry.title for entry in read.entries] == ["Reef"]
    assert "several records in one" in read.problems[0]
