"""What came of papers that were put into a library, each record counted once.

In: papers as they were read, and what the library held of them. Out: for each paper whether it was added,
updated or left as it was, and every merge by name. A record that was the same paper as one before it, in the
same run, is merged; so records are as many as added, updated, unchanged and merged together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rag.ingest.merging import merge
from rag.model.paper import Paper


class Outcome(StrEnum):
    """What a library did with a paper."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Merge:
    """A record, by its title and the files it was in, that is the paper `paper_id`; `because` of what they
    share: an arXiv id, a DOI, a title, or records that they both were merged with."""

    paper_id: str
    title: str
    sources: tuple[str, ...]
    because: str


@dataclass
class Report:
    """What `Library.ingest` did with the papers, by paper id. `joined`: papers of the library itself that
    turned out to be another of its papers."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    joined: list[Merge] = field(default_factory=list)
    _now: dict[str, str] = field(default_factory=dict)  # by an id that a paper had: the one it has

    @property
    def added(self) -> list[str]:
        """The ids of the papers that are new."""
        return self._of(Outcome.ADDED)

    @property
    def updated(self) -> list[str]:
        """The ids of the papers of which more is known now."""
        return self._of(Outcome.UPDATED)

    @property
    def unchanged(self) -> list[str]:
        """The ids of the papers that were known as they are."""
        return self._of(Outcome.UNCHANGED)

    @property
    def merged(self) -> list[Merge]:
        """The records that were the same paper as one before them, with the id that it has now."""
        return [replace(one, paper_id=self._current(one.paper_id)) for one in self.merges]

    def note(self, paper: Paper, known: Sequence[Paper], whole: Paper, *, changed: bool) -> None:
        """`paper` was the same as those `known`, and is `whole` with them."""
        seen = [old for old in known if old.paper_id in self.outcomes]
        stored = [old for old in known if self.outcomes.get(old.paper_id) is not Outcome.ADDED]
        before = [self.outcomes.pop(old.paper_id) for old in seen]
        if seen:
            self.merges += [merge_of(same, whole) for same in (*seen[1:], paper)]
        self.joined += [merge_of(other, whole) for other in stored[1:]]
        for old in (*known, paper):
            if old.paper_id != whole.paper_id:
                self._now[old.paper_id] = whole.paper_id
        if not stored:
            self.outcomes[whole.paper_id] = Outcome.ADDED
        else:
            same = not changed and set(before) <= {Outcome.UNCHANGED}
            self.outcomes[whole.paper_id] = Outcome.UNCHANGED if same else Outcome.UPDATED

    def _of(self, outcome: Outcome) -> list[str]:
        return [paper_id for paper_id, one in self.outcomes.items() if one is outcome]

    def _current(self, paper_id: str) -> str:
        gone: set[str] = set()
        while paper_id in self._now and paper_id not in gone:
            gone.add(paper_id)
            paper_id = self._now[paper_id]
        return paper_id


def merge_of(record: Paper, into: Paper) -> Merge:
    """That a record is this paper."""
    return Merge(into.paper_id, record.title, record.sources, _shared(record, into))


def merge_named(papers: Sequence[Paper]) -> tuple[list[Paper], list[Merge]]:
    """Each paper once, as `merge` makes it, and every record that went into one before it."""
    # every record is its own source meanwhile: a merged paper then tells which ones it is made of
    numbered = [replace(paper, sources=(str(number),)) for number, paper in enumerate(papers)]
    whole: list[Paper] = []
    merges: list[Merge] = []
    for paper in merge(numbered):
        records = [papers[int(number)] for number in paper.sources]
        sources = dict.fromkeys(source for record in records for source in record.sources)
        whole.append(replace(paper, sources=tuple(sources)))
        merges += [merge_of(record, whole[-1]) for record in records[1:]]
    return whole, merges


def _shared(one: Paper, other: Paper) -> str:
    """What shows that they are one paper."""
    if one.arxiv_id and one.arxiv_id == other.arxiv_id:
        return "the same arXiv id"
    if one.doi and one.doi == other.doi:
        return "the same DOI"
    return "the same title" if one.key == other.key else "records that both were merged with"
