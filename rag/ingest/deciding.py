"""What a batch of papers changes in a library.

In: the library as it is now, papers. Out: the papers that are to be written, and which ids each of them was
known by before. What is known and unchanged goes no further."""

from collections.abc import Sequence

from rag.ingest.indexing import Progress
from rag.ingest.merging import merge
from rag.ingest.records import lookup_keys_of, paper_from_row
from rag.ingest.report import Report
from rag.model.paper import Paper, paper_from
from store.shared import Whole
from store.snapshot import Snapshot

Decided = tuple[list[Paper], dict[str, list[str]]]


def decide(snapshot: Snapshot, batch: Sequence[Paper], report: Report, progress: Progress) -> Decided:
    """The papers to write and, by the id of each, the ids that it replaces; noted in the report."""
    known = known_papers(snapshot, batch)
    merged = merge([*known, *batch])
    changed: list[Paper] = []
    gone: dict[str, list[str]] = {}
    for paper, members in zip(merged.papers, merged.members, strict=True):
        stored = [known[number] for number in members if number < len(known)]
        records = [merged.by_number.get(number) for number in members if number >= len(known)]
        if not records and len(stored) == 1:
            continue  # it only shares a title
        joins = [merged.by_number[number] for number in members[1:] if number < len(known)]
        report.note(paper, stored, joins, records)
        for number in members:
            if number >= len(known):
                report.rename(batch[number - len(known)].paper_id, paper.paper_id)
        written = [paper.fingerprint] != [old.fingerprint for old in stored]
        progress(len(records) - written)
        if written:
            gone[paper.paper_id] = [old.paper_id for old in stored if old.paper_id != paper.paper_id]
            changed.append(paper)
    return changed, gone


def known_papers(snapshot: Snapshot, batch: Sequence[Paper]) -> list[Paper]:
    """The stored papers that may be one of these, the oldest first: they share a title or an id."""
    keys = {key for paper in batch for key in lookup_keys_of(paper)}
    rows = sorted({int(row) for key in keys for row in snapshot.find(key)})
    return [paper_from(snapshot.payload(row)) for row in rows]


def unknown(snapshot: Snapshot, wholes: Sequence[Whole]) -> list[Whole]:
    """Those that share neither an id nor a title with a stored paper."""
    return [whole for whole in wholes if not known_papers(snapshot, [paper_from_row(whole.row)])]


def others(wholes: Sequence[Whole], new: Sequence[Whole]) -> list[Paper]:
    """The papers of those that are not among the new ones."""
    ids = {whole.row.id for whole in new}
    return [paper_from_row(whole.row) for whole in wholes if whole.row.id not in ids]
