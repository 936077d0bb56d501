"""What a word that nothing knows was meant to be.

In: a slip, the words of the papers that its question finds, the words of the language that the encoder knows.
Out: the likeliest of them, or None. Fewer slips go before more, a letter doubled, left out or exchanged with
its neighbour before another one, a word of the papers before one of the language, a common one before a rare
one.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.text.spelling import Buckets, bucketed

SHORT = 4  # letters: a slip that is seen where letters were left out or exchanged
LONG, LONGEST = 8, 10  # letters from which two slips lead to a word of the papers, to one of the language
COMMON = 3000  # the words of the language that so short a slip may stand for


class Respelling:
    """Knows the words of one encoder."""

    def __init__(self, language: Sequence[str]) -> None:
        """`language`: words in lower case, the commonest first."""
        self._rank = {word: rank for rank, word in enumerate(language)}
        self._buckets: Buckets = bucketed(self._rank)

    def likeliest(self, typed: str, papers: Sequence[str], *, by_papers: bool = False) -> str | None:
        """The word that was meant, as the papers write it if they have it; it begins like the slip, and one
        in the plural may stand for a singular of theirs. `by_papers`: it is a word of theirs or none."""
        plain = typed.lower()
        written = {word.lower(): word for word in reversed(papers)}
        slips = 1 if len(plain) < LONG else 2
        forms = {plain, plain.removesuffix("s")} if len(plain) > SHORT else {plain}
        found = {
            (word, distance)
            for form in sorted(forms)
            for word, distance in _near(form, (w for w in written if w[0] == plain[0]), slips)
        }
        if not by_papers:
            found |= set(self._of_the_language(plain, 1 if len(plain) < LONGEST else 2))
        if len(plain) <= SHORT:
            found = {
                (word, distance)
                for word, distance in found
                if not _is_another(plain, word) and (word in written or self._rank.get(word, COMMON) < COMMON)
            }

        def doubt(candidate: tuple[str, int]) -> tuple[int, bool, bool, int, str]:
            word, distance = candidate
            rank = self._rank.get(word, len(self._rank))
            return distance, set(word) != set(plain), word not in written, rank, word

        best = min(found, key=doubt, default=None)
        return written.get(best[0], best[0]) if best else None

    def _of_the_language(self, typed: str, most: int) -> Iterable[tuple[str, int]]:
        for length in range(len(typed) - most, len(typed) + most + 1):
            yield from _near(typed, self._buckets.get((typed[0], length), ()), most)


def _near(typed: str, words: Iterable[str], most: int) -> list[tuple[str, int]]:
    """Those at most so many slips away, with how many it takes."""
    found = process.extract(typed, list(words), scorer=OSA.distance, score_cutoff=most, limit=None)
    return [(word, int(distance)) for word, distance, _ in found]


def _is_another(typed: str, word: str) -> bool:
    """Whether a letter stands in place of another, which in a short word makes another word."""
    return len(typed) == len(word) and sorted(typed) != sorted(word)


@lru_cache(maxsize=2)
def respelling(language: Sequence[str]) -> Respelling:
    """One for each encoder's words, made once."""
    return Respelling(language)
