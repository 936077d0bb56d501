"""Dates, authors, organisations and counts, of one paper and of the library."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.answering.citations import Composer
from rag.answering.corpus import corpus
from rag.answering.metadata import introducing, metadata, spoken_date
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.model.query import ParsedQuery
from rag.query.parse import ParsingContext, parse
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.prefilter import prefilter
from rag.retrieval.searcher import Searcher
from tests.fakes import TODAY, paper, papers


def asked(searcher: Searcher, message: str) -> ParsedQuery:
    catalogue = searcher.catalogue
    return parse(message, ParsingContext(catalogue.names, catalogue.organisations, TODAY))[0]


def rows(searcher: Searcher, *paper_ids: str) -> list[int]:
    found = [searcher.catalogue.row(paper_id) for paper_id in paper_ids]
    return [row for row in found if row is not None]


def told(searcher: Searcher, message: str) -> tuple[str, Status]:
    """What is said of the library, or of the part of it that the message's filters leave."""
    question = asked(searcher, message)
    passing = np.flatnonzero(prefilter(searcher.catalogue, question.filters)).tolist()
    text, status, _ = corpus(Composer(searcher.catalogue), question, passing)
    return text, status


# -- one paper


@pytest.mark.parametrize(
    ("message", "line"),
    [
        pytest.param(
            "When was Oystercatch published?", "Oystercatch was published on 20 November 2023", id="date"
        ),
        pytest.param(
            "Who wrote Tessaract?", "Tessaract is by Ada Quill, Bo Fenn, Cy Marsh and Di Holt", id="authors"
        ),
        pytest.param(
            "Who wrote Marlowe?",
            "Marlowe has 6 authors; their names are not on the page it was read from",
            id="counted, not named",
        ),
        pytest.param(
            "How many authors does Bramblefold have?", "Bramblefold has 21 authors", id="21 authors"
        ),
        pytest.param("How many authors does Oystercatch have?", "Oystercatch has 1 author", id="one author"),
        pytest.param("Which organisation is behind Pollux?", "Pollux is from Nimbus Labs", id="organisation"),
        pytest.param("How many upvotes does Vesper have?", "Vesper has 1 upvote", id="upvotes"),
        pytest.param(
            "What is the link to Tessaract?", "Tessaract is at https://example.org/tessaract", id="address"
        ),
        pytest.param(
            "What is the full title of Sundial?",
            "Sundial has the full title “Sundial: Diffusion Models That Draw Shadows First”",
            id="title",
        ),
    ],
)
def test_a_field_is_told_with_a_citation(by_words: Searcher, message: str, line: str) -> None:
    composer, question = Composer(by_words.catalogue), asked(by_words, message)
    ((paper_id,),) = (m.paper_ids for m in question.mentions)
    assert metadata(composer, question, rows(by_words, paper_id)) == (f"{line}. [1]", Status.ANSWERED)
    assert [c.paper_id for c in composer.citations] == [paper_id]


@pytest.mark.parametrize(
    ("field", "lacking"),
    [
        ("published", "when it was published"),
        ("authors", "who its authors are"),
        ("author_count", "how many authors it has"),
        ("organisation", "which organisation it comes from"),
        ("upvotes", "how many upvotes it has"),
        ("url", "its address"),
    ],
)
def test_a_field_that_the_pages_did_not_give_is_said_to_be_missing(
    by_words: Searcher, field: str, lacking: str
) -> None:
    question = replace(asked(by_words, "When was Kestrel-3 published?"), field=field)
    text, status = metadata(Composer(by_words.catalogue), question, rows(by_words, "kestrel-3"))
    assert text == f"The pages that Kestrel-3 was read from do not say {lacking}. [1]"
    assert status is Status.NOT_ANSWERED


def test_of_two_papers_one_that_has_the_field_answers_in_part(by_words: Searcher) -> None:
    question = asked(by_words, "When were Kestrel-3 and Pollux published?")
    text, status = metadata(Composer(by_words.catalogue), question, rows(by_words, "pollux", "kestrel-3"))
    assert status is Status.PARTLY
    assert [line.rsplit(" ", 1)[1] for line in text.splitlines()] == ["[1]", "[2]"]


def test_a_paper_is_shown_by_the_sentence_with_its_idea_else_with_its_name(by_words: Searcher) -> None:
    thimble, kestrel = rows(by_words, "thimble", "kestrel-3")
    assert introducing(by_words.catalogue, thimble).text.startswith("We present Thimble")
    assert introducing(by_words.catalogue, kestrel).text.startswith("Kestrel-3 puts")


def test_a_date_is_written_out() -> None:
    assert spoken_date("2024-09-05") == "5 September 2024"


# -- the library


