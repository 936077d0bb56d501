"""What came of papers that were put into a library, each record counted once.

In: what merging made of papers and of those that the library held. Out: for each paper whether it was added,
updated or left as it was, and every merge by name. A record that was the same paper as one before it, in the
same run, is merged; so records are as many as added, updated, unchanged and merged together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rag.ingest.merging import SAME_TITLE, Merge
from rag.model.paper import Paper


class Outcome(StrEnum):
    """What a library did with a paper."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass
class Report:
    """What `Library.ingest` did with the papers, by paper id. `joined`: what a title alone showed to be a
    paper that the library held already, and papers of it that turned out to be another of its papers."""

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
        return [replace(one, paper_id=self.now(one.paper_id)) for one in self.merges]

    def note(
        self, paper: Paper, stored: Sequence[Paper], joins: Sequence[Merge], records: Sequence[Merge | None]
    ) -> None:
        """`paper` was made of these stored ones, of which all but the first were joined with it, and of these
        records; a record without a Merge is the first of a new paper."""
        before = [self.outcomes.pop(old.paper_id, None) for old in stored]
        first = 0 if any(before) else 1
        self.merges += [merge for merge in records[first:] if merge]
        seen = [one for was, one in zip(before[1:], joins, strict=True) if was]
        self.merges += seen if before[:1] != [None] else seen[1:]  # of several papers of this run one is left
        files = {file for old in stored for file in old.sources}
        self.joined += [one for was, one in zip(before[1:], joins, strict=True) if was is not Outcome.ADDED]
        self.joined += [
            one
            for one in records[:first]
            if one and one.because.startswith(SAME_TITLE) and not files.issuperset(one.sources)
        ]
        self._now |= {old.paper_id: paper.paper_id for old in stored if old.paper_id != paper.paper_id}
        if all(was is Outcome.ADDED for was in before):
            self.outcomes[paper.paper_id] = Outcome.ADDED
        else:
            same = [paper.fingerprint] == [old.fingerprint for old in stored] and before[0] in (
                None,
                Outcome.UNCHANGED,
            )
            self.outcomes[paper.paper_id] = Outcome.UNCHANGED if same else Outcome.UPDATED

    def rename(self, old: str, new: str) -> None:
        """A record that was known by one id is the paper of another."""
        if old != new:
            self._now[old] = new

    def now(self, paper_id: str) -> str:
        """The id that the paper has, which a record had under another."""
        gone: set[str] = set()
        while paper_id in self._now and paper_id not in gone:
            gone.add(paper_id)
            paper_id = self._now[paper_id]
        return paper_id

    def _of(self, outcome: Outcome) -> list[str]:
        return [paper_id for paper_id, one in self.outcomes.items() if one is outcome]
