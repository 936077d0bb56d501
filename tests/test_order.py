"""The order that a list is asked for, and the words that ask for it."""

import pytest

from rag.model.query import Order
from rag.query.order import asks_for_one, find_order, is_of_one_paper


@pytest.mark.parametrize(
    ("message", "order", "left"),
    [
        ("what's the newest paper on diffusion", "newest", "what's the paper on diffusion"),
        ("latest 3 papers on reinforcement learning", "newest", "3 papers on reinforcement learning"),
        ("What are the three most recent papers?", "newest", "What are the three papers?"),
        ("show me the last 5 papers on agents", "newest", "show me the 5 papers on agents"),
        ("newest diffusion model papers", "newest", "diffusion model papers"),
        ("the latest on diffusion", "newest", "the on diffusion"),
        ("what are the latest advances in speech", "newest", "what are the speech"),
        ("Which paper on LoRA is the newest?", "newest", "Which paper on LoRA ?"),
        ("which papers came out last", "newest", "which papers"),
        ("papers on LoRA sorted by date", "newest", "papers on LoRA"),
        ("first paper about GANs", "oldest", "paper about GANs"),
        ("earliest work on attention", "oldest", "work on attention"),
        ("papers on attention in chronological order", "oldest", "papers on attention"),
        ("most popular papers on agents", "most_upvoted", "papers on agents"),
        ("Rank the papers by upvotes", "most_upvoted", "the papers"),
        ("which paper about speech has the most upvotes", "most_upvoted", "which paper about speech"),
        ("Which paper has the fewest authors?", "fewest_authors", "Which paper ?"),
        ("whats the biggest author list in this library", "most_authors", "whats the in this library"),
        ("smallest author list?", "fewest_authors", "?"),
        ("Which paper has the longest list of authors?", "most_authors", "Which paper ?"),
        ("paper with the greatest number of co-authors", "most_authors", "paper"),
        ("papers with the lowest number of likes", "least_upvoted", "papers"),
        ("which paper on jam has the largest author team", "most_authors", "which paper on jam"),
        ("What should I read first about pre-training?", "reading", "pre-training?"),
        ("where should I start with diffusion models", "reading", "diffusion models"),
    ],
)
def test_words_for_an_order_are_found_and_taken_out(message: str, order: str, left: str) -> None:
    assert find_order(message) == (Order(order), left)


@pytest.mark.parametrize(
    ("message", "one"),
    [
        ("the oldest paper on kites", True),
        ("most recent one about kites", True),
        ("the latest study of kites", True),
        ("oldest papers on kites", False),
        ("the latest research on kites", False),
        ("newest on kites", False),
    ],
)
def test_the_singular_asks_for_one(message: str, one: bool) -> None:
    assert is_of_one_paper(message) is one


@pytest.mark.parametrize(
    "message",
    [
        "papers on the oldest stars",
        "papers on most popular item recommendation",
        "first-order methods papers",
        "first 5 papers on agents",
        "papers from the last year",
        "papers that use the most recent transformer",
        "What is the latest version of BERT?",
        "What is the first step of GaLore?",
    ],
)
def test_a_superlative_of_something_else_is_no_order(message: str) -> None:
    assert find_order(message) == (None, message)


@pytest.mark.parametrize(
    ("message", "one"),
    [
        ("What is the newest paper?", True),
        ("which of these is the newest?", True),
        ("the newest papers", False),
        ("rank them by upvotes", False),
    ],
)
def test_one_paper_is_asked_for_in_the_singular(message: str, one: bool) -> None:
    assert asks_for_one(message) is one
