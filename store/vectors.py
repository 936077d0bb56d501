"""The source of truth: texts, metadata and vectors in Chroma. The only door to chromadb.

In: rows of (id, text, metadata, vector). Out: the same rows. Two collections for each
encoder: `papers-NAME`, a row per item as it came, and `chunks-NAME`, rows that
belong to an item (metadata `owner`) and that other tools may query.

One process at a time: the caller holds the lock (`store.manifest.writing`).
"""

import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from store.database_file import DatabaseError, check_schema
from store.item import FloatArray
from store.vector_files import damaged_vector_files

ROWS_PER_CALL = 2000
Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row of a collection; metadata is flat."""

    id: str
    text: str
    metadata: Mapping[str, Scalar]
    vector: FloatArray | None = None


def collection_names(built_with: str) -> tuple[str, str]:
    """The names of the two collections whose vectors were made by `built_with`."""
    name = re.sub(r"[^a-zA-Z0-9._-]+", "-", built_with).strip("-.") or "none"
    return f"papers-{name}", f"chunks-{name}"


@contextmanager
def _as_database_errors() -> Iterator[None]:
    """Chroma's own exceptions become a DatabaseError; any other passes."""
    try:
        yield
    except Exception as error:
        chroma = sys.modules.get("chromadb.errors")
        if chroma and isinstance(error, chroma.ChromaError):
            raise DatabaseError(str(error)) from error
        raise


def items_kept(folder: Path) -> dict[str, int]:
    """How many items the database at `folder` holds, by collection; those without any are left out.
    Where there is no database, none is made."""
    if not (folder / "chroma.sqlite3").exists():
        return {}
    vectors = Vectors(folder, "")
    try:
        return vectors.items_by_collection()
    finally:
        vectors.close()


@cache
def _chroma_settings() -> Any:
    """Chroma's settings, to be copied: to make them takes longer than to open a database."""
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


