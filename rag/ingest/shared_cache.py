"""The copy of a shared library on this machine: a folder of segments, brought up to date by change number.

In: a shared store, a folder. Out: the folder as the store is now, to be read like any library; where the
server does not answer, as it was. Nothing in it is the only copy of anything: it may be deleted at any
time."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag.ingest.built_with import BuiltWith
from rag.ingest.storage import Storage
from rag.model.errors import LockedError
from rag.model.settings import Settings
from store.content import concatenate
from store.derived import Derived
from store.packed import unpacked
from store.schema import DamagedError, read_fields, write_json
from store.shared import Change, SharedStore, State
from store.snapshot import Snapshot

ITEMS_AT_ONCE = 2000  # that are in memory together: some 60 MB
_ROUNDS = 5  # in which a writer may go on while its changes are read
_PATIENCE = 600.0  # seconds for other processes of this machine
Step = Callable[[int], None]


def cache_folder(settings: Settings) -> Path:
    """Where the copy of the settings' shared library lies; servers and databases have one each."""
    whose = "\n".join((settings.store, settings.store_tenant, settings.store_database))
    return settings.cache / "shared" / hashlib.sha256(whose.encode()).hexdigest()[:16]


class Cache:
    """The copy in `home`, of what `store` holds. Writers hold `writing` around what they do; readers need no
    lock."""

    def __init__(self, home: Path, store: SharedStore) -> None:
        self.home, self.store, self._storage = home, store, Storage(home)
        self._path = home / "shared.json"

    @property
    def position(self) -> tuple[str, str, int]:
        """Which library is here, what embedded it, and up to which change; ("", "", 0) where none is."""
        try:
            fields = read_fields(self._path, (1,))
            if fields:
                return fields.text("library"), fields.text("built_with"), fields.number("change")
        except DamagedError:
            pass
        return "", "", 0

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Alone among the processes of this machine that bring this copy up to date or write."""
        with self._storage.writing(what, seconds=_PATIENCE):
            yield

    def refresh(self, step: Step = lambda items: None) -> State | None:
        """Up to date, as far as another process of this machine is not at it; the server's state."""
        state = self.store.state()
        if state is None or self._has(state):
            return state
        seconds = 1 if self.position[2] else _PATIENCE
        try:
            with self._storage.writing("bringing the shared library up to date", seconds=seconds):
                return self.catch_up(step)
        except LockedError:
            return state

    def catch_up(self, step: Step = lambda items: None) -> State | None:
        """Up to date, and the server's state; within `writing`. Where a writer goes on meanwhile, as it was
        at some moment since."""
        state = self.store.state()
        if state is None:
            return None
        if not self._is_readable(state):
            self._begin_again(state)
        for _ in range(_ROUNDS):
            if self._has(state):
                return state
            changed = self._take(state, step)
            self.note(state)
            now = self.store.state()
            if now is None or now.library != state.library:
                return now
            if now == state:
                if changed:
                    self._compare(state)
                return state
            state = now
        return state

    def apply(self, state: State, changes: Sequence[Change]) -> None:
        """Put changes in force here: what is new first, so that nothing is missing in between."""
        derived = self._derived(state)
        contents = [unpacked(change.pack) for change in changes if change.pack]
        if contents:
            derived.append(concatenate(contents), built_with=state.built_with)
        if removed := {change.id for change in changes if not change.pack}:
            derived.remove(removed)

    def note(self, state: State) -> None:
        """All up to the last complete change is here."""
        BuiltWith(self.home, state.built_with).note(state.built_with)
        about = {"library": state.library, "built_with": state.built_with, "change": state.committed}
        write_json(self._path, {**about, "format": 1})

    def snapshot(self, state: State) -> Snapshot:
        """What is here now."""
        return self._storage.reader(state.built_with).now()

    def _has(self, state: State) -> bool:
        return self.position == (state.library, state.built_with, state.committed) and state.is_complete

    def _is_readable(self, state: State) -> bool:
        if self.position[:2] != (state.library, state.built_with):
            return False
        try:
            return len(self.snapshot(state)) >= 0
        except DamagedError:
            return False

    def _begin_again(self, state: State) -> None:
        """Nothing is here: it was another library, or its files are not as they were written."""
        self._path.unlink(missing_ok=True)
        for folder in self.home.glob("index-*"):
            shutil.rmtree(folder, ignore_errors=True)
        derived = self._derived(state)
        derived.folder.mkdir(parents=True, exist_ok=True)
        derived.remove(())  # an empty manifest: the indexes are there, and hold nothing

    def _take(self, state: State, step: Step) -> int:
        """What changed since the position and is not here yet; returns how many items that were."""
        kept: dict[str, Change] = {}
        taken = 0
        for changes in self.store.changes(state.built_with, self.position[2], state.reserved):
            here = self._derived(state).fingerprints_of({change.id for change in changes})
            new = {c.id: c for c in changes if here.get(c.id, "") != c.fingerprint or c.id in kept}
            step(len(changes))
            kept |= new
            taken += len(new)
            if len(kept) >= ITEMS_AT_ONCE:
                self.apply(state, list(kept.values()))
                kept.clear()
        self.apply(state, list(kept.values()))
        return taken

    def _compare(self, state: State) -> None:
        """Where the server holds another number of items than this folder: the same ids as the server."""
        if not state.is_complete or len(self.snapshot(state)) == self.store.count(state.built_with):
            return
        here = set(self.snapshot(state).ids())
        there = self.store.ids(state.built_with)
        self._derived(state).remove(here - there)
        for changes in self.store.changes_of(state.built_with, sorted(there - here)):
            self.apply(state, changes)

    def _derived(self, state: State) -> Derived:
        return self._storage.derived(state.built_with)
