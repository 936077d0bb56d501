"""What reading files into a library came to, in one sentence and as JSON: the same on the command line and on
the page.

In: what was read, what the library did with it. Out: counts that add up (entries are added, updated,
unchanged, merged and skipped ones and those of other parts together), and a line for each thing that somebody
may want to look at.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.ingest.merging import Merge
from rag.ingest.reading import FilesRead
from rag.ingest.report import Report

SHOWN_MERGES = 10  # papers that records were merged into, by name; JSON has all
_REASONS = {"no abstract": "without an abstract", "no title": "without a title"}


@dataclass(frozen=True, slots=True)
class Summary:
    """`papers`: how many the library holds now; `digests_replaced`: by abstracts of the same papers."""

    read: FilesRead
    report: Report
    papers: int
    digests_replaced: int = 0

    @property
    def skipped(self) -> int:
        """How many records could not be read."""
        return self.read.skipped.total()

    @property
    def is_complete(self) -> bool:
        """Whether every record and every file was read."""
        return not self.skipped and not self.read.unread

    def to_json(self) -> dict[str, Any]:
        """What `ask ingest --json` prints."""
        return {
            "files": self.read.files,
            "entries": self.read.entries,
            "added": len(self.report.added),
            "updated": len(self.report.updated),
            "unchanged": len(self.report.unchanged),
            "merged": len(self.report.merges),
            "of_other_shards": self.read.of_other_shards,
            "skipped": self.skipped,
            "skipped_because": dict(self.read.skipped.most_common()),
            "files_not_read": list(self.read.unread),
            "merges": [_merge_json(one) for one in self.report.merged],
            "joined": [_merge_json(one) for one in self.report.joined],
            "problems": self.read.problems,
            "digests_replaced": self.digests_replaced,
            "papers": self.papers,
        }

    def __str__(self) -> str:
        replaced = f" ({self.digests_replaced:,} digests replaced)" if self.digests_replaced else ""
        merged = f"{len(self.report.merges):,} merged, " if self.report.merges else ""
        merged += f"{self.read.of_other_shards:,} of other parts, " if self.read.of_other_shards else ""
        unread = f"; {_counted(len(self.read.unread), 'file')} not read" if self.read.unread else ""
        return (
            f"{_counted(self.read.entries, 'entry', 'entries')} in {_counted(self.read.files, 'file')}: "
            f"{len(self.report.added):,} added, {len(self.report.updated):,} updated{replaced}, "
            f"{len(self.report.unchanged):,} unchanged, {merged}{self.skipped:,} skipped{self._reasons()}"
            f"{unread}; the library holds {_counted(self.papers, 'paper')}"
        )

    def lines(self) -> list[str]:
        """What could not be read, what was merged: a line for each."""
        return [*self.read.problems, *_merge_lines(self.report.merged), *_joined_lines(self.report.joined)]

    def _reasons(self) -> str:
        found = [f"{count:,} {_REASONS.get(what, what)}" for what, count in self.read.skipped.most_common()]
        return f" ({', '.join(found)})" if found else ""


def _merge_lines(merges: Sequence[Merge]) -> list[str]:
    """A line for each paper that records were merged into, the first few."""
    by_paper: defaultdict[str, list[Merge]] = defaultdict(list)
    for one in merges:
        by_paper[one.paper_id].append(one)
    lines = [_merge_line(paper_id, found) for paper_id, found in list(by_paper.items())[:SHOWN_MERGES]]
    rest = len(by_paper) - len(lines)
    return [*lines, *([f"merged into {_counted(rest, 'more paper')}; see: --json"] if rest > 0 else [])]


def _merge_line(paper_id: str, merges: Sequence[Merge]) -> str:
    titles = list(dict.fromkeys(one.title for one in merges))
    named = "; ".join(f"“{title[:80]}”" for title in titles[:3]) + (" and others" if titles[3:] else "")
    because = " and ".join(dict.fromkeys(one.because for one in merges))
    return f"merged {_counted(len(merges), 'entry', 'entries')} into {paper_id}: {named} ({because})"


def _joined_lines(joined: Sequence[Merge]) -> list[str]:
    return [f"“{one.title[:80]}” turned out to be {one.paper_id} ({one.because})" for one in joined]


def _merge_json(merge: Merge) -> dict[str, Any]:
    about = {"paper_id": merge.paper_id, "title": merge.title, "sources": list(merge.sources)}
    return {**about, "because": merge.because}


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
