"""A library that is shared by many machines: read from a copy on this one, written through its server.

In: papers. Out: the same as of a library in a folder. What is written goes to the server first, a batch at
a time under a lease, then into the copy. Papers are embedded before the lease is taken, so that several
machines embed at once. Where the server does not answer, questions are answered from the copy, which is
said."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NoReturn

from rag.encoders.encoder import Encoder
from rag.ingest.deciding import decide, others, unknown
from rag.ingest.indexing import Indexer, Made, Progress, quiet
from rag.ingest.library import PAPERS_AT_ONCE, PAPERS_PER_COMMIT, Library
from rag.ingest.merging import merge
from rag.ingest.records import paper_from_row
from rag.ingest.report import Report
from rag.ingest.shared_cache import Cache
from rag.ingest.storage import CurrentReader, Storage
from rag.ingest.verified import Verified, verified_indexes
from rag.model.errors import AskError, EmbedderMismatchError, LockedError, StoreError
from rag.model.paper import Paper
from store.content import content_of
from store.lease import SECONDS, Lease, LeaseHeldError, LeaseLostError
from store.packed import packed
from store.schema import NewerFormatError
from store.server import ServerAwayError, ServerRefusedError
from store.shared import SharedStore, State, Whole
from store.snapshot import Snapshot
from store.vectors import Row

LOOKS_EVERY, LOOKS_AGAIN = 1.0, 20.0  # seconds between two looks at a server that answers, and that does not
Tell = Callable[[str], None]


@contextmanager
def as_ask_errors() -> Iterator[None]:
    """What a server cannot do becomes an AskError, which says what to do."""
    try:
        yield
    except ServerAwayError as error:
        raise StoreError(f"the server does not answer ({error}); start it, or see: ask doctor") from error
    except ServerRefusedError as error:
        raise StoreError(f"{error}; check ASK_STORE, its token and its database") from error
    except LeaseLostError as error:
        raise StoreError(str(error)) from error
    except LeaseHeldError as error:
        raise LockedError(str(error)) from error
    except NewerFormatError as error:
        raise StoreError(f"a newer version wrote it ({error}); update ask") from error


class FreshReader(CurrentReader):
    """Snapshots of the copy, which is brought up to date first where the last look is a second old."""

    def __init__(self, storage: Storage, name: Callable[[], str], cache: Cache, tell: Tell) -> None:
        super().__init__(storage, name)
        self._cache, self._tell, self._looking = cache, tell, threading.Lock()
        self._look_at, self._is_away = 0.0, False

    def now(self) -> Snapshot:
        """The newest snapshot; a line to `tell` where the server went away or is back."""
        if time.monotonic() >= self._look_at and self._looking.acquire(blocking=False):
            try:
                self._refresh()
            finally:
                self._looking.release()
        return super().now()

    def _refresh(self) -> None:
        try:
            with as_ask_errors():
                self._cache.refresh()
        except StoreError as error:
            if not self._is_away:
                self._tell(f"{error}; answered from the copy on this machine")
            self._is_away, self._look_at = True, time.monotonic() + LOOKS_AGAIN
            return
        if self._is_away:
            self._tell("the server answers again")
        self._is_away, self._look_at = False, time.monotonic() + LOOKS_EVERY


class SharedLibrary(Library):
    """The library of `store`, of which a copy is kept in `home`; `looking` reads without patience. Methods
    that write wait for other writers, and for a server that is away; StoreError where that takes too
    long."""

    def __init__(
        self,
        home: Path,
        encoder: Encoder,
        store: SharedStore,
        looking: SharedStore,
        *,
        batch: int = PAPERS_PER_COMMIT,
        lease_seconds: float = SECONDS,
    ) -> None:
        super().__init__(home, encoder, batch=batch, at_once=PAPERS_AT_ONCE)
        self.store, self.cache, self.lease_seconds = store, Cache(home, store), lease_seconds
        tell = store.server.tell
        self.reader = FreshReader(self._storage, lambda: self._name, Cache(home, looking), tell)

    @property
    def is_outdated(self) -> bool:
        """Never: it is embedded anew by nobody alone."""
        return False

    def ingest(self, papers: Iterable[Paper], progress: Progress = quiet) -> Report:
        """As of a folder; other writers come in between the batches."""
        report, left = Report(), iter(papers)
        while some := list(islice(left, self.at_once)):
            merged = merge(some)
            report.merges += merged.merges
            progress(len(merged.merges))
            for start in range(0, len(merged.papers), self.batch):
                self._ingest_shared(merged.papers[start : start + self.batch], report, progress)
        return report

    def remove(self, ids: Sequence[str]) -> None:
        """Remove these papers; unknown ids do nothing."""
        with self._leased("ask remove") as (lease, state):
            known = {row.id for row in self.store.rows(state.built_with, ids)}
            if known:
                self._write(lease, state, [], {id_: [] for id_ in ids if id_ in known})

    def count(self) -> int:
        """How many papers the server holds."""
        with as_ask_errors():
            state = self.store.state()
            return self.store.count(state.built_with) if state else 0

    def recover(self, progress: Progress = quiet) -> bool:
        """Nothing is to be repaired: the copy is made anew where it cannot be read."""
        self.reader.now()
        return False

    def interrupted(self) -> int:
        """How many papers some writer has begun to write to the server."""
        with as_ask_errors():
            state = self.store.state()
        return len(state.begun) if state else 0

    def complete_chroma(self, progress: Progress = quiet) -> None:
        """The server is what the copy is made from."""

    def rebuild(self, progress: Progress = quiet, *, at_a_loss: bool = False) -> NoReturn:
        raise AskError(
            "a shared library is not rebuilt in place; take it with ask library pull, rebuild that, and put "
            "it on a server of its own with ask library push"
        )

    def verify(self) -> Verified:
        """Every byte of the copy, against what was noted when it was written."""
        with self.cache.writing("ask doctor --deep"):
            return verified_indexes(self._storage, self._name)

    def chunks_of(self, ids: Sequence[str]) -> list[Row]:
        """The rows in Chroma, with vectors, of the chunks of these papers."""
        with as_ask_errors():
            return self.store.chunks(self._name, ids)

    def adopt(self, wholes: Sequence[Whole]) -> None:
        """Papers that are embedded already; those that are here as they are go no further, those that may be
        one with another are merged, for which they are embedded once more."""
        with self._leased("ask library push") as (lease, state):
            new = unknown(self.cache.snapshot(state), wholes)
            if new:
                self._write(lease, state, new, {})
        if len(new) < len(wholes):
            self.ingest(others(wholes, new))

    def _ingest_shared(self, batch: Sequence[Paper], report: Report, progress: Progress) -> None:
        with as_ask_errors():
            changed, _ = decide(self.reader.now(), batch, Report(), quiet)
        ready = {whole.row.metadata["fingerprint"]: whole for whole in self._wholes(changed, progress)}
        if not changed:
            decide(self.reader.now(), batch, report, progress)
            return
        with self._leased("ask ingest") as (lease, state):
            changed, gone = decide(self.cache.snapshot(state), batch, report, quiet)
            lacking = [paper for paper in changed if paper.fingerprint not in ready]
            ready |= {whole.row.metadata["fingerprint"]: whole for whole in self._wholes(lacking, quiet)}
            if changed:
                self._write(lease, state, [ready[paper.fingerprint] for paper in changed], gone)
        progress(len(batch) - len(ready))

    @contextmanager
    def _leased(self, what: str) -> Iterator[tuple[Lease, State]]:
        """Alone among all writers, the copy up to date, what others began finished."""
        with as_ask_errors(), self.cache.writing(what):
            state = self.store.state() or self.store.create(self.encoder.name)
            if state.built_with != self.encoder.name:
                raise EmbedderMismatchError(state.built_with, self.encoder.name)
            with self.store.lease(what, seconds=self.lease_seconds) as lease:
                state = self.cache.catch_up() or state
                if not state.is_complete:
                    self._finish_others(lease, state)
                    state = self.cache.catch_up() or state
                yield lease, state

    def _finish_others(self, lease: Lease, state: State) -> None:
        """What a writer began that died: what it had written whole stays, the rest is written again."""
        rows = {row.id: row for row in self.store.rows(state.built_with, list(state.begun))}
        halves = [row for row in rows.values() if int(row.metadata["change"]) <= state.committed]
        wholes = self._wholes([paper_from_row(row) for row in halves], quiet)
        replaced = {id_: olds for id_, olds in state.begun.items() if olds or id_ not in rows}
        written = {whole.row.id for whole in wholes}
        olds = [old for id_, olds in replaced.items() if id_ in rows for old in olds]
        gone = [id_ for id_ in replaced if id_ not in rows]
        kept = rows.keys() - written
        self.store.write(lease, state, wholes, {id_: [] for id_ in (*olds, *gone) if id_ not in kept})

    def _write(
        self, lease: Lease, state: State, wholes: Sequence[Whole], gone: Mapping[str, Sequence[str]]
    ) -> None:
        """To the server, then into the copy, which was up to date."""
        after, changes = self.store.write(lease, state, wholes, gone)
        self.cache.apply(after, changes)
        self.cache.note(after)

    def _wholes(self, papers: Sequence[Paper], progress: Progress) -> list[Whole]:
        indexer = Indexer(self._storage, self.encoder)
        return [whole_of(made) for made in indexer.made(papers, progress)] if papers else []


def whole_of(made: Made) -> Whole:
    """A paper as a server keeps it."""
    return Whole(made.row, made.chunks, packed(content_of([made.item])))
