"""A short form that the papers talked of spell out: "other HFT papers" after one on high-frequency trading.

In: a message, the papers talked of, whether the library knows a word. Out: the message with the words for the
short form. Knows no list of abbreviations: first letters tell, and only where no paper has the word itself.
"""

import re
from collections.abc import Callable, Sequence

from rag.model.conversation import Turn
from rag.query.picked import Library
from rag.query.talked_of import last_ones
from rag.text.abbreviations import spelled_out
from rag.text.common_words import COMMON
from rag.text.words import word_spans

_LETTERS = 3  # of a short form, at least
_MOST_LETTERS = 6
_MOST_PAPERS = 12  # that are read for what it stands for


def with_long_forms(
    message: str, history: Sequence[Turn], paper: Library, is_known: Callable[[str], bool]
) -> str:
    """The message with what its unknown short forms stand for in the papers talked of."""
    unknown = [
        word
        for word, _, _ in word_spans(message)
        if word.isalpha()
        and _LETTERS <= len(word) <= _MOST_LETTERS
        and word.lower() not in COMMON
        and not is_known(word)
    ]
    if not unknown or not history:
        return message
    papers = [found for id_ in last_ones(history)[:_MOST_PAPERS] if (found := paper(id_))]
    for word in unknown:
        longs = (spelled_out(word, f"{one.title}. {one.text}") for one in papers)
        if long := next(filter(None, longs), ""):
            message = re.sub(rf"\b{re.escape(word)}\b", lambda _, long=long: long.lower(), message)  # type: ignore[misc]
    return message
