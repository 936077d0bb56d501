"""Slips in the words that questions are asked with: "wich papres" becomes "which papers".

In: a text, the names of the library. Out: the text with such words corrected; others are left alone.
"""

import re

from rag.entities.names import NameIndex
from rag.query.filters import tidy
from rag.text.spelling import BY_SOUND, nearest

_LONG_ENOUGH = 7  # letters of a question word that is known with one of them wrong
_ASKED_WITH = (
    "what which when where explain compare difference describe summarize papers paper authors published list"
    " between about does there show"
)
_ASKING = tuple(_ASKED_WITH.split())


def corrected(text: str, names: NameIndex) -> str:
    """The text with slips in question words corrected: "wich papres" becomes "which papers"."""

    def correct(match: re.Match[str]) -> str:
        word = match.group().lower()
        if (heard := BY_SOUND.get(match.group())) and not any(m.exact for m in names.lookup(word)):
            return heard
        if len(word) < 3 or names.is_plain(word):
            return match.group()
        meant = nearest(word, _ASKING, 1)
        return meant if meant and _is_slip(word, meant) else match.group()

    return tidy(re.sub(r"(?<![\w-])[A-Za-z]+(?![\w-])", correct, text.replace("’", "'")))


def _is_slip(word: str, meant: str) -> bool:
    """Whether one was likely typed for the other: a letter left out, doubled or two swapped. Another letter
    in a short word, or in front, makes another word: "dots" is not "does"."""
    another = len(word) == len(meant) and sorted(word) != sorted(meant)
    return word[0] == meant[0] and not (another and len(word) < _LONG_ENOUGH)
