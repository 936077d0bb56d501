"""A whole library from a folder to a server, or from there into a folder, with its vectors.

In: two libraries that the same encoder built. Out: the second holds every paper of the first, and what it
held before. Cut off at any moment, the next run goes on: what is there as it should be is not sent again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.ingest.indexing import Progress
from rag.ingest.library import Library
from rag.ingest.records import filled, lookup_keys_of, row_of
from rag.model.errors import AskError, EmbedderMismatchError, EmptyLibraryError
from rag.model.paper import Paper, paper_from
from store.content import Content, take
from store.packed import packed
from store.shared import Whole
from store.snapshot import Snapshot

PAPERS_AT_ONCE = 256  # between two moments at which a run that is cut off can go on


@dataclass(frozen=True, slots=True)
class Exchanged:
    """`sent`: papers that the target lacked, or held in another version; `papers`: that it holds now."""

    sent: int
    papers: int


def exchange(source: Library, target: Library, progress: Progress) -> Exchanged:
    """Every paper of `source` into `target`. EmptyLibraryError where there is none, EmbedderMismatchError
    where their vectors are of two encoders; AskError where in the end the target lacks papers."""
    snapshot = source.reader.now()
    if not len(snapshot):
        raise EmptyLibraryError(source.home)
    if source.is_outdated:
        raise AskError("the library is of an earlier version; embed it anew first: ask ingest")
    if target.built_with not in (None, source.built_with) and len(target.reader.now()):
        raise EmbedderMismatchError(str(target.built_with), str(source.built_with))
    if target.encoder.name != source.built_with:
        raise EmbedderMismatchError(str(source.built_with), target.encoder.name)
    sent = 0
    for content in _blocks(snapshot):
        fingerprints = _fingerprints(target.reader.now(), content)
        lacking = [n for n, id_ in enumerate(content.ids) if fingerprints[n] != content.fingerprints[n]]
        progress(len(content.ids) - len(lacking))
        if lacking:
            target.adopt(_wholes(source, take(content, lacking)))
            sent += len(lacking)
            progress(len(lacking))
    _check(snapshot, target)
    return Exchanged(sent, len(target.reader.now()))


def _blocks(snapshot: Snapshot) -> Iterator[Content]:
    for segment, offset in zip(snapshot.segments, snapshot.offsets.tolist(), strict=False):
        rows = [row for row in range(len(segment)) if snapshot.alive[offset + row]]
        content = segment.content(rows)
        for start in range(0, len(rows), PAPERS_AT_ONCE):
            yield take(content, range(start, min(start + PAPERS_AT_ONCE, len(rows))))


def _fingerprints(snapshot: Snapshot, content: Content) -> list[str]:
    """What the target holds of each paper; empty where it holds none of that id."""
    return [_held(snapshot, paper_from(payload)) for payload in content.payloads]


def _held(snapshot: Snapshot, paper: Paper) -> str:
    rows = snapshot.find(f"id {paper.paper_id}")
    held = [paper_from(snapshot.payload(row)) for row in rows]
    return next((one.fingerprint for one in held if one.paper_id == paper.paper_id), "")


def _wholes(source: Library, content: Content) -> list[Whole]:
    chunks = source.chunks_of(content.ids)
    wholes = []
    for number, id_ in enumerate(content.ids):
        one = take(content, [number])
        row = row_of(paper_from(one.payloads[0]), filled(one.arrays.documents[0]))
        wholes.append(Whole(row, [c for c in chunks if c.metadata["owner"] == id_], packed(one)))
    return wholes


def _check(snapshot: Snapshot, target: Library) -> None:
    """That each paper is there, under its own name or as part of another, and that Chroma and the indexes
    hold as many."""
    there = target.reader.now()
    lacking = [
        paper.paper_id
        for paper in (paper_from(snapshot.payload(int(row))) for row in snapshot.rows)
        if not any(there.find(key) for key in lookup_keys_of(paper))
    ]
    if lacking or target.count() != len(there):
        raise AskError(
            f"{len(lacking):,} papers did not arrive ({_some(lacking)}), Chroma holds {target.count():,} "
            f"and the indexes {len(there):,}; run this again"
        )


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:3]) or "none"
