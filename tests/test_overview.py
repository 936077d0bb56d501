"""What a library is about: groups of papers, what they are called, and which paper stands for each."""

import re
from pathlib import Path

import pytest

from rag.answering.citations import Composer
from rag.answering.overview import FEW, LOOKED_AT, groups, overview
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.paper import Paper
from rag.retrieval.catalogue import Catalogue
from tests.fakes import HashEncoder, paper

BEES = "We follow bumblebees between clover fields. Bumblebees carry pollen of clover. It is study number {}."
TIDES = "We model estuary currents with buoys. Buoys drift with estuary currents. It is study number {}."


def library(home: Path, papers: list[Paper], *, encoder: object = None) -> Catalogue:
    made = Library(home, encoder or HashEncoder())  # type: ignore[arg-type]
    made.ingest(papers)
    return Catalogue(made.reader.now())


def two_subjects(each: int) -> list[Paper]:
    bees = [paper(n, title=f"Clover and bumblebees {n}", text=BEES.format(n)) for n in range(each)]
    tides = [
        paper(n, title=f"Estuary currents {n}", text=TIDES.format(n), published="2021-05-01")
        for n in range(each, 2 * each)
    ]
    return bees + tides


def told(catalogue: Catalogue) -> tuple[str, Composer]:
    composer = Composer(catalogue)
    text = overview(composer, catalogue.snapshot.rows.tolist())
    assert text is not None
    return text, composer


def test_papers_of_two_subjects_are_two_groups_called_by_their_words(home: Path) -> None:
    catalogue = library(home, two_subjects(12))
    found = groups(catalogue, catalogue.snapshot.rows.tolist())
    subjects = [{catalogue.paper(row).title[:6] for row in group.rows} for group in found]
    assert sorted(subjects, key=str) == [{"Clover"}, {"Estuar"}]
    for group in found:
        inside = catalogue.paper(group.middle).text.lower()
        assert group.middle in group.rows
        assert group.labels
        assert all(label in inside for label in group.labels)


def test_each_group_is_told_with_its_size_and_a_paper_that_is_cited(home: Path) -> None:
    catalogue = library(home, two_subjects(12))
    text, composer = told(catalogue)
    head, *lines = text.splitlines()
    assert head.startswith("24 papers from ")
    assert [re.findall(r"\((\d+) papers\)", line) for line in lines] == [["12"], ["12"]]
    assert [line.rsplit(" ", 1)[1] for line in lines] == ["[1]", "[2]"]
    for line, citation in zip(lines, composer.citations, strict=True):
        assert citation.title in line


def test_the_same_papers_give_the_same_overview(home: Path) -> None:
    catalogue = library(home, two_subjects(12))
    assert told(catalogue)[0] == told(catalogue)[0]


def test_few_papers_are_named_one_by_one(home: Path) -> None:
    catalogue = library(home, two_subjects(FEW // 2))
    text, composer = told(catalogue)
    assert len(composer.citations) == FEW
    assert all(f"- Clover and bumblebees {n} [" in text for n in range(FEW // 2))


def test_a_large_library_is_looked_at_in_part_and_says_so(home: Path) -> None:
    head = told(library(home, two_subjects(LOOKED_AT // 2 + 5)))[0].splitlines()[0]
    assert head.endswith(f", {LOOKED_AT:,} of them looked at. What they are about:")


@pytest.mark.parametrize("count", [FEW + 1, 40])
def test_without_vectors_there_are_no_groups(home: Path, count: int) -> None:
    catalogue = library(home, two_subjects(count), encoder=NoEncoder())
    assert overview(Composer(catalogue), catalogue.snapshot.rows.tolist()) is None


def test_of_no_papers_there_is_no_overview(home: Path) -> None:
    assert overview(Composer(library(home, two_subjects(1))), []) is None
