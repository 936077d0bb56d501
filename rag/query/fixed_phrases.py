"""Look for fixed phrases in a question, word by word.

In: a text. Out: its words and signs with their places, and where a phrase stands. For what a handful of exact
words decides; what kind of question it is decides rag/query/intent.py.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+(?:['’+/-][^\W_]+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and signs of a text, in lower case, and where each of them stands."""

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def without(self, start: int, end: int) -> str:
        """The text without the tokens from `start` up to `end`."""
        if start >= end:
            return self.text
        kept = self.text[: self.spans[start][0]], self.text[self.spans[end - 1][1] :]
        return " ".join(" ".join(kept).split())

    def between(self, start: int, end: int) -> str:
        """The text of the tokens from `start` up to `end`."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]] if start < end else ""

    def skip(self, start: int, words: Container[str]) -> int:
        """The first place from `start` on that has none of these words."""
        while start < len(self.words) and self.words[start] in words:
            start += 1
        return start


def tokens(text: str) -> Tokens:
    """The words and signs of a text."""
    found = list(_TOKEN.finditer(text))
    words = tuple(match.group().lower().replace("’", "'") for match in found)
    return Tokens(text, words, tuple(match.span() for match in found))


def phrases(lines: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Phrases as words, the longer ones first."""
    return tuple(sorted((tuple(line.split()) for line in lines), key=len, reverse=True))


def at(words: Sequence[str], place: int, choices: Iterable[tuple[str, ...]]) -> int:
    """How many words from `place` on are one of the phrases; 0 where none is."""
    if place >= len(words):
        return 0
    first = words[place]
    begun = (c for c in choices if c and c[0] == first)
    return next((len(c) for c in begun if tuple(words[place : place + len(c)]) == c), 0)
