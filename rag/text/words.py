"""Words where they stand in a text, as people write them: nothing is folded, stemmed or left out.

In: a text. Out: its words in order, with their places where asked for. What is indexed and looked up goes
through rag/text/terms.py, names go through rag/text/runs.py.
"""

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_TECHNICAL = re.compile(r"[^\W_]+(?:[-'’/@.+&][^\W_]+)*\+*")
_ENDING = re.compile(r"['’]s?$")


def word_spans(
    text: str, start: int = 0, end: int | None = None, *, technical: bool = False
) -> Iterator[tuple[str, int, int]]:
    """Each word of text[start:end] with its start and its end in the text. "pre-training" and "don't" are one
    word each; with `technical` so are "17.5", "R@1", "AT&T", "and/or" and "C++"."""
    pattern = _TECHNICAL if technical else _WORD
    found = pattern.finditer(text, start, len(text) if end is None else end)
    return ((match.group(), *match.span()) for match in found)


def words(text: str, *, technical: bool = False) -> list[str]:
    """The words of a text in order, cut as `word_spans` does."""
    return (_TECHNICAL if technical else _WORD).findall(text)


def without_possessive(word: str) -> str:
    """ "Kestrel" for "Kestrel's", "models" for "models'"; other words as they are."""
    return _ENDING.sub("", word)
