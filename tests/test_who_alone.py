"""Authors who are all that a message says, and authors named with those around them."""

from dataclasses import replace

import pytest

from rag.answering.assistant import Assistant
from rag.model.filters import Filters
from rag.query.authors import Known, author_alone, find_authors
from rag.query.parse import parse
from tests.fakes import CONTEXT
from tests.reading import cited

FAMILIES = {"jörg müller", "friston", "müller", "quill", "karl friston", "long", "adam friston"}
KNOWN = Known(
    is_author=lambda name: name.lower() in FAMILIES | {"karl", "adam"},
    is_paper=lambda name: name == "Quill",
    organisations=["Nimbus Labs"],
    is_family=lambda name: name.lower() in FAMILIES,
)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Friston", "Friston"),
        ("friston?", "friston"),
        ("Karl Friston", "Karl Friston"),
        ("Jörg Müller.", "Jörg Müller"),
        ("Karl", ""),  # a given name
        ("Adam", ""),
        ("long", ""),  # an everyday word
        ("Quill", ""),  # a paper is called so
        ("Friston on perception", ""),
        ("what does Friston say?", ""),
        ("Somebody", ""),
        ("?", ""),
    ],
)
def test_a_family_name_alone_is_an_authors(message: str, name: str) -> None:
    assert author_alone(message, KNOWN) == name


def test_a_name_alone_asks_for_the_papers_of_that_author(assistant: Assistant) -> None:
    for message in ("Strand", "eve strand?"):
        answer = assistant.ask(message)
        assert cited(answer) == ["oystercatch"]
        assert "by" in answer.understood


def test_a_name_alone_is_parsed_as_papers_by_it() -> None:
    known = replace(CONTEXT, is_author=KNOWN.is_author, is_family=KNOWN.is_family)
    (query,) = parse("Friston", known)
    assert query.filters == Filters(author="Friston")
    assert query.question == "papers by Friston"


@pytest.mark.parametrize(
    ("question", "author", "rest"),
    [
        ("Papers by Friston's group on learning", "Friston", "Papers on learning"),
        ("papers from the Friston lab", "Friston", "papers"),
        ("what has the Friston group published?", "Friston", "what ?"),
        ("papers of the Friston research team about jam", "Friston", "papers about jam"),
        ("Friston's lab's papers on jam", "Friston", "papers on jam"),
        ("papers by Friston and colleagues on jam", "Friston", "papers on jam"),
        ("papers by Karl Friston and his team", "Karl Friston", "papers"),
        ("papers by Müller & co-workers", "Müller", "papers"),
        (
            "papers on work between teachers and students",
            None,
            "papers on work between teachers and students",
        ),
        ("papers on the Long group", None, "papers on the Long group"),
        ("actions of the Long group", None, "actions of the Long group"),
        ("papers from the Galois group", None, "papers from the Galois group"),
    ],
)
def test_those_around_an_author_stand_for_the_author(question: str, author: str | None, rest: str) -> None:
    found, _, left = find_authors(question, KNOWN)
    assert found == author
    assert " ".join(left.split()) == rest
