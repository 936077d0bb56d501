"""Words where they stand in a text, as people type them: "pre-training" and "don't" are one each."""

import re
from collections.abc import Iterator

WORD = re.compile(r"\w+(?:[-'’]\w+)*")


def word_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word with its start and its end."""
    return ((match.group(), *match.span()) for match in WORD.finditer(text))


def words(text: str) -> list[str]:
    return WORD.findall(text)
