"""What an alias is, and how names are folded so that other spellings of them are alike."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

LetterRun = tuple[str, int, int]  # letters and digits, folded, and where they stand
_LATIN = r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"  # scripts without spaces run into names
LETTERS = re.compile(rf"{_LATIN}+")
_PREFIXES = "pre|fine|few|zero|self|multi|co|re|non"  # "pre-training" is one word, as "pretraining" is
TITLE_WORD = re.compile(rf"(?:\b(?:{_PREFIXES})-)?{_LATIN}+", re.I)
_PREFIX = re.compile(  # the hyphen stands first in the pattern, so that little else is looked at
    rf"-(?=[a-z0-9])(?:{'|'.join(rf'(?<=[^a-z0-9_]{p}-)|(?<=^{p}-)' for p in _PREFIXES.split('|'))})"
)
_ASCII = re.compile("[a-z0-9]+")
_NEITHER = bytes(c for c in range(128) if not chr(c).isalnum())


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that leads to a paper. `prior` is how likely it means this paper: 1 for a name that the
    paper coins, 0.3 to 0.7 for one that it merely mentions."""

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
        seen.update(set(re.findall(r"(?<![\w-])[a-z]{2,}(?![\w])", text)))
    return frozenset(word for word, papers in seen.items() if papers > 1)


def title_words(text: str) -> list[str]:
    """The words of a title, as `WORD` finds them; the quick way where it is plain ASCII."""
    if not text.isascii():
        return [name_key(word) for word in TITLE_WORD.findall(text)]
    lower = text.lower()
    return _ASCII.findall(_PREFIX.sub("", lower) if "-" in lower else lower)
