"""Which kind of answer a question gets, and what stands in it."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.extractive import NEAREST, refusal, viewpoints
from rag.answering.itself import GREETING
from rag.model.answer import Answer, Status
from rag.model.filters import Filters
from rag.retrieval.parameters import parameters
from rag.retrieval.prefilter import prefilter
from rag.text.sentences import sentences
from tests.reading import LIBRARY, cited, holds

Tell = Callable[..., Answer]
REFUSED = "The papers here do not answer this."


@pytest.fixture
def tell(assistant: Assistant) -> Tell:
    """Ask, and check what every answer promises."""

    def ask(message: str, **limits: Any) -> Answer:
        answer = assistant.ask(message, filters=Filters(**limits))
        holds(answer, assistant.catalogue)
        return answer

    return ask


# -- facts and explanations


@pytest.mark.parametrize(
    ("message", "paper", "words"),
    [
        pytest.param("How much faster is inference with Tessaract?", "tessaract", "1.9x", id="speed"),
        pytest.param("How many heads does Tessaract remove?", "tessaract", "38%", id="share"),
        pytest.param("How many jars does Kestrel-3 lift?", "kestrel-3", "94 of 100", id="count"),
        pytest.param("How many court transcripts does Marlowe have?", "marlowe", "4,200", id="size"),
        pytest.param("How large is the mean error of Drifthound?", "drifthound", "6 centimetres", id="error"),
    ],
)
def test_a_figure_is_told_first(tell: Tell, message: str, paper: str, words: str) -> None:
    answer = tell(message)
    assert answer.status is Status.ANSWERED
    assert cited(answer) == [paper]
    assert words in answer.citations[0].quote


@pytest.mark.parametrize(
    ("message", "paper"),
    [
        pytest.param("What is Thimble?", "thimble", id="a name"),
        pytest.param("How does thimbel distil language models?", "thimble", id="a slip"),
        pytest.param("Describe how robots hold what they cannot see", "kestrel-3", id="a paraphrase"),
        pytest.param("Wie funktioniert Tessaract?", "tessaract", id="another language, with a name"),
    ],
)
def test_an_explanation_says_the_idea_and_says_nothing_twice(tell: Tell, message: str, paper: str) -> None:
    answer = tell(message)
    assert (answer.status, cited(answer)) == (Status.ANSWERED, [paper])
    starts = [c.start for c in answer.citations]
    assert 2 <= sum(len(sentences(c.quote)) for c in answer.citations) <= parameters().passages.sentences
    assert starts == sorted(starts)
    assert "keeps 81%" not in answer.answer.replace("keeps 81%", "", 1)


def test_a_fact_keeps_to_its_budget(tell: Tell) -> None:
    for paper in LIBRARY:
        name = paper.title.split(":")[0]
        answer = tell(f"How well does {name} do?")
        for paper_id in cited(answer):
            quotes = [c.quote for c in answer.citations if c.paper_id == paper_id]
            assert sum(len(sentences(q)) for q in quotes) <= parameters().passages.sentences
            assert sum(len(q.split()) for q in quotes) <= parameters().passages.words


# -- refusals


@pytest.mark.parametrize(
    ("message", "text"),
    [
        pytest.param("What is the capital of Portugal?", REFUSED, id="far off"),
        pytest.param("Which papers deal with cooking recipes?", REFUSED, id="a list, far off"),
        pytest.param(
            "Can a robot learn to walk on ice?",
            f"{REFUSED}\n\nThe nearest they come:\n"
            "- Kestrel-3: Robot Grasping with Whisker Sensors\n"
            "- Drifthound: Forecasting Glacier Melt with Graph Networks\n",
            id="near",
        ),
        pytest.param(
            "Which papers are about robots that cook?",
            f"{REFUSED}\n\nThe nearest they come:\n"
            "- Kestrel-3: Robot Grasping with Whisker Sensors\n"
            "- Heron: Detecting Wading Birds in Drone Video\n"
            "- Heron: Speech Recognition for Whispered Welsh",
            id="a list, near",
        ),
        pytest.param(
            "¿Cuál es el mejor restaurante de la ciudad para cenar?",
            f"{REFUSED} They are in English, and so must a question be that names no paper.",
            id="another language",
        ),
    ],
)
def test_off_topic_is_refused_and_near_papers_are_named_only_where_they_are_near(
    tell: Tell, message: str, text: str
) -> None:
    answer = tell(message)
    if text.endswith("\n"):  # the third is about as far as others, and the processor's rounding says which
        assert answer.answer.startswith(text)
        assert answer.answer.count("\n- ") == NEAREST
    else:
        assert answer.answer == text
    assert answer.status is Status.NOT_ANSWERED
    assert answer.citations == ()


def test_a_refusal_names_three_papers_at_most(assistant: Assistant) -> None:
    found = assistant.searcher.search("shadows").top(len(LIBRARY))
    text, status = refusal(Composer(assistant.catalogue), found, name_nearest=True)
    assert (text.count("\n- "), status) == (NEAREST, Status.NOT_ANSWERED)


# -- a detail that is not stated


@pytest.mark.parametrize(
    ("message", "paper", "head"),
    [
        pytest.param(
            "How many GPUs did Bramblefold use?",
            "bramblefold",
            "The abstract of Bramblefold does not state this (nothing on “GPUs”). The nearest it says:",
            id="how many",
        ),
        pytest.param(
            "Which dataset does Sundial use?",
            "sundial",
            "The abstract of Sundial does not state this (nothing on “dataset”). The nearest it says:",
            id="which",
        ),
    ],
)
def test_what_a_paper_does_not_state_is_said_and_the_nearest_quoted(
    tell: Tell, message: str, paper: str, head: str
) -> None:
    answer = tell(message)
    assert answer.status is Status.PARTLY
    assert answer.answer.split("\n\n")[0] == head
    assert cited(answer) == [paper]


# -- several papers


def test_a_list_says_how_many_of_how_many_and_cites_each(tell: Tell) -> None:
    answer = tell("Which papers deal with language models?")
    head, *lines = answer.answer.splitlines()
    assert head == "3 of 13 papers fit:"
    assert [re.sub(r": “.*” ", " ", line) for line in lines] == [
        "- Thimble: Distilling Language Models into Microcontrollers (2025-06-17) [1]",
        "- Tessaract: Pruning Attention Heads by Echo (2024-03-05) [2]",
        "- Marlowe: A Benchmark for Sarcasm in Court Transcripts (2024-09-30) [3]",
    ]


def test_a_list_of_a_number_shows_so_many_and_says_how_to_see_the_rest(tell: Tell) -> None:
    answer = tell("List 2 papers about language models")
    head, *lines, last = answer.answer.splitlines()
    assert (head, len(lines)) == ("3 of 13 papers fit; the first 2:", 2)
    assert last == "… and 1 more: ask for “more”."


def test_a_comparison_shows_both(tell: Tell) -> None:
    answer = tell("Compare Thimble and Tessaract")
    thimble, tessaract = answer.answer.split("\n\n")
    assert "We present Thimble" in thimble
    assert "We propose Tessaract" in tessaract
    assert thimble.count("81%") == 1


def test_two_papers_of_one_name_are_both_answered_for(tell: Tell) -> None:
    answer = tell("What is Heron?")
    head, speech, birds = answer.answer.split("\n\n")
    assert head == "2 papers here use the name Heron:"
    assert re.search(r"whispers.*\[1\]", speech)
    assert re.search(r"drone video.*\[2\]", birds)


def test_papers_that_may_disagree_are_set_side_by_side(assistant: Assistant) -> None:
    found, composer = assistant.searcher.search("language models"), Composer(assistant.catalogue)
    text, status = viewpoints(composer, found.query, found.top(2))
    head, *passages = text.split("\n\n")
    assert head == "2 papers here speak to this, each for its own setting:"
    assert ["Thimble" in passages[0], "Tessaract" in passages[1]] == [True, True]
    assert (status, [c.number for c in composer.citations][-1]) == (Status.ANSWERED, 2)


def test_a_paper_that_scores_much_less_is_not_set_beside_the_others(tell: Tell) -> None:
    answer = tell("Is it better to prune a language model or distil it first?")
    assert answer.answer.startswith("2 papers here speak to this")  # the third scores 0.56 of the best
    assert cited(answer) == ["tessaract", "thimble"]


def test_a_greeting_is_answered_with_what_can_be_asked(tell: Tell) -> None:
    answer = tell("hello")
    assert (answer.answer, answer.status) == (GREETING, Status.ANSWERED)


# -- filters


def test_papers_outside_the_limits_are_not_listed(tell: Tell) -> None:
    answer = tell("Which papers deal with language models?", since="2025-02-01")
    assert answer.answer.startswith("1 of 13 papers fits (published since 2025-02-01):\n- Thimble: ")
    assert cited(answer) == ["thimble"]


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("What is Sundial?", id="explain"),
        pytest.param("How many steps does sampling take with Sundial?", id="fact"),
        pytest.param("When was Sundial published?", id="field"),
        pytest.param("Compare Sundial and Marlowe", id="compare"),
    ],
)
def test_a_paper_that_is_named_but_outside_the_limits_is_not_answered_from_another(
    tell: Tell, message: str
) -> None:
    answer = tell(message, since="2025-02-01")
    assert answer.status is Status.NOT_ANSWERED
    assert answer.citations == ()
    assert "outside your limit (published since 2025-02-01)." in answer.answer


def test_a_paper_outside_the_limits_is_said_to_be_so_with_its_date(tell: Tell) -> None:
    answer = tell("What is Sundial?", since="2025-02-01")
    assert answer.answer == "Sundial is from 2025-01-09, outside your limit (published since 2025-02-01)."


def test_of_two_papers_the_one_outside_the_limits_is_named_beside_the_answer(tell: Tell) -> None:
    answer = tell("What are Thimble and Sundial?", since="2025-02-01")
    assert answer.status is Status.PARTLY
    assert cited(answer) == ["thimble"]
    assert answer.answer.endswith(
        "Sundial is from 2025-01-09, outside your limit (published since 2025-02-01)."
    )


def test_a_limit_beside_a_question_holds(tell: Tell) -> None:
    answer = tell("What is Sundial? Only papers since 2025-02, please.")
    assert answer.answer == "Sundial is from 2025-01-09, outside your limit (published since 2025-02-01)."


def test_what_would_answer_without_the_limit_is_said(tell: Tell) -> None:
    answer = tell("How can a robot hold things it cannot see?", since="2026-02-01")
    assert answer.status is Status.NOT_ANSWERED
    assert answer.answer.startswith(
        "No paper within your limit (published since 2026-02-01) answers this. "
        "Without it 1 paper would: Kestrel-3 ("
    )


def test_the_mask_has_the_rows_that_pass(assistant: Assistant) -> None:
    mask = prefilter(assistant.catalogue, Filters(until="2023-12-31"))
    found = {assistant.catalogue.paper(row).paper_id for row in np.flatnonzero(mask).tolist()}
    assert found == {"oystercatch", "heron-speech", "drifthound", "vesper"}


def test_a_list_within_limits_that_no_paper_passes_is_refused(tell: Tell) -> None:
    answer = tell("Which papers since 2026-06 study Sundial?")
    assert answer.status is Status.NOT_ANSWERED
    assert "Sundial (2025-01-09)" in answer.answer


def test_papers_without_a_date_are_told_of_where_a_date_left_them_out(tell: Tell) -> None:
    assert "Of papers without a date, 1 would fit" in tell("papers about robot grasping since 2020").answer
    assert "without a date" not in tell("papers about robot grasping").answer
