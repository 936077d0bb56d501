"""The same question with slips of the finger, so that what typing errors cost can be measured in pairs.

In: questions. Out: a misspelt twin of each that asks one clean thing; the same slips every time.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from random import Random

from eval.questions import MISSPELT, Question

TWINNED = ("fact", "paraphrase")  # the one leans on a name, the other on plain words
SLIPS = 2  # words that are misspelt in a message
SHORTEST = 5  # letters of a word that is
_WORD = re.compile(rf"(?<![\w-])[^\W\d_]{{{SHORTEST},}}(?![\w-])")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def twins(questions: Iterable[Question]) -> tuple[Question, ...]:
    """One for each question of these kinds."""
    return tuple(
        replace(q, id=twin_of(q.id), kind=MISSPELT, turns=(*q.turns[:-1], misspelt(q.message)))
        for q in questions
        if q.kind in TWINNED
    )


def twin_of(id_: str) -> str:
    """What the twin of a question is called."""
    return f"{id_}-{MISSPELT}"


def misspelt(text: str) -> str:
    """Two of its longer words with a slip each: letters exchanged, left out, doubled, or a key beside."""
    chance = Random(text)
    words = list(_WORD.finditer(text))
    for word in sorted(chance.sample(words, min(SLIPS, len(words))), key=lambda w: -w.start()):
        text = text[: word.start()] + _slip(word[0], chance) + text[word.end() :]
    return text


def _slip(word: str, chance: Random) -> str:
    """Inside the word: people seldom mistake its first letter or its last."""
    at = chance.randrange(1, len(word) - 2)
    a, b = word[at], word[at + 1]
    instead = [a + a, "", _beside(a)] if a == b else [a + a, "", _beside(a), b + a]
    put = chance.choice(instead)
    return word[:at] + put + word[at + (2 if put == b + a else 1) :]


def _beside(letter: str) -> str:
    """The key to the right, or to the left at the end of a row; a letter of no row stays."""
    row = next((row for row in _KEYS if letter.lower() in row), letter.lower())
    at = row.index(letter.lower())
    return row[at + 1] if at + 1 < len(row) else row[at - 1]
