"""A question as a row of words, for what is read by where a name stands in it: after "by", behind "mention".

In: a text. Out: its words with their places, and stretches of them. Decides nothing.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.text.stemming import stem
from rag.text.terms import STOP_WORDS, fold
from rag.text.words import word_spans

_BREAK = re.compile(r"[^\s,&\"'“”‘’«»„`]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word where it stands; `opens`: a sign such as "?" or "(" parts it from the word before; `comma`: a
    comma does."""

    text: str
    start: int
    end: int
    opens: bool
    comma: bool

    @property
    def plain(self) -> str:
        return fold(self.text).removesuffix("'s").removesuffix("’s")

    @property
    def stem(self) -> str:
        return stem(self.plain)


def words_of(text: str) -> list[Word]:
    """The words of a text: "GPT-4" and "Müller's" are one each."""
    found: list[Word] = []
    before = 0
    for word, start, end in word_spans(text, technical=True):
        gap = text[before:start]
        initial = bool(found) and len(found[-1].text) == 1 and gap.startswith(".")  # "A. Ng"
        found.append(Word(word, start, end, bool(_BREAK.search(gap[initial:])), "," in gap))
        before = end
    return found


def stretch(words: Sequence[Word], start: int, *, most: int, through: Collection[str] = ()) -> int:
    """Where a name that begins at a place ends: before a stop word or a sign, `most` words at most; words in
    `through` are passed as long as another one follows."""
    end = place = start
    while place < len(words) and place - start < most and not (words[place].opens and place > start):
        plain = words[place].plain
        if plain in STOP_WORDS and plain not in through and words[place].text.islower():
            break
        place += 1
        if plain not in through:
            end = place
    return end


def cut(text: str, start: int, end: int) -> str:
    """The text without what stands from start to end."""
    return f"{text[:start]} {text[end:]}"
