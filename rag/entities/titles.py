"""Titles in a message: typed whole, in part or in quotes.

In: titles, a message. Out: mentions.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz

from rag.entities.aliases import short_title
from rag.entities.parameters import parameters
from rag.model.query import Mention
from rag.text.common_words import FUNCTION_WORDS
from rag.text.name_keys import name_key, title_words
from rag.text.runs import run_spans
from rag.text.spelling import bucketed, closest
from store.name_table import NameTable

_CERTAINTY = parameters().certainty
LONG_HEAD = 5  # words in front of a colon from which on they are nobody's name but this paper's
MOST_TITLES = 30  # titles that are compared with a message
_QUOTED = re.compile(r"(?<!\w)['\"“‘«„`]{1,4}([^'\"“”„«»`]{4,200}?)['\"”’»`]{1,4}(?!\w)")


@dataclass(frozen=True, slots=True)
class _Title:
    """A title: its number, how it is written, its words."""

    number: int
    display: str
    words: list[str]


def common_in(titles: int) -> int:
    """In how many of so many titles a word may stand and yet tell them apart."""
    return 20 + titles // 200


class Titles:
    """Titles by their words, for the ones that are typed whole, in part or in quotes."""

    def __init__(self, names: NameTable, ordinary: frozenset[str]) -> None:
        self._names, self._ordinary = names, ordinary
        self._frequency = lru_cache(maxsize=4096)(names.frequency)

    def find(self, text: str) -> list[Mention]:
        """Titles of which the message has nearly all, a telling beginning, or a quoted part."""
        spans = run_spans(text, prefixes=True)
        runs = [(self._corrected(name_key(run)), start, end) for run, start, end in spans]
        keys = [run[0] for run in runs]
        found = []
        for title, hits in self._candidates(keys):
            first, last = min(hits), max(hits)
            certainty = self._certainty(title, {keys[hit] for hit in hits}, keys[first : last + 1])
            if certainty:
                start, end = runs[first][1], runs[last][2]
                found.append(self._mention(title, text[start:end], start, certainty))
        return found + self._quoted(text)

    def _certainty(self, title: _Title, matched: set[str], typed: list[str]) -> tuple[float, bool] | None:
        """How sure it is that a title of which these words stand in the message is meant, and whether all of
        them do; None where it is not."""
        if len(matched) > 2 and len(typed) < 2 * len(title.words) + 4:
            share = self._share(title, matched)
            if share >= _CERTAINTY.title_share:
                return _CERTAINTY.title * share, share == 1
        head = title_words(short_title(title.display))
        if len(head) > LONG_HEAD and head == typed[: len(head)]:
            return _CERTAINTY.title, len(head) == len(title.words)
        if self._begins(title.words, typed):
            return _CERTAINTY.title_begun, self._share(title, matched) == 1
        return None

    def _share(self, title: _Title, matched: set[str]) -> float:
        return self._weight(matched) / self._weight(set(title.words) - FUNCTION_WORDS)

    def _mention(self, title: _Title, typed: str, start: int, sure: tuple[float, bool]) -> Mention:
        certainty, exact = sure
        id_ = self._names.title(title.number).id
        return Mention(typed, start, start + len(typed), title.display, (id_,), certainty, exact)

    def _corrected(self, word: str) -> str:
        """The word of a title that this is a typo of; plain words stay as they are."""
        if len(word) < 6 or word in self._ordinary or self._frequency(word):
            return word
        most = 1 if len(word) < 9 else 2
        near = closest(word, bucketed(self._names.words_spelt_like(word, most)), most)
        return near[0] if near else word

    def _candidates(self, keys: list[str]) -> Iterator[tuple[_Title, list[int]]]:
        """The titles that share most with the message, and where in the message they do."""
        common = common_in(self._names.titles)
        places: dict[str, list[int]] = {}
        for place, key in enumerate(keys[:200]):
            if 0 < self._frequency(key) <= common:
                places.setdefault(key, []).append(place)
        for number in self._best(list(places)):
            display = self._names.title_text(number)
            words = title_words(display)
            hits = [place for word in set(words) for place in places.get(word, ())]
            low, high = min(hits) - 12, max(hits) + 12
            yield (
                _Title(number, display, words),
                [
                    p
                    for p, key in enumerate(keys)
                    if key in words and key not in FUNCTION_WORDS and low <= p <= high
                ],
            )

    def _best(self, words: list[str]) -> list[int]:
        """The titles that have most of the words by weight, at most MOST_TITLES; of equals those with the
        earlier word, then those added first."""
        if not words:
            return []
        having = [self._names.titles_with(word) for word in words]
        which = np.repeat(np.arange(len(words)), [len(titles) for titles in having])
        titles, at = np.unique(np.concatenate(having), return_inverse=True)
        weights = np.bincount(at, np.array([self._weight({word}) for word in words])[which])
        first = np.full(len(titles), len(words))
        np.minimum.at(first, at, which)
        best = np.lexsort((titles, first, -weights.round(9)))[:MOST_TITLES]
        numbers: list[int] = titles[best].tolist()
        return numbers

    def _weight(self, words: set[str]) -> float:
        total = self._names.titles + 1
        return math.fsum(math.log(1 + total / (1 + self._frequency(word))) for word in words) or 1.0

    def _begins(self, words: list[str], typed: list[str]) -> bool:
        """Whether a run of words is the distinctive beginning of a title."""
        count = next((n for n, (a, b) in enumerate(zip(words, typed, strict=False)) if a != b), len(typed))
        content = [word for word in words[:count] if word not in FUNCTION_WORDS]
        rare = [word for word in content if self._frequency(word) <= 2]
        odd = any(word.removesuffix("s") not in self._ordinary for word in rare)
        return odd and len(content) > (1 if len(rare) == len(content) else 2)

    def _quoted(self, text: str) -> list[Mention]:
        found = []
        for match in _QUOTED.finditer(text):
            keys, key = title_words(match[1]), name_key(match[1])
            for title, _ in self._candidates(keys) if len(keys) > 1 else ():
                own = name_key(title.display)
                if key in own:
                    certainty = 1.0 if own.startswith(key) else _CERTAINTY.title_quoted
                elif fuzz.token_set_ratio(" ".join(keys), " ".join(title.words)) >= 92 and len(keys) > 3:
                    certainty = _CERTAINTY.title_quoted
                else:
                    continue
                found.append(self._mention(title, match[1], match.start(1), (certainty, own == key)))
        return sorted(found, key=lambda mention: -mention.certainty)[:2]
