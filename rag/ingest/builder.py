"""Which encoder built a library: the note beside it, or else what Chroma holds.

In: a home and the name of today's encoder. Out: the name of the encoder that built what is
there. A note that is absent, damaged or of no papers loses nothing: the collections tell.
"""

import json
from pathlib import Path

from store.manifest import DamagedError, ManifestFile, write_json
from store.vectors import collection_names, items_kept


def index_of(home: Path, name: str) -> Path:
    """The folder of the indexes whose vectors were made by `name`."""
    return home / collection_names(name)[0].replace("papers-", "index-", 1)


class Note:
    """library.json in `home`, read on behalf of the encoder called `today`."""

    def __init__(self, home: Path, today: str) -> None:
        self.home, self.today = home, today
        self._path = home / "library.json"
        self._looked_up: dict[str | None, str | None] = {}  # by what the note says: what Chroma says

    @property
    def written(self) -> str | None:
        """What the note says; None where it is absent or says nothing that can be read."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        name = found.get("built_with") if isinstance(found, dict) else None
        return name if name and isinstance(name, str) else None

    @property
    def built_with(self) -> str | None:
        """What the note says where its indexes are there, else what Chroma says; None where neither
        knows of papers. DatabaseError where Chroma had to be asked and cannot be read."""
        written = self.written
        if written is not None and ManifestFile(index_of(self.home, written)).stamp() != (0, 0):
            return written
        if self._looked_up.get(written) is None:
            self._looked_up = {written: self._by_chroma(written)}
        return self._looked_up[written]

    @property
    def wrong(self) -> bool:
        """Whether there are papers and the note does not say whose they are."""
        return self.built_with != self.written

    def write(self, name: str) -> None:
        write_json(self._path, {"built_with": name})

    def _by_chroma(self, written: str | None) -> str | None:
        """Of several collections with papers the one that has indexes, else the one with most papers:
        a rebuild that was cut off has left the other."""
        kept = items_kept(self.home / "chroma")
        if not kept or (written and collection_names(written)[0] in kept):
            return written
        names = {self._maker(collection): count for collection, count in kept.items()}
        return max(names, key=lambda n: (ManifestFile(index_of(self.home, n)).stamp() != (0, 0), names[n]))

    def _maker(self, collection: str) -> str:
        """A collection's name is not always its maker's: Chroma does not take every letter."""
        if collection == collection_names(self.today)[0]:
            return self.today
        short = collection.removeprefix("papers-")
        try:
            return ManifestFile(index_of(self.home, short)).read().built_with or short
        except DamagedError:
            return short
