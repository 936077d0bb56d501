"""Make the indexes of a whole library anew, from the papers in Chroma, while the old ones serve.

In: the papers of the library, and what writes them with an encoder. Out: new indexes in the place
of the old ones, put in force in one step. The caller holds the lock and notes the encoder.
"""

import shutil
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

from rag.ingest.indexing import Indexer, Progress
from rag.ingest.merging import merge
from rag.ingest.records import paper_from_row
from rag.ingest.storage import Storage
from rag.model.paper import Paper, paper_from
from store.derived import Derived
from store.manifest import DamagedError, Journal, ManifestFile


def derive_again(indexer: Indexer, batch: int, progress: Progress) -> int:
    """The same encoder's indexes once more; returns how many papers there are."""
    storage, name = indexer.storage, indexer.encoder.name
    papers = _in_chroma(storage, name)
    derived = Derived.empty(unfinished(storage, name))
    journal = storage.journal(name)
    for some in _batches(papers, batch):
        journal.begin({paper.paper_id: [] for paper in some})
        indexer.write(some, derived, progress)
    # keep nothing that a crash has left
    storage.vectors(name).keep_only({paper.paper_id for paper in papers})
    storage.derived(name).adopt(derived)
    journal.done()
    shutil.rmtree(derived.folder, ignore_errors=True)
    return len(papers)


def embed_anew(
    indexer: Indexer, old: str, batch: int, progress: Progress, *, stop: Callable[[], bool]
) -> int | None:
    """Indexes by `indexer`'s encoder of the papers that `old` embedded, ready to be put in force.

    What an earlier run has done is kept and counted as progress. Returns how many papers there are; None
    where it was stopped: `stop` is asked before each batch.
    """
    storage, new = indexer.storage, indexer.encoder.name
    derived = _begun(storage, new)
    papers, done = _of_library(storage, old), _done(storage, new, derived)
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


def _in_chroma(storage: Storage, name: str) -> Sequence[Paper]:
    rows = chain.from_iterable(storage.vectors(name).everything())
    return merge(map(paper_from_row, rows)).papers


def _of_library(storage: Storage, name: str) -> Sequence[Paper]:
    """Chroma's papers, and those that only the indexes hold: a database that was lost costs no paper. What
    a writer began to remove stays removed."""
    papers = _in_chroma(storage, name)
    try:
        begun, snapshot = storage.journal(name).begun(), storage.reader(name).now()
    except DamagedError:
        return papers
    known = {paper.paper_id for paper in papers} | begun.keys() | set(chain.from_iterable(begun.values()))
    rows = [row for row, id_ in zip(snapshot.rows, snapshot.ids(), strict=True) if id_ not in known]
    return merge([*papers, *(paper_from(snapshot.payload(int(row))) for row in rows)]).papers


def _batches(papers: Sequence[Paper], size: int) -> list[Sequence[Paper]]:
    return [papers[start : start + size] for start in range(0, len(papers), size)]
