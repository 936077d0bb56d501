"""Small files of JSON beside a library's papers, which hold what only its reader knows: tags, what is
followed.

In: a file, the newest version of it that is known. Out: what it says, and the same replaced in one step,
with what a newer version noted beside it. AskError in one line where it is damaged or of a newer version:
such a file is left as it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from filelock import Timeout

from rag.model.errors import AskError, LockedError, NewerLibraryError
from rag.model.typed_json import ShapeError, read_as
from store.locks import file_lock
from store.schema import DamagedError, NewerFormatError, read_fields, write_json

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Note:
    """One such file; files of the first days say no version."""

    path: Path
    version: int = 1

    def read(self, kind: type[T]) -> T | None:
        """What it says, as a dataclass; None where there is no file."""
        found = self._found()
        try:
            return None if found is None else read_as(kind, found)
        except ShapeError as error:
            raise self._damaged(error) from error

    def write(self, known: Mapping[str, Any]) -> None:
        """Put it in the place of what was there. What is not known here stays in it."""
        others = {name: value for name, value in (self._found() or {}).items() if name not in known}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_json(self.path, {**others, **known, "version": self.version}, for_people=True)

    @contextmanager
    def alone(self, *, seconds: float, who: str) -> Iterator[None]:
        """While nobody else changes it. LockedError where `who` does for so long; OSError where the folder
        does not lock files."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with file_lock(self.path.with_suffix(".lock"), seconds=seconds):
                yield
        except Timeout:
            raise LockedError(who) from None

    def _found(self) -> Mapping[str, Any] | None:
        try:
            fields = read_fields(self.path, (None, self.version), named="version")
        except NewerFormatError as error:
            raise NewerLibraryError(str(error)) from error
        except DamagedError as error:
            raise self._damaged(error) from error
        return fields.found if fields else None

    def _damaged(self, error: Exception) -> AskError:
        why = str(error).removeprefix(str(self.path)).strip(": ")
        return AskError(f"{self.path} cannot be read ({why}); repair it, or move it away")
