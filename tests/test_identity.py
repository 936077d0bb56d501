"""Which ids a paper has, and which papers are one: an id decides before a title does."""

import json
from dataclasses import replace
from itertools import permutations

import pytest

from rag.ingest.formats.format import Entry
from rag.ingest.merging import merge
from rag.ingest.pages import Page
from rag.ingest.papers import to_papers
from rag.model.identifiers import arxiv_id_in, doi_in, doi_in_address, doi_key, is_preprint_doi
from rag.model.paper import Paper, paper_from, payload_of

TEXT = "Moss counts tides by night. It errs where the moon is new, and by less where it is full."
OTHER = "Kilns waste clay when heated quickly. Slow heating over three days saves a fifth of it."


def paper_of(**fields: object) -> Paper:
    entry = Entry(**{"title": "Counting Tides with Moss by Night", "abstract": TEXT, **fields})  # type: ignore[arg-type]
    (paper,) = to_papers(Page("page", "text", (entry,)))
    return paper


@pytest.mark.parametrize(
    ("text", "arxiv_id"),
    [
        pytest.param("1901.01234v3", "1901.01234", id="with a version"),
        pytest.param("arXiv preprint arXiv:1901.01234", "1901.01234", id="Google Scholar's journal"),
        pytest.param("abs/1901.01234", "1901.01234", id="DBLP's volume"),
        pytest.param("arXiv:1901.01234 [cs]", "1901.01234", id="Zotero's number"),
        pytest.param("10.48550/arXiv.1901.01234", "1901.01234", id="its DOI"),
        pytest.param(r"\url{https://arxiv.org/pdf/1901.01234v2.pdf}", "1901.01234", id="howpublished"),
        pytest.param("hep-th/9901001", "hep-th/9901001", id="before 2007"),
        pytest.param("math.AG/0511080", "math/0511080", id="with its subject class"),
        pytest.param("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001", id="address before 2007"),
        pytest.param("oai:arXiv.org:1901.01234", "1901.01234", id="OAI"),
        pytest.param("pages 1901.01234", None, id="a number inside a text"),
        pytest.param("2019.12345", None, id="no such month"),
        pytest.param("9901001", None, id="no archive"),
    ],
)
def test_an_arxiv_id_is_found_where_it_stands(text: str, arxiv_id: str | None) -> None:
    assert arxiv_id_in(text) == arxiv_id


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        pytest.param("10.1000/xyz123", "10.1000/xyz123", id="plain"),
        pytest.param("https://doi.org/10.1000/xyz", "10.1000/xyz", id="address"),
        pytest.param("doi: 10.1000/XYZ.", "10.1000/XYZ", id="spelt as it came, no full stop"),
        pytest.param("10.1000/xyz [doi]", "10.1000/xyz", id="PubMed"),
        pytest.param(r"10.1007/978-3-030\_12", "10.1007/978-3-030_12", id="LaTeX"),
        pytest.param("10.1000%2Fabc", "10.1000/abc", id="percent"),
        pytest.param("(10.1016/S0140(20)30183-5)", "10.1016/S0140(20)30183-5", id="brackets of its own"),
        pytest.param(
            "10.1002/(SICI)1&lt;1::AID&gt;3.0.CO;2-2", "10.1002/(SICI)1<1::AID>3.0.CO;2-2", id="entities"
        ),
        pytest.param("10.1145/nnnnnnn.nnnnnnn", None, id="of a template"),
        pytest.param("10.1000/", None, id="half of one"),
        pytest.param("1.10/5", None, id="none"),
    ],
)
def test_a_doi_has_one_form(text: str, doi: str | None) -> None:
    assert doi_in(text) == doi


def test_the_address_of_a_doi_says_it_and_a_doi_gives_an_address() -> None:
    assert doi_in_address("https://dl.acm.org/doi/abs/10.1145/12.34?casa=x") == "10.1145/12.34"
    assert doi_in_address("https://moss.org/10.1145/12.34") is None
    assert paper_of(doi="10.1000/XYZ").url == "https://doi.org/10.1000/XYZ"
    assert paper_of(doi="10.1000/xyz", arxiv_id="1901.01234").url == "https://arxiv.org/abs/1901.01234"


def test_case_and_a_preprints_version_make_no_other_doi() -> None:
    assert doi_key("10.1000/XYZ") == doi_key("10.1000/xyz")
    assert doi_key("10.21203/rs.3.rs-12/v1") == doi_key("10.21203/rs.3.rs-12/v2")
    assert doi_key("10.1000/moss.v1") != doi_key("10.1000/moss.v2")
    assert is_preprint_doi("10.1101/2020.01.02.123456")
    assert not is_preprint_doi("10.1101/gr.123456.119")
    assert is_preprint_doi("10.5194/egusphere-2022-498")
    assert not is_preprint_doi("10.5194/egusphere-2022-498-rc1")
    assert not is_preprint_doi("10.5194/moss-23-1335-2023")


ANN = {"authors": ("Ann Moss",)}
TWO_BOOKS = (
    {
        "title": "Moss literacy",
        "authors": ("Ann Moss",),
        "abstract": "This book explores models of moss literacy in libraries, with cases from two countries.",
    },
    {
        "title": "Moss Literacy",
        "authors": ("Bo Fern",),
        "abstract": "Which part should libraries have in reform? Reports on moss literacy rarely say.",
    },
)
RECORD = paper_of(doi="10.1000/moss", date="2020", venue="Journal of Moss", authors=("Moss, Ann",))
PREPRINT = paper_of(
    arxiv_id="1901.01234", date="2019-07-03", authors=("Ann Moss",), abstract=TEXT + " Or so it was."
)