class Vectors:
    """The two collections of one encoder in the Chroma database at `folder`. DatabaseError where Chroma
    cannot open or read its files. For one process, and one thread, at a time."""

    def __init__(self, folder: Path, built_with: str) -> None:
        self.folder, self.built_with = folder, built_with

    @cached_property
    def _client(self) -> Any:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient

        self.folder.mkdir(parents=True, exist_ok=True)
        check_schema(self.folder)
        try:
            return chromadb.PersistentClient(str(self.folder), _chroma_settings().model_copy())
        except Exception:
            # Chroma keeps what it has half opened, and every later try in this process would fail on that.
            SharedSystemClient._identifier_to_system.pop(str(self.folder), None)
            raise

    @cached_property
    def _items(self) -> Any:
        return self._collection(0)

    @cached_property
    def chunks(self) -> Any:
        """The chromadb collection of the chunks."""
        return self._collection(1)

    def _collection(self, which: int) -> Any:
        if self._damage:  # at which Chroma's native part may end the process
            raise DatabaseError("; ".join(self._damage))
        return self._client.get_or_create_collection(
            collection_names(self.built_with)[which],
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )

    @cached_property
    def _damage(self) -> list[str]:
        return damaged_vector_files(self.folder)

    def close(self) -> None:
        """Let the database go. What Chroma keeps in memory does not notice that another process
        has written since: a client that is kept open spoils the vectors with its next write."""
        if "_client" in self.__dict__:
            self._client.close()
        for name in ("_client", "_items", "chunks", "_damage"):
            self.__dict__.pop(name, None)

    @_as_database_errors()
    def items_by_collection(self) -> dict[str, int]:
        """How many items each encoder's collection holds, those that hold any."""
        found = {c.name: c.count() for c in self._client.list_collections() if c.name.startswith("papers-")}
        return {name: count for name, count in found.items() if count}

    @_as_database_errors()
    def count(self) -> int:
        """How many items there are."""
        return int(self._items.count())

    @_as_database_errors()
    def ids(self) -> set[str]:
        """The ids of all items."""
        size, calls = self._items.count(), 10 * ROWS_PER_CALL
        pages = (self._items.get(limit=calls, offset=o, include=[])["ids"] for o in range(0, size, calls))
        return {id_ for page in pages for id_ in page}

    @_as_database_errors()
    def without_vector(self) -> list[str]:
        """The ids of rows, of items and of chunks, whose vector Chroma cannot give."""
        return [id_ for collection in (self._items, self.chunks) for id_ in _without_vector(collection)]

    def item_vectors(self) -> Iterator[dict[str, FloatArray | None]]:
        """The vectors of all items by id, in batches; None for one that Chroma cannot give."""
        with _as_database_errors():
            yield from _vectors(self._items)

    @_as_database_errors()
    def put(self, items: Sequence[Row], chunks: Sequence[Row]) -> None:
        """Add or replace items with all their chunks. Items go in last: an item that is
        here has its chunks."""
        self._delete_chunks([i.id for i in items])
        _upsert(self.chunks, chunks)
        _upsert(self._items, items)

    @_as_database_errors()
    def get(self, ids: Sequence[str]) -> list[Row]:
        """The items there are among `ids`."""
        found: list[Row] = []
        for start in range(0, len(ids), ROWS_PER_CALL):
            found += _rows(self._items.get(ids=list(ids[start : start + ROWS_PER_CALL]), include=_INCLUDE))
        return found

    @_as_database_errors()
    def chunks_of(self, owners: Sequence[str], *, vectors: bool = True) -> list[Row]:
        """The chunks of these items, with their vectors or without."""
        found: list[Row] = []
        for start in range(0, len(owners), 200):
            where = {"owner": {"$in": list(owners[start : start + 200])}}
            some = self.chunks.get(where=where, include=[*_INCLUDE, *(["embeddings"] if vectors else [])])
            rows = _rows(some)
            found += map(_with_vector, rows, some["embeddings"]) if vectors else rows
        return found

    def everything(self) -> Iterator[list[Row]]:
        """All items, in batches."""
        with _as_database_errors():
            yield from _everything(self._items)

    def every_chunk(self) -> Iterator[list[Row]]:
        """All chunks, in batches and in no order."""
        with _as_database_errors():
            yield from _everything(self.chunks)

    @_as_database_errors()
    def delete(self, ids: Sequence[str]) -> None:
        """Remove items and their chunks; ids that are not here do nothing."""
        for start in range(0, len(ids), ROWS_PER_CALL):
            self._items.delete(ids=list(ids[start : start + ROWS_PER_CALL]))
        self._delete_chunks(ids)

    @_as_database_errors()
    def keep_only(self, ids: Collection[str]) -> None:
        """Remove every other item, and every chunk that belongs to none of these."""
        self.delete([row.id for rows in self.everything() for row in rows if row.id not in ids])
        others = [
            r.id for rows in _everything(self.chunks) for r in rows if r.metadata.get("owner") not in ids
        ]
        for start in range(0, len(others), ROWS_PER_CALL):
            self.chunks.delete(ids=others[start : start + ROWS_PER_CALL])

    @_as_database_errors()
    def drop(self) -> None:
        """Remove both collections."""
        present = {c.name for c in self._client.list_collections()}
        for name in collection_names(self.built_with):
            if name in present:
                self._client.delete_collection(name)
        self.__dict__.pop("_items", None)
        self.__dict__.pop("chunks", None)

    def _delete_chunks(self, owners: Sequence[str]) -> None:
        if not self.chunks.count():
            return
        for start in range(0, len(owners), 200):
            self.chunks.delete(where={"owner": {"$in": list(owners[start : start + 200])}})


_INCLUDE = ["documents", "metadatas"]


def _everything(collection: Any) -> Iterator[list[Row]]:
    for start in range(0, collection.count(), ROWS_PER_CALL):
        yield _rows(collection.get(limit=ROWS_PER_CALL, offset=start, include=_INCLUDE))


def _without_vector(collection: Any) -> Iterator[str]:
    return (id_ for found in _vectors(collection) for id_, vector in found.items() if vector is None)


def _vectors(collection: Any) -> Iterator[dict[str, FloatArray | None]]:
    for start in range(0, collection.count(), ROWS_PER_CALL):
        found = collection.get(limit=ROWS_PER_CALL, offset=start, include=["embeddings"])
        vectors = found["embeddings"] if found["embeddings"] is not None else [None] * len(found["ids"])
        pairs = zip(found["ids"], vectors, strict=True)
        yield {id_: None if one is None or not len(one) else np.asarray(one) for id_, one in pairs}


def _with_vector(row: Row, vector: FloatArray) -> Row:
    return replace(row, vector=vector)


def _rows(found: Any) -> list[Row]:
    columns = zip(found["ids"], found["documents"], found["metadatas"], strict=True)
    return [Row(id_, text or "", metadata or {}) for id_, text, metadata in columns]


def _upsert(collection: Any, rows: Sequence[Row]) -> None:
    for start in range(0, len(rows), ROWS_PER_CALL):
        some = rows[start : start + ROWS_PER_CALL]
        collection.upsert(
            ids=[r.id for r in some],
            documents=[r.text for r in some],
            metadatas=[dict(r.metadata) for r in some],
            embeddings=[r.vector for r in some],
        )
