"""Another version of what was talked of, and corrections that choose among the papers before."""

from dataclasses import replace
from datetime import date

import pytest

from rag.answering.assistant import Assistant
from rag.entities.aliases import aliases_of
from rag.entities.names import NameIndex
from rag.model.answer import RankedPaper
from rag.model.conversation import Turn
from rag.model.filters import NO_FILTERS
from rag.model.paper import Paper
from rag.model.query import Intent, ParsedQuery
from rag.query.corrected import denied, without_denial
from rag.query.picked import picked
from rag.query.versions import with_version
from tests.reading import cited, talk

PAPERS = {
    "one": ("GaLoop: Memory-Lean Training", "We propose GaLoop."),
    "two": ("GaLoop v2: Leaner Training", "We propose GaLoop v2."),
    "three": ("GaLoop-3: The Leanest Training", "We propose GaLoop-3."),
    "prop": ("PROP: Word Guessing for Search", "PROP guesses words."),
}
INDEX = NameIndex(name for paper, (title, text) in PAPERS.items() for name in aliases_of(paper, title, text))


def about(paper: str) -> list[Turn]:
    asked = f"What is {PAPERS[paper][0].split(':')[0]}?"
    query = ParsedQuery(asked, asked, asked, asked, Intent.EXPLAIN, NO_FILTERS, (), None, (), None, "en")
    return [Turn(query, (paper,), (PAPERS[paper][0],))]


@pytest.mark.parametrize(
    ("before", "message", "meant"),
    [
        ("one", "what changed in version 2?", "what changed in GaLoop v2?"),
        ("two", "and v3?", "and GaLoop-3?"),
        ("one", "what is new in v2?", "what is new in GaLoop v2?"),
        ("three", "how does it differ from the original version?", "how does it differ from GaLoop?"),
        ("three", "what did the previous version cost?", "what did GaLoop v2 cost?"),
        ("one", "who wrote the latest version?", "who wrote GaLoop-3?"),
        ("one", "is the next version faster?", "is GaLoop v2 faster?"),
        ("one", "is there a newer version?", "What is GaLoop-3?"),
        ("one", "do you have version two?", "What is GaLoop v2?"),
        ("prop", "does GaLoop version 3 scale?", "does GaLoop-3 scale?"),
        ("one", "what about version 9?", "what about version 9?"),
        ("prop", "what is new in v2?", "what is new in v2?"),
        ("one", "is the second version of the data larger?", "is the second version of the data larger?"),
        ("one", "What is GaLoop v2?", "What is GaLoop v2?"),
        ("one", "how many versions are there?", "how many versions are there?"),
    ],
)
def test_a_version_that_the_library_holds_is_named(before: str, message: str, meant: str) -> None:
    assert with_version(message, about(before), INDEX) == meant


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("compare all GaLoop versions", "compare GaLoop, GaLoop v2 and GaLoop-3"),
        ("papers from the GaLoop family", "GaLoop, GaLoop v2 and GaLoop-3"),
        ("what changed between the versions of GaLoop v2?", "what changed between {}?"),
        ("compare the GaLoop papers", "compare GaLoop, GaLoop v2 and GaLoop-3"),
        ("the GaLoop papers", "the GaLoop papers"),
        ("the PROP family", "the PROP family"),
        ("how many GaLoop versions are there?", "how many GaLoop versions are there?"),
    ],
)
def test_a_family_is_all_its_versions_that_the_library_holds(message: str, meant: str) -> None:
    meant = meant.format("GaLoop, GaLoop v2 and GaLoop-3")
    assert with_version(message, [], INDEX) == meant


def test_a_version_of_nothing_that_was_talked_of_is_no_version() -> None:
    assert with_version("what changed in version 2?", [], INDEX) == "what changed in version 2?"


@pytest.mark.parametrize(
    ("message", "wrong", "left"),
    [
        ("not Croc, the cross-view one!", "Croc", "the cross-view one!"),
        ("no, not that one: the red one", "that one", "no, the red one"),
        ("I don't mean Heron, the whisper one", "Heron", "the whisper one"),
        ("the whisper one, not the birds", "the birds", "the whisper one,"),
        ("why does it not use whiskers?", "", "why does it not use whiskers?"),
    ],
)
def test_what_is_denied_is_not_meant(message: str, wrong: str, left: str) -> None:
    assert denied(message) == wrong
    assert without_denial(message) == left


LISTED = "Which papers deal with language models?"


@pytest.mark.parametrize(
    ("turns", "asked", "paper"),
    [
        ((LISTED, "when was the first published?"), "no, I meant the sarcasm one", "marlowe"),
        ((LISTED, "when was the first published?"), "not that one, the attention heads one", "tessaract"),
        ((LISTED, "what does the sarcasm one find?"), "sorry, I meant the newest one", "thimble"),
        ((LISTED, "what does the sarcasm one find?"), "rather the one from 2025", "thimble"),
        (("How does Tessaract prune?",), "no, I meant the shadows one", "sundial"),
    ],
)
def test_a_correction_chooses_among_the_papers_before(
    assistant: Assistant, turns: tuple[str, ...], asked: str, paper: str
) -> None:
    *_, last, answer = talk(assistant, *turns, asked)
    assert cited(last) != [paper]
    assert cited(answer) == [paper]
    assert answer.parsed[-1].active_papers == (paper,)


@pytest.mark.parametrize(
    ("score", "message", "papers"),
    [
        (1.5, "no, I meant the older one", ("older",)),
        (1.5, "no, I meant the newer one", None),
        (0.5, "no, I meant the older one", None),
        (1.5, "is the older one slower?", None),
    ],
)
def test_a_paper_that_fitted_nearly_as_well_may_be_the_older_one_that_was_meant(
    score: float, message: str, papers: tuple[str, ...] | None
) -> None:
    found = (RankedPaper("newer", "Kites", 2.0), RankedPaper("older", "Wind", score))
    turn = replace(about("one")[0], paper_ids=("newer",), titles=("Kites",), found=found)
    dated = {"newer": "2018-05-01", "older": "2004-01-01"}
    library = {id_: Paper(id_, id_, "Text.", published=day) for id_, day in dated.items()}
    one = picked(message, (), [turn], library.get, date(2026, 1, 1))
    assert (one and one.papers) == papers


def test_a_correction_asks_the_question_before_of_what_is_meant(assistant: Assistant) -> None:
    *_, answer = talk(assistant, LISTED, "when was the first published?", "no, I meant the sarcasm one")
    assert answer.parsed[-1].question == "when was Marlowe published?"
    assert "30 September 2024" in answer.answer
