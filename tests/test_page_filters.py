"""What was looked up, as the page shows it: a chip for each filter, which can be removed."""

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.model.answer import Answer
from rag.web.answers import understood
from tests.page_values import answer, asked


def chips(said: Answer) -> list[str]:
    return [chip.text() for chip in HTMLParser(understood(said, 0)).css("button")]


def test_what_was_looked_up_is_shown_only_where_it_says_more_than_the_question() -> None:
    assert understood(answer("x", question="What?", understood="what"), 0) == ""
    said = answer(
        "x", question="papers", parsed=(asked("papers", since="2024-01-01", organisation="NVIDIA"),)
    )
    assert chips(said) == ["published since 2024-01-01×", "by NVIDIA×"]


@pytest.mark.parametrize(
    "unfiltered",
    [
        pytest.param("papers like Moss · Lichen", id="a title with a dot in the middle"),
        pytest.param("moss; or lichen", id="a question with a semicolon"),
    ],
)
def test_what_is_looked_up_keeps_its_limits_whatever_signs_it_is_written_with(unfiltered: str) -> None:
    said = answer("x", question="q", parsed=(asked(unfiltered, min_authors=3, max_authors=9),))
    assert chips(said) == ["at least 3 and at most 9 authors×"]
    assert HTMLParser(understood(said, 0)).css_first(".plain").text() == unfiltered


def test_of_several_questions_each_shows_its_limits_and_a_shared_one_is_shown_once() -> None:
    said = answer("x", parsed=(asked("moss", since="2024"), asked("kelp", since="2024", min_upvotes=2)))
    assert chips(said) == ["published since 2024×", "at least 2 upvotes×"]
    assert HTMLParser(understood(said, 0)).css_first(".plain").text() == "moss; kelp"


def test_an_answer_kept_before_its_limits_were_shows_them_as_text() -> None:
    said = answer("x", question="papers", understood="papers · by NVIDIA")
    assert chips(said) == []
    assert "papers · by NVIDIA" in understood(said, 0)
