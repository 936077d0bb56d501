"""Put papers into a library: into Chroma, and into the indexes derived from it.

In: papers. Out: a library that holds each once, and a report of what changed. A batch
is noted in a journal, put into Chroma, derived, and made visible, in that order; what
is cut off in between is finished by whoever writes next. One writer at a time.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from rag.encoders.encoder import Encoder
from rag.ingest.built_with import BuiltWith
from rag.ingest.deciding import decide, others, unknown
from rag.ingest.indexing import Indexer, Progress, quiet
from rag.ingest.kept import LossError
from rag.ingest.merging import merge
from rag.ingest.rebuilding import (
    agree_again,
    derive_again,
    embed_anew,
    embedded,
    forget,
    put_in_force,
    unfinished,
)
from rag.ingest.records import paper_from_row
from rag.ingest.report import Report
from rag.ingest.storage import CurrentReader, Storage
from rag.ingest.verified import Verified, verified
from rag.model.errors import DamagedLibraryError, EmbedderMismatchError, LockedError
from rag.model.paper import Paper, paper_from
from store.database_file import DatabaseError
from store.manifest import is_awaited
from store.reader import Reader
from store.schema import DamagedError
from store.shared import Whole
from store.vectors import Row

PAPERS_AT_ONCE = 20_000  # papers that are in memory together and compared with each other
PAPERS_PER_COMMIT = 256  # papers between two commits: at most a few seconds' work is done again after a crash
EMBEDDING = "embedding the library anew"  # what the lock is held for then
GIVES_WAY = 20.0  # seconds within which a background process that embeds anew lets others write


class Library:
    """The library in `home`, written with `encoder`; `batch` papers between two commits.

    One writer at a time, in any process: methods that write raise LockedError where another one does.
    Any number of readers meanwhile; `reader.now()` is the last complete state, and says in its manifest whose
    vectors it holds: after a rebuild those may be another encoder's. Reading does not repair anything: call
    `recover` first. BrokenDatabaseError where Chroma cannot be read.
    """

    def __init__(
        self, home: Path, encoder: Encoder, *, batch: int = PAPERS_PER_COMMIT, at_once: int = PAPERS_AT_ONCE
    ) -> None:
        self.home, self.encoder, self.batch, self.at_once = home, encoder, batch, at_once
        self._storage, self._built_with = Storage(home), BuiltWith(home, encoder.name)
        self._indexer = Indexer(self._storage, encoder)
        self.tell: Callable[[str], None] = lambda line: None  # gets a line where something had to be mended
        self._storage.tell = lambda line: self.tell(line)
        self.reader = CurrentReader(self._storage, lambda: self._name)

    @property
    def built_with(self) -> str | None:
        """The encoder whose vectors the library holds; None while it is empty."""
        with self._storage.as_ask_errors():
            return self._built_with.name

    @property
    def is_outdated(self) -> bool:
        """Whether an earlier version of the encoder built it, and answers until `embed_anew` is done."""
        return (self.built_with or "") in self.encoder.earlier

    def ingest(self, papers: Iterable[Paper], progress: Progress = quiet) -> Report:
        """Add new papers, update those that changed, leave the rest. `progress` gets the number of papers
        dealt with since it was last called. A library of an earlier version of the encoder is embedded anew
        first. EmbedderMismatchError where another encoder built the library, LockedError where another
        process writes."""
        report = Report()
        with self._writing("ask ingest"):
            self._put_right()
            self._check_encoder()
            left = iter(papers)
            while some := list(islice(left, self.at_once)):
                merged = merge(some)
                report.merges += merged.merges
                progress(len(merged.merges))
                for start in range(0, len(merged.papers), self.batch):
                    self._ingest_batch(merged.papers[start : start + self.batch], report, progress)
        return report

    def remove(self, ids: Sequence[str]) -> None:
        """Remove these papers; unknown ids do nothing. LockedError where another process writes."""
        if self.built_with is None:
            return
        with self._writing("ask remove"):
            self._put_right()
            journal = self._storage.journal(self._name)
            journal.begin({id_: [] for id_ in ids})
            self._forget(ids)
            journal.done()

    def rebuild(self, progress: Progress = quiet, *, at_a_loss: bool = False) -> int:
        """Rebuild the indexes with the current encoder, from Chroma and what only they hold, and Chroma where
        it lacks papers or cannot be read; returns the number of papers. The old indexes stay readable until
        the new ones are complete. LossError where papers cannot be read, unless it is done `at_a_loss`."""
        with self._writing("ask ingest --rebuild"):
            self._note_encoder()
            if self._name != self.encoder.name:
                return self._embed_anew(progress, at_a_loss=at_a_loss) or 0
            if self._storage.has_database and not self._damaged(self._storage.reader(self._name)):
                with suppress(DatabaseError, LossError):  # then it is made anew
                    self._finish()
            return derive_again(self._indexer, self.batch, progress, at_a_loss=at_a_loss)

    def embed_anew(self, progress: Progress = quiet, *, giving_way: bool = False) -> bool:
        """Embed the papers of an earlier version of the encoder with the latest; what that version made
        serves until all is done. Cut off at any moment, the next run goes on from there. Returns whether the
        library is of the latest version now: `giving_way`, it is left when another process waits to write.
        LockedError where another process writes."""
        with self._storage.writing(EMBEDDING, seconds=0 if giving_way else GIVES_WAY):
            self._note_encoder()
            stop = (lambda: is_awaited(self.home)) if giving_way else (lambda: False)
            return not self.is_outdated or self._embed_anew(progress, stop) is not None

    def embedded_anew(self) -> int:
        """How many papers `embed_anew` has done; they are not read yet."""
        return embedded(self._storage, self.encoder.name)

    def count(self) -> int:
        """How many papers are in Chroma, the source of truth."""
        if self.built_with is None:
            return 0
        return self._storage.count(self._name)

    def complete_chroma(self, progress: Progress = quiet) -> None:
        """Put into Chroma what only the indexes hold, where this encoder made them."""
        if self._name == self.encoder.name:
            with self._writing("ask restore"):
                agree_again(self._indexer, self.batch, progress, is_told=False)

    def chunks_of(self, ids: Sequence[str]) -> list[Row]:
        """The rows in Chroma, with vectors, of the chunks of these papers. LockedError where another process
        writes."""
        with self._storage.writing("ask library push"):
            return self._storage.vectors(self._name).chunks_of(ids)

    def adopt(self, wholes: Sequence[Whole]) -> None:
        """Papers that this encoder has embedded already; those that are one with a paper that is here are
        merged, for which they are embedded once more. LockedError where another process writes."""
        with self._writing("ask library pull"):
            self._put_right()
            self._check_encoder()
            new = unknown(self.reader.now(), wholes)
            journal = self._storage.journal(self._name)
            journal.begin({whole.row.id: [] for whole in new})
            self._indexer.adopt(new, self._storage.derived(self._name))
            journal.done()
        if len(new) < len(wholes):
            self.ingest(others(wholes, new))

    def verify(self) -> Verified:
        """Every byte of the library, against what was noted when it was written. LockedError where another
        process writes."""
        with self._storage.writing("ask doctor --deep"):
            return verified(self._storage, self._name)

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
        return len(self._storage.begun(self._name))

    def recover(self, progress: Progress = quiet) -> bool:
        """Finish what another writer left, and rebuild indexes that are missing or damaged; returns whether
        anything was done. Where the indexes can be read and another process is writing, nothing is."""
        damaged = self._damaged(self.reader)
        begun = not (damaged or self.is_outdated) and self.interrupted()  # else a rebuild finishes it
        if not (damaged or self._built_with.is_noted_wrong or begun):
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

    @contextmanager
    def _writing(self, what: str) -> Iterator[None]:
        """Hold the lock; a process that embeds the library anew in the background is given time to let go."""
        with self._storage.writing(what, seconds=GIVES_WAY if self.is_outdated else 1):
            yield

    def _damaged(self, reader: Reader | CurrentReader) -> bool:
        """Whether the indexes are gone or cannot be read, although Chroma may have papers."""
        try:
            reader.now()
            self.interrupted()
        except (DamagedError, DamagedLibraryError):
            return True
        return self._storage.manifest(self._name).stamp() == (0, 0) and (self.home / "chroma").exists()

    def _put_right(self, progress: Progress = quiet) -> bool:
        """Before anything is written: mend what is damaged, finish what was begun."""
        noted = self._note_encoder()
        damaged = self._damaged(self._storage.reader(self._name))
        begun = damaged or bool(self._storage.journal(self._name).begun())
        if begun and self.is_outdated:
            self._embed_anew(progress)
        elif begun and self._name != self.encoder.name:
            raise EmbedderMismatchError(self._name, self.encoder.name)
        elif damaged:
            derive_again(self._indexer, self.batch, progress)
        elif self._name == self.encoder.name:
            self._finish()
        return noted or begun

    def _finish(self) -> None:
        """Let Chroma and the indexes hold the same papers, and finish what was begun."""
        agree_again(self._indexer, self.batch)
        self._roll_forward()

    def _note_encoder(self) -> bool:
        """Note which encoder built the papers in Chroma where that is noted wrong; whether it was."""
        name = self.built_with
        if name is None or not self._built_with.is_noted_wrong:
            return False
        self._built_with.note(name)
        return True

    def _embed_anew(
        self, progress: Progress, stop: Callable[[], bool] = lambda: False, *, at_a_loss: bool = False
    ) -> int | None:
        """Chroma's papers, encoded once more, take the place of the indexes in force; returns how many they
        are, None where it was stopped."""
        old, new = self._name, self.encoder.name
        papers = embed_anew(self._indexer, old, self.batch, progress, stop=stop, at_a_loss=at_a_loss)
        if papers is not None:
            put_in_force(self._storage, new, old, self._built_with.note)
        return papers

    def _check_encoder(self) -> None:
        for earlier in self.encoder.earlier:
            if earlier != self._name and self._storage.index(earlier).exists():
                forget(self._storage, earlier)  # cut off when all was embedded anew
        if self.is_outdated and len(self.reader.now()):
            self._embed_anew(quiet)
        built_with = self.built_with
        if built_with not in (None, self.encoder.name) and len(self.reader.now()):
            raise EmbedderMismatchError(str(built_with), self.encoder.name)
        if built_with != self.encoder.name:
            if built_with is not None:  # a rebuild that was cut off may have left something
                forget(self._storage, self.encoder.name)
                shutil.rmtree(unfinished(self._storage, self.encoder.name), ignore_errors=True)
            self._built_with.note(self.encoder.name)

    def _ingest_batch(self, batch: Sequence[Paper], report: Report, progress: Progress) -> None:
        changed, gone = decide(self.reader.now(), batch, report, progress)
        if changed:
            journal = self._storage.journal(self._name)
            journal.begin(gone)
            self._indexer.write(changed, self._storage.derived(self._name), progress)
            self._forget([old for olds in gone.values() for old in olds])
            journal.done()

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
            self._indexer.write(in_order, self._storage.derived(self._name))
            self._forget([old for id_ in present for old in begun[id_]])
        journal.done()

    def _forget(self, ids: Sequence[str]) -> None:
        if ids:
            self._storage.vectors(self._name).delete(ids)
            self._storage.derived(self._name).remove(set(ids))
