"""Which papers an author wrote: found by the keys that the store keeps for each part of a name.

In: a name as a reader types it. Out: rows, with the name as each paper gives it. A segment that was written
before there were such keys is read through, so that nothing is missed in it; deriving it anew makes it quick.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from rag.entities.authors import (
    NAMED,
    UNNAMED,
    SamePerson,
    author_key,
    compared,
    family_name,
    is_family_name,
    name_parts,
)
from rag.model.paper import Paper
from store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Authored:
    """The papers by one author, each row with the name as it is given there: `sure` by that name, `perhaps`
    where the paper gives only an initial for what was typed."""

    sure: dict[int, str] = field(default_factory=dict)
    perhaps: dict[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        """All of them, ascending."""
        return sorted(self.sure | self.perhaps)


class AuthorIndex:
    """The authors of one snapshot."""

    def __init__(self, snapshot: Snapshot, paper: Callable[[int], Paper]) -> None:
        self._snapshot, self._paper = snapshot, paper
        self.by = lru_cache(maxsize=64)(self._by)

    def is_family(self, name: str) -> bool:
        """Whether somebody here has this as a family name, or is called so in full."""
        typed = name_parts(name)
        called = self.by(name).sure.values()
        return any(is_family_name(typed, name_parts(author)) for author in called)

    @cached_property
    def named(self) -> int:
        """How many papers give their authors' names."""
        unkeyed = sum(bool(self._paper(row).authors) for row in self._unkeyed)
        return len(self._snapshot.found(NAMED)) + unkeyed

    @cached_property
    def _unkeyed(self) -> list[int]:
        """Rows that were written before authors had keys."""
        left = self._snapshot.alive.copy()
        for key in (NAMED, UNNAMED):
            left[self._snapshot.found(key)] = False
        rows: list[int] = np.flatnonzero(left).tolist()
        return rows

    def titles(self, names: Sequence[str], year: str | None) -> tuple[str, ...]:
        """The titles of the papers that all of these wrote, of a year where one is given, else of the one
        before or after it: a paper is cited by when it was printed. Those that the first of them leads, where
        there are such."""
        rows = set.intersection(*(set(self.by(name).rows) for name in names)) if names else set[int]()
        papers = [self._paper(row) for row in sorted(rows)]
        if year:
            near = (str(int(year) + apart) for apart in (0, -1, 1))
            dated = ([p for p in papers if (p.published or "").startswith(one)] for one in near)
            papers = next(filter(None, dated), [])
        leads = [p for p in papers if compared(name_parts(names[0]), name_parts(p.authors[0]))]
        return tuple(paper.title for paper in leads or papers)

    def _by(self, name: str) -> Authored:
        typed = name_parts(name)
        found = {level: dict[int, str]() for level in SamePerson}
        by_family: dict[int, str] = {}
        for row in self._candidates(typed):
            for author in self._paper(row).authors:
                given = name_parts(author)
                level = compared(typed, given)
                if level and row not in found[SamePerson.YES]:
                    found[level][row] = author
                    if is_family_name(typed, given):
                        by_family[row] = author
        sure, perhaps = found[SamePerson.YES], found[SamePerson.PERHAPS]
        if len(typed) == 1 and by_family:  # "Wei": those of the family Wei before everybody called so
            return Authored(by_family)
        others = _of_family(perhaps, sure, typed)
        return Authored(sure, {row: author for row, author in others.items() if row not in sure})

    def _candidates(self, typed: Sequence[frozenset[str]]) -> list[int]:
        """Rows that have one of the parts in full: "Jun Wang" may be "J. Wang", or "Wang Jun", in another."""
        forms = {form for part in typed for form in part if len(form) > 1}
        keyed = {row for form in forms for row in self._snapshot.find(author_key(form))}
        return sorted(keyed.union(self._unkeyed))


def _of_family(
    perhaps: Mapping[int, str], sure: Mapping[int, str], typed: Sequence[frozenset[str]]
) -> Mapping[int, str]:
    """Those of the rows whose author has the family name that was typed: that of the sure ones, else the last
    part. "N. Martin" is not "Martin Nowak"; "J. Wang" may be "Wang Jun" where nobody else is."""
    called = map(family_name, sure.values()) if sure else typed[-1:]
    families = frozenset[str]().union(*called)
    same = {row: author for row, author in perhaps.items() if family_name(author) & families}
    return same if same or sure else perhaps
