"""The same question with slips of the finger, so that what typing errors cost can be measured in pairs.

In: questions. Out: a misspelt twin of each that asks one clean thing; the same slips every time.
"""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from eval.questions import MISSPELT, Question
from rag.text.runs import run_spans

TWINNED = ("fact", "paraphrase")  # the one leans on a name, the other on plain words
SLIPS = 2  # words that are misspelt in a message
SHORTEST = 5  # letters of a word that is
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
    long = [run for run in run_spans(text) if _is_long_word(text, *run)]
    for word, start, end in sorted(chance.sample(long, min(SLIPS, len(long))), key=lambda run: -run[1]):
        text = text[:start] + _slip(word, chance) + text[end:]
    return text


def _is_long_word(text: str, run: str, start: int, end: int) -> bool:
    """Whether a run of letters is long enough and no part of a compound, which may be a name."""
    around = text[max(0, start - 1) : end + 1]
    return len(run) >= SHORTEST and run.isalpha() and "-" not in around and "_" not in around


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
