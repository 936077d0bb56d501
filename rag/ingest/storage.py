"""Where the parts of a library lie in its home, opened by the name of the encoder that made them.

In: a home. Out: the store's objects over it, the lock that a writer holds, and the store's errors as
AskErrors.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.ingest.built_with import index_of
from rag.model.errors import BrokenDatabaseError, LockedError
from store.derived import Derived
from store.manifest import DamagedError, Journal, LockHeldError, ManifestFile, writing
from store.snapshot import Reader, Snapshot
from store.vectors import DatabaseError, Vectors


class Storage:
    """The files in `home`. One writer at a time (`writing`), readers in any process meanwhile."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._opened: dict[str, Vectors] = {}  # while writing

    def index(self, name: str) -> Path:
        """The folder of the indexes whose vectors were made by `name`."""
        return index_of(self.home, name)

    def manifest(self, name: str) -> ManifestFile:
        return ManifestFile(self.index(name))

    def journal(self, name: str) -> Journal:
        return Journal(self.index(name))

    def derived(self, name: str) -> Derived:
        return Derived(self.index(name), self.manifest(name))

    def reader(self, name: str) -> Reader:
        return Reader(self.index(name), self.manifest(name))

    def vectors(self, name: str) -> Vectors:
        """Chroma, the source of truth; only while the lock is held, which also closes it."""
        return self._opened.setdefault(name, Vectors(self.home / "chroma", name))

    def count(self, name: str) -> int:
        """Papers in Chroma, asked without the lock."""
        vectors = Vectors(self.home / "chroma", name)
        try:
            with self.asking_chroma():
                return vectors.count()
        finally:
            vectors.close()

    @contextmanager
    def writing(self, what: str, *, seconds: float = 1) -> Iterator[None]:
        """Hold the lock while `what` is done; LockedError where another process keeps it for `seconds`."""
        try:
            with writing(self.home, what, seconds=seconds), self.asking_chroma():
                try:
                    yield
                finally:
                    for vectors in self._opened.values():
                        vectors.close()
                    self._opened.clear()
        except LockHeldError as error:
            raise LockedError(str(error)) from error

    @contextmanager
    def asking_chroma(self) -> Iterator[None]:
        """A database that cannot be read becomes a BrokenDatabaseError, which says what to do."""
        try:
            yield
        except DatabaseError as error:
            raise BrokenDatabaseError(self.home, str(error)) from error


class CurrentReader:
    """Snapshots of the indexes in force, also when those of another encoder have taken their place; `name`
    says whose are in force. Threads may share it."""

    def __init__(self, storage: Storage, name: Callable[[], str]) -> None:
        self._storage, self._name = storage, name
        self._reader: tuple[str, Reader] = "", storage.reader("")

    def now(self) -> Snapshot:
        """The newest snapshot; DamagedError where the files are not what the manifest says."""
        while True:
            name = self._name()
            if self._reader[0] != name:
                self._reader = name, self._storage.reader(name)
            _, reader = self._reader
            try:
                found = reader.now()
            except DamagedError:
                if name == self._name():
                    raise
                continue
            if name == self._name():  # else they were replaced, and deleted, meanwhile
                return found
