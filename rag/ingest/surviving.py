"""Which papers a library holds, where Chroma and the indexes do not agree: those of both.

In: a library's files. Out: its papers, and which of them Chroma lacks. Chroma is the truth of a paper that
both hold; a paper that only the indexes hold is kept all the same, unless its removal was begun: no database
that was lost, put back from an old copy or damaged costs a paper. Changes nothing, but for the copy.
"""

import gzip
import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rag.ingest.merging import merge
from rag.ingest.records import paper_from_row
from rag.ingest.storage import Storage
from rag.model.paper import Paper, paper_from, payload_of
from store.database_file import DatabaseError
from store.salvage import payloads_in
from store.schema import DamagedError

COPIES = 3  # copies that are kept, the newest
_SUSPECT = (ValueError, KeyError, TypeError, AttributeError)  # a record that is not as it was written


@dataclass(frozen=True, slots=True)
class Surviving:
    """`papers`: each once, also those that only one of the two holds; `in_chroma`: ids that Chroma holds;
    `broken`: why Chroma cannot be read, empty where it can."""

    papers: Sequence[Paper]
    in_chroma: frozenset[str]
    broken: str = ""


def surviving(storage: Storage, name: str) -> Surviving:
    """The papers of the library that `name` embedded. DatabaseError where Chroma cannot be read and the
    indexes hold nothing."""
    try:
        (known, suspect), broken = _in_chroma(storage, name), ""
    except DatabaseError as error:
        known, suspect, broken = {}, {}, str(error) or "no reason given"
        storage.check_refusal(error)
    lost = bool(broken) or not known or storage.restoring.exists()
    kept = dict(_from_payloads(payloads_in(storage.index(name), without_manifest=lost)))
    if broken and not kept:
        raise DatabaseError(broken)
    known |= {
        id_: kept[id_] for id_, noted in suspect.items() if id_ in kept and kept[id_].fingerprint == noted
    }
    only_kept = [kept[id_] for id_ in lacking(kept.keys(), known.keys(), _begun(storage, name))]
    papers = merge([*known.values(), *only_kept]).papers
    return Surviving(papers, frozenset(known), broken)


def lacking(kept: Collection[str], known: Collection[str], begun: dict[str, list[str]]) -> list[str]:
    """The ids that the indexes keep and Chroma does not know, though it should: what a writer began to
    remove or to rename is gone rightly, unless more than that is gone."""
    missing = [id_ for id_ in kept if id_ not in known]
    expected = begun.keys() | set(chain.from_iterable(begun.values()))
    return missing if any(id_ not in expected for id_ in missing) else []


def keep_copy(home: Path, papers: Sequence[Paper]) -> None:
    """Write down every paper as a file that `ask ingest` reads, before indexes are replaced; the oldest copy
    goes. Nothing where there are no papers."""
    if not papers:
        return
    folder = home / "kept"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copies = sorted(folder.glob("papers-*.jsonl.gz"))
    number = int(copies[-1].name[7:13]) + 1 if copies else 1
    path = folder / f"papers-{number:06d}.jsonl.gz"
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    with gzip.open(unfinished, "wt", encoding="utf-8", compresslevel=3) as file:
        file.writelines(f"{payload_of(paper)}\n" for paper in papers)
    unfinished.replace(path)
    for old in copies[: len(copies) + 1 - COPIES]:
        old.unlink(missing_ok=True)


def _in_chroma(storage: Storage, name: str) -> tuple[dict[str, Paper], dict[str, str]]:
    """The papers in Chroma, by id; and the fingerprints that are noted of those that do not fit them. A row
    that is no paper is left out."""
    found: dict[str, Paper] = {}
    suspect: dict[str, str] = {}
    if not storage.has_database:
        return found, suspect
    for row in chain.from_iterable(storage.vectors(name).everything()):
        try:
            found[row.id] = paper = paper_from_row(row)
        except _SUSPECT:
            continue
        noted = row.metadata.get("fingerprint")
        if paper.fingerprint != noted:
            suspect[row.id] = str(noted)
    return found, suspect


def _from_payloads(payloads: dict[str, bytes]) -> Iterator[tuple[str, Paper]]:
    for id_, payload in payloads.items():
        try:
            yield id_, paper_from(payload)
        except (*_SUSPECT, json.JSONDecodeError):
            continue


def _begun(storage: Storage, name: str) -> dict[str, list[str]]:
    try:
        return storage.journal(name).begun()
    except DamagedError:
        return {}
