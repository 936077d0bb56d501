"""Files and folders to papers, and the count of what came of their records.

In: paths, `-` for standard input. Out: a paper for each record, one after the other, so that a file of any
size is never in memory as a whole; how many records there were, and why some could not be read. Which papers
are the same is decided when they are put into a library.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from rag.ingest.formats.format import Entry
from rag.ingest.merging import merge
from rag.ingest.pages import Page, faults_told, find_pages, read_pages, read_stream, shown_name
from rag.ingest.papers import to_papers
from rag.model.errors import PageError, ReaderFaultError
from rag.model.paper import Paper

SHOWN = 3


@dataclass
class Noted:
    """How often something was found in a file, and the first few times."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, what: str, *, once: bool = False) -> None:
        """`once`: the first few that differ."""
        self.count += 1
        if len(self.first) < SHOWN and not (once and what in self.first):
            self.first.append(what)

    def __str__(self) -> str:
        rest = self.count - len(self.first)
        return ", ".join(self.first) + (f" and {rest:,} more" if rest else "")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number`, from 1, of `parts`: which papers are in it is decided by their titles, on every machine
    alike."""

    number: int = 1
    parts: int = 1

    def holds(self, paper: Paper) -> bool:
        """Whether the paper is in this part."""
        return crc32(paper.key.encode("utf-8", "replace")) % self.parts == self.number - 1


@dataclass
class FilesRead:
    """What was read from files: how many there were and how many records in them, the records that could
    not be read, by reason, and the files that could not, with the reason; `faults` are those of them that are
    no fault of the file. `notes` are remarks on files that were read. Papers that `shard` does not
    hold are only counted."""

    papers: list[Paper] = field(default_factory=list)
    files: int = 0
    entries: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    faults: list[ReaderFaultError] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    shard: Shard = field(default_factory=Shard)
    of_other_shards: int = 0
    _failed: dict[tuple[str, str], Noted] = field(default_factory=dict)
    _undated: dict[str, Noted] = field(default_factory=dict)
    _shared: dict[str, Noted] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """A line for each file that could not be read, each kind of problem in the others, each note."""
        unread = [f"skipped {line}" for line in self.unread]
        failed = [f"skipped {name}: {places}: {what}" for (name, what), places in self._failed.items()]
        undated = [f"{name}: no date in {dates}" for name, dates in self._undated.items()]
        shared = [
            f"{name}: DOI of a collection, its papers kept apart: {n}" for name, n in self._shared.items()
        ]
        return [*unread, *failed, *self.notes, *shared, *undated]

    def take(self, page: Page | PageError) -> list[Paper]:
        """The papers of one page more; what it cannot give is counted."""
        if isinstance(page, PageError):
            return self._refused(page)
        try:
            with faults_told(page.name):
                papers = to_papers(page)
        except ReaderFaultError as error:
            return self._refused(error)
        self.files += not page.continued
        self.entries += len(page.entries) + len(page.failed)
        for problem in page.failed:
            self.skipped[problem.what] += 1
            self._failed.setdefault((page.name, problem.what), Noted()).add(problem.where)
        self.notes |= {f"{page.name}: {note}": None for note in (page.encoding, page.advice) if note}
        for doi, count in Counter(p.doi for p in papers if p.doi and p.shared_doi).items():
            self._shared.setdefault(page.name, Noted()).add(f"{doi} of {count:,} papers")
        for date in _unread_dates(page.entries, papers):
            self._undated.setdefault(page.name, Noted()).add(f"“{date}”", once=True)
        ours = [paper for paper in papers if self.shard.holds(paper)]
        self.of_other_shards += len(papers) - len(ours)
        return ours

    def _refused(self, error: PageError) -> list[Paper]:
        self.unread.append(str(error))
        self.faults += [error] if isinstance(error, ReaderFaultError) else []
        return []


def papers_in(paths: Sequence[Path], found: FilesRead, *, apart_from: Path | None = None) -> Iterator[Paper]:
    """A paper for every record in these files and folders, counted in `found` as they are read. The library's
    own folder is left out where it lies inside one of them."""
    own = apart_from.resolve() if apart_from else None
    for path in paths:
        if str(path) == "-":
            for page in read_stream("standard input", sys.stdin.buffer):
                yield from found.take(page)
            continue
        files = [f for f in find_pages([path]) if path == f or own not in f.resolve().parents]
        if not files:
            found.unread.append(f"{shown_name(path)}: no files in this folder")
        for file in files:
            for page in read_pages(file):
                yield from found.take(page)


def read_files(paths: Sequence[Path], *, apart_from: Path | None = None) -> FilesRead:
    """All of it at once, each paper once."""
    found = FilesRead()
    found.papers = merge(papers_in(paths, found, apart_from=apart_from)).papers
    return found


def _unread_dates(entries: Sequence[Entry], papers: Sequence[Paper]) -> Iterator[str]:
    """Dates that a file wrote and that say nothing: "n.d.", "forthcoming", a year that is none."""
    for entry, paper in zip(entries, papers, strict=True):
        if entry.date and entry.date.strip() and not paper.published:
            yield " ".join(entry.date.split())[:40]
