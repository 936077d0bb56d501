"""Nothing to choose from: whatever the numbers are, and whatever is in the library, an answer is made."""

from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.citations import NO_TEXT
from rag.answering.naming import likely_hits
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.retrieval.ranking import Hit
from tests.conftest import Ask
from tests.fakes import papers
from tests.reading import cited


def test_the_best_paper_is_among_the_likely_ones_whatever_the_share() -> None:
    hits = [Hit(4, -0.2, {}), Hit(7, -0.3, {}), Hit(2, 0.0, {})]
    assert [hit.row for hit in likely_hits(hits, (), 2.0)] == [4, 7, 2]
    better = [Hit(4, 0.2, {}), Hit(7, 0.19, {})]
    assert [hit.row for hit in likely_hits(better, (), 4.0)] == [4]
    assert [hit.row for hit in likely_hits(better, (), 0.9)] == [4, 7]


@pytest.mark.parametrize(
    "question",
    [
        "What is AmberNet?",
        "How much does AmberNet err?",
        "Explain AmberNet",
        "Compare AmberNet and CedarNet",
        "Is AmberNet better or CedarNet, or not?",
        "Which papers are there on AmberNet?",
        "Which papers mention AmberNet?",
        "Which dataset does BirchNet use?",
        "What counts by night?",
    ],
)
def test_a_paper_without_a_text_is_told_of_as_one(home: Path, question: str) -> None:
    first, second, *others = papers(4)
    library = Library(home, NoEncoder())
    library.ingest([replace(first, text="", raw=""), replace(second, text="", raw=""), *others])
    answer = Assistant(library.reader, library.encoder).ask(question)
    assert NO_TEXT in answer.answer or not {first.paper_id, second.paper_id} & set(cited(answer))


@pytest.mark.parametrize("typed", ["?!...", "...", "¿?", "🙂", "—", "?"])
def test_where_there_is_no_word_no_paper_is_listed(ask: Ask, typed: str) -> None:
    answered, found = ask(typed, "--json"), ask("search", typed, "--json")
    assert (answered.code, answered.json["status"], answered.json["papers"]) == (3, "not_answered", [])
    assert (found.json["status"], found.json["papers"], found.json["citations"]) == ("not_answered", [], [])


@pytest.mark.parametrize("typed", ["7", "潮", "µ"])
def test_a_letter_or_a_figure_of_any_script_is_looked_up(ask: Ask, typed: str) -> None:
    assert ask(typed, "--json").json["papers"]
