"""The one stemmer: Snowball's for English.

In: words in lower case. Out: their stems, which need not be words ("studies" becomes "studi").
"""

from functools import cache, lru_cache
from typing import Any

from rag.text.one_spelling import one_spelling


@cache
def stemmer() -> Any:
    """PyStemmer's, made when it is first needed; one for all threads."""
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of one word in lower case, whichever way it is spelt."""
    return str(stemmer().stemWord(one_spelling(word)))
