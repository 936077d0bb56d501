"""JSON of services whose fields are called or wrapped in ways of their own."""

import json
from typing import Any

import pytest

from rag.ingest.formats.format import Entry
from rag.ingest.pages import read_text
from rag.ingest.papers import to_papers
from rag.model.paper import Paper

ABSTRACT = "Moss keeps a record of rain."
TITLE, DOI, ARXIV = "Moss and rain", "10.1234/moss.1", "1907.01234"
HAL = {
    "response": {
        "docs": [
            {
                "docid": "1",
                "uri_s": "https://hal.example/hal-1",
                "title_s": [TITLE, "Mousse et pluie"],
                "abstract_s": [ABSTRACT, "La mousse garde la trace."],
                "authFullName_s": ["Ada Fern", "Bo Ash"],
                "producedDate_s": "2019-07-03",
                "submittedDate_s": "2021-01-02 10:00:00",
                "doiId_s": DOI,
                "arxivId_s": ARXIV,
                "journalTitle_s": "Moss",
            }
        ]
    }
}
ADS = {
    "response": {
        "docs": [
            {
                "abstract": ABSTRACT,
                "author": ["Fern, Ada", "Ash, Bo"],
                "doi": [DOI],
                "identifier": ["2019arXiv190701234F", f"arXiv:{ARXIV}", DOI],
                "pub": "Moss",
                "pubdate": "2019-07-00",
                "title": [TITLE],
                "year": "2019",
            }
        ]
    }
}
INSPIRE = {
    "hits": {
        "hits": [
            {
                "created": "2019-07-10T00:00:00",
                "metadata": {
                    "titles": [{"title": TITLE}],
                    "abstracts": [{"value": ABSTRACT}],
                    "authors": [{"full_name": "Fern, Ada"}, {"full_name": "Ash, Bo"}],
                    "arxiv_eprints": [{"value": ARXIV}],
                    "dois": [{"value": DOI}],
                    "publication_info": [{"year": 2020}, {"journal_title": "Moss", "year": 2020}],
                    "earliest_date": "2019-07-03",
                },
            }
        ]
    }
}
DOAJ = {
    "results": [
        {
            "created_date": "2020-01-02T10:00:00Z",
            "bibjson": {
                "identifier": [{"id": "1234-5678", "type": "eissn"}, {"id": DOI, "type": "doi"}],
                "journal": {"publisher": "House", "title": "Moss"},
                "month": "07",
                "year": "2019",
                "author": [{"name": "Ada Fern"}, {"name": "Bo Ash"}],
                "abstract": ABSTRACT,
                "title": TITLE,
            },
        }
    ]
}
DATACITE = {
    "data": [
        {
            "attributes": {
                "doi": DOI,
                "creators": [
                    {"name": "Fern, Ada", "givenName": "Ada", "familyName": "Fern"},
                    {"name": "Ash, Bo", "givenName": "Bo", "familyName": "Ash"},
                ],
                "titles": [{"title": TITLE}],
                "container": {"title": "Moss"},
                "dates": [
                    {"date": "2021-01-02", "dateType": "Updated"},
                    {"date": "2019-07-03", "dateType": "Issued"},
                ],
                "descriptions": [
                    {"description": "12 pages", "descriptionType": "Other"},
                    {"description": ABSTRACT, "descriptionType": "Abstract"},
                ],
                "created": "2020-01-02T10:00:00Z",
                "published": "2019",
            }
        }
    ]
}
LENS = {
    "data": [
        {
            "lens_id": "012",
            "title": TITLE,
            "date_published": "2019-07-03T00:00:00+00:00",
            "abstract": ABSTRACT,
            "authors": [
                {"first_name": "Ada", "last_name": "Fern"},
                {"first_name": "Bo", "last_name": "Ash"},
            ],
            "source": {"title": "Moss", "publisher": "House"},
            "external_ids": [{"type": "pmid", "value": "3"}, {"type": "doi", "value": DOI}],
        }
    ]
}
IEEE = {
    "articles": [
        {
            "doi": DOI,
            "title": TITLE,
            "abstract": ABSTRACT,
            "authors": {"authors": [{"full_name": "Ada Fern"}, {"full_name": "Bo Ash"}]},
            "publication_title": "Moss",
            "publication_date": "3 July 2019",
        }
    ]
}
SPRINGER = {
    "records": [
        {
            "title": TITLE,
            "creators": [{"creator": "Fern, Ada"}, {"creator": "Ash, Bo"}],
            "publicationName": "Moss",
            "doi": DOI,
            "publicationDate": "2019-07-03",
            "abstract": {"h1": "Abstract", "p": ABSTRACT},
        }
    ]
}


def papers(value: Any) -> list[Paper]:
    return to_papers(read_text("list.json", json.dumps(value).encode()))


