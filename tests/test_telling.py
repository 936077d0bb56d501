"""Which sentences are told, and in which order."""

import pytest

from rag.retrieval.kinds_of_answer import is_of_kind
from rag.retrieval.parameters import parameters
from rag.retrieval.passages import Move
from rag.retrieval.ranking import Evidence
from rag.retrieval.telling import Asked, answer_first, in_order, leading, telling

PASSAGES = parameters().passages


def told(text: str, score: float, *, start: int = 0, move: Move = Move.OTHER) -> Evidence:
    return Evidence(0, "invented", start, start + len(text), text, score, move)


def sequence(*scored: tuple[str, float, Move]) -> list[Evidence]:
    """Sentences of a paper, one behind the other."""
    return [told(text, score, start=100 * n, move=move) for n, (text, score, move) in enumerate(scored)]


FERRY = sequence(
    ("Ferries lose their connection in fog.", 0.85, Move.PROBLEM),
    ("We propose Lantern, which routes by sound.", 0.8, Move.IDEA),
    ("It hears bells two miles away.", 0.7, Move.OTHER),
    ("Lantern shortens the delays.", 0.75, Move.RESULT),
    ("The code is available online.", 0.85, Move.OTHER),
)


def texts(found: list[Evidence]) -> list[str]:
    return [one.text.split()[0] for one in found]


# -- what is told


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("What does Lantern do?", ["We", "It", "Lantern"], id="neither motive nor aside"),
        pytest.param(
            "Why is Lantern there?", ["Ferries", "We", "It", "Lantern"], id="the motive is asked for"
        ),
        pytest.param("Is the code of Lantern available?", ["We", "It", "Lantern", "The"], id="the code is"),
    ],
)
def test_what_only_motivates_and_what_is_an_aside_are_told_where_they_are_asked_for(
    question: str, words: list[str]
) -> None:
    assert sorted(texts(answer_first(FERRY, Asked(question), PASSAGES))) == sorted(words)


def test_an_opening_that_names_the_paper_is_no_motive() -> None:
    opening = sequence(
        ("Lantern guides ferries.", 0.9, Move.PROBLEM), ("We test it for a year.", 0.6, Move.OTHER)
    )
    assert texts(answer_first(opening, Asked("What is it?", ["Lantern"]), PASSAGES)) == ["Lantern", "We"]
    assert texts(answer_first(opening, Asked("What is it?"), PASSAGES)) == ["We", "Lantern"]


def test_a_sentence_that_leans_is_told_behind_the_one_it_leans_on_or_not_at_all() -> None:
    found = sequence(
        ("Bells ring every minute of a foggy night.", 0.1, Move.OTHER),
        ("They reach two miles.", 0.6, Move.OTHER),
        ("Lantern shortens the delays.", 0.9, Move.RESULT),
    )
    assert texts(answer_first(found, Asked("How?"), PASSAGES)) == ["Lantern", "Bells", "They"]
    long = [told("Bells " * PASSAGES.words, 0.1), *found[1:]]
    assert texts(answer_first(long, Asked("How?"), PASSAGES)) == ["Lantern"]


# -- in which order


def test_what_leans_on_the_answer_follows_it_before_what_stood_earlier() -> None:
    found = sequence(
        ("We propose Lantern for ferries.", 0.5, Move.IDEA),
        ("Lantern shortens the delays.", 0.9, Move.RESULT),
        ("This holds in all nine harbours.", 0.6, Move.RESULT),
    )
    assert texts(answer_first(found, Asked("How well?"), PASSAGES)) == ["Lantern", "This", "We"]


def test_where_others_answer_nearly_as_well_the_order_of_the_text_is_kept() -> None:
    found = sequence(
        ("We propose Lantern for ferries.", 0.8, Move.IDEA), ("Lantern shortens delays.", 0.9, Move.RESULT)
    )
    assert texts(answer_first(found, Asked("How well?"), PASSAGES)) == ["We", "Lantern"]
    assert texts(in_order(found, found[1:], Asked("How well?"), PASSAGES)) == ["We", "Lantern"]


