"""Limitations by any name: which questions ask for them, which sentences tell one."""

import pytest

from rag.retrieval.lacks import asks_for_lacks, tells_lack


@pytest.mark.parametrize(
    "question",
    [
        "What are the limitations of kite meters?",
        "weak points of Plovo",
        "where does Plovo fall short?",
        "pitfalls of measuring fog by ear",
        "what is wrong with p-values?",
        "Problems with moss counters",
    ],
)
def test_these_ask_for_what_is_lacking(question: str) -> None:
    assert asks_for_lacks(question)


@pytest.mark.parametrize(
    "question", ["What limits the height of a kite?", "What problem does Plovo solve?", "How good is Plovo?"]
)
def test_these_do_not(question: str) -> None:
    assert not asks_for_lacks(question)


@pytest.mark.parametrize(
    "sentence",
    [
        "The test ignores most of the pulse.",
        "Kites cannot be flown in fog.",
        "It is not suited to long ropes.",
        "The meter only works when it is dry, and only if nobody sings.",
        "Counting by ear suffers from wind.",
    ],
)
def test_these_tell_a_lack(sentence: str) -> None:
    assert tells_lack(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Plovo overcomes the limitations of earlier meters.",
        "It counts moss without suffering from wind.",
        "Kites fly higher by a third.",
    ],
)
def test_these_tell_none(sentence: str) -> None:
    assert not tells_lack(sentence)
