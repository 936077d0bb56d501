"""Two questions in one sentence: the second is asked of what the first found."""

from collections.abc import Sequence
from datetime import date

import pytest

from rag.answering.assistant import Assistant
from rag.answering.two_questions import halves_of
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer, Status
from rag.model.paper import Paper


def _paper(paper_id: str, title: str, text: str, authors: Sequence[str], published: str) -> Paper:
    source = ("invented.jsonl",)
    return Paper(
        paper_id,
        title,
        text,
        raw=text,
        sources=source,
        authors=tuple(authors),
        author_count=len(authors),
        published=published,
    )


PAPERS = [
    _paper(
        "plovo",
        "Plovo: Quiet Training on Ferries",
        "Training large models on ferries is loud, and few can sleep. We present Plovo, which trains at"
        " night. On the FogBench suite it is 12% quieter. However, Plovo cannot be used in storms.",
        ("Jo Moss", "Andrea Ng"),
        "2024-04-02",
    ),
    _paper(
        "stell",
        "Stell: Jam for Small Kitchens",
        "Existing kitchens fail at jam. We present Stell, which sets jam without heat. Stell needs 7 spoons.",
        ("Ann Fern",),
        "2025-01-10",
    ),
    _paper(
        "marl",
        "A MARL Model of Letters in Cold Offices",
        "Letters freeze in winter. Offices were measured for 30 days. Most letters stay readable.",
        ("Cy Lichen",),
        "2023-01-10",
    ),
]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(tmp_path_factory.mktemp("two"), NoEncoder())
    library.ingest(PAPERS)
    return Assistant(library.reader, library.encoder, today=lambda: date(2026, 1, 1))


def cited(answer: Answer) -> set[str]:
    return {citation.paper_id for citation in answer.citations}


@pytest.mark.parametrize(
    ("message", "halves"),
    [
        ("What is Plovo and who came up with it?", ("What is Plovo?", "who came up with it?")),
        (
            "Did it use ferries, and in which country were they?",
            ("Did it use ferries?", "in which country were they?"),
        ),
        ("How do Plovo and Stell differ and which is quieter?", None),  # of both
        ("moss and what", None),
        ("jam and spoons in kitchens", None),
    ],
)
def test_a_sentence_is_two_questions_where_and_joins_them(
    message: str, halves: tuple[str, str] | None
) -> None:
    assert halves_of(message) == halves


@pytest.mark.parametrize(
    ("message", "texts"),
    [
        ("What is Plovo and who came up with it?", ["trains at night", "Jo Moss and Andrea Ng"]),
        ("Who wrote the Plovo paper and what does it do?", ["Jo Moss and Andrea Ng", "trains at night"]),
        ("How many spoons does Stell need, and when was it published?", ["7 spoons", "10 January 2025"]),
    ],
)
def test_fields_of_a_paper_are_told_beside_what_it_says(
    ask: Assistant, message: str, texts: Sequence[str]
) -> None:
    answer = ask.ask(message)
    assert answer.status is Status.ANSWERED
    assert all(text in answer.answer for text in texts), answer.answer
    assert len(cited(answer)) == 1


def test_who_proposed_it_are_its_authors(ask: Assistant) -> None:
    assert "Ann Fern" in ask.ask("Who proposed Stell?").answer


def test_who_works_on_something_is_a_list_with_authors(ask: Assistant) -> None:
    assert "(2025-01-10, by Ann Fern)" in ask.ask("who works on jam?").answer


def test_a_name_in_the_title_of_one_paper_alone_is_that_papers(ask: Assistant) -> None:
    answer = ask.ask("What is the MARL model?")
    assert answer.status is Status.ANSWERED
    assert cited(answer) == {"marl"}


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("What are the weaknesses of Plovo?", Status.ANSWERED),  # "Plovo cannot be used in storms"
        ("What are the weaknesses of Stell?", Status.PARTLY),  # what kitchens lack, Stell does not
    ],
)
def test_weaknesses_are_those_of_the_work_itself(ask: Assistant, question: str, status: Status) -> None:
    assert ask.ask(question).status is status
