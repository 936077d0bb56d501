"""The newest snapshot of indexes that somebody may be writing to.

In: the folder of the indexes. Out: a snapshot; the same one until the manifest is replaced.
"""

from pathlib import Path

from store.manifest import Manifest, ManifestFile
from store.mapped import give_back
from store.schema import DamagedError
from store.snapshot import Snapshot


class Reader:
    """Hands out the newest snapshot; opening one costs some milliseconds, looking for a
    newer one a `stat`. Threads may share a reader: at worst one opens a snapshot that another has."""

    def __init__(self, folder: Path, manifest_file: ManifestFile) -> None:
        self._folder, self._manifest_file = folder, manifest_file
        self._stamp, self._snapshot = (-1, -1), Snapshot(folder, Manifest())

    def now(self) -> Snapshot:
        """The library as it is at this moment, also when another process is writing to it;
        DamagedError where the files are not what the manifest says."""
        give_back()
        stamp = self._manifest_file.stamp()
        if stamp != self._stamp:
            self._snapshot = self._open()
            self._stamp = stamp
        return self._snapshot

    def _open(self) -> Snapshot:
        for _ in range(5):  # a writer may sweep a segment between our reading of its name and of it
            try:
                snapshot = Snapshot(self._folder, self._manifest_file.read(), self._snapshot.segments)
                for segment in snapshot.segments:
                    segment.pin()
                return snapshot
            except FileNotFoundError as error:
                missing = error
            except (ValueError, EOFError, IndexError) as error:  # a file that is cut short or does not fit
                raise DamagedError(str(error)) from error
        raise DamagedError(str(missing)) from missing
