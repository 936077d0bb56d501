"""Messages whose words look like something else: a subject like a call for help, a sum like a list."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.entities.aliases import aliases_of
from rag.entities.names import NameIndex
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.model.query import Intent
from rag.query.parse import ParsingContext, parse
from tests.fakes import TODAY
from tests.reading import cited


@pytest.mark.parametrize("message", ["ferries", "sarcasm", "flash memory"])
def test_a_subject_that_papers_have_is_no_call_for_help(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert answer.parsed[0].intent is Intent.LIST
    assert answer.citations


@pytest.mark.parametrize("message", ["ferries paper", "what's new in sarcasm"])
def test_a_subject_that_papers_have_is_no_order_of_the_whole_library(
    assistant: Assistant, message: str
) -> None:
    assert "first" not in assistant.ask(message).answer.splitlines()[0]
    assert "newest first" in assistant.ask("what's new").answer


def test_a_word_to_the_assistant_stays_one(assistant: Assistant) -> None:
    for message in ("help", "usage", "thanks"):
        assert assistant.ask(message).parsed[0].intent is Intent.ABOUT


@pytest.mark.parametrize(
    "message", ["17*23+4", "2+2", "5% of 300", "(3+4)*5=?", "12 times 4", "2 x 3", "100/4"]
)
def test_a_sum_lists_no_papers(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message)
    assert (answer.status, answer.citations) == (Status.NOT_ANSWERED, ())


@pytest.mark.parametrize("message", ["2024", "2023-2024", "3/2024", "2024-03"])
def test_a_date_is_no_sum(assistant: Assistant, message: str) -> None:
    assert "tessaract" in cited(assistant.ask(message))


@pytest.mark.parametrize(
    "message", ["gimme the bibtex for the ferries paper", "yo zxqv bibtex for ferries pls"]
)
def test_words_that_no_paper_has_describe_none(assistant: Assistant, message: str) -> None:
    assert cited(assistant.ask(message)) == ["oystercatch"]


@pytest.fixture(scope="module")
def questions_as_titles(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    home: Path = tmp_path_factory.mktemp("titles")
    library = Library(home, MiniLMEncoder(minilm))
    kelp = Paper(
        "kelp",
        "Is Wild Kelp Edible or Poisonous?",
        "Whether wild kelp can be eaten is debated. We feed wild kelp to snails. All of it was edible.",
        published="2018-01-25",
    )
    loops = [
        Paper(f"loop{n}", f"{name}: Leaner Training", f"We propose {name}, a loop that saves memory.")
        for n, name in enumerate(("GaLoop", "GaLoop v2"))
    ]
    library.ingest([kelp, *loops])
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    "message", ["is wild kelp edible or poisonous?", "is the wild kelp edible or poisonous"]
)
def test_a_title_that_is_a_question_is_answered_and_not_dated(
    questions_as_titles: Assistant, message: str
) -> None:
    answer = questions_as_titles.ask(message)
    assert answer.parsed[0].intent is not Intent.METADATA
    assert "All of it was edible." in answer.answer
    when = questions_as_titles.ask("when did “Is Wild Kelp Edible or Poisonous?” come out")
    assert "25 January 2018" in when.answer


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("is wild kelp edible or poisonous", Intent.FACT),
        ("when was wild kelp edible or poisonous published", Intent.METADATA),
        ("give me all GaLoop papers", Intent.LIST),
        ("who wrote the GaLoop papers", Intent.METADATA),
        ("how many quality criteria does GaLoop derive?", Intent.FACT),
    ],
)
def test_words_beside_a_name_that_ask_for_no_field_are_taken_for_none(message: str, intent: Intent) -> None:
    titles = {"kelp": "Wild Kelp, Edible or Poisonous?", "loop": "GaLoop: Leaner Training"}
    names = NameIndex(name for i, title in titles.items() for name in aliases_of(i, title, "We grow kelp."))
    assert parse(message, ParsingContext(names, (), TODAY))[0].intent is intent


def test_papers_of_a_name_are_a_list_and_not_the_whole_library(questions_as_titles: Assistant) -> None:
    for message in ("the GaLoop papers", "list the GaLoop papers"):
        answer = questions_as_titles.ask(message)
        assert (answer.parsed[0].intent, set(cited(answer))) == (Intent.LIST, {"loop0", "loop1"})


def test_a_name_within_another_leaves_no_rest_to_compare_on(questions_as_titles: Assistant) -> None:
    query = questions_as_titles.ask("a table of GaLoop and GaLoop v2").parsed[0]
    assert (query.intent, query.aspects) == (Intent.COMPARE, ())


@pytest.mark.parametrize("message", ["are you using chatgpt?", "is this an LLM?"])
def test_whether_a_model_writes_is_told(assistant: Assistant, message: str) -> None:
    assert assistant.ask(message).answer.startswith("Answers are quotes until a model is set")
