"""An author's name in parts, for formats that keep them apart.

In: a name as a paper gives it, "Given Family", or that of a body. Out: its parts, which joined again are the
same name. Which word of a person's name is the family's is not written anywhere: it is the last one, with the
particles in lower case before it.
"""

from dataclasses import dataclass

_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}
_BODIES = frozenset(
    "academy agency alliance association authority board bureau center centre collaboration college "
    "commission committee company consortium corporation council department foundation group inc institut "
    "institute investigators lab laboratories laboratory labs limited ltd ministry network office "
    "organisation organization project research school service services society team trust universität "
    "université universidad university".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in parts, or a `body`'s, which has one part: the family name."""

    family: str
    given: str = ""
    suffix: str = ""
    body: bool = False

    @property
    def inverted(self) -> str:
        """ "Family, Given, Jr."; one part alone is as it is."""
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)


def split(name: str) -> Name:
    """The parts of a name; whole where it is not surely a person's."""
    plain, _, suffix = name.rpartition(",")
    if plain and suffix.strip().lower() in _SUFFIXES:
        person = split(plain.strip())
        return Name(person.family, person.given, suffix.strip()) if person.given else _whole(name)
    words = name.split(" ")
    if len(words) < 2 or _is_body(words) or any(mark in name for mark in ",;:/&()0123456789"):
        return _whole(name)
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    return Name(" ".join(words[first:]), " ".join(words[:first]))


def _is_body(words: list[str]) -> bool:
    lower = {word.strip(".,").lower() for word in words}
    return words[0] == "The" or not lower.isdisjoint(_BODIES | {"and", "of", "for"})


def _whole(name: str) -> Name:
    return Name(name, body=True)
