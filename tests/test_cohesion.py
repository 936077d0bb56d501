"""Sentences that lean on the one before, and asides."""

import pytest

from rag.text.cohesion import connects, is_aside, refers


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        pytest.param("It hears bells.", True, id="it"),
        pytest.param("These bells ring.", True, id="these"),
        pytest.param("Using this method, bells are heard.", True, id="using this"),
        pytest.param("In each case, a bell rings.", True, id="in each case"),
        pytest.param("The resulting map is quiet.", True, id="the resulting"),
        pytest.param("This paper hears bells.", False, id="this paper is itself"),
        pytest.param("In this work, bells are heard.", False, id="in this work too"),
        pytest.param("Italian bells ring.", False, id="a word that begins alike"),
        pytest.param("Bells ring, and it is late.", False, id="only how it opens"),
    ],
)
def test_a_sentence_that_points_back_needs_the_one_before(sentence: str, leans: bool) -> None:
    assert refers(sentence) is leans


@pytest.mark.parametrize(
    ("sentence", "goes_on"),
    [("Moreover, bells ring.", True), ("To this end, bells ring.", True), ("We ring bells.", False)],
)
def test_a_word_alone_goes_on_from_the_sentence_before(sentence: str, goes_on: bool) -> None:
    assert connects(sentence) is goes_on


@pytest.mark.parametrize(
    ("sentence", "aside"),
    [
        pytest.param("Our code and data are publicly available.", True, id="available"),
        pytest.param("See https://example.org/bells.", True, id="a link"),
        pytest.param("We also release our trained models.", True, id="released"),
        pytest.param("We discuss open problems.", True, id="open problems"),
        pytest.param("The bell is described in detail.", True, id="described in detail"),
        pytest.param("We release Bells, a corpus of chimes.", False, id="what is released is the work"),
        pytest.param("The model finds bells in data of any kind.", False, id="data"),
        pytest.param("We describe a bell of 3 tons.", False, id="what is described has a figure"),
    ],
)
def test_where_code_is_and_what_comes_later_is_an_aside(sentence: str, aside: bool) -> None:
    assert is_aside(sentence) is aside
