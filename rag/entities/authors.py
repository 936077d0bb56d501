"""Authors' names, compared as people write them: accents, initials, order and case are forgiven.

In: names as a paper and as a reader spells them. Out: the parts of a name, the keys that a paper is looked up
by, and whether two names may be one person's. A paper gives names as "Given Family".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import IntEnum

from rag.text.runs import runs

_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`](?=\w)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_SUFFIXES = frozenset("jr sr ii iii iv".split())  # what may follow a family name
NAMED, UNNAMED = "authors named", "authors unnamed"  # keys: whether a paper gives its authors' names


class SamePerson(IntEnum):
    """How surely two names are one person's."""

    NO = 0
    PERHAPS = 1  # the paper gives an initial where the reader typed the name
    YES = 2


def author_keys(authors: Sequence[str]) -> Iterator[str]:
    """The keys that a paper by these authors is looked up by, a key for each spelling of each part."""
    yield NAMED if any(authors) else UNNAMED
    for author in authors:
        for part in name_parts(author):
            yield from (author_key(form) for form in part if len(form) > 1)


def author_key(form: str) -> str:
    """The key of one spelling of a part of a name."""
    return f"author {form}"


def name_parts(name: str) -> list[frozenset[str]]:
    """The parts of a name, each with its spellings: "Jörg Müller" is {jorg, joerg}, {muller, mueller}."""
    composed = unicodedata.normalize("NFC", _APOSTROPHE.sub("", name)).lower()
    return [frozenset((_plain(run), _plain(run.translate(_UMLAUTS)))) for run in runs(composed)]


def _plain(run: str) -> str:
    folded = unicodedata.normalize("NFKD", run.translate(_LETTERS)).casefold()
    return "".join(c for c in folded if not unicodedata.combining(c))


def compared(typed: Sequence[frozenset[str]], given: Sequence[frozenset[str]]) -> SamePerson:
    """Whether every part that was typed is one of the given name's, each another; at least one in full."""
    left, found, whole = list(given), SamePerson.YES, False
    for part in sorted(typed, key=_is_initial):
        equal = next((other for other in left if part & other), None)
        other = equal or next((o for o in left if _abbreviates(part, o) or _abbreviates(o, part)), None)
        if other is None:
            return SamePerson.NO
        left.remove(other)
        whole = whole or (equal is not None and not _is_initial(part))
        if equal is None and _is_initial(other):
            found = SamePerson.PERHAPS
    return found if whole else SamePerson.NO


def is_family_name(typed: Sequence[frozenset[str]], given: Sequence[frozenset[str]]) -> bool:
    """Whether the family name of a given name is among what was typed."""
    family = _family(given)
    return any(part & family for part in typed)


def family_name(name: str) -> frozenset[str]:
    """The family name, in its spellings: of "Martin L. King, Jr." it is {king}."""
    return _family(name_parts(name))


def _family(parts: Sequence[frozenset[str]]) -> frozenset[str]:
    last = [part for part in parts[1:] if not part & _SUFFIXES]
    return (last or [*parts, frozenset[str]()])[-1 if last else 0]


def _is_initial(part: frozenset[str]) -> bool:
    return all(len(form) == 1 for form in part)


def _abbreviates(short: frozenset[str], long: frozenset[str]) -> bool:
    return _is_initial(short) and any(form[0] == letter for form in long for letter in short)
