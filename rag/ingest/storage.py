"""Where the parts of a library lie in its home, opened by the name of the encoder that made them.

In: a home. Out: the store's objects over it, the lock that a writer holds, and the store's errors as
AskErrors.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from rag.ingest.built_with import index_of
from rag.model.errors import (
    BrokenDatabaseError,
    DamagedLibraryError,
    LockedError,
    NewerLibraryError,
    RefusedError,
)
from store.database_file import DatabaseError, refusal
from store.derived import Derived
from store.manifest import Journal, LockHeldError, ManifestFile, writing
from store.reader import Reader
from store.schema import DamagedError, NewerFormatError
from store.snapshot import Snapshot
from store.vectors import Vectors, collection_names, items_kept


class Storage:
    """The files in `home`. One writer at a time (`writing`), readers in any process meanwhile."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._opened: dict[str, Vectors] = {}  # while writing
        self.tell: Callable[[str], None] = lambda line: None  # what was mended, for the reader

    def index(self, name: str) -> Path:
        """The folder of the indexes whose vectors were made by `name`."""
        return index_of(self.home, name)

    def manifest(self, name: str) -> ManifestFile:
        return ManifestFile(self.index(name))

    def journal(self, name: str) -> Journal:
        return Journal(self.index(name))

    def begun(self, name: str) -> dict[str, list[str]]:
        """What a writer began and did not finish; DamagedLibraryError where the note of it is no note."""
        try:
            with self.as_ask_errors():
                return self.journal(name).begun()
        except DamagedError as error:
            raise DamagedLibraryError(str(error)) from error

    def derived(self, name: str) -> Derived:
        return Derived(self.index(name), self.manifest(name))

    def reader(self, name: str) -> Reader:
        return Reader(self.index(name), self.manifest(name))

    def vectors(self, name: str) -> Vectors:
        """Chroma, the source of truth; only while the lock is held, which also closes it."""
        return self._opened.setdefault(name, Vectors(self.home / "chroma", name))

    def count(self, name: str) -> int:
        """Papers in Chroma, asked without the lock; where there is no database, none is made."""
        with self.as_ask_errors():
            return items_kept(self.home / "chroma").get(collection_names(name)[0], 0)

    @property
    def has_database(self) -> bool:
        """Whether there is a database of Chroma at all."""
        return (self.home / "chroma" / "chroma.sqlite3").exists()

    @property
    def written(self) -> date | None:
        """The day on which the indexes were last written, by the clock of then; None where there are none."""
        latest = max((ManifestFile(folder).stamp()[0] for folder in self.home.glob("index-*")), default=0)
        with suppress(ValueError, OverflowError, OSError):
            return date.fromtimestamp(latest / 1e9) if latest else None
        return date.max

    @property
    def restoring(self) -> Path:
        """A file that is there while Chroma is made anew from the indexes, and after that was cut off."""
        return self.home / "restoring-chroma"

    def set_aside(self) -> None:
        """Put a database that cannot be read out of the way, where it can be looked at."""
        self._close()
        number = 1 + len(list(self.home.glob("chroma-damaged-*")))
        (self.home / "chroma").rename(self.home / f"chroma-damaged-{number}")

    @contextmanager
    def writing(self, what: str, *, seconds: float = 1) -> Iterator[None]:
        """Hold the lock while `what` is done; LockedError where another process keeps it for `seconds`,
        RefusedError where the system does not let it be done."""
        try:
            with self.as_ask_errors(), writing(self.home, what, seconds=seconds):
                try:
                    yield
                finally:
                    self._close()
        except LockHeldError as error:
            raise LockedError(str(error)) from error
        except (BrokenPipeError, ConnectionError, TimeoutError):  # not of the disk
            raise
        except OSError as error:
            raise RefusedError(error, self.home) from error

    @contextmanager
    def as_ask_errors(self) -> Iterator[None]:
        """What the store cannot do becomes an AskError, which says what to do."""
        try:
            yield
        except NewerFormatError as error:
            raise NewerLibraryError(str(error)) from error
        except DatabaseError as error:
            self.check_refusal(error)
            raise BrokenDatabaseError(self.home, str(error), mendable=self._has_indexes) from error

    def check_refusal(self, error: Exception) -> None:
        """RefusedError where the system is why Chroma failed: there is no space, or the files may not be
        written to."""
        if refused := refusal(self.home / "chroma"):
            raise RefusedError(refused, self.home) from error

    @property
    def _has_indexes(self) -> bool:
        return any(True for _ in self.home.glob("index-*/segment-*"))

    def _close(self) -> None:
        for vectors in self._opened.values():
            vectors.close()
        self._opened.clear()


class CurrentReader:
    """Snapshots of the indexes in force, also when those of another encoder have taken their place; `name`
    says whose are in force. Threads may share it. DamagedLibraryError where they cannot be read."""

    def __init__(self, storage: Storage, name: Callable[[], str]) -> None:
        self._storage, self._name = storage, name
        self._reader: tuple[str, Reader] = "", storage.reader("")

    def now(self) -> Snapshot:
        """The newest snapshot; DamagedLibraryError where the files are not what the manifest says."""
        while True:
            name = self._name()
            if self._reader[0] != name:
                self._reader = name, self._storage.reader(name)
            _, reader = self._reader
            try:
                with self._storage.as_ask_errors():
                    found = reader.now()
            except DamagedError as error:
                if name == self._name():
                    raise DamagedLibraryError(str(error)) from error
                continue
            if name == self._name():  # else they were replaced, and deleted, meanwhile
                return found
