"""A place in an order: "the second newest", "and the one before that?"."""

import pytest

from rag.answering.assistant import Assistant
from rag.answering.ordering import down_to_sure
from rag.query.ranked import rank_asked
from rag.retrieval.ranking import Hit
from tests.reading import LIBRARY, cited, talk

DATED = sorted((paper for paper in LIBRARY if paper.published), key=lambda paper: str(paper.published))
OLDEST = [paper.paper_id for paper in DATED]
NEWEST = OLDEST[::-1]
FIRST = {"newest": "newest paper in the library", "oldest": "oldest paper in the library"}


@pytest.mark.parametrize(
    ("message", "place", "rest"),
    [
        ("the second newest", 1, "newest"),
        ("which is the third oldest paper?", 2, "which is oldest paper?"),
        ("the 2nd most recent one", 1, "most recent one"),
        ("the second one", 0, "the second one"),
        ("newest", 0, "newest"),
    ],
)
def test_the_place_in_an_order_is_read(message: str, place: int, rest: str) -> None:
    assert rank_asked(message) == (place, rest)


@pytest.mark.parametrize(
    ("first", "said", "expected"),
    [
        ("newest", ["and the one before that", "and the one before that?"], NEWEST[1:3]),
        ("newest", ["the second newest", "and the one after that"], [NEWEST[1], NEWEST[0]]),
        ("newest", ["which is the third newest?", "and the previous one"], NEWEST[2:4]),
        ("newest", ["and the second oldest?"], [OLDEST[1]]),
        ("oldest", ["and the one after that", "the paper after that"], OLDEST[1:3]),
        ("oldest", ["the second oldest one", "and the one before it"], [OLDEST[1], OLDEST[0]]),
    ],
)
def test_the_paper_at_that_place_is_told(
    assistant: Assistant, first: str, said: list[str], expected: list[str]
) -> None:
    _, *answers = talk(assistant, FIRST[first], *said)
    assert [cited(answer) for answer in answers] == [[id_] for id_ in expected]


def test_of_a_list_without_an_order_too(assistant: Assistant) -> None:
    listed, second, back = talk(
        assistant, "Which papers deal with language models?", "the second oldest", "the second one"
    )
    within = [id_ for id_ in OLDEST if id_ in cited(listed)]
    assert cited(second) == [within[1]]
    assert cited(back) == [cited(listed)[1]]


@pytest.mark.parametrize(
    ("doubted", "shown"), [((), 1), ((0,), 2), ((0, 1, 2, 3), 5), ((0, 1, 2, 3, 4), 1), ((1, 2), 1)]
)
def test_no_more_than_a_few_doubtful_papers_stand_ahead_of_a_sure_one(
    doubted: tuple[int, ...], shown: int
) -> None:
    hits = [Hit(row, 1.0, {}, doubtful=row in doubted) for row in range(8)]
    assert down_to_sure(hits, 1) == shown
