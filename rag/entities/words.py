"""What an alias is, and which words are plain language."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

LetterRun = tuple[str, int, int]  # letters and digits, folded, and where they stand
# Written small and not behind a hyphen: a filter over the texts of a whole library rather than a tokenizer.
_IN_LOWER_CASE = re.compile(r"(?<![\w-])[a-z]{2,}(?!\w)")


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that leads to a paper. `prior` is how likely it means this paper, 0 to 1: 1 for a name that
    the paper gives to its own work, 0.3 to 0.7 for one that it merely mentions."""

    display: str
    key: str
    paper_id: str
    prior: float


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that at least two of the texts spell in lower case: plain language, not names."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(_IN_LOWER_CASE.findall(text)))
    return frozenset(word for word, papers in seen.items() if papers > 1)
