"""The papers of one batch that are to be written: two records of a batch may change the same stored paper.

In: a record at a time, with the stored papers that it is the same as. Out: each changed paper once, and the
ids that it was known by before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.ingest.merging import same_paper
from rag.model.paper import Paper


@dataclass
class Changes:
    """`papers` by id; `gone`: by the id of a changed paper, the ids it was known by before."""

    papers: dict[str, Paper] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)
    _now: dict[str, str] = field(default_factory=dict)  # by an id that is gone

    def latest(self, known: Sequence[Paper], paper: Paper) -> list[Paper]:
        """Those of the stored papers that are this one still, as the batch has made them."""
        found: dict[str, Paper] = {}
        for stored in known:
            id_ = self._now.get(stored.paper_id, stored.paper_id)
            now = self.papers.get(id_, stored)
            if now is stored or same_paper(now, paper):
                found[id_] = now
        return list(found.values())

    def take(self, known: Sequence[Paper], whole: Paper) -> None:
        """Those `known` are this paper now."""
        before = self.gone.pop(whole.paper_id, [])
        for old in known:
            if old.paper_id != whole.paper_id:
                self.papers.pop(old.paper_id, None)
                before += [*self.gone.pop(old.paper_id, []), old.paper_id]
        self.papers[whole.paper_id] = whole
        self.gone[whole.paper_id] = before
        self._now |= dict.fromkeys(before, whole.paper_id)
