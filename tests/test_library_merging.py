"""Papers of one title or one id in a library: none lost, none mixed, each record counted once."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.ingest.report import Report
from rag.model.paper import Paper
from tests.fakes import catalogue, kept, paper

EDITORIAL = paper(1, title="Editorial", paper_id="editorial", doi="10.1000/one", sources=("one.bib",))
SECOND = replace(
    EDITORIAL, doi="10.1000/two", text="Lighthouses of granite are seen from afar.", questions=()
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def words(home: Path) -> Library:
    return Library(home, NoEncoder())


def numbers(report: Report) -> tuple[int, int, int, int]:
    return len(report.added), len(report.updated), len(report.unchanged), len(report.merges)


def test_two_editorials_stay_two_whether_they_come_together_or_one_by_one(words: Library) -> None:
    words.ingest([EDITORIAL])
    assert numbers(words.ingest([SECOND])) == (1, 0, 0, 0)
    assert numbers(words.ingest([SECOND, EDITORIAL])) == (0, 0, 2, 0)
    assert {p.doi: p.text for p in kept(words)} == {p.doi: p.text for p in (EDITORIAL, SECOND)}
    assert len({p.paper_id for p in kept(words)}) == 2


def test_the_order_in_which_papers_of_one_title_come_back_is_no_matter(words: Library) -> None:
    words.ingest([EDITORIAL, SECOND])
    before = kept(words)
    assert numbers(words.ingest([SECOND])) == (0, 0, 1, 0)
    assert numbers(words.ingest([SECOND, EDITORIAL, SECOND])) == (0, 0, 2, 1)
    assert kept(words) == before


def test_a_paper_that_may_be_either_of_two_stays_apart_when_all_come_back(words: Library) -> None:
    title = "Counting Mosses from Sound Alone by Night"
    texts = ("Sand moves at night.", "Ships wait outside harbours.", "Schools cannot pay for masts.")
    one, other, third = (
        replace(
            EDITORIAL, title=title, paper_id="counting-mosses-from-sound-alone-by-night", text=text, doi=doi
        )
        for text, doi in zip(texts, ("10.1000/one", "10.1000/two", None), strict=True)
    )
    assert numbers(words.ingest([one, other, third])) == (3, 0, 0, 0)
    before = kept(words)
    for again in ([one, other, third], [one], [other], [third]):
        assert numbers(words.ingest(again)) == (0, 0, len(again), 0)
    assert kept(words) == before
    words.ingest([replace(other, upvotes=70)])  # which is written anew, behind the third
    assert numbers(words.ingest([one, other, third])) == (0, 0, 3, 0)


def test_two_records_of_one_batch_that_change_one_paper_both_count(words: Library) -> None:
    words.ingest([paper(1, paper_id="2401.00001", sources=("old",))])
    by_id = paper(1, paper_id="2401.00001", title="Another name", organisation="Fern", sources=("a",))
    report = words.ingest([by_id, paper(1, upvotes=70, sources=("b",))])
    assert numbers(report) == (0, 1, 0, 1)
    (found,) = kept(words)
    assert (found.organisation, found.upvotes, found.sources) == ("Fern", 70, ("old", "a", "b"))


def test_what_a_title_alone_showed_to_be_in_the_library_is_named(words: Library) -> None:
    words.ingest([paper(1)])
    report = words.ingest([paper(1, doi="10.1000/moss", sources=("journal.ris",))])
    assert numbers(report) == (0, 1, 0, 0)
    assert [(one.paper_id, one.sources, one.because) for one in report.joined] == [
        (paper(1).paper_id, ("journal.ris",), "the same title")
    ]
    assert not words.ingest([paper(1, upvotes=80)]).joined  # a file that is read again says nothing new


def test_papers_of_the_library_that_turn_out_to_be_one_are_named(words: Library) -> None:
    words.ingest([paper(1, paper_id="2401.00001"), paper(2, doi="10.1000/two")])
    report = words.ingest([paper(1, paper_id="2401.00001", doi="10.1000/two")])
    assert numbers(report) == (0, 1, 0, 0)
    assert [(one.title, one.because) for one in report.joined] == [(paper(2).title, "the same DOI")]
    assert [p.paper_id for p in kept(words)] == ["2401.00001"]


@pytest.mark.parametrize("asked", ["10.1000/ONE", "https://doi.org/10.1000/one", "doi:10.1000/one"])
def test_a_paper_is_found_by_its_doi(words: Library, asked: str) -> None:
    words.ingest([paper(2), EDITORIAL, SECOND])
    (found,) = catalogue(words).find(asked)
    assert found.doi == "10.1000/one"
    answer = Assistant(words.reader, words.encoder).ask(f"Who wrote {asked}?")
    assert {c.paper_id for c in answer.citations} == {found.paper_id}


RECORDS = st.builds(
    paper,
    st.integers(0, 1),
    title=st.sampled_from(["Editorial", "Counting Mosses from Sound Alone by Night"]),
    paper_id=st.sampled_from(["slug", "2401.00001", "2401.00002"]),
    doi=st.sampled_from([None, "10.1000/a", "10.1000/A", "10.1000/b", "10.48550/arXiv.2401.00001"]),
    published=st.sampled_from([None, "2019", "2019-07", "2024-01-01"]),
    authors=st.sampled_from([(), ("Ann Moss",), ("Bo Fern",)]),
    of_record=st.booleans(),
)


def named(records: list[Paper]) -> list[Paper]:
    """As a file's records are named: by an arXiv id, else by the title."""
    slugs = {"Editorial": "editorial"}
    plain = "counting-mosses-from-sound-alone-by-night"
    return [replace(r, paper_id=slugs.get(r.title, plain)) if r.paper_id == "slug" else r for r in records]


@given(*2 * [st.lists(RECORDS, min_size=3, max_size=14).map(named)])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_record_is_counted_once(
    tmp_path_factory: pytest.TempPathFactory, first: list[Paper], second: list[Paper]
) -> None:
    library = Library(tmp_path_factory.mktemp("counted"), NoEncoder())
    for records in (first, second):
        done: list[int] = []
        assert sum(numbers(library.ingest(records, done.append))) == len(records)
    papers = kept(library)
    assert len({p.paper_id for p in papers}) == len(papers) == library.count()
    dois = [p.doi.casefold() for p in papers if p.doi]
    assert len(set(dois)) == len(dois)
