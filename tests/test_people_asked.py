"""Who works on something, who proposed something: people are named, with what they wrote."""

import pytest

from rag.query.people import subject_of_people


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("who works on river ice?", "river ice"),
        ("Who has written about otters in harbours", "otters in harbours"),
        ("who is working on fog horns since 2019?", "fog horns since 2019"),
        ("which researchers study moss?", "moss"),
        ("who else has looked into moss?", "moss"),
        ("authors of papers about kites", "kites"),
        ("name the people working on kites", "kites"),
        ("who did the study on kites", "kites"),
        ("who wrote it?", ""),
        ("who wrote about it?", ""),
        ("who wrote the Plovo paper?", ""),
        ("who annotated the letters?", ""),
        ("which papers are about people working on farms?", ""),
    ],
)
def test_the_subject_that_people_are_to_have_worked_on(question: str, subject: str) -> None:
    assert subject_of_people(question) == subject
