"""The JSON of each service and program comes out with every field that it holds."""

import json
from typing import Any

import pytest

from rag.ingest.formats.format import Entry
from rag.ingest.formats.json_records import entry_of

TITLE = "MossNet: Slow Growing Networks"
ABSTRACT = "Moss is mapped by hand. We grow a small net that labels it from photographs."
WORDS: dict[str, list[int]] = {}
for place, word in enumerate(ABSTRACT.split()):
    WORDS.setdefault(word, []).append(place)
PLAIN = {"title": TITLE, "abstract": ABSTRACT}
ANN = ("Ann Fern", "Bo Lichen")

S2ORC_TEXT = f"{TITLE}\nAnn Fern\n{ABSTRACT}\nThe rest."
AT = S2ORC_TEXT.index(ABSTRACT)

KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "OpenAlex": (
        {
            "id": "https://openalex.org/W12",
            "doi": "https://doi.org/10.1234/moss",
            "display_name": TITLE,
            "publication_year": 2019,
            "publication_date": "2019-07-03",
            "authorships": [{"author": {"display_name": name}} for name in ANN],
            "primary_location": {
                "landing_page_url": "https://moss.org/1",
                "source": {"display_name": "Moss J"},
            },
            "locations": [{"landing_page_url": "http://arxiv.org/abs/1907.01234"}],
            "abstract_inverted_index": WORDS,
            "created_date": "2021-01-01",
        },
        {"date": "2019-07-03", "venue": "Moss J", "arxiv_id": "1907.01234", "url": "https://moss.org/1"},
    ),
    "Crossref": (
        {
            "DOI": "10.1234/moss",
            "URL": "https://doi.org/10.1234/moss",
            "title": ["MossNet"],
            "subtitle": ["Slow Growing Networks"],
            "abstract": ABSTRACT,
            "author": [{"given": "Ann", "family": "Fern"}, {"given": "Bo", "family": "Lichen"}],
            "issued": {"date-parts": [[2019, 7]]},
            "published-online": {"date-parts": [[2019, 7, 3]]},
            "created": {"date-parts": [[2021, 1, 1]], "date-time": "2021-01-01T00:00:00Z"},
            "container-title": ["Moss J"],
        },
        {"date": "2019-7-3", "venue": "Moss J", "doi": "10.1234/moss"},
    ),
    "CSL-JSON": (
        {
            **PLAIN,
            "id": "fern2019",
            "type": "article-journal",
            "author": [{"family": "Fern", "given": "Ann"}, {"literal": "Bo Lichen"}],
            "issued": {"date-parts": [["2019", "07", 3]]},
            "accessed": {"date-parts": [[2022, 2, 2]]},
            "DOI": "10.1234/moss",
        },
        {"date": "2019-07-3", "doi": "10.1234/moss"},
    ),
    "Zotero": (
        {
            "itemType": "journalArticle",
            "title": TITLE,
            "abstractNote": ABSTRACT,
            "creators": [
                {"firstName": "Ed", "lastName": "Itor", "creatorType": "editor"},
                {"firstName": "Ann", "lastName": "Fern", "creatorType": "author"},
                {"name": "Bo Lichen", "creatorType": "author"},
            ],
            "date": "July 3, 2019",
            "DOI": "10.1234/moss",
            "publicationTitle": "Moss J",
            "accessDate": "2022-02-02",
            "extra": "arXiv:1907.01234 [cs]",
        },
        {"date": "July 3, 2019", "venue": "Moss J", "doi": "10.1234/moss"},
    ),
    "Semantic Scholar": (
        {
            **PLAIN,
            "paperId": "abc",
            "externalIds": {"ArXiv": "1907.01234", "DOI": "10.1234/moss"},
            "year": 2019,
            "publicationDate": None,
            "authors": [{"authorId": "1", "name": name} for name in ANN],
            "venue": "Moss J",
        },
        {"date": "2019", "arxiv_id": "1907.01234", "doi": "10.1234/moss", "venue": "Moss J"},
    ),
    "the older Semantic Scholar": (
        {
            "title": TITLE,
            "paperAbstract": ABSTRACT,
            "authors": [{"name": name, "ids": ["1"]} for name in ANN],
            "s2Url": "https://s2.org/1",
            "year": 2019,
        },
        {"date": "2019", "url": "https://s2.org/1"},
    ),
    "S2ORC": (
        {
            **PLAIN,
            "paper_id": "77",
            "arxiv_id": "1907.01234",
            "authors": [
                {"first": "Ann", "middle": [], "last": "Fern", "suffix": ""},
                {"first": "Bo", "middle": [], "last": "Lichen", "suffix": ""},
            ],
            "year": 2019,
            "doi": "10.1234/moss",
            "journal": "Moss J",
        },
        {"date": "2019", "arxiv_id": "1907.01234", "venue": "Moss J"},
    ),
    "S2ORC with marked text": (
        {
            "corpusid": 5,
            "externalids": {"doi": "10.1234/moss", "arxiv": "1907.01234"},
            "authors": list(ANN),
            "content": {
                "text": S2ORC_TEXT,
                "annotations": {
                    "title": json.dumps([{"start": 0, "end": len(TITLE)}]),
                    "abstract": json.dumps([{"start": AT, "end": AT + len(ABSTRACT)}]),
                },
            },
        },
        {"doi": "10.1234/moss", "arxiv_id": "1907.01234"},
    ),
    "CORD-19": (
        {
            "paper_id": "f00",
            "metadata": {
                "title": TITLE,
                "authors": [{"first": "Ann", "last": "Fern"}, {"first": "Bo", "last": "Lichen"}],
            },
            "abstract": [{"text": text, "section": "Abstract"} for text in ABSTRACT.split("  ")],
            "body_text": [{"text": "Much more."}],
        },
        {},
    ),
    "CORE": (
        {
            **PLAIN,
            "id": 99,
            "arxivId": "1907.01234",
            "authors": [{"name": name} for name in ANN],
            "publishedDate": "2019-07-03T00:00:00",
            "yearPublished": 2019,
            "downloadUrl": "https://core.org/99.pdf",
            "journals": [{"title": "Moss J", "identifiers": []}],
        },
        {"date": "2019-07-03T00:00:00", "arxiv_id": "1907.01234", "venue": "Moss J"},
    ),
    "OpenReview's first version": (
        {
            "id": "n1",
            "forum": "F1",
            "cdate": 1562112000000,
            "content": {**PLAIN, "authors": list(ANN), "venue": "Moss 2019"},
        },
        {"date": "2019-07-03", "url": "https://openreview.net/forum?id=F1", "venue": "Moss 2019"},
    ),
    "OpenReview's second version": (
        {
            "id": "n1",
            "forum": "F1",
            "pdate": 1562112000000,
            "cdate": 1546300800000,
            "content": {
                name: {"value": value}
                for name, value in {**PLAIN, "authors": list(ANN), "venue": "Moss 2019"}.items()
            },
        },
        {"date": "2019-07-03", "url": "https://openreview.net/forum?id=F1", "venue": "Moss 2019"},
    ),
    "Papers with Code": (
        {
            **PLAIN,
            "paper_url": "https://pwc.org/moss",
            "arxiv_id": "1907.01234",
            "url_abs": "https://arxiv.org/abs/1907.01234v2",
            "authors": list(ANN),
            "date": "2019-07-03",
            "proceeding": "Moss 2019",
        },
        {"arxiv_id": "1907.01234", "url": "https://arxiv.org/abs/1907.01234v2", "venue": "Moss 2019"},
    ),
    "Hugging Face": (
        {
            "paper": {
                "id": "1907.01234",
                "title": TITLE,
                "summary": ABSTRACT,
                "publishedAt": "2019-07-03T10:00:00.000Z",
                "authors": [{"name": name} for name in ANN],
                "upvotes": 7,
            },
            "publishedAt": "2019-07-05T00:00:00.000Z",
            "organization": {"name": "moss", "fullname": "Moss House"},
        },
        {
            "date": "2019-07-03T10:00:00.000Z",
            "arxiv_id": "1907.01234",
            "organisation": "Moss House",
            "upvotes": 7,
        },
    ),
    "arXiv's dump": (
        {
            **PLAIN,
            "id": "hep-th/9901001",
            "authors": "Fern, A. and others",
            "authors_parsed": [["Fern", "Ann", ""], ["Lichen", "Bo", ""]],
            "versions": [{"version": "v1", "created": "Wed, 3 Jul 2019 19:18:42 GMT"}],
            "update_date": "2022-02-02",
            "journal-ref": "Moss J 3",
        },
        {"date": "Wed, 3 Jul 2019 19:18:42 GMT", "arxiv_id": "hep-th/9901001", "venue": "Moss J 3"},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_record_keeps_its_fields(kind: str) -> None:
    record, expected = KINDS[kind]
    entry = entry_of(record, "entry 1")
    assert isinstance(entry, Entry)
    assert (entry.title, entry.abstract, entry.authors) == (TITLE, ABSTRACT, ANN)
    assert {name: getattr(entry, name) for name in expected} == expected


def test_europe_pmc_puts_the_family_first() -> None:
    record = {
        "title": TITLE,
        "abstractText": ABSTRACT,
        "authorString": "Fern A, van Lichen BC, Moss Group.",
        "firstPublicationDate": "2019-07-03",
        "journalInfo": {"journal": {"title": "Moss J"}},
    }
    entry = entry_of(record, "entry 1")
    assert isinstance(entry, Entry)
    assert entry.authors == ("Fern, A", "van Lichen, B C", "Moss Group")
    assert (entry.date, entry.venue) == ("2019-07-03", "Moss J")


def test_a_date_of_very_many_digits_is_none() -> None:
    entry = entry_of({**PLAIN, "forum": "F1", "cdate": 10**400}, "entry 1")
    assert isinstance(entry, Entry)
    assert entry.date is None
