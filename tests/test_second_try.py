"""Lists by words that no paper has, and lists whose first paper is asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.part import Part
from rag.answering.second_try import tried_again
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.model.query import Intent
from rag.retrieval.searcher import Searcher
from tests.reading import cited

TITLES = {
    "2011-01-01": "Kite Pre-training of Small Fleets",
    "2019-01-01": "A Theory of Wind for Pre-training Kites",
    "2020-01-01": "Ropes and Knots of Sailors",
    "2021-01-01": "Salt in Harbours",
}


@pytest.fixture(scope="module")
def kites(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    home: Path = tmp_path_factory.mktemp("kites")
    library = Library(home, MiniLMEncoder(minilm))
    library.ingest(
        [
            Paper(day, title, f"We study {title.lower()} in a long series of trials.", published=day)
            for day, title in TITLES.items()
        ]
    )
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("oldest paper on pretraining", "2011-01-01"),
        ("what is the earliest study about pre-training kites?", "2011-01-01"),
        ("most recent one about pre-training", "2019-01-01"),
    ],
)
def test_the_oldest_paper_is_the_oldest_of_all_with_the_subject_in_their_titles(
    kites: Assistant, asked: str, day: str
) -> None:
    answer = kites.ask(asked)
    assert cited(answer) == [day]
    assert "; the first:" in answer.answer.splitlines()[0]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("how many papers mention echoing neighbours for pruning attention heads?", "echoing neighbours"),
        ("which papers mention murmured speech for Welsh recordings?", "murmured speech"),
    ],
)
def test_where_no_paper_has_the_words_those_that_mean_it_are_told_and_that_none_has(
    assistant: Assistant, asked: str, words: str
) -> None:
    answer = assistant.ask(asked)
    assert answer.status is Status.PARTLY
    assert answer.answer.startswith(f"No paper on it has the words “{words}”")
    assert cited(answer)[:1] == (["tessaract"] if "pruning" in asked else ["heron-speech"])


def test_words_that_papers_have_stay_words(assistant: Assistant) -> None:
    answer = assistant.ask("how many papers mention attention heads for language models?")
    assert answer.status is Status.ANSWERED
    assert answer.parsed[0].filters.mentions == "attention heads"


@pytest.mark.parametrize(
    ("asked", "status", "again"),
    [
        ("papers on kite wind", Status.ANSWERED, False),
        ("kite wind", Status.ANSWERED, True),
        ("kite wind", Status.PARTLY, False),
    ],
)
def test_a_subject_that_no_list_fits_is_one_papers_only_where_it_tells_of_it_and_no_papers_are_asked_for(
    kites: Assistant, minilm: MiniLM, asked: str, status: Status, *, again: bool
) -> None:
    query = replace(kites.parse(asked)[0], intent=Intent.LIST)
    searcher = Searcher(kites.catalogue, MiniLMEncoder(minilm))
    refused, told = Part(query, "none", Status.NOT_ANSWERED), Part(query, "told", status)
    assert (tried_again(searcher, refused, query, lambda _: told) is told) is again
