"""In how many sentences an answer is wanted: "in two sentences", "in one line", "a one-sentence summary".

In: a message. Out: the number, 0 where none is said, and the message without it.
"""

import re

from rag.text.numbers import NUMBER, number

MOST = 9  # sentences that may be asked for
_UNIT = r"(?:sentences?|lines?|liners?)"
_FORM = re.compile(
    rf"[,;:–-]?\s?\b(?:in|with|using|as)\s+(?:just|only|about|at most|no more than|exactly|under)?\s*"
    rf"(?P<behind>an?|{NUMBER})[\s-]+(?:\w+\s+)?{_UNIT}\b"
    rf"|\b(?P<ahead>{NUMBER})[\s-]{_UNIT}\s+(?=(?:summary|answer|version|explanation|description)\b)",
    re.I,
)


def sentences_asked(message: str) -> int:
    """How many sentences are asked for; 0 where no number is said, or one that nobody would count."""
    match = _FORM.search(message)
    if match is None:
        return 0
    said = (match["behind"] or match["ahead"]).lower()
    most = 1 if said in ("a", "an") else number(said)
    return most if most <= MOST else 0


def without_length(text: str) -> str:
    """The text without the words that say in how many sentences."""
    return " ".join(_FORM.sub(" ", text).split()) if sentences_asked(text) else text