def test_the_answering_sentence_comes_first_then_the_rest_in_order() -> None:
    late_best = [told("aa bb", 0.5), told("cc dd", 0.6, start=10), told("ee ff", 0.9, start=20)]
    assert [e.start for e in answer_first(late_best, Asked("What is it?"), PASSAGES)] == [20, 0, 10]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("How long did it take?", "building took 12 weeks", id="a time"),
        pytest.param(
            "How long did it take, and what did it cost?", "building took 12 weeks", id="the kind of unit"
        ),
        pytest.param(
            "What did it take?", "homes were built for 30 people in a village", id="no measure asked"
        ),
    ],
)
def test_a_measure_of_the_kind_that_is_asked_for_comes_first(question: str, first: str) -> None:
    told_of = [
        told("homes were built for 30 people in a village", 0.9),
        told("building took 12 weeks", 0.7, start=50),
    ]
    assert answer_first(told_of, Asked(question), PASSAGES)[0].text == first


@pytest.mark.parametrize(
    ("question", "best", "count"),
    [
        pytest.param("How much?", "Lantern gains 4.2 points", 1, id="figure asked and told"),
        pytest.param("How much?", "Lantern gains a lot", 2, id="figure asked, none told"),
        pytest.param("How much?", "Kestrel-3 gains a lot", 2, id="the digit of a name is no figure"),
        pytest.param("What is it?", "Lantern gains 4.2 points", 2, id="no figure asked"),
    ],
)
def test_a_figure_needs_less_around_it(question: str, best: str, count: int) -> None:
    behind = told("some more about other things", 0.5, start=100)  # 0.4 behind: far for a figure only
    assert len(answer_first([told(best, 0.9), behind], Asked(question), PASSAGES)) == count


def test_a_sentence_that_stands_alone_leans_on_none() -> None:
    found = sequence(("It halves the delays.", 0.9, Move.RESULT), ("Lantern hears bells.", 0.8, Move.IDEA))
    best = telling(found, Asked("What is it?"), PASSAGES)
    assert best is found[1]
    assert telling([], Asked("What is it?"), PASSAGES) is None


# -- what kind of sentence answers


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("Why do the ferries stop?", "Fog", id="a reason"),
        pytest.param("Which bell was better at sea?", "Brass", id="a comparison"),
        pytest.param("How well does Lantern hear bells?", "Its", id="a score"),
        pytest.param("Does sound help in rain?", "Sound", id="a finding"),
        pytest.param("What does TON stand for?", "The", id="a long form"),
        pytest.param("What does Lantern hear?", "Lantern", id="none of these"),
    ],
)
def test_a_sentence_of_the_kind_that_is_asked_for_answers_best(question: str, first: str) -> None:
    found = sequence(
        ("Lantern hears bells at sea.", 0.9, Move.OTHER),
        ("Fog stops ferries because lamps are dim.", 0.6, Move.OTHER),
        ("Brass bells ring better than iron ones.", 0.6, Move.OTHER),
        ("Its hearing reaches an accuracy of 0.87.", 0.6, Move.OTHER),
        ("Sound did not help in rain.", 0.6, Move.OTHER),
        ("The tide of night (TON) hides boats.", 0.6, Move.OTHER),
    )
    lead = leading(found, Asked(question), PASSAGES)
    assert lead
    assert lead.text.startswith(first)


def test_a_figure_that_is_asked_for_is_told_though_it_only_motivates() -> None:
    found = sequence(
        ("Fog is common and stops 8% of all ferries.", 0.8, Move.PROBLEM),
        ("We propose Lantern.", 0.7, Move.IDEA),
    )
    asked = Asked("How common is fog?", ("Lantern",))
    lead = leading(found, asked, PASSAGES)
    assert lead is not None
    assert lead.text.startswith("Fog")
    assert leading(found, Asked("What does it hear?", ("Lantern",)), PASSAGES) is not lead


def test_results_from_somewhere_are_no_reason() -> None:
    assert not is_of_kind("Why is that?", "Results from three harbours are shown.")
    assert not is_of_kind("Why is that?", "We show the results from three harbours.")
    assert is_of_kind("Why is that?", "It results in noise due to the harbour.")
    assert is_of_kind("Why is that?", "The noise results from the harbour.")
    assert is_of_kind("Why is that?", "Both contribute to the noise.")
