"""Which sentences of a paper answer, with their offsets."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from rag.model.paper import Paper
from rag.retrieval.parameters import parameters
from rag.retrieval.passages import (
    alike,
    asks_for_figure,
    choose,
    has_figure,
    move_of,
    score_sentences,
)
from rag.retrieval.ranking import Evidence, Move
from rag.retrieval.searcher import Searcher
from tests.reading import LIBRARY, TESSARACT

PASSAGES = parameters().passages


def told(text: str, score: float, *, start: int = 0, move: Move = Move.OTHER) -> Evidence:
    return Evidence(0, "invented", start, start + len(text), text, score, move)


def of(searcher: Searcher, paper_id: str, question: str) -> tuple[Evidence, ...]:
    row = searcher.catalogue.row(paper_id)
    assert row is not None
    return score_sentences(searcher.catalogue, row, searcher.query(question))


def best(found: Sequence[Evidence]) -> str:
    return max(found, key=lambda e: e.score).text


# -- offsets


@pytest.mark.parametrize("paper", LIBRARY, ids=lambda p: p.paper_id)
def test_sentences_are_the_papers_words_where_their_offsets_say_and_leave_none_out(
    by_words: Searcher, paper: Paper
) -> None:
    found = of(by_words, paper.paper_id, "what is told?")
    assert [e.text for e in found] == [paper.text[e.start : e.end] for e in found]
    assert " ".join(e.text for e in found) == paper.text


def test_a_dotted_abbreviation_and_a_decimal_do_not_end_a_sentence(searcher: Searcher) -> None:
    sentences = [e.text for e in of(searcher, "tessaract", "training data")]
    assert len(sentences) == 5
    assert sentences[2].startswith("No training data is needed, e.g. the 2.5 million sentences")
    assert sentences[2].endswith("asks for.")


# -- which sentence is best


@pytest.mark.parametrize(
    ("paper", "question", "words"),
    [
        pytest.param("tessaract", "How much faster is inference?", "1.9x faster", id="speed"),
        pytest.param("tessaract", "How many heads does it remove?", "38% of the heads", id="share"),
        pytest.param("kestrel-3", "How many jars does Kestrel-3 lift?", "94 of 100", id="digit in the name"),
        pytest.param("sundial", "How many steps does sampling take?", "20 steps", id="steps"),
        pytest.param("marlowe", "What accuracy do language models reach?", "62%", id="accuracy"),
        pytest.param("pollux", "Which choices are noisy?", "Slow choices", id="no figure asked"),
        pytest.param("sundial", "What is drawn before the picture?", "the shadow map", id="idea"),
    ],
)
def test_the_sentence_that_answers_is_best(searcher: Searcher, paper: str, question: str, words: str) -> None:
    assert words in best(of(searcher, paper, question))


def test_without_an_encoder_shared_words_and_figures_decide(by_words: Searcher) -> None:
    found = of(by_words, "tessaract", "How much faster is inference?")
    assert best(found) == "Inference becomes 1.9x faster on one A100 GPU."
    # shared words 0.5 x (2 of 2), a figure asked for 0.45, the last 0.05
    assert found[-1].score == pytest.approx(0.5 + 0.45 + 0.05)


def test_what_a_sentence_is_worth_when_nothing_of_the_question_is_in_it(by_words: Searcher) -> None:
    worths = [e.score for e in of(by_words, "tessaract", "Why?")]
    # opening -0.14; 0.05 for the last, less for those before it
    assert worths == pytest.approx([-0.14, 0.0125, 0.025, 0.0375, 0.05])
    worths = [e.score for e in of(by_words, "tessaract", "How much?")]
    assert worths == pytest.approx([-0.14, 0.0125, 0.025 + 0.45, 0.0375 + 0.45, 0.05 + 0.45])


def test_the_digit_of_a_name_is_no_figure(by_words: Searcher) -> None:
    named, lifts = of(by_words, "kestrel-3", "How much?")[1:3]
    assert named.text.startswith("Kestrel-3 puts")
    assert lifts.score - named.score > 0.42


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        pytest.param("How much faster is it?", True, id="how much"),
        pytest.param("By what factor does it shrink?", True, id="by what"),
        pytest.param("What accuracy does it reach?", True, id="accuracy"),
        pytest.param("How large is the index?", True, id="how large"),
        pytest.param("How does it work?", False, id="how does"),
        pytest.param("Which data does it need?", False, id="which data"),
        pytest.param("Who wrote it?", False, id="who"),
    ],
)
def test_a_figure_is_asked_for(question: str, wanted: bool) -> None:
    assert asks_for_figure(question) is wanted


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        pytest.param("It takes 3.5 hours.", True, id="digits"),
        pytest.param("Training time falls more than threefold.", True, id="threefold"),
        pytest.param("The error is halved.", True, id="halved"),
        pytest.param("It is ten times as fast.", True, id="times"),
        pytest.param("It aims at (1) speed and (2) size.", False, id="numbers of a list"),
        pytest.param("Kestrel-3 runs on an A100.", False, id="names"),
    ],
)
def test_a_figure_is_stated_in_digits_or_in_words(sentence: str, stated: bool) -> None:
    assert has_figure(sentence) is stated


def test_a_count_in_words_is_a_figure_where_it_is_asked_how_many_there_are() -> None:
    assert has_figure("Kestrel hears seventeen different bells.", "How many bells does it hear?")
    assert not has_figure("Kestrel hears seventeen different bells.", "How loud are they?")
    assert not has_figure("Kestrel is one of a kind.", "How many are there?")


@pytest.mark.parametrize(
    ("sentence", "place", "move"),
    [
        pytest.param("We propose Tessaract, which drops heads.", 0.25, Move.IDEA, id="we propose"),
        pytest.param("Here a novel framework folds proteins.", 0.9, Move.IDEA, id="novel framework"),
        pytest.param("However, ferries lose their connection.", 0.2, Move.PROBLEM, id="however"),
        pytest.param("However, it gains 3 points.", 0.8, Move.RESULT, id="however, late"),
        pytest.param("It outperforms PlainAvg.", 0.7, Move.RESULT, id="outperforms"),
        pytest.param("It takes 20% longer.", 0.7, Move.RESULT, id="a percentage"),
        pytest.param("It outperforms PlainAvg.", 0.1, Move.PROBLEM, id="a result so early is background"),
        pytest.param("Listeners sat in kitchens.", 0.6, Move.OTHER, id="neither"),
        pytest.param("Glaciers are large.", 0.0, Move.PROBLEM, id="the opening"),
    ],
)
def test_what_a_sentence_does_in_an_abstract(sentence: str, place: float, move: Move) -> None:
    assert move_of(sentence, place) is move


# -- choosing


FOUR = [
    told("one two three four five", 0.1, start=0),
    told("six seven eight", 0.9, start=100),
    told("nine ten eleven twelve", 0.5, start=200),
    told("thirteen fourteen", 0.6, start=300),
]


@pytest.mark.parametrize(
    ("limits", "starts"),
    [
        pytest.param({"sentences": 4, "behind": 1.0}, [0, 100, 200, 300], id="room for all"),
        pytest.param({"sentences": 2, "behind": 1.0}, [100, 300], id="two, in order of the text"),
        pytest.param({"words": 9, "sentences": 4, "behind": 1.0}, [100, 200, 300], id="nine words"),
        pytest.param({"words": 8, "sentences": 4, "behind": 1.0}, [100, 300], id="eight words"),
        pytest.param({"words": 1, "sentences": 4, "behind": 1.0}, [100], id="one at least"),
        pytest.param({"sentences": 4, "behind": 0.35}, [100, 300], id="far behind"),
    ],
)
def test_the_best_that_fit_are_chosen(limits: dict[str, Any], starts: list[int]) -> None:
    using = replace(PASSAGES, **limits)
    assert [e.start for e in choose(FOUR, using)] == starts


def test_of_two_sentences_that_say_the_same_the_better_is_chosen() -> None:
    same = told("Thimble keeps 81% of its teacher's accuracy.", 0.9, start=60)
    again = told("Thimble keeps 81% of the teacher's accuracy.", 0.8)
    other = told("Thimble runs on a microcontroller.", 0.7, start=120)
    assert alike(same, again, PASSAGES)
    assert not alike(same, other, PASSAGES)
    assert choose([again, same, other], PASSAGES) == [same, other]


def test_another_word_for_the_same_thing_finds_the_sentence(searcher: Searcher) -> None:
    for question in ("What does Tessaract drop?", "What does Tessaract remove?"):
        assert re.search("drops|removes", best(of(searcher, TESSARACT.paper_id, question)))
