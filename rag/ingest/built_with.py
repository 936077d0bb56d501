"""Which encoder built a library: as noted in library.json, or else as Chroma's collections show.

In: a home and the name of the encoder that is set now. Out: the name of the encoder that built the
library. Where the note is absent, damaged or refers to no papers, the collections show it.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from store.database_file import DatabaseError
from store.manifest import ManifestFile, stamp_of
from store.schema import DamagedError, read_fields, write_json
from store.vectors import collection_names, items_kept

_FORMATS = (None,)  # library.json has said none so far


def index_of(home: Path, name: str) -> Path:
    """The folder of the indexes whose vectors were made by `name`."""
    return home / collection_names(name)[0].replace("papers-", "index-", 1)


class BuiltWith:
    """The encoder of the library in `home`; `today` is the name of the encoder that is set now."""

    def __init__(self, home: Path, today: str) -> None:
        self.home, self.today = home, today
        self._path = home / "library.json"
        self._looked_up: dict[str | None, str | None] = {}  # by what is noted: what Chroma says
        self._read: tuple[tuple[int, int], str | None] = ((0, 0), None)  # the file's state, what it said

    @property
    def noted(self) -> str | None:
        """What library.json says; None where it is absent or says nothing that can be read."""
        stamp = stamp_of(self._path)
        if stamp != self._read[0]:
            self._read = stamp, self._what_it_says()
        return self._read[1]

    @property
    def name(self) -> str | None:
        """What is noted where its indexes are there, else what Chroma says; None where neither knows
        of papers. DatabaseError where Chroma had to be asked and cannot be read."""
        noted = self.noted
        if noted is not None and self._has_indexes(noted):
            return noted
        if self._looked_up.get(noted) is None:
            self._looked_up = {noted: self._by_chroma(noted)}
        return self._looked_up[noted]

    @property
    def is_noted_wrong(self) -> bool:
        """Whether there are papers and it is not noted which encoder built them."""
        return self.name != self.noted

    def note(self, name: str) -> None:
        """Write the name into library.json, in one step."""
        write_json(self._path, {**self._others(), "built_with": name})

    def _what_it_says(self) -> str | None:
        try:
            fields = read_fields(self._path, _FORMATS)
            return fields.text("built_with") or None if fields else None
        except (OSError, DamagedError):
            return None

    def _others(self) -> Mapping[str, Any]:
        """What a newer version noted beside the name."""
        try:
            fields = read_fields(self._path, _FORMATS)
        except (OSError, DamagedError):
            return {}
        return fields.others(("built_with",)) if fields else {}

    def _has_indexes(self, name: str) -> bool:
        return ManifestFile(index_of(self.home, name)).stamp() != (0, 0)

    def _by_chroma(self, noted: str | None) -> str | None:
        """Of several collections with papers the one that has indexes, else the one with most papers:
        a rebuild that was cut off has left the other."""
        try:
            kept = items_kept(self.home / "chroma")
        except DatabaseError:
            if found := self._by_indexes() or noted:
                return found
            raise
        if not kept:
            return self._by_indexes() or noted
        if noted and collection_names(noted)[0] in kept:
            return noted
        names = {self._encoder_of(collection): count for collection, count in kept.items()}
        return max(names, key=lambda name: (self._has_indexes(name), names[name]))

    def _by_indexes(self) -> str | None:
        """What made indexes that hold something; they outlive a database that was lost."""
        for folder in sorted(self.home.glob("index-*")):
            with suppress(DamagedError):
                manifest = ManifestFile(folder).read()
                if manifest.segments and folder == index_of(self.home, manifest.built_with):
                    return manifest.built_with
        return None

    def _encoder_of(self, collection: str) -> str:
        """A collection's name is not always its encoder's: Chroma does not take every letter."""
        if collection == collection_names(self.today)[0]:
            return self.today
        short = collection.removeprefix("papers-")
        try:
            return ManifestFile(index_of(self.home, short)).read().built_with or short
        except DamagedError:
            return short
