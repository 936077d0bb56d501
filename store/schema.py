"""Small files of JSON whose form is known: read with a check of each field, replaced in one step.

In: a path. Out: fields of the kinds that were asked for; DamagedError where the file is cut short or says
something else, NewerFormatError where a newer version wrote it. What a file says beside the known fields is
carried along, so that an older version does not take from a newer one what it does not know.
"""

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeGuard


class DamagedError(Exception):
    """The indexes cannot be read as they are; they can be rebuilt."""


class NewerFormatError(Exception):
    """A newer version wrote a file; the message says which, and what can be read here."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one file. Each method gives one of a kind; DamagedError where it is of another."""

    path: Path
    found: Mapping[str, Any]

    def text(self, name: str) -> str:
        """One line, without control characters: it is shown to people."""
        value = self.found.get(name)
        return value if isinstance(value, str) and value.isprintable() else self._refuse(name, "text")

    def number(self, name: str) -> int:
        """A whole number, not negative."""
        value = self.found.get(name)
        return value if _is_count(value) else self._refuse(name, "a number")

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.found.get(name)
        return tuple(value) if _are_texts(value) else self._refuse(name, "a list of texts")

    def names(self, name: str) -> dict[str, str]:
        """Texts by name."""
        value = self._object(name)
        return value if all(isinstance(text, str) for text in value.values()) else self._refuse(name, "texts")

    def counts(self, name: str) -> dict[str, tuple[int, ...]]:
        """Lists of whole numbers by name."""
        value = self._object(name)
        if not all(isinstance(one, list) and all(map(_is_count, one)) for one in value.values()):
            self._refuse(name, "lists of numbers")
        return {key: tuple(numbers) for key, numbers in value.items()}

    def lists(self) -> dict[str, list[str]]:
        """All fields, each a list of texts."""
        for name, value in self.found.items():
            if not _are_texts(value):
                self._refuse(name, "a list of texts")
        return dict(self.found)

    def inner(self, name: str) -> "Fields":
        """The fields of an object in this one."""
        return Fields(self.path, self._object(name))

    def sizes(self, name: str) -> dict[str, int]:
        """Whole numbers by name; those that are none, or all where the file says none, are left out."""
        value = self.found.get(name)
        found = value.items() if isinstance(value, dict) else ()
        return {key: number for key, number in found if _is_count(number)}

    def _object(self, name: str) -> dict[str, Any]:
        value = self.found.get(name)
        return value if isinstance(value, dict) else self._refuse(name, "an object")

    def others(self, known: Collection[str]) -> dict[str, Any]:
        """What the file says beside these fields."""
        return {name: value for name, value in self.found.items() if name not in known}

    def _refuse(self, name: str, wanted: str) -> NoReturn:
        raise DamagedError(f"{self.path}: {name!r} is not {wanted}")


def read_fields(path: Path, formats: Collection[int | None] = (), *, named: str = "format") -> Fields | None:
    """The fields of a file that holds an object, None where there is no file. `formats`: which values of
    the field that says its format, which is `named` so, can be read, None for a file that says none; any,
    where none is given."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"{path}: {error}") from error
    if not isinstance(found, dict):
        raise DamagedError(f"{path}: not an object")
    version, newest = found.get(named), max((f for f in formats if f), default=0)
    if formats and _is_count(version) and version > newest:
        raise NewerFormatError(f"{path} is of {named} {version}, this version reads up to {newest}")
    if formats and version not in formats:
        raise DamagedError(f"{path} is of another {named}")
    return Fields(path, found)


def checksum(value: Any) -> str:
    """Of a value of JSON, in whatever order its keys stand; 16 hex digits."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def write_json(path: Path, value: Any, *, for_people: bool = False) -> None:
    """Replace a file in one step: a reader, or a crash, finds the old one or the new one. `for_people`: so
    that it can be read and repaired by hand."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding="utf-8", errors="replace") as file:
            json.dump(value, file, ensure_ascii=not for_people, indent=1 if for_people else None)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_texts(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
