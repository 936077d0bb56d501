"""Venues and DOIs: how they are called, asked for, filtered by and told."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.entities.venues import same_venues
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.query.venues import find_venues
from tests.fakes import ask, paper

ICML = "Proceedings of the 37th International Conference on Machine Learning, 13-18 July 2020"
NEURIPS = "Advances in Neural Information Processing Systems 33"
CVPR = "2021 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"
VENUES = (ICML, NEURIPS, CVPR, "Nature", "Nature Communications", "The Annals of Tides", "Machine Learning")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param("Nature", {"Nature"}, id="a journal is not another that begins like it"),
        pytest.param("nature communications", {"Nature Communications"}, id="small letters"),
        pytest.param("ICML", {ICML}, id="first letters"),
        pytest.param("NeurIPS", {NEURIPS}, id="a name of its own"),
        pytest.param("NIPS", {NEURIPS}, id="its earlier name"),
        pytest.param("CVPR", {CVPR}, id="as it is written in brackets"),
        pytest.param("Annals of Tides", {"The Annals of Tides"}, id="without the article"),
        pytest.param("Machine Learning", {"Machine Learning"}, id="an exact name before a part of one"),
        pytest.param("Neural Information Processing Systems", {NEURIPS}, id="without its frame"),
        pytest.param("Cell", set(), id="none"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_a_venue_goes_by_what_people_call_it(name: str, meant: set[str]) -> None:
    assert same_venues(name, VENUES) == meant


@pytest.mark.parametrize(
    ("message", "venue", "left"),
    [
        ("which papers appeared in Nature?", "Nature", "which papers ?"),
        ("papers in NeurIPS since 2020", "NeurIPS", "papers since 2020"),
        ("papers published at ICML 2020", "ICML", "papers in 2020"),
        ("NeurIPS papers about tides", "NeurIPS", "papers about tides"),
        ("papers from the Annals of Tides", "Annals of Tides", "papers"),
        ("papers published in Nature or ICML", "Nature or ICML", "papers"),
        ("what did Ng publish in Nature Communications?", "Nature Communications", "what did Ng publish ?"),
        ("papers published in Cell", "Cell", "papers"),
        ("papers presented at KDD", "KDD", "papers"),
        ("papers published in the Journal of Kelp", "Journal of Kelp", "papers"),
        ("papers in machine learning", None, "papers in machine learning"),
        ("papers in Cell", None, "papers in Cell"),
        ("papers published in May", None, "papers published in May"),
        ("papers published in the USA", None, "papers published in the USA"),
        ("what happens to light in Nature?", None, "what happens to light in Nature?"),
    ],
)
def test_the_venue_of_papers_is_found_in_a_message(message: str, venue: str | None, left: str) -> None:
    found, text = find_venues(message, lambda name: bool(same_venues(name, VENUES)))
    assert (found, " ".join(text.split())) == (venue, left)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("What is the DOI of FLUME?", "doi"),
        ("FLUME doi", "doi"),
        ("arXiv id of FLUME", "url"),
        ("Where was FLUME published?", "venue"),
        ("in which journal did FLUME appear", "venue"),
        ("When was FLUME published?", "published"),
        ("which journals are the papers from?", "venues"),
    ],
)
def test_dois_and_venues_are_asked_for_in_many_ways(message: str, field: str) -> None:
    assert ask(message).field == field


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Three papers: in a journal with a DOI, in proceedings without one, on arXiv."""
    home: Path = tmp_path_factory.mktemp("venues")
    library = Library(home, NoEncoder())
    library.ingest(
        [
            paper(0, published="2019", venue="Nature", doi="10.1000/amber.1"),
            paper(1, published="2021-03", venue=NEURIPS),
            paper(2, paper_id="2103.01234"),
        ]
    )
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    ("message", "begins", "status"),
    [
        pytest.param(
            "What's the DOI of AmberNet?",
            "AmberNet has the DOI 10.1000/amber.1. [1]",
            Status.ANSWERED,
            id="a DOI",
        ),
        pytest.param(
            "What's the DOI of CedarNet?",
            "The pages that CedarNet was read from do not say its DOI; it is on arXiv as 2103.01234. [1]",
            Status.NOT_ANSWERED,
            id="a preprint has none",
        ),
        pytest.param(
            "Where was BirchNet published?",
            f"BirchNet was published in {NEURIPS}. [1]",
            Status.ANSWERED,
            id="a venue",
        ),
        pytest.param(
            "Which journals are the papers from?",
            f"Where the papers were published: {NEURIPS} (1); Nature (1); 1 paper without one.",
            Status.ANSWERED,
            id="all venues",
        ),
        pytest.param(
            "Which papers appeared in Nature?",
            "The library holds 1 paper (published in Nature):\n- AmberNet: Counting Tides by Night (2019): ",
            Status.ANSWERED,
            id="a list",
        ),
        pytest.param(
            "papers in NeurIPS since 2020",
            "The library holds 1 paper (published since 2020-01-01, published in NeurIPS):\n- BirchNet",
            Status.ANSWERED,
            id="with a date",
        ),
        pytest.param(
            "papers published in Cell",
            "No paper here names Cell as where it was published; 2 of 3 papers name a journal or conference.",
            Status.NOT_ANSWERED,
            id="a venue of no paper",
        ),
    ],
)
def test_dois_and_venues_are_told(shelf: Assistant, message: str, begins: str, status: Status) -> None:
    answer = shelf.ask(message)
    assert answer.answer.startswith(begins)
    assert answer.status == status