def test_a_preprint_and_its_publication_are_one_paper_with_the_publishers_text_and_number() -> None:
    for order in permutations((RECORD, replace(PREPRINT, sources=("other",)), RECORD)):
        merged = merge(order)
        (paper,) = merged.papers
        assert (paper.paper_id, paper.doi, paper.text) == ("1901.01234", "10.1000/moss", TEXT)
        assert (paper.published, paper.venue, set(paper.sources)) == (
            "2020",
            "Journal of Moss",
            {"page", "other"},
        )
        assert len(merged.merges) == 2
        assert merge([paper, *order]).papers == [replace(paper, sources=paper.sources)]


def test_a_publication_is_told_from_its_preprint_by_a_doi_of_the_preprints() -> None:
    preprint = replace(PREPRINT, doi="10.1101/2020.01.02.123456", paper_id=RECORD.paper_id)
    (paper,) = merge([preprint, RECORD]).papers
    assert paper.doi == "10.1000/moss"


@pytest.mark.parametrize(
    ("one", "other", "papers"),
    [
        pytest.param({"doi": "10.1000/a"}, {"doi": "10.1000/b"}, 2, id="two DOIs"),
        pytest.param({"doi": "10.1000/A"}, {"doi": "10.1000/a"}, 1, id="one DOI in two spellings"),
        pytest.param({"doi": "10.1000/a"}, {"doi": "10.1000/a", "title": "Renamed"}, 1, id="renamed"),
        pytest.param({"arxiv_id": "1901.01234"}, {"arxiv_id": "1901.01235"}, 2, id="two arXiv ids"),
        pytest.param({"doi": "10.1000/a"}, {}, 1, id="a title, and a DOI only once"),
        pytest.param({}, {"abstract": OTHER}, 1, id="a long title and nothing against it"),
        pytest.param({"title": "Letter"}, {"title": "Letter", "abstract": OTHER}, 2, id="two letters"),
        pytest.param({"title": "Mosser"}, {"title": "Mosser"}, 1, id="a short title and one text"),
        pytest.param(ANN, {"authors": ("Bo Fern",), "abstract": OTHER}, 2, id="other authors"),
        pytest.param(ANN, {"authors": ("Moss, A.",), "abstract": OTHER}, 1, id="same authors"),
        pytest.param({"date": "2015"}, {"date": "2021", "abstract": OTHER}, 2, id="years apart"),
        pytest.param({"date": "2015"}, {"date": "2021"}, 1, id="years apart with one text"),
        pytest.param({"doi": "10.2139/ssrn.1"}, {"doi": "10.1101/2020.01.02.123456"}, 1, id="two servers"),
        pytest.param({"doi": "10.2139/ssrn.1"}, {"doi": "10.2139/ssrn.2"}, 2, id="two of one server"),
        pytest.param({"doi": "10.1000/figshare.1"}, {"doi": "10.1000/figshare.1.v2"}, 1, id="versions"),
        pytest.param(TWO_BOOKS[0], TWO_BOOKS[1], 2, id="two books of one title and subject"),
    ],
)  # fmt: skip
def test_what_two_records_are(one: dict[str, object], other: dict[str, object], papers: int) -> None:
    for pair in permutations((paper_of(**one), paper_of(**other))):
        merged = merge(pair)
        assert len(merged.papers) == papers
        assert len({paper.paper_id for paper in merged.papers}) == papers
        assert len(merged.papers) + len(merged.merges) == 2


def test_of_two_papers_with_a_title_the_one_of_like_text_is_meant() -> None:
    one, two = paper_of(doi="10.1000/a"), paper_of(doi="10.1000/b", abstract=OTHER)
    merged = merge([one, two, paper_of(abstract=OTHER + " Yes.", date="2019")])
    assert [paper.published for paper in merged.papers] == [None, "2019"]


def test_of_two_papers_with_a_title_none_is_meant_where_no_text_says_which() -> None:
    strange = paper_of(
        abstract="Lighthouses of granite can be seen from ships thirty kilometres away at sea."
    )
    papers = [paper_of(doi="10.1000/a"), paper_of(doi="10.1000/b", abstract=OTHER), strange]
    once = merge(papers)
    assert len(once.papers) == len({paper.paper_id for paper in once.papers}) == 3
    assert merge([*once.papers, *papers]).papers == once.papers


def test_every_merge_says_what_into_what_and_why() -> None:
    merged = merge([RECORD, PREPRINT, paper_of(doi="10.1000/MOSS", title="Renamed")])
    assert [(m.paper_id, m.title, m.because) for m in merged.merges] == [
        ("1901.01234", PREPRINT.title, "the same title, as preprint and as published"),
        ("1901.01234", "Renamed", "the same DOI"),
    ]


def test_a_more_precise_date_is_kept_and_another_is_not_taken() -> None:
    assert merge([paper_of(date="2019"), paper_of(date="2019-07-03")]).papers[0].published == "2019-07-03"
    assert merge([paper_of(date="2019"), paper_of(date="2020-07-03")]).papers[0].published == "2019"


def test_a_paper_of_an_older_library_opens_and_keeps_its_fingerprint() -> None:
    texts = {
        "paper_id": "moss",
        "title": "Moss",
        "text": "We grow.",
        "text_kind": "abstract",
        "raw": "We grow.",
    }
    lists: dict[str, list[str]] = {"authors": [], "sources": ["a"], "questions": []}
    lacking = dict.fromkeys(["published", "author_count", "organisation", "upvotes", "url"])
    old = json.dumps({**texts, **lists, **lacking})
    paper = paper_from(old)
    assert (paper.doi, paper.venue, paper.of_record) == (None, None, False)
    assert paper.fingerprint == "f5b4db6c3e05ffed"
    assert paper_from(payload_of(RECORD)) == RECORD
