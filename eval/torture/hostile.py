"""Texts that a regular expression may take long over, made from its own parts.

In: an expression. Out: texts of any length, each a beginning, a piece that is repeated and an end that does
not match. What is repeated is what the expression repeats, what stands before that, and signs of every kind.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from re import _constants as kinds  # type: ignore[attr-defined]  # nothing else tells what one is made of
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LETTERS = " a\nA0,.-_'\"()[]{}<>/\\:;=&@#%$*+|!?~^`\té\u0301\u2019\u4e00x1\0"
PIECES = (
    *(" ", "a", "A", "0", ",", '"', "'", "(", ")", "[", "]", "{", "<", "\n", "\t", "a\u0301", "\\", "-", "_"),
    *(
        "a ",
        "A. ",
        "1 ",
        "a,",
        "a-",
        "a\n",
        " \n",
        "Aa ",
        "a.",
        "1.",
        "and ",
        "the ",
        "{}",
        "()",
        "<a ",
        "&a",
    ),
)
ENDS = ("\0", "")
MANY = 16  # of a repetition that may be this long it matters how long it is
_VARIANTS, _BRANCHES, _MOST = 4, 8, 60
_CATEGORIES = {
    kinds.CATEGORY_DIGIT: r"\d",
    kinds.CATEGORY_NOT_DIGIT: r"\D",
    kinds.CATEGORY_SPACE: r"\s",
    kinds.CATEGORY_NOT_SPACE: r"\S",
    kinds.CATEGORY_WORD: r"\w",
    kinds.CATEGORY_NOT_WORD: r"\W",
}
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A text that can be made of any length."""

    begin: str
    piece: str
    end: str

    def of(self, length: int) -> str:
        """About so many characters."""
        return self.begin + self.piece * max(1, length // len(self.piece)) + self.end

    def __str__(self) -> str:
        return f"{self.begin[-30:]!r} + {self.piece[-30:]!r} * n + {self.end!r}"


def hostile_texts(pattern: "re.Pattern[Any]") -> list[Hostile]:
    """Those made from the expression's own parts, then those of signs; none of one that repeats nothing
    often, as it looks at a few characters from each place."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(source, pattern.flags & ~(0 if isinstance(pattern.pattern, str) else re.UNICODE))
    if not _repeats(tree):
        return []
    own = dict.fromkeys(pair for pair in _pumps(tree, "") if pair[1])
    pairs = [*islice(own, _MOST), *(("", piece) for piece in PIECES)]
    return [Hostile(begin, piece, end) for end in ENDS for begin, piece in dict.fromkeys(pairs)]


def _repeats(nodes: Sequence[Any]) -> bool:
    """Whether anything may stand there many times."""
    return any(
        (kind in _REPEATS and value[1] >= MANY) or any(map(_repeats, _inner(kind, value)))
        for kind, value in nodes
    )


def _pumps(nodes: Sequence[Any], before: str) -> Iterator[tuple[str, str]]:
    """What stands before a piece, and a piece that is repeated."""
    for kind, value in nodes:
        for inner in _inner(kind, value):
            yield from _pumps(inner, before)
        if kind in _REPEATS and value[1] >= MANY:
            for body in _variants(value[2]):
                yield before, body
                yield "", before + body
                yield "", body
        before += next(_variants([(kind, value)]), "")
        yield "", before


def _inner(kind: Any, value: Any) -> Iterator[Sequence[Any]]:
    if kind in _REPEATS:
        yield value[2]
    elif kind is kinds.BRANCH:
        yield from value[1][:_BRANCHES]
    elif kind is kinds.SUBPATTERN:
        yield value[3]
    elif kind is kinds.ATOMIC_GROUP:
        yield value
    elif kind in (kinds.ASSERT, kinds.ASSERT_NOT):
        yield value[1]
    elif kind is kinds.GROUPREF_EXISTS:
        yield from (some for some in value[1:] if some)


def _variants(nodes: Sequence[Any]) -> Iterator[str]:
    """A few texts that match these parts, one after the other; never none."""
    every = [list(islice(_of_one(kind, value), _VARIANTS)) or [""] for kind, value in nodes]
    for number in range(_VARIANTS):
        yield "".join(some[min(number, len(some) - 1)] for some in every)


def _of_one(kind: Any, value: Any) -> Iterator[str]:
    if kind is kinds.LITERAL:
        yield chr(value)
    elif kind in (kinds.NOT_LITERAL, kinds.IN, kinds.ANY):
        yield from _letters(kind, value)
    elif kind in _REPEATS:
        for body in _variants(value[2]):
            yield body * max(value[0], 1)
    elif kind is kinds.BRANCH:
        for some in value[1]:
            yield next(_variants(some))
    elif kind is kinds.SUBPATTERN:
        yield from _variants(value[3])
    elif kind is kinds.ATOMIC_GROUP:
        yield from _variants(value)


def _letters(kind: Any, value: Any) -> Iterator[str]:
    """Letters of a class, unlike ones first."""
    for letter in LETTERS:
        if kind is kinds.ANY:
            fits = letter != "\n"
        elif kind is kinds.NOT_LITERAL:
            fits = ord(letter) != value
        else:
            fits = _is_in(letter, value)
        if fits:
            yield letter
    if kind is kinds.IN and not any(_is_in(letter, value) for letter in LETTERS):
        first, about = value[0]
        yield (
            chr(about if first is kinds.LITERAL else about[0])
            if first in (kinds.LITERAL, kinds.RANGE)
            else ""
        )


def _is_in(letter: str, members: Sequence[Any]) -> bool:
    negated = members[0][0] is kinds.NEGATE
    return negated != any(_is_of(letter, kind, value) for kind, value in members)


def _is_of(letter: str, kind: Any, value: Any) -> bool:
    if kind is kinds.LITERAL:
        return ord(letter) == int(value)
    if kind is kinds.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    return kind is kinds.CATEGORY and _is_of_category(letter, _CATEGORIES[value])


@cache
def _is_of_category(letter: str, category: str) -> bool:
    return re.match(category, letter) is not None
