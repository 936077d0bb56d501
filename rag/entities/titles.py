"""Titles in a message: typed whole, in part or in quotes.

In: titles, a message. Out: mentions.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from rapidfuzz import fuzz

from rag.entities.parameters import parameters
from rag.entities.words import Alias, name_key, title_words
from rag.model.query import Mention
from rag.text.common_words import FUNCTION_WORDS
from rag.text.runs import run_spans
from rag.text.spelling import Buckets, bucketed, closest

_CERTAINTY = parameters().certainty
_QUOTED = re.compile(r"(?<!\w)['\"“‘«„`]+([^'\"“”„«»`]{4,200}?)['\"”’»`]+(?!\w)")


class Titles:
    """Titles by their words, for the ones that are typed whole, in part or in quotes."""

    def __init__(self, names: Iterable[Alias], ordinary: frozenset[str]) -> None:
        long = (name for name in names if name.prior == 1 and " " in name.display)
        self._titles = [(words, name) for name in long if len(words := title_words(name.display)) > 1]
        self._ordinary = ordinary
        self._postings: dict[str, list[int]] = defaultdict(list)
        for place, (words, _) in enumerate(self._titles):
            for word in set(words) - FUNCTION_WORDS:
                self._postings[word].append(place)

    @cached_property
    def _spellings(self) -> Buckets:
        return bucketed(self._postings)

    def find(self, text: str) -> list[Mention]:
        """Titles of which the message has nearly all, a telling beginning, or a quoted part."""
        spans = run_spans(text, prefixes=True)
        runs = [(self._corrected(name_key(run)), start, end) for run, start, end in spans]
        keys = [run[0] for run in runs]
        found = []
        for place, hits in self._candidates(keys):
            words, name = self._titles[place]
            first, last = min(hits), max(hits)
            matched = {keys[hit] for hit in hits}
            share = self._weight(matched) / self._weight(set(words) - FUNCTION_WORDS)
            if len(matched) > 2 and share >= _CERTAINTY.title_share and last - first < 2 * len(words) + 3:
                certainty = _CERTAINTY.title * share
            elif self._begins(words, keys[first : last + 1]):
                certainty = _CERTAINTY.title_begun
            else:
                continue
            start, end = runs[first][1], runs[last][2]
            found.append(
                Mention(text[start:end], start, end, name.display, (name.paper_id,), certainty, share == 1)
            )
        return found + self._quoted(text)

    def _corrected(self, word: str) -> str:
        """The word of a title that this is a typo of; plain words stay as they are."""
        if len(word) < 6 or word in self._postings or word in self._ordinary:
            return word
        near = closest(word, self._spellings, 1 if len(word) < 9 else 2)
        return near[0] if near else word

    def _candidates(self, keys: list[str]) -> Iterator[tuple[int, list[int]]]:
        """The titles that share most with the message, and where in the message they do."""
        common = 20 + len(self._titles) // 200
        hits: dict[int, list[int]] = defaultdict(list)
        for place, key in enumerate(keys[:200]):
            if 0 < len(self._postings.get(key, ())) <= common:
                for title in self._postings[key]:
                    hits[title].append(place)
        best = sorted(hits, key=lambda title: -self._weight({keys[place] for place in hits[title]}))[:30]
        for title in best:
            words = set(self._titles[title][0])
            low, high = min(hits[title]) - 12, max(hits[title]) + 12
            yield (
                title,
                [
                    p
                    for p, key in enumerate(keys)
                    if key in words and key not in FUNCTION_WORDS and low <= p <= high
                ],
            )

    def _weight(self, words: set[str]) -> float:
        total = len(self._titles) + 1
        return sum(math.log(1 + total / (1 + len(self._postings.get(word, ())))) for word in words) or 1.0

    def _begins(self, words: list[str], typed: list[str]) -> bool:
        """Whether a run of words is the distinctive beginning of a title."""
        count = next((n for n, (a, b) in enumerate(zip(words, typed, strict=False)) if a != b), len(typed))
        content = [word for word in words[:count] if word not in FUNCTION_WORDS]
        rare = [word for word in content if len(self._postings[word]) <= 2]
        odd = any(word.removesuffix("s") not in self._ordinary for word in rare)
        return odd and len(content) > (1 if len(rare) == len(content) else 2)

    def _quoted(self, text: str) -> list[Mention]:
        found = []
        for match in _QUOTED.finditer(text):
            keys, key = title_words(match[1]), name_key(match[1])
            for place, _ in self._candidates(keys) if len(keys) > 1 else ():
                name = self._titles[place][1]
                if key in name.key:
                    certainty = 1.0 if name.key.startswith(key) else _CERTAINTY.title_quoted
                elif (
                    fuzz.token_set_ratio(" ".join(keys), " ".join(self._titles[place][0])) >= 92
                    and len(keys) > 3
                ):
                    certainty = _CERTAINTY.title_quoted
                else:
                    continue
                found.append(
                    Mention(
                        match[1],
                        match.start(1),
                        match.end(1),
                        name.display,
                        (name.paper_id,),
                        certainty,
                        name.key == key,
                    )
                )
        return sorted(found, key=lambda mention: -mention.certainty)[:2]
