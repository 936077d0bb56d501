"""The short forms in which researchers name papers by who wrote them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.query.author_forms import by_papers, by_title
from rag.retrieval.catalogue import Catalogue
from tests.fakes import paper

WROTE = {("Moss", "2019"): "Kelp at Night", ("Moss",): "Kelp at Night", ("Fern", "Moss"): "Lamps in Fog"}
PEOPLE = {"moss", "fern", "ada fern", "may", "young"}


def is_author(name: str) -> bool:
    return name.lower() in PEOPLE


def wrote(names: Sequence[str], year: str | None) -> tuple[str, ...]:
    title = WROTE.get((*map(str.title, names), *([year] if year else [])))
    return (title,) if title else ()


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("Moss 2019", "“Kelp at Night”"),
        ("what does Moss (2019) say?", "what does “Kelp at Night” say?"),
        ("moss et al.", "“Kelp at Night”"),
        ("Compare Moss, 2019b with Moss et al", "Compare “Kelp at Night” with “Kelp at Night”"),
        pytest.param("is Moss and colleagues' light red?", "is “Kelp at Night”' light red?", id="colleagues"),
        pytest.param("Moss 2011", "papers by Moss in 2011", id="no such paper"),
        pytest.param("Fern & Moss", "papers by Fern and Moss", id="two names"),
        pytest.param("Fern Moss", "papers by Fern and Moss", id="two names alone"),
        pytest.param("Ada Fern", "Ada Fern", id="one name of two words"),
        pytest.param("papers by Fern & Moss", "papers by Fern and Moss", id="by two"),
        pytest.param(
            "how do Fern & Moss and Moss et al. differ?",
            "how do “Lamps in Fog” and “Kelp at Night” differ?",
            id="two papers, by two names and by one",
        ),
        pytest.param("why was Moss 2011 wrong?", "why was Moss 2011 wrong?", id="no such paper, more asked"),
        pytest.param("GPT 2019", "GPT 2019", id="nobody's name"),
        pytest.param("papers from May 2019", "papers from May 2019", id="a month"),
        pytest.param("young 2019", "young 2019", id="an everyday word"),
        pytest.param("Moss on 2019 lamps", "Moss on 2019 lamps", id="a year elsewhere"),
    ],
)
def test_a_paper_that_is_cited_is_called_by_its_title(message: str, read: str) -> None:
    assert by_title(message, is_author, wrote) == read


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("moss papers", "papers by moss"),
        ("show me the Moss paper", "show me papers by Moss"),
        ("Ada Fern papers on kelp", "papers by Ada Fern on kelp"),
        ("Moss's paper on kelp", "papers by Moss on kelp"),
        ("all papers of Moss", "all papers by Moss"),
        pytest.param("Moss paper", "Moss paper", id="paper made of it"),
        pytest.param("why do moss papers fail?", "why do moss papers fail?", id="a subject"),
        pytest.param("kelp papers", "kelp papers", id="nobody's name"),
        pytest.param("young papers", "young papers", id="an everyday word"),
    ],
)
def test_papers_that_are_called_by_an_author_are_papers_by_that_author(message: str, read: str) -> None:
    assert by_papers(message, is_author) == read


@pytest.mark.parametrize(
    ("names", "year", "found"),
    [
        (["Moss"], "2019", ["Kelp"]),
        pytest.param(["Moss"], "2020", ["Kelp"], id="printed the year after"),
        pytest.param(["Moss"], "2016", [], id="years apart"),
        pytest.param(["Moss"], None, ["Kelp"], id="the paper that Moss leads"),
        (["Fern", "Moss"], None, ["Lamps"]),
        pytest.param(["Rush"], None, [], id="nobody"),
    ],
)
def test_the_papers_of_authors_and_a_year(
    home: Path, names: list[str], year: str | None, found: list[str]
) -> None:
    library = Library(home, NoEncoder())
    library.ingest(
        [
            paper(1, title="Kelp", authors=("Bo Moss", "Cy Reed"), published="2019-05-01"),
            paper(2, title="Lamps", authors=("Ada Fern", "Bo Moss"), published="2013"),
        ]
    )
    assert list(Catalogue(library.reader.now()).authors.titles(names, year)) == found
