"""Make the indexes of a whole library anew, from the papers in Chroma, while the old ones serve.

In: the papers of the library, and what writes them with an encoder. Out: new indexes in the place
of the old ones, put in force in one step. The caller holds the lock and notes the encoder.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from rag.ingest.indexing import Indexer, Progress, quiet
from rag.ingest.kept import LossError, keep_copy, keep_damaged, what_is_lost
from rag.ingest.records import paper_from_row
from rag.ingest.storage import Storage
from rag.ingest.surviving import Surviving, held_papers, lacking, surviving
from rag.ingest.verified_vectors import changed_archives
from store.database_file import DatabaseError, integrity
from store.derived import Derived
from store.manifest import Journal, ManifestFile
from store.schema import DamagedError

T = TypeVar("T")


def derive_again(indexer: Indexer, batch: int, progress: Progress, *, at_a_loss: bool = False) -> int:
    """The same encoder's indexes once more, and Chroma where it lacks papers; returns how many papers there
    are. LossError where some cannot be read, unless that is what is wanted (`at_a_loss`)."""
    storage = indexer.storage
    found = _gathered(storage, indexer.encoder.name, at_a_loss=at_a_loss)
    try:
        _write_again(indexer, found, batch, progress)
    except DatabaseError as error:  # it could be read, and cannot be written to
        storage.check_refusal(error)
        storage.set_aside()
        storage.restoring.touch()
        _write_again(indexer, replace(found, in_chroma=frozenset()), batch, progress)
    return len(found.papers)


def _write_again(indexer: Indexer, found: Surviving, batch: int, progress: Progress) -> None:
    storage, name = indexer.storage, indexer.encoder.name
    derived = Derived.empty(unfinished(storage, name))
    journal = storage.journal(name)
    for some in _batches(found.papers, batch):
        # not those that Chroma lacks: what is begun and not in Chroma is removed by who comes after a crash
        journal.begin({paper.paper_id: [] for paper in some if paper.paper_id in found.in_chroma})
        indexer.write(some, derived, progress)
    # keep nothing that a crash has left
    storage.vectors(name).keep_only({paper.paper_id for paper in found.papers})
    storage.derived(name).adopt(derived)
    for archive in changed_archives(storage.index(name)):  # made anew when it is wanted
        archive.unlink(missing_ok=True)
    journal.done()
    storage.restoring.unlink(missing_ok=True)
    shutil.rmtree(derived.folder, ignore_errors=True)


def agree_again(indexer: Indexer, batch: int, progress: Progress = quiet, *, is_told: bool = True) -> None:
    """Where Chroma lacks papers that the indexes hold, or they papers that Chroma holds, and no journal says
    why: put them there. LossError where one of them cannot be read. `is_told`: nobody meant it."""
    storage, name = indexer.storage, indexer.encoder.name
    begun, snapshot = storage.journal(name).begun(), storage.reader(name).now()
    if not (begun or len(snapshot) or storage.has_database):
        return  # a new library, for which no database is made before its first papers
    vectors, there = storage.vectors(name), storage.has_database  # else none is made before it is needed
    if there and not begun and vectors.count() == len(snapshot):
        return
    known, rows = (
        vectors.ids() if there else set(),
        dict(zip(snapshot.ids(), snapshot.rows.tolist(), strict=True)),
    )
    if lacking(rows, known, begun):
        both = surviving(storage, name)
        if not both.is_whole:
            raise LossError(storage.home, both)
        if is_told and not storage.restoring.exists():  # else a copy was made when it was begun
            _copied(storage, both)
        storage.restoring.touch()
        for some in _batches([p for p in both.papers if p.paper_id not in known], batch):
            indexer.write_chroma(some, progress)
    storage.restoring.unlink(missing_ok=True)
    for ids in _batches([id_ for id_ in known if id_ not in rows and id_ not in begun], batch):
        found = [paper_from_row(row) for row in vectors.get(ids)]
        indexer.write(found, storage.derived(name))


def embed_anew(
    indexer: Indexer,
    old: str,
    batch: int,
    progress: Progress,
    *,
    stop: Callable[[], bool],
    at_a_loss: bool = False,
) -> int | None:
    """Indexes by `indexer`'s encoder of the papers that `old` embedded, ready to be put in force.

    What an earlier run has done is kept and counted as progress. Returns how many papers there are; None
    where it was stopped: `stop` is asked before each batch. LossError as of `derive_again`.
    """
    storage, new = indexer.storage, indexer.encoder.name
    derived = _begun(storage, new)
    papers, done = _gathered(storage, old, at_a_loss=at_a_loss).papers, _done(storage, new, derived)
    lacking = [paper for paper in papers if done.get(paper.paper_id) != paper.fingerprint]
    progress(len(papers) - len(lacking))
    for some in _batches(lacking, batch):
        if stop():
            return None
        indexer.write(some, derived, progress)
    ids = {paper.paper_id for paper in papers}
    derived.remove({id_ for id_, _ in derived.fingerprints()} - ids)
    storage.vectors(new).keep_only(ids)
    return len(papers)


def put_in_force(storage: Storage, new: str, old: str, note: Callable[[str], None]) -> None:
    """What `embed_anew` has made takes the place of what `old` made, when `note` has noted it."""
    shutil.rmtree(storage.index(new), ignore_errors=True)
    unfinished(storage, new).rename(storage.index(new))
    note(new)
    forget(storage, old)


def forget(storage: Storage, name: str) -> None:
    """Remove what an encoder made that is not in force now; its indexes last, they show that it is due."""
    storage.vectors(name).drop()
    shutil.rmtree(storage.index(name), ignore_errors=True)


def unfinished(storage: Storage, name: str) -> Path:
    """Where indexes are made before they are put in force."""
    return storage.index(f"{name}-next")


def embedded(storage: Storage, new: str) -> int:
    """How many papers `embed_anew` has done; they are not read yet."""
    try:
        return len(storage.reader(f"{new}-next").now())
    except DamagedError:
        return 0


def _begun(storage: Storage, new: str) -> Derived:
    """What an earlier run has done, if it can be read; else nothing."""
    folder, whole = unfinished(storage, new), storage.index(new)
    if not folder.exists() and whole.exists():  # cut off when it was complete and not noted yet
        Journal(whole).done()
        whole.rename(folder)
    derived = Derived(folder, ManifestFile(folder))
    try:
        storage.reader(f"{new}-next").now()
    except DamagedError:
        return Derived.empty(folder)
    return derived


def _done(storage: Storage, new: str, derived: Derived) -> dict[str, str]:
    """The fingerprints, by id, of the papers that Chroma and the new indexes hold both."""
    found = dict(derived.fingerprints())
    stored = {row.id for rows in storage.vectors(new).everything() for row in rows} if found else set()
    return {id_: fingerprint for id_, fingerprint in found.items() if id_ in stored}


def _gathered(storage: Storage, name: str, *, at_a_loss: bool) -> Surviving:
    """The papers of the library, a copy of which is kept; a database that cannot be read is set aside.
    LossError where not all can be read and it is not to be done `at_a_loss`; of none, nothing is made."""
    found = surviving(storage, name)
    if not found.papers and (found.broken or not found.is_whole or held_papers(storage, name)):
        raise LossError(storage.home, found)
    if not found.is_whole and not at_a_loss:
        raise LossError(storage.home, found)
    _copied(storage, found)
    if found.harmed and (found.lacking or not found.is_whole):
        kept = keep_damaged(storage, name, found.harmed)
        lost = what_is_lost(found) if not found.is_whole else "some files could not be read, each paper could"
        storage.tell(f"{lost}{f'; the damaged files are kept in {kept}' if kept else ''}")
    if found.broken or (storage.has_database and integrity(storage.home / "chroma")):
        storage.set_aside()
        found = replace(found, in_chroma=frozenset())
    if any(paper.paper_id not in found.in_chroma for paper in found.papers):
        storage.restoring.touch()
    return found


def _copied(storage: Storage, found: Surviving) -> None:
    """Keep a copy of the papers; where Chroma lacked some, say so."""
    path = keep_copy(storage.home, found.papers)
    if path and found.lacking:
        why = f"cannot be read ({' '.join(found.broken.split())[:80]})" if found.broken else "lacked them"
        storage.tell(
            f"{found.lacking:,} of {len(found.papers):,} papers are put back into Chroma, which {why}; "
            f"a copy of all is in {path}"
        )


def _batches(things: Sequence[T], size: int) -> list[Sequence[T]]:
    return [things[start : start + size] for start in range(0, len(things), size)]
