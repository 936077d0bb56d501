"""Which sentence of the right paper is told: in short, in simple words, of a term, of a comparison."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer, Status
from rag.model.paper import Paper
from tests.reading import cited

_PAPERS = {
    "puffin": (
        "Puffin: Kites That Fold Themselves",
        "Kites tear in storms, and nobody mends them. Puffin is a kite that folds itself before a storm. "
        "Puffin needs less rope than common gliders. On 30 windy days Puffin rises by 61%, up from 40%. "
        "Puffin also improves landing by 23%.",
    ),
    "box": (
        "A Winch for Rope",
        "Gliders need much rope, and more of it each year. We present a winch that saves rope. It is faster "
        "than winding by hand, and gliders use less rope with it.",
    ),
    "drift": (
        "Measuring Drift of Kelp",
        "Kelp drifts at night. We introduce a new measure called the drift index (DI). The DI is a ratio "
        "defined as the way of kelp divided by the way of water. Some kelp clings to so-called rafters, i.e. "
        "old boats that never sink. Rafters are rare in bays.",
    ),
    "salt": (
        "Salt enhances the rising of bread dough",
        "In the present study, we show that salt slowed yeast in bread dough. Furthermore, with malt, "
        "salt augmented the rising of bread dough. Rather, salt caused a significant reduction of gas in all "
        "of the doughs. The ovens were old. Flour was from Larch. Every dough was weighed.",
    ),
}


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    home: Path = tmp_path_factory.mktemp("shore")
    library = Library(home, MiniLMEncoder(minilm))
    library.ingest([Paper(i, title, text, text_kind="digest") for i, (title, text) in _PAPERS.items()])
    return Assistant(library.reader, library.encoder)


def talk(shore: Assistant, *messages: str) -> Answer:
    history: list[Answer] = []
    for message in messages:
        history.append(shore.ask(message, history))
    return history[-1]


@pytest.mark.parametrize(
    "messages",
    [
        ("explain Puffin in simple words", "shorter"),
        ("tell me about Puffin", "shorter please"),
        ("what does Puffin do in one sentence",),
    ],
)
def test_in_short_it_is_told_what_a_work_is(shore: Assistant, messages: tuple[str, ...]) -> None:
    answer = talk(shore, *messages)
    assert answer.answer == "“Puffin is a kite that folds itself before a storm.” [1]"


def test_in_short_it_is_told_what_was_found_where_that_is_asked(shore: Assistant) -> None:
    assert "%" in talk(shore, "what did Puffin achieve in one sentence").answer


def test_what_an_answer_in_another_form_left_out_is_none_of_its_quotes(shore: Assistant) -> None:
    answer = talk(shore, "explain Puffin in simple words")
    assert "Puffin is a kite" in answer.answer
    assert all(citation.quote in answer.answer for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what is the drift index in the paper on kelp", "The DI is a ratio defined as"),
        ("define rafters please", "old boats that never sink"),
        ("explain the term rafters", "old boats that never sink"),
        ("meaning of rafters", "old boats that never sink"),
    ],
)
def test_what_a_term_is_is_told_with_the_sentence_that_defines_it(
    shore: Assistant, question: str, said: str
) -> None:
    answer = talk(shore, question)
    assert cited(answer) == ["drift"]
    assert said in answer.answer
    assert "papers fit" not in answer.answer


@pytest.mark.parametrize(
    "question",
    ["does Puffin need less rope than gliders", "puffin or gliders, which one needs less rope"],
)
def test_a_paper_that_compares_both_sides_answers_alone(shore: Assistant, question: str) -> None:
    answer = talk(shore, question)
    assert (answer.status, cited(answer)) == (Status.ANSWERED, ["puffin"])
    assert "Puffin needs less rope than common gliders." in answer.answer


def test_a_sentence_behind_the_beginning_of_the_work_is_no_motive(shore: Assistant) -> None:
    assert (
        "salt augmented the rising" in talk(shore, "does salt make bread dough rise better with malt").answer
    )
