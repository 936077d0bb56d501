"""A library that many machines share, in a Chroma server.

In: rows with the items that are derived from them. Out: what has changed since a change number. Three
collections: `papers-NAME` holds each item whole in one row (text, metadata, vector, and `pack`: what a
segment keeps of it), so that nothing of one is ever there by half; `chunks-NAME` the rows that belong to
items, as in a folder; `removed-NAME` the ids of those that are gone. In `ask-library` stand whose library
it is, the leases and the head: the number of the last change that is complete, and what a writer has begun.
Chroma has no transactions over collections: what is begun is noted first, and finished or written again by
whoever writes next."""

import itertools
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from store.item import FloatArray
from store.lease import SECONDS, Lease
from store.schema import DamagedError, NewerFormatError
from store.server import Collection, Server
from store.vectors import Row, Scalar, collection_names

FORMAT = 1
NUMBERS_AT_ONCE = 200  # changes that are read in one call: some 6 MB
_IDS_AT_ONCE = 20_000  # without anything else
_OWNERS_AT_ONCE = 100
_INCLUDE = ("documents", "metadatas")


@dataclass(frozen=True, slots=True)
class State:
    """What a server holds: `library` is another one where the server was emptied and filled anew;
    `committed`: the last complete change; `reserved`: the last that may have been written; `begun`: ids
    that a writer was writing, each with those it replaces."""

    library: str
    built_with: str
    committed: int = 0
    reserved: int = 0
    begun: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether nobody is writing, nor was cut off."""
        return self.committed == self.reserved and not self.begun


@dataclass(frozen=True, slots=True)
class Change:
    """One item that was written, with what a segment keeps of it, or removed (`pack` empty)."""

    id: str
    number: int
    fingerprint: str = ""
    pack: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """An item to be written: its row, the rows that belong to it, what a segment keeps of it."""

    row: Row
    chunks: Sequence[Row]
    pack: str


class SharedStore:
    """The shared library of one server. What writes is called under a `lease`, and checks it."""

    def __init__(self, server: Server) -> None:
        self.server, self._about = server, Collection(server, "ask-library")
        self._of: tuple[str, tuple[Collection, ...]] = ("", ())

    def lease(self, what: str, *, seconds: float = SECONDS) -> Lease:
        """The right to write, to be held within `with`."""
        return Lease(self._about, what, seconds=seconds, tell=self.server.tell)

    def state(self) -> State | None:
        """What the server holds now; None where it holds no library."""
        found = self._about.get(["metadatas"], ids=["about", "head"])
        notes = dict(zip(found["ids"], found.get("metadatas") or (), strict=True))
        if "about" not in notes or "head" not in notes:
            return None
        about, head = notes["about"], notes["head"]
        if about["format"] > FORMAT:
            raise NewerFormatError(f"the library on {self.server.address.shown} has format {about['format']}")
        return State(
            str(about["library"]),
            str(about["built_with"]),
            int(head["committed"]),
            int(head["reserved"]),
            json.loads(head["begun"]),
        )

    def create(self, built_with: str) -> State:
        """The server's library, a new one where there is none; of several that make one, one does."""
        self._about.create()
        about: dict[str, Scalar] = {
            "library": secrets.token_hex(8),
            "built_with": built_with,
            "format": FORMAT,
        }
        self._about.add(Row("about", "", about))
        self._about.add(Row("head", "", _head(State("", ""))))
        state = self.state()
        if state is None:
            raise DamagedError(f"{self.server.address.shown} does not keep what is written to it")
        for collection in self._collections(state.built_with):
            collection.create()
        return state

    def count(self, built_with: str) -> int:
        """How many items there are."""
        return self._collections(built_with)[0].count()

    def ids(self, built_with: str) -> set[str]:
        """The ids of all items."""
        papers, found = self._collections(built_with)[0], set[str]()
        for offset in range(0, papers.count(), _IDS_AT_ONCE):
            found |= set(papers.get(limit=_IDS_AT_ONCE, offset=offset)["ids"])
        return found

    def changes(self, built_with: str, after: int, last: int) -> Iterator[list[Change]]:
        """What changed with the numbers after `after` up to `last`, the earlier first; of an item that
        changed several times the last."""
        papers, _, removed = self._collections(built_with)
        for start in range(after, last, NUMBERS_AT_ONCE):
            end = min(start + NUMBERS_AT_ONCE, last)
            where = {"$and": [{"change": {"$gt": start}}, {"change": {"$lte": end}}]}
            found = [*_changes(papers, where), *_changes(removed, where)]
            yield list({c.id: c for c in sorted(found, key=lambda c: c.number)}.values())

    def changes_of(self, built_with: str, ids: Sequence[str]) -> Iterator[list[Change]]:
        """The items there are among `ids`, as changes."""
        papers = self._collections(built_with)[0]
        for start in range(0, len(ids), NUMBERS_AT_ONCE):
            found = papers.get(["metadatas"], ids=list(ids[start : start + NUMBERS_AT_ONCE]))
            yield [_change(*pair) for pair in zip(found["ids"], found.get("metadatas") or (), strict=True)]

    def rows(self, built_with: str, ids: Sequence[str]) -> list[Row]:
        """The rows of the items there are among `ids`."""
        found = self._collections(built_with)[0].get(_INCLUDE, ids=list(ids)) if ids else {"ids": []}
        return _rows(found)

    def chunks(self, built_with: str, owners: Sequence[str]) -> list[Row]:
        """The rows, with their vectors, that belong to these items."""
        rows: list[Row] = []
        for start in range(0, len(owners), _OWNERS_AT_ONCE):
            where = {"owner": {"$in": list(owners[start : start + _OWNERS_AT_ONCE])}}
            rows += _rows(self._collections(built_with)[1].get([*_INCLUDE, "embeddings"], where=where))
        return rows

    def write(
        self, lease: Lease, state: State, wholes: Sequence[Whole], replaced: Mapping[str, Sequence[str]]
    ) -> tuple[State, list[Change]]:
        """Add or replace items, and remove those that they replace (`replaced`, by the id of what replaces
        them); an id in it of which there is no item is removed too. Returns the state after it, and what
        changed."""
        changes = _planned(state, wholes, replaced)
        written, gone = changes[: len(wholes)], [change for change in changes if not change.pack]
        begun = {id_: list(replaced.get(id_, ())) for id_ in (*(c.id for c in written), *replaced)}
        begun_state = replace(state, reserved=state.reserved + len(changes), begun=begun)
        self._note(lease, begun_state)
        papers, chunks, removed = self._collections(state.built_with)
        self._delete_chunks(lease, state.built_with, [change.id for change in written])
        lease.check()
        chunks.upsert([chunk for whole in wholes for chunk in whole.chunks])
        lease.check()
        papers.upsert([_numbered(w.row, change) for w, change in zip(wholes, written, strict=True)])
        if gone:
            lease.check()
            removed.upsert([Row(change.id, "", {"change": change.number}) for change in gone])
            lease.check()
            papers.delete(ids=[change.id for change in gone])
            self._delete_chunks(lease, state.built_with, [change.id for change in gone])
        done = replace(begun_state, committed=begun_state.reserved, begun={})
        self._note(lease, done)
        return done, changes

    def _delete_chunks(self, lease: Lease, built_with: str, owners: Sequence[str]) -> None:
        chunks = self._collections(built_with)[1]
        for start in range(0, len(owners), _OWNERS_AT_ONCE):
            lease.check()
            chunks.delete(where={"owner": {"$in": list(owners[start : start + _OWNERS_AT_ONCE])}})

    def _note(self, lease: Lease, state: State) -> None:
        lease.check()
        self._about.upsert([Row("head", "", _head(state))])

    def _collections(self, built_with: str) -> tuple[Collection, ...]:
        """Of the items, of their chunks, of what was removed."""
        if self._of[0] != built_with:
            papers, chunks = collection_names(built_with)
            names = papers, chunks, papers.replace("papers-", "removed-", 1)
            self._of = built_with, tuple(Collection(self.server, name) for name in names)
        return self._of[1]