@pytest.mark.parametrize(
    ("value", "arxiv_id", "published"),
    [
        pytest.param(HAL, ARXIV, "2019-07-03", id="HAL"),
        pytest.param(ADS, ARXIV, "2019-07", id="ADS"),
        pytest.param(INSPIRE, ARXIV, "2019-07-03", id="INSPIRE"),
        pytest.param(DOAJ, None, "2019-07", id="DOAJ"),
        pytest.param(DATACITE, None, "2019-07-03", id="DataCite"),
        pytest.param(LENS, None, "2019-07-03", id="Lens"),
        pytest.param(IEEE, None, "2019-07-03", id="IEEE Xplore"),
        pytest.param(SPRINGER, None, "2019-07-03", id="Springer Nature"),
    ],
)
def test_a_service_s_record_gives_all_that_it_holds(value: Any, arxiv_id: str | None, published: str) -> None:
    (paper,) = papers(value)
    assert (paper.title, paper.text, paper.authors) == (TITLE, ABSTRACT, ("Ada Fern", "Bo Ash"))
    assert (paper.doi, paper.arxiv_id, paper.published) == (DOI, arxiv_id, published)
    assert paper.venue in ("Moss", None if value is DATACITE else "Moss")


def test_where_a_preprint_was_published_later_is_no_date() -> None:
    record = {"title": TITLE, "abstract": ABSTRACT, "doi": "10.1101/339747", "date": "2019-07-03"}
    for published in ("10.1038/s41598-019-12345-6", "https://doi.org/10.1038/s41598-019-1", "NA"):
        (paper,) = papers({"collection": [{**record, "published": published}]})
        assert (paper.published, paper.doi) == ("2019-07-03", "10.1101/339747")


def test_an_issue_is_not_dated_by_what_went_online_in_another_month() -> None:
    table = "Title,Abstract,Publication Year,Online Date,Issue Date\n" + f"{TITLE},{ABSTRACT},2019,"
    for online, issue, date in (
        ("5 Sep 2019", "July 2019", "2019-07"),
        ("5 July 2019", "July 2019", "2019-07-05"),
    ):
        (paper,) = to_papers(read_text("list.csv", f"{table}{online},{issue}\n".encode()))
        assert paper.published == date


def test_dblp_s_number_of_a_namesake_is_no_part_of_the_name() -> None:
    (paper,) = papers([{"title": TITLE, "abstract": ABSTRACT, "authors": ["Ada Fern 0001", "Bo Ash"]}])
    assert paper.authors == ("Ada Fern", "Bo Ash")


def test_openalex_calls_an_author_by_the_full_name() -> None:
    author = {"author": {"display_name": "Ada Fern"}, "raw_author_name": "A. Fern"}
    raw = {"author": {}, "raw_author_name": "B. Ash"}
    (paper,) = papers([{"title": TITLE, "abstract": ABSTRACT, "authorships": [author, raw]}])
    assert paper.authors == ("Ada Fern", "B. Ash")


def test_a_journal_s_macro_is_its_name() -> None:
    record = rf"@article{{k, title={{{TITLE}}}, abstract={{{ABSTRACT}}}, journal={{\apj}}, year=2019}}"
    entry = read_text("list.bib", record.encode()).entries[0]
    assert isinstance(entry, Entry)
    assert entry.venue == "The Astrophysical Journal"


def test_a_list_of_people_that_a_table_prints_is_read_as_one() -> None:
    for printed in ("[{'id': 1, 'name': 'Ada Fern'}, {'name': 'Bo Ash'}]", "['Ada Fern', 'Bo Ash']"):
        (paper,) = papers([{"title": TITLE, "abstract": ABSTRACT, "authors": printed}])
        table = f'Title,Abstract,Authors\n{TITLE},{ABSTRACT},"{printed}"\n'
        (row,) = to_papers(read_text("list.csv", table.encode()))
        assert paper.authors == row.authors == ("Ada Fern", "Bo Ash")


def test_a_preprint_that_was_published_keeps_its_own_fields() -> None:
    own = {"preprint_title": TITLE, "preprint_abstract": ABSTRACT, "preprint_doi": "10.1101/339747"}
    other = {"published_doi": DOI, "published_date": "2020-01-02", "preprint_date": "2019-07-03"}
    (paper,) = papers({"collection": [{**own, **other, "preprint_authors": "Fern, A.; Ash, B."}]})
    assert (paper.title, paper.doi, paper.published) == (TITLE, "10.1101/339747", "2019-07-03")
    assert paper.authors == ("A. Fern", "B. Ash")


def test_ids_that_a_table_prints_as_an_object_are_found() -> None:
    ids = f"{{'ArXiv': '{ARXIV}', 'DOI': '{DOI}'}}"
    (paper,) = to_papers(
        read_text("l.csv", f'title,abstract,externalIds\n{TITLE},{ABSTRACT},"{ids}"\n'.encode())
    )
    assert (paper.arxiv_id, paper.doi) == (ARXIV, DOI)


def test_a_table_of_a_page_is_read_by_its_headings() -> None:
    row = f"<tr><td>{TITLE}</td><td>{ABSTRACT}</td><td>Fern, Ada; Ash, Bo</td><td>2019</td></tr>"
    head = "<tr><th>Titel</th><th>Zusammenfassung</th><th>Autoren</th><th>Jahr</th></tr>"
    (paper,) = to_papers(read_text("list.xls", f"<html><table>{head}{row}</table></html>".encode()))
    assert (paper.title, paper.authors, paper.published) == (TITLE, ("Ada Fern", "Bo Ash"), "2019")
