"""Put papers into a library: into Chroma, and into the indexes derived from it.

In: papers. Out: a library that holds each once, and a report of what changed. A batch
is noted in a journal, put into Chroma, derived, and made visible, in that order; what
is cut off in between is finished by whoever writes next. One writer at a time.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from rag.encoders.encoder import Document, Encoded, Encoder
from rag.ingest.built_with import BuiltWith
from rag.ingest.chunks import paper_chunks
from rag.ingest.merging import merge, merge_two, same_paper
from rag.ingest.records import chunk_rows, filled, item_of, lookup_keys_of, paper_from_row, row_of
from rag.ingest.storage import Storage
from rag.model.errors import EmbedderMismatchError, LockedError
from rag.model.paper import Paper, paper_from
from rag.text.sentences import Span, sentences
from store.derived import Derived
from store.item import Item
from store.manifest import DamagedError, ManifestFile
from store.snapshot import Reader, Snapshot
from store.vectors import Row

PAPERS_PER_COMMIT = 256  # papers between two commits: at most a few seconds' work is done again after a crash

Progress = Callable[[int], None]


def _quiet(done: int) -> None:
    """No progress is shown."""


@dataclass
class Report:
    """What `Library.ingest` did with the papers, by paper id."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


class Library:
    """The library in `home`, written with `encoder`; `batch` papers between two commits.

    One writer at a time, in any process: methods that write raise LockedError where another one does.
    Any number of readers meanwhile, in this process and others; `reader.now()` is the last complete
    state. BrokenDatabaseError where Chroma cannot be read.
    """

    def __init__(self, home: Path, encoder: Encoder, *, batch: int = PAPERS_PER_COMMIT) -> None:
        self.home, self.encoder, self.batch = home, encoder, batch
        self._storage, self._built_with = Storage(home), BuiltWith(home, encoder.name)
        self._readers: dict[str, Reader] = {}

    @property
    def built_with(self) -> str | None:
        """The encoder whose vectors the library holds; None while it is empty."""
        with self._storage.asking_chroma():
            return self._built_with.name

    @property
    def reader(self) -> Reader:
        """Snapshots of the current indexes; after a rebuild those may be another encoder's. Reading does
        not repair anything: call `recover` first."""
        return self._readers.setdefault(self._name, self._storage.reader(self._name))

    def ingest(self, papers: Sequence[Paper], progress: Progress = _quiet) -> Report:
        """Add new papers, update those that changed, leave the rest. `progress` gets the number of papers
        dealt with since it was last called. EmbedderMismatchError where another encoder built the
        library, LockedError where another process writes."""
        report = Report()
        with self._storage.writing("ask ingest"):
            self._put_right()
            self._check_encoder()
            incoming = merge(papers)
            for start in range(0, len(incoming), self.batch):
                self._ingest_batch(incoming[start : start + self.batch], report, progress)
        return report

    def remove(self, ids: Sequence[str]) -> None:
        """Remove these papers; unknown ids do nothing. LockedError where another process writes."""
        if self.built_with is None:
            return
        with self._storage.writing("ask remove"):
            self._put_right()
            journal = self._storage.journal(self._name)
            journal.begin({id_: [] for id_ in ids})
            self._forget(ids)
            journal.done()

    def rebuild(self, progress: Progress = _quiet) -> int:
        """Rebuild the indexes from Chroma with the current encoder; returns the number of papers. The old
        indexes stay readable until the new ones are complete."""
        with self._storage.writing("ask ingest --rebuild"):
            self._note_encoder()
            if self._name == self.encoder.name and not self._damaged(self._storage.reader(self._name)):
                self._roll_forward()
            return self._derive_anew(progress)

    def count(self) -> int:
        """How many papers are in Chroma, the source of truth."""
        if self.built_with is None:
            return 0
        return self._storage.count(self._name)

    def papers(self) -> Iterator[Paper]:
        """All papers as they are at this moment, in the order they were added."""
        snapshot = self.reader.now()
        return (paper_from(snapshot.payload(int(row))) for row in snapshot.rows)

    def digests(self) -> list[str]:
        """The ids of the papers that are here only as a digest."""
        snapshot = self.reader.now()
        return [snapshot.id(row) for row, fields in snapshot.columns() if fields.get("text_kind") == "digest"]

    def interrupted(self) -> int:
        """How many papers some writer began and did not finish."""
        return len(self._storage.journal(self._name).begun())

    def recover(self, progress: Progress = _quiet) -> bool:
        """Finish what another writer left, and rebuild indexes that are missing or damaged; returns whether
        anything was done. Where the indexes can be read and another process is writing, nothing is."""
        damaged = self._damaged(self.reader)
        if not (damaged or self._built_with.is_noted_wrong or self.interrupted()):
            return False
        try:
            with self._storage.writing("finishing an interrupted ingest", seconds=1 if damaged else 0):
                return self._put_right(progress)
        except (LockedError, EmbedderMismatchError):
            if damaged:
                raise
            return False

    @property
    def _name(self) -> str:
        return self.built_with or self.encoder.name

    def _damaged(self, reader: Reader) -> bool:
        """Whether the indexes are gone or cannot be read, although Chroma may have papers."""
        try:
            reader.now()
            self._storage.journal(self._name).begun()
        except DamagedError:
            return True
        return self._storage.manifest(self._name).stamp() == (0, 0) and (self.home / "chroma").exists()

    def _put_right(self, progress: Progress = _quiet) -> bool:
        """Before anything is written: mend what is damaged, finish what was begun."""
        noted = self._note_encoder()
        damaged = self._damaged(self._storage.reader(self._name))
        if not damaged and not self._storage.journal(self._name).begun():
            return noted
        if self._name != self.encoder.name:
            raise EmbedderMismatchError(self._name, self.encoder.name)
        if damaged:
            self._derive_anew(progress)
        else:
            self._roll_forward()
        return True

    def _note_encoder(self) -> bool:
        """Note which encoder built the papers in Chroma where that is noted wrong; whether it was."""
        name = self.built_with
        if name is None or not self._built_with.is_noted_wrong:
            return False
        self._built_with.note(name)
        return True

    def _derive_anew(self, progress: Progress) -> int:
        """Chroma's papers, encoded once more, take the place of the indexes in force in one step."""
        old, new = self._name, self.encoder.name
        rows = chain.from_iterable(self._storage.vectors(old).everything())
        papers = merge(map(paper_from_row, rows))
        folder = self._storage.index(f"{new}-next")
        shutil.rmtree(folder, ignore_errors=True)
        derived, journal = Derived(folder, ManifestFile(folder)), self._storage.journal(new)
        for start in range(0, len(papers), self.batch):
            some = papers[start : start + self.batch]
            journal.begin({paper.paper_id: [] for paper in some})
            self._write_batch(some, derived, progress)
        # keep nothing that a crash has left
        self._storage.vectors(new).keep_only({paper.paper_id for paper in papers})
        self._storage.derived(new).adopt(derived)
        journal.done()
        shutil.rmtree(folder, ignore_errors=True)
        if new != old:
            self._built_with.note(new)
            shutil.rmtree(self._storage.index(old), ignore_errors=True)
            self._storage.vectors(old).drop()
        return len(papers)

    def _check_encoder(self) -> None:
        built_with = self.built_with
        if built_with not in (None, self.encoder.name) and len(self.reader.now()):
            raise EmbedderMismatchError(str(built_with), self.encoder.name)
        if built_with != self.encoder.name:
            if built_with is not None:  # a rebuild that was cut off may have left something
                self._storage.vectors(self.encoder.name).drop()
                shutil.rmtree(self._storage.index(self.encoder.name), ignore_errors=True)
            self._built_with.note(self.encoder.name)

    def _ingest_batch(self, batch: Sequence[Paper], report: Report, progress: Progress) -> None:
        snapshot = self.reader.now()
        changed: list[Paper] = []
        gone: dict[str, list[str]] = {}  # by the id of a changed paper: ids it was known by before
        for paper in batch:
            known = self._known(snapshot, paper)
            whole = paper
            for old in reversed(known):
                whole = merge_two(old, whole)
            if known and whole.fingerprint == known[0].fingerprint and len(known) == 1:
                report.unchanged.append(whole.paper_id)
                progress(1)
                continue
            (report.updated if known else report.added).append(whole.paper_id)
            gone[whole.paper_id] = [old.paper_id for old in known if old.paper_id != whole.paper_id]
            changed.append(whole)
        if changed:
            journal = self._storage.journal(self._name)
            journal.begin(gone)
            self._write_batch(changed, self._storage.derived(self._name), progress)
            self._forget([old for olds in gone.values() for old in olds])
            journal.done()

    @staticmethod
    def _known(snapshot: Snapshot, paper: Paper) -> list[Paper]:
        """The stored papers that are this one."""
        rows = dict.fromkeys(row for key in lookup_keys_of(paper) for row in snapshot.find(key))
        return [known for row in rows if same_paper(known := paper_from(snapshot.payload(row)), paper)]

    def _write_batch(self, papers: Sequence[Paper], derived: Derived, progress: Progress) -> None:
        """Chroma first, then what is derived from it; readers see the batch at the end."""
        rows: list[Row] = []
        chunks: list[Row] = []
        items: list[Item] = []
        for paper, spans, encoded in self._encoded(papers):
            rows.append(row_of(paper, filled(encoded.vectors.document)))
            chunks += chunk_rows(paper, spans, encoded)
            items.append(item_of(paper, encoded))
            progress(1)
        self._storage.vectors(self.encoder.name).put(rows, chunks)
        derived.add(items, built_with=self.encoder.name)

    def _encoded(self, papers: Sequence[Paper]) -> Iterator[tuple[Paper, list[Span], Encoded]]:
        documents, spans = [], []
        for paper in papers:
            found = sentences(paper.text)
            spans.append(paper_chunks(paper, found, self.encoder.count))
            documents.append(Document(paper.title, paper.text, found, spans[-1], paper.questions))
        return zip(papers, spans, self.encoder.documents(documents), strict=True)

    def _roll_forward(self) -> None:
        """Finish what the journal says was begun: Chroma is right, the rest follows it."""
        journal = self._storage.journal(self._name)
        begun = journal.begun()
        if not begun:
            return
        present = {row.id: paper_from_row(row) for row in self._storage.vectors(self._name).get(list(begun))}
        self._forget([id_ for id_ in begun if id_ not in present])
        if present:
            in_order = [present[id_] for id_ in begun if id_ in present]
            self._write_batch(in_order, self._storage.derived(self._name), _quiet)
            self._forget([old for id_ in present for old in begun[id_]])
        journal.done()

    def _forget(self, ids: Sequence[str]) -> None:
        if ids:
            self._storage.vectors(self._name).delete(ids)
            self._storage.derived(self._name).remove(set(ids))
