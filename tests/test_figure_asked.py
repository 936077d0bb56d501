"""The line with the figure that is asked for."""

import pytest

from rag.answering.figure_asked import figure_asked


@pytest.mark.parametrize(
    ("question", "sentence", "line"),
    [
        pytest.param(
            "How much does Lantern cut delays?",
            "Compared with lamps, Lantern cuts delays by up to 10x, and power by 5x.",
            "By up to 10x.",
            id="of the clause that is asked about",
        ),
        pytest.param(
            "By how much does it beat the larger bell baselines?",
            "Compared with lamps delays fall by up to 10x, and by up to 5x against larger bell baselines.",
            "By up to 5x.",
            id="with what it is compared",
        ),
        pytest.param(
            "How many hours of chimes does it hold?",
            "It holds 30 hours of chimes, including 22 hours of small bells.",
            "30 hours.",
            id="the whole, not its part",
        ),
        pytest.param(
            "How many bells are heard?",
            "Nearly twelve large bells ring.",
            "Nearly twelve large bells.",
            id="a word",
        ),
        pytest.param(
            "How many parameters does it have?",
            "A 7 billion parameter bell rings.",
            "",
            id="of what is counted",
        ),
        pytest.param(
            "How many bells are there?",
            "For task 1, 26 bells rang, for task 2 none.",
            "26 bells.",
            id="no number of something before it",
        ),
        pytest.param(
            "How many happy bells are there?",
            "We cast 9 happy bells for all.",
            "9 happy bells.",
            id="two words",
        ),
        pytest.param("How long does it take?", "It takes about 3 days.", "About 3 days.", id="a time"),
        pytest.param("What accuracy does it reach?", "Its accuracy is 70.9% at sea.", "70.9%.", id="a level"),
        pytest.param(
            "What accuracy does it reach?", "It gains 2.5% of accuracy.", "", id="a change, not a level"
        ),
        pytest.param("How many bells ring?", "It rings for 30 hours.", "", id="something else is counted"),
        pytest.param(
            "How much faster is it?", "It is 2x faster by day and 3x by night.", "", id="which of two"
        ),
        pytest.param("How much?", "An earlier bell reaches 40%.", "", id="of others"),
        pytest.param("How well does it work?", "Delays fall by 40%.", "", id="no figure asked"),
        pytest.param("What is it?", "Delays fall by 40%.", "", id="nothing counted"),
    ],
)
def test_a_single_figure_is_told_in_the_words_of_the_sentence(
    question: str, sentence: str, line: str
) -> None:
    assert figure_asked(question, sentence) == line


def test_a_range_is_told_from_its_beginning() -> None:
    told = figure_asked("What share of the seats do gulls have?", "Gulls have 9-13% of the seats.")
    assert told == "9-13%."
