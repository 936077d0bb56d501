"""A paper beside its predecessor, which no paper here is, and beside another one that it names."""

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.query.aspects import aspects_of
from tests.fakes import paper

LAMP = (
    "Lamplight 2 finds boats in fog. Lamplight 2 adds a second lens and drops the horn of the first version. "
    "It sees 40% farther than Glowfin. Boats are painted white. Compared with Hornblow it needs no sound."
)
HORN = "Hornblow finds boats by sound. It hears bells at sea and a horn in the harbour. It is loud."
VERSIONS = "Versions of harbour maps are compared. The first version changes most. Maps change each year."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(tmp_path_factory.mktemp("earlier"), NoEncoder())
    titles = {"Lamplight 2: Boats in Fog": LAMP, "Hornblow: Boats by Sound": HORN, "Harbour Maps": VERSIONS}
    library.ingest(
        [paper(n, title=title, paper_id=str(n), text=text) for n, (title, text) in enumerate(titles.items())]
    )
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    "question",
    [
        "What does Lamplight 2 change compared to the first version?",
        "How does Lamplight 2 differ from its predecessor?",
        "What is new in Lamplight 2 compared with earlier work?",
    ],
)
def test_a_predecessor_brings_no_other_paper_and_nothing_is_said_to_be_missing(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert {cited.paper_id for cited in answer.citations} == {"0"}
    assert "othing is stated" not in answer.answer


def test_of_two_papers_the_sentence_that_sets_them_side_by_side_is_told(assistant: Assistant) -> None:
    assert (
        "Compared with Hornblow it needs no sound."
        in assistant.ask("How do Lamplight 2 and Hornblow differ?").answer
    )


def test_a_word_that_the_paper_has_in_small_letters_is_no_name_that_no_paper_has(
    assistant: Assistant,
) -> None:
    assert "itself" not in assistant.ask("Bells versus horns in Hornblow: which is heard?").answer
    assert "No paper here is about Glowfin itself." in assistant.ask("Glowfin versus Lamplight 2").answer


@pytest.mark.parametrize("message", ["and the harbour maps one?", "what about the harbour maps paper?"])
def test_the_one_that_another_paper_is_called_is_that_paper(assistant: Assistant, message: str) -> None:
    before = assistant.ask("What does Lamplight 2 find?")
    answer = assistant.ask(message, [before])
    assert {cited.paper_id for cited in answer.citations} == {"2"}
    assert answer.parsed[-1].active_papers == ()


def test_the_one_with_words_of_the_paper_talked_of_is_that_paper(assistant: Assistant) -> None:
    before = assistant.ask("What does Lamplight 2 find?")
    assert assistant.ask("and the boats in fog one?", [before]).parsed[-1].active_papers == ("0",)


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        pytest.param("compare it with previous methods on memory", ("memory",), id="previous methods"),
        pytest.param("how does it differ from the old system", (), id="the old system"),
        pytest.param("compare it with the prior on memory", ("prior", "memory"), id="a prior is a subject"),
    ],
)
def test_earlier_work_is_no_aspect(question: str, aspects: tuple[str, ...]) -> None:
    assert aspects_of(question, ()) == aspects
