"""What an alias is, and how names are folded so that other spellings of them are alike."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rag.text.runs import prefixed_ascii_runs, run_spans

LetterRun = tuple[str, int, int]  # letters and digits, folded, and where they stand
# Written small and not behind a hyphen: a filter over the texts of a whole library rather than a tokenizer.
_IN_LOWER_CASE = re.compile(r"(?<![\w-])[a-z]{2,}(?!\w)")
_NEITHER = bytes(c for c in range(128) if not chr(c).isalnum())


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that leads to a paper. `prior` is how likely it means this paper, 0 to 1: 1 for a name that
    the paper gives to its own work, 0.3 to 0.7 for one that it merely mentions."""

    display: str
    key: str
    paper_id: str
    prior: float


def name_key(text: str) -> str:
    """Letters and digits only, lower-case, without accents and compatibility forms."""
    if text.isascii():  # some forty times as fast, for the hundreds of thousands of names of a library
        return text.lower().encode().translate(None, _NEITHER).decode()
    plain = unicodedata.normalize("NFKD", text).lower()
    return unicodedata.normalize("NFKC", "".join(c for c in plain if c.isalnum()))


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that at least two of the texts spell in lower case: plain language, not names."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(_IN_LOWER_CASE.findall(text)))
    return frozenset(word for word, papers in seen.items() if papers > 1)


def title_words(text: str) -> list[str]:
    """The keys of a title's words, "pretraining" for "pre-training"."""
    if text.isascii():
        return prefixed_ascii_runs(text)
    return [name_key(run) for run, _, _ in run_spans(text, prefixes=True)]
