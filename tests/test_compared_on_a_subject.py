"""Papers of one subject that are compared with each other, and not named."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.query import Intent
from rag.query.sides import OfSubject, of_a_subject
from tests.reading import cited, talk


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("compare the two kite papers", OfSubject("kite", 2)),
        ("Compare both papers about kites in a table", OfSubject("kites", 2)),
        ("compare the three kite studies on cost", OfSubject("kite", 3, "cost")),
        ("please compare the papers on kites", OfSubject("kites")),
        ("what are the differences between the two kite papers?", OfSubject("kite", 2)),
        ("compare the two papers", None),
        ("compare these papers", None),
        ("compare the first two papers", None),
        ("compare Oystercatch and Thimble", None),
        ("compare papers on kites with papers on wasps", None),
    ],
)
def test_the_subject_is_read_and_how_many(question: str, expected: OfSubject | None) -> None:
    assert of_a_subject(question) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "compare the two heron papers in a table",
        "compare both papers about heron",
        "compare the heron papers",
    ],
)
def test_papers_that_fit_the_subject_are_compared_and_no_others(assistant: Assistant, asked: str) -> None:
    (answer,) = talk(assistant, asked)
    (query,) = answer.parsed
    assert query.intent is Intent.COMPARE
    assert set(cited(answer)) == {"heron-birds", "heron-speech"}
    assert set(query.active_papers) == {"heron-birds", "heron-speech"}
    assert query.aspects == ()
