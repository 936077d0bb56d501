"""What is left of a request for papers is the topic."""

import pytest

from rag.query.topic import topic_of


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("do you have papers about music?", "music"),
        ("anything else on kelp here?", "kelp"),
        ("what else is there on kelp", "kelp"),
        ("any more stuff on kelp", "kelp"),
        ("more papers on kelp", "kelp"),
        ("kelp forests / otters, list pls", "kelp forests / otters"),
        ("kelp papers, please list them all", "kelp"),
        ("list pls: kelp", "kelp"),
        ("papers on more efficient ferries", "more efficient ferries"),
        ("papers on linked lists, skip lists", "linked lists, skip lists"),
        ("kelp papers with authors and years", "kelp"),
    ],
)
def test_the_words_that_only_ask_are_no_part_of_the_topic(asked: str, topic: str) -> None:
    assert topic_of(asked) == topic