@pytest.mark.parametrize(
    ("message", "text"),
    [
        pytest.param("How many papers are there?", "The library holds 13 papers.", id="count"),
        pytest.param(
            "Which organisations are there?",
            "Organisations: Nimbus Labs (3), QuarkWorks (2), Open Hut (2), Fennel Institute (2).",
            id="organisations",
        ),
        pytest.param(
            "which authors have the most papers?",
            "No name stands on two papers here. There are 5 authors; 11 papers without names.",
            id="authors",
        ),
        pytest.param(
            "Which years do the papers cover?",
            "The dates run from 2 May 2022 to 1 September 2025 (2022: 1, 2023: 3, 2024: 4, 2025: 4); "
            "1 paper without a date. Most are from 2024 and 2025 (4 each).",
            id="dates",
        ),
        pytest.param(
            "average number of authors",
            "6.3 authors on average, 4.5 at the median, 1 to 21 (1 paper without that field left out).",
            id="authors on average",
        ),
        pytest.param(
            "which month had the most papers?",
            "Most papers by month: January 2025 (2), May 2022 (1), February 2023 (1), November 2023 (1), "
            "March 2024 (1), July 2024 (1), September 2024 (1), December 2024 (1), June 2025 (1), "
            "September 2025 (1); 1 paper without a date.",
            id="months",
        ),
        pytest.param(
            "papers without a date",
            "1 of 13 papers have no date:\n- Kestrel-3: Robot Grasping with Whisker Sensors [1]",
            id="undated",
        ),
        pytest.param(
            "are these full papers or abstracts?",
            "The library holds 13 abstracts, no full texts.",
            id="kinds",
        ),
        pytest.param(
            "what files do these papers come from?",
            "The library holds 13 abstracts, no full texts. Papers by the file they were read from: "
            "invented.jsonl (13).",
            id="files",
        ),
    ],
)
def test_what_is_told_of_the_library(by_words: Searcher, message: str, text: str) -> None:
    assert told(by_words, message) == (text, Status.ANSWERED)


def test_who_wrote_most_is_named_first(home: Path) -> None:
    library = Library(home, NoEncoder())
    wrote = ([], ["Ida Lund", "Bo Wren"], ["Ida Lund"], ["Cy Moss", "Bo Wren", "Ida Lund"])
    library.ingest([paper(n, authors=tuple(names)) for n, names in enumerate(wrote)])
    searcher = Searcher(Catalogue(library.reader.now()), library.encoder)
    assert told(searcher, "which authors have the most papers?")[0] == (
        "Authors of several papers here: Ida Lund (3); Bo Wren (2). "
        "There are 3 authors; 1 paper without names."
    )


def test_a_filter_that_nothing_passes_is_no_answer(by_words: Searcher) -> None:
    assert told(by_words, "Papers from before 2020") == (
        "The library holds no paper (published until 2019-12-31).",
        Status.NOT_ANSWERED,
    )


@pytest.mark.parametrize(
    ("message", "fields", "said"),
    [
        ("Who made {}?", {"organisation": "Nimbus Labs"}, "who its authors are; it is from Nimbus Labs"),
        (
            "Which lab is {} from?",
            {"authors": ("Bo Fenn",), "author_count": 1},
            "which organisation it comes from; it is by Bo Fenn",
        ),
        ("Which lab is {} from?", {"author_count": 3}, "which organisation it comes from"),
    ],
)
def test_of_who_made_a_paper_what_is_known_stands_in_for_what_is_not(
    home: Path, message: str, fields: dict[str, object], said: str
) -> None:
    library = Library(home, NoEncoder())
    made = paper(0, **fields)
    library.ingest([made])
    searcher, name = Searcher(Catalogue(library.reader.now()), library.encoder), made.title.split(":")[0]
    text, status = metadata(
        Composer(searcher.catalogue), asked(searcher, message.format(name)), rows(searcher, made.paper_id)
    )
    assert text == f"The pages that {name} was read from do not say {said}. [1]"
    assert (status is Status.PARTLY) == (";" in said)


@pytest.fixture
def plain(home: Path) -> Searcher:
    """Over fourteen papers of one day and no organisation."""
    library = Library(home, NoEncoder())
    library.ingest([paper(n, published="2024-02-03", upvotes=7) for n in range(14)])
    return Searcher(Catalogue(library.reader.now()), library.encoder)


def test_a_field_that_no_paper_has_is_no_answer(plain: Searcher) -> None:
    text, status = told(plain, "Which organisations are there?")
    assert (text, status) == ("None of the pages the papers were read from gives that.", Status.NOT_ANSWERED)


def test_topics_are_the_neighbouring_words_that_titles_share(plain: Searcher) -> None:
    # titles are "XNet: Counting TIDES by Night": ten topics, the first four of fourteen papers' come again
    assert told(plain, "What topics do the papers cover?")[0] == (
        "14 papers; what most titles share: counting tides (2), counting harbours (2), "
        "counting lichens (2), counting glaciers (2)."
    )
    assert len({p.title.split()[2] for p in papers(14)}) == 10
