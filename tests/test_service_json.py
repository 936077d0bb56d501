# ruff: noqa: E501  (samples stand as files have them)
"""JSON and tables whose shape is a service's own: what is nested deep, glued or called by another name is found."""

import json
from typing import Any

import pytest

from rag.ingest.formats.people import unglued
from rag.ingest.pages import Page, read_text
from rag.ingest.papers import to_papers
from rag.model.errors import PageError

A = "We grow a small net one layer a week and let it label moss. It reaches 81.5% accuracy."
T = "MossNet: Growing Slow Networks"
D = "10.1234/moss.1"


def wos(title: str, abstract: Any) -> dict[str, Any]:
    named = [{"role": "author", "full_name": "Fern, Ann"}, {"role": "book_editor", "full_name": "Itor, Ed"}]
    summary = {
        "pub_info": {"pubyear": 2019, "pubmonth": "JUL", "sortdate": "2019-07-03"},
        "titles": {"title": [{"type": "source", "content": "Moss J"}, {"type": "item", "content": title}]},
        "names": {"count": 2, "name": named},
    }
    full = (
        {"abstracts": {"abstract": {"abstract_text": {"p": abstract, "count": 2}}, "count": 1}}
        if abstract
        else {}
    )
    ids = {"identifier": [{"type": "issn", "value": "1"}, {"type": "doi", "value": D}]}
    return {
        "UID": "WOS:1",
        "static_data": {"summary": summary, "fullrecord_metadata": full},
        "dynamic_data": {"cluster_related": {"identifiers": ids}},
    }


EXPANDED = {"Data": {"Records": {"records": {"REC": [wos(T, [A[:60], A[60:].strip()]), wos("Kites", None)]}}}}
STARTER = {
    "hits": [
        {
            "uid": "WOS:1",
            "title": T,
            "source": {"sourceTitle": "Moss J", "publishYear": 2019, "publishMonth": "JUL 3"},
            "names": {"authors": [{"displayName": "Fern, Ann", "wosStandard": "Fern, A"}]},
            "identifiers": {"doi": D},
            "abstract": {"p": [A]},
        }
    ]
}
NTRS = {
    "results": [
        {
            "title": T,
            "abstract": A,
            "created": "2021-01-01",
            "authorAffiliations": [{"meta": {"author": {"name": "Ann Fern"}}}],
            "publications": [
                {"publicationName": "Moss J", "publicationDate": "2019-07-03T00:00:00", "doi": D}
            ],
        }
    ]
}
DC = {
    "dctitle": T,
    "dccreator": ["Fern, Ann"],
    "dcdate": "2019-07-03",
    "dcdescription": A,
    "dcdoi": [D],
    "dcjournal": "Moss J",
}
PLOS = {
    "id": D,
    "title_display": T,
    "author_display": ["Ann Fern"],
    "abstract": [A],
    "publication_date": "2019-07-03",
    "journal": "Moss J",
}
ELSEVIER = {
    "abstracts-retrieval-response": {
        "coredata": {
            "dc:title": T,
            "dc:description": A,
            "prism:doi": D,
            "prism:coverDate": "2019-07-03",
            "prism:publicationName": "Moss J",
        },
        "authors": {"author": [{"ce:given-name": "Ann", "ce:surname": "Fern"}]},
    }
}
KINDS: dict[str, Any] = {
    "Web of Science, expanded": EXPANDED,
    "Web of Science, one record": {"Data": {"Records": {"records": {"REC": [wos(T, A)]}}}},
    "Web of Science, starter": STARTER,
    "NTRS": NTRS,
    "BASE": {"response": {"docs": [DC]}},
    "PLOS": {"response": {"docs": [PLOS]}},
    "Elsevier": ELSEVIER,
}


def page(text: str) -> Page:
    return read_text("file", text.encode())


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_comes_with_all_its_fields(kind: str) -> None:
    (paper,) = to_papers(page(json.dumps(KINDS[kind])))
    assert (paper.title, paper.text, paper.published, paper.doi) == (T, A, "2019-07-03", D)
    assert (paper.authors, paper.venue) == (("Ann Fern",), "Moss J")


def test_a_record_of_web_of_science_without_an_abstract_is_counted() -> None:
    assert [problem.what for problem in page(json.dumps(EXPANDED)).failed] == ["no abstract"]


def test_of_several_sources_of_one_abstract_the_first_is_taken() -> None:
    both = [{"value": A, "source": "arXiv"}, {"value": f"{A} Printed.", "source": "Oak"}]
    assert page(json.dumps([{"titles": [{"title": T}], "abstracts": both}])).entries[0].abstract == A


def test_erics_year_and_journal_and_the_name_of_a_poster_are_found() -> None:
    eric = {"title": T, "description": A, "publicationdateyear": 2019, "source": "Moss J"}
    poster = {"name": T, "abstract": A, "authors": [{"fullname": "Ann Fern"}]}
    first, second = page(json.dumps([eric, poster])).entries
    assert (first.date, first.venue, second.title, second.authors) == ("2019", "Moss J", T, ("Ann Fern",))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ann FernBo Lichen", ["Ann Fern", "Bo Lichen"]),
        ("Ann McFernYann LeCunDóra Éles", ["Ann McFern", "Yann LeCun", "Dóra Éles"]),
        ("JoAnn Reed", ["JoAnn Reed"]),
        ("Ann Fern, BoLi Chen", ["Ann Fern, BoLi Chen"]),
        ("Oak University", ["Oak University"]),
    ],
)
def test_names_that_are_glued_together_are_told_apart(line: str, names: list[str]) -> None:
    assert unglued(line) == names


def test_springerlinks_authors_are_several() -> None:
    text = f"Item Title,Publication Title,Item DOI,Authors,Publication Year,Abstract\n{T},Moss J,{D},Ann FernBo Lichen,2019,{A}\n"
    assert page(text).entries[0].authors == ("Ann Fern", "Bo Lichen")


def test_zero_bytes_in_a_table_are_left_out_with_a_word() -> None:
    table = f"Title,Year,Abstract\n{T},2019,{A}\nKites,2020,They fly.\n"
    read = read_text("file", table.encode().replace(b"We", b"W\0e") + b"\0" * 500)
    assert [entry.abstract for entry in read.entries] == [A, "They fly."]
    assert read.problems == ("1 zero bytes left out",)


def test_json_that_is_nested_too_deeply_refuses_the_file_and_what_is_behind_it() -> None:
    with pytest.raises(PageError, match="nested too deeply; nothing in it was read"):
        page('{"a":' * 9_999 + f'\n"Fern, Ann","{T}",2019,"{A}",x\n')


def test_a_table_of_refworks_has_its_own_headings() -> None:
    text = (
        "Reference Type\tAuthors, Primary\tTitle Primary\tPeriodical Full\tPub Year\tPub Date Free From\tAbstract\tDOI\n"
        f"Journal Article\tFern,null;Lichen,Bo\t{T}\tMoss J\t2019\t2019-07-03\t{A}\t{D}\n"
    )
    (paper,) = to_papers(page(text))
    assert (paper.title, paper.published, paper.venue, paper.authors) == (
        T,
        "2019-07-03",
        "Moss J",
        ("Fern", "Bo Lichen"),
    )
