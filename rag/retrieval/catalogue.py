"""What is on the shelves now: papers by row, by name, by field.

In: a snapshot of the store. Out: papers, and the names a question may use. Read-only;
knows nothing of questions, evidence or how the library was filled.
"""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Protocol

from rag.entities.aliases import aliases_of, named_by_title, short_title
from rag.entities.identifiers import Identifier
from rag.entities.names import NameIndex
from rag.entities.parameters import parameters
from rag.entities.venues import same_venues
from rag.entities.words import ordinary_words
from rag.model.errors import UnknownPaperError
from rag.model.identifiers import doi_key
from rag.model.paper import Paper, paper_from, title_key
from rag.model.query import Mention
from rag.retrieval.authors import AuthorIndex
from rag.text.name_keys import name_key
from rag.text.runs import runs
from store.columns import ColumnTable
from store.snapshot import Snapshot

CACHED = 4096  # papers kept decoded
LONGEST_NAME = 2000  # characters; what is longer names no paper
SUGGESTED = 3  # names offered for one that no paper goes by
SAMPLE = 500  # papers whose words tell names from plain language


class Snapshots(Protocol):
    """What gives a library as it is now; store.reader.Reader does."""

    def now(self) -> Snapshot: ...


class Catalogue:
    """The papers of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._papers: dict[int, Paper] = {}
        self.identified = lru_cache(maxsize=64)(self._identified)
        self.own_names = lru_cache(maxsize=CACHED)(self._own_names)

    def __len__(self) -> int:
        return len(self.snapshot)

    def paper(self, row: int) -> Paper:
        found = self._papers.get(row)
        if found is None:
            found = paper_from(self.snapshot.payload(row))
            if len(self._papers) < CACHED:
                self._papers[row] = found
        return found

    def papers(self) -> Iterator[Paper]:
        """All of them, in the order they were added."""
        return (self.paper(int(row)) for row in self.snapshot.rows)

    def row(self, paper_id: str) -> int | None:
        """The row of the paper with this id, DOI, or slug of its title."""
        rows = self.snapshot.find(f"id {paper_id}")
        return next((r for r in rows if self.paper(r).paper_id == paper_id), rows[0] if rows else None)

    def _identified(self, identifier: Identifier) -> tuple[str, str] | None:
        """The id and the short title of the paper an identifier leads to, None where it leads to none."""
        by_doi = (doi_key(identifier.address),) if identifier.address.startswith("10.") else ()
        found = next((r for id_ in (*by_doi, *identifier.ids) if (r := self.row(id_)) is not None), None)
        if found is None and identifier.sure and identifier.address:
            wanted = identifier.address.encode()
            rows = (int(row) for row in self.snapshot.rows)
            having = (self.paper(row) for row in rows if wanted in self.snapshot.payload(row).lower())
            return next((_named(paper) for paper in having if _is_at(paper, identifier.address)), None)
        return None if found is None else _named(self.paper(found))

    def _own_names(self, row: int) -> tuple[str, ...]:
        """What a paper calls its own work, its title among it, and coined names that it comes back to."""
        paper, ownership = self.paper(row), parameters().ownership
        found = aliases_of(paper.paper_id, paper.title, paper.text)
        coined = (a.display for a in found if a.prior >= ownership.repeated and not a.display.isupper())
        return tuple(dict.fromkeys([*(a.display for a in found if a.prior >= ownership.owned), *coined]))

    def rows_of_title(self, title: str) -> list[int]:
        return [
            r
            for r in self.snapshot.find(f"title {title_key(title)}")
            if self.paper(r).key == title_key(title)
        ]

    def find(self, wanted: str, *, as_typed: bool = False) -> list[Paper]:
        """The papers that go by a name as a person types it: an id, a title, a method's name; with
        `as_typed` only what is surely a paper's own: its id, its title, or a name that the title gives and
        that is no plain language. UnknownPaperError offers the nearest names."""
        if len(wanted) > LONGEST_NAME:
            raise UnknownPaperError(wanted, [])
        row = self.row(wanted.strip())
        rows = [row] if row is not None else self.rows_of_title(wanted)
        if rows:
            return [self.paper(r) for r in rows]
        mentions = self.names.lookup(wanted)
        enough = 0.6 * len(name_key(wanted))
        named = [m for m in mentions if len(name_key(m.text)) >= enough and m.certainty >= 0.5]
        if as_typed:
            named = [m for m in named if name_key(m.text) == name_key(m.name) == name_key(wanted)]
        ids = dict.fromkeys(i for m in named for i in m.paper_ids)
        found = [self.paper(r) for i in ids if (r := self.row(i)) is not None]
        if not found or (as_typed and not self._surely_called(wanted, found)):
            offered = [title for m in mentions for title in self._offered(m)]
            nearest = dict.fromkeys(offered + ([] if found else self.names.spelt_like(wanted)))
            raise UnknownPaperError(wanted, list(nearest)[:SUGGESTED])
        return found

    def _offered(self, mention: Mention) -> list[str]:
        """What to type for the papers that a name may mean: the name, else their titles."""
        papers = [self.paper(r) for i in mention.paper_ids if (r := self.row(i)) is not None]
        sure = self._surely_called(mention.name, papers)
        return [mention.name] if papers and sure else [paper.title for paper in papers]

    def is_plain(self, name: str) -> bool:
        """Whether a name, as it is typed, is plain language in this library; an acronym is none."""
        acronym = name.isupper() and len(name) > 2
        joined = self.names.is_plain(name_key(name))
        return not acronym and (joined or all(map(self.names.is_plain, runs(name.lower()))))

    def _surely_called(self, name: str, papers: list[Paper]) -> bool:
        """Whether each of the papers has the name from its title, and the name is no plain language."""
        return not self.is_plain(name) and all(named_by_title(paper.title, name) for paper in papers)

    @cached_property
    def names(self) -> NameIndex:
        """Every name a question may use."""
        sample = (self.paper(int(row)).text for row in self.snapshot.rows[:SAMPLE])
        return NameIndex(self.snapshot.names, ordinary=ordinary_words(sample), identified=self.identified)

    @property
    def columns(self) -> ColumnTable:
        """The fields that can be filtered on."""
        return self.snapshot.by_column

    @cached_property
    def authors(self) -> AuthorIndex:
        """Who wrote which papers."""
        return AuthorIndex(self.snapshot, self.paper)

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that papers name, in the order of the first of each."""
        return tuple(name for name in self.columns.counted("organisation") if isinstance(name, str))

    @cached_property
    def venues(self) -> frozenset[str]:
        """Where the papers were published, as they name it."""
        return frozenset(str(venue) for venue in self.columns.counted("venue") if venue)

    def venues_called(self, name: str) -> frozenset[str]:
        """Those of the venues that go by a name as a person types it."""
        return same_venues(name, self.venues)


def _named(paper: Paper) -> tuple[str, str]:
    return paper.paper_id, short_title(paper.title)


def _is_at(paper: Paper, address: str) -> bool:
    """Whether a paper is to be found at an address; a DOI may also stand in the text that it came with."""
    at = (paper.url or "").lower().rstrip("/").endswith(address)
    return at or (address.startswith("10.") and address in paper.raw.lower())