def _head(state: State) -> dict[str, Any]:
    begun = json.dumps({id_: list(olds) for id_, olds in state.begun.items()})
    return {"committed": state.committed, "reserved": state.reserved, "begun": begun}


def _planned(state: State, wholes: Sequence[Whole], replaced: Mapping[str, Sequence[str]]) -> list[Change]:
    """Each item that is written, then each that is removed, with the numbers that follow."""
    written = {whole.row.id for whole in wholes}
    gone = dict.fromkeys((*(old for olds in replaced.values() for old in olds), *replaced))
    numbers = itertools.count(state.reserved + 1)
    return [
        *(Change(w.row.id, next(numbers), _fingerprint(w.row.metadata), w.pack) for w in wholes),
        *(Change(id_, next(numbers)) for id_ in gone if id_ not in written),
    ]


def _numbered(row: Row, change: Change) -> Row:
    return replace(row, metadata={**row.metadata, "pack": change.pack, "change": change.number})


def _changes(collection: Collection, where: dict[str, Any]) -> list[Change]:
    found = collection.get(["metadatas"], where=where)
    return [_change(*pair) for pair in zip(found["ids"], found.get("metadatas") or (), strict=True)]


def _change(id_: str, about: Mapping[str, Any]) -> Change:
    return Change(id_, int(about["change"]), _fingerprint(about), str(about.get("pack", "")))


def _fingerprint(about: Mapping[str, Any]) -> str:
    return str(about.get("fingerprint", ""))


def _rows(found: Mapping[str, Any]) -> list[Row]:
    vectors: Sequence[FloatArray | None] = found.get("embeddings") or [None] * len(found["ids"])
    columns = zip(
        found["ids"], found.get("documents") or (), found.get("metadatas") or (), vectors, strict=True
    )
    return [Row(id_, text or "", about or {}, vector) for id_, text, about, vector in columns]
