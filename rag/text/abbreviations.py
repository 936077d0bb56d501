"""Short forms and the words that they stand for: "HRV" and "heart-rate variability".

In: a short form and a text. Out: the words of the text that it is short for, or none. Knows no list of
abbreviations: only letters tell. The form in brackets goes by the rule of Schwartz and Hearst (2003), letters
in their order and the first one a word's first, with a few words at least.
"""

import re

from rag.text.common_words import FUNCTION_WORDS
from rag.text.runs import runs

_LEAST = 3  # letters of a short form that is looked for by initials alone
_LONGEST = 9  # words of a long form
_SIGNS = " ,;:.\"'“”‘’()[]{}$"  # that may stand round one
_WORD = re.compile(r"[^\W\d_]+")


def abbreviates(short: str, long: str) -> bool:
    """Whether a short form has the first letter of a long one, then letters of it in order, of most of its
    words the first."""
    letters = "".join(letter for letter in short.lower() if letter.isalpha())
    parts, rest = runs(long.lower()), iter(long.lower())
    if not letters or not parts or letters[0] != parts[0][0] or len(parts) < len(letters) / 3:
        return False
    return all(letter in rest for letter in letters) and len(parts) >= min(len(letters), 4) - 2


def long_form_before(short: str, text: str) -> str:
    """The last words of a text, which a short form in brackets behind it stands for; empty where none do."""
    words = text.split()[-_LONGEST:]
    longs = (" ".join(words[-count:]) for count in range(1, len(words) + 1))
    return next((long.strip(_SIGNS) for long in longs if abbreviates(short, long)), "")


def spelled_out(short: str, text: str) -> str:
    """The words of a text, one behind the other, whose first letters a short form of three or more has: of
    "HFT", "high-frequency trading"; empty where there are none."""
    letters = "".join(letter for letter in short.lower() if letter.isalpha())
    words = list(_WORD.finditer(text))
    initials = "".join(word[0][0].lower() for word in words)
    place = initials.find(letters) if len(letters) >= _LEAST else -1
    while place >= 0:
        found = words[place : place + len(letters)]
        joined = re.fullmatch(r"(?:\w+[\s\-‐‑]+)*\w+", text[found[0].start() : found[-1].end()])
        if joined and FUNCTION_WORDS.isdisjoint(word[0].lower() for word in found):
            return joined[0]
        place = initials.find(letters, place + 1)
    return ""
