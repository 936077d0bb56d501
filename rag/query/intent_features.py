"""What the intent head looks at in a question: its words in order, with names, numbers and rare words masked.

In: a question, its names masked, and the words that the head knows. Out: hashed features with their
values. The same function serves training (eval/learn_intent.py) and use, so that the two cannot part.
"""

from collections.abc import Collection, Iterator
from zlib import crc32

from rag.text.numbers import NUMBER_WORDS
from rag.text.runs import runs

NAME, NUMBER, YEAR, RARE, UNSPACED = "<name>", "<number>", "<year>", "<rare>", "<unspaced>"
MASK = "Mask0Name"  # stands for a name of the library; what has this shape counts as a name
_FIRST_UNSPACED = "\u2e80"  # scripts without spaces begin here
_LONGEST = 12  # words; longer questions count alike
_PIECE = 0.3  # worth of a piece of a word, beside 1 for the word


def token(run: str) -> str:
    """A run of letters and digits as the head sees it, before rare words are masked."""
    low = run.lower()
    if run.isdigit():
        return YEAR if len(run) == 4 and run[:2] in ("19", "20") else NUMBER
    if low in NUMBER_WORDS and low not in ("one", "single"):
        return NUMBER
    if run >= _FIRST_UNSPACED:
        return UNSPACED
    return NAME if is_name_like(run) else low


def is_name_like(run: str) -> bool:
    """Whether it is written as only names are: "GaLore", "T5", "ELECTRA"."""
    mixed = any(c.isdigit() for c in run) and run[0].isalpha()
    return len(run) > 1 and (mixed or any(c.isupper() for c in run[1:]))


def features(question: str, known: Collection[str]) -> dict[int, float]:
    """The value of each feature, by its hash; every question has some. `known`: words that are not rare."""
    found: dict[int, float] = {}
    for name, value in _named(question, known):
        key = crc32(name.encode())
        found[key] = max(found.get(key, 0.0), value)
    length = sum(value * value for value in found.values()) ** 0.5
    return {key: value / length for key, value in found.items()}


def _named(question: str, known: Collection[str]) -> Iterator[tuple[str, float]]:
    tokens = ["^"]
    for run in runs(question):
        kind = token(run)
        yield from _pieces(run, kind)
        if kind[0] != "<" and kind not in known:
            kind = RARE
        if not (kind == tokens[-1] == RARE or (tokens[-1] == NAME and kind in (NAME, NUMBER))):
            tokens.append(kind)
    tokens += (["?"] if question.rstrip().endswith(("?", "？")) else []) + ["$"]
    for place, first in enumerate(tokens):
        for width in (1, 2, 3):
            yield " ".join(tokens[place : place + width]), 1.0
        yield f"{first} _ {''.join(tokens[place + 2 : place + 3])}", 1.0
    yield f"opening {' '.join(tokens[1:4])}", 1.0
    yield f"names {min(tokens.count(NAME), 3)}", 1.0
    yield f"length {min(len(tokens), _LONGEST)}", 1.0


def _pieces(run: str, kind: str) -> Iterator[tuple[str, float]]:
    """Pieces of a word, which misspelt and inflected forms share; of a script without spaces, all up to
    three signs."""
    if kind == UNSPACED:
        for width in (1, 2, 3):
            for start in range(len(run) - width + 1):
                yield f"piece {run[start : start + width]}", 1.0
        yield f"end {run[-2:]}", 1.0
    elif kind == NAME and run.isupper():
        yield run.lower(), 1.0
    elif kind[0] != "<":
        framed = f"<{kind}>"
        for width in (3, 4, 5):
            for start in range(len(framed) - width + 1):
                yield f"piece {framed[start : start + width]}", _PIECE
