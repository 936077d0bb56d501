"""Folders and files that only their owner may enter and read, also those that were made otherwise.

In: paths below a home. Out: the same paths, shut to others and open to us where they are ours; else what the
system refused. What lies behind a link is another's affair and never touched.
"""

import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

OWN_FOLDER, OWN_FILE = 0o700, 0o600  # what only its owner may enter and read


def make_private(folder: Path) -> None:
    """A folder that only we may enter, made if it is not there; OSError where it is another's, and stands
    otherwise."""
    folder.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)
    if folder.stat().st_mode & 0o777 != OWN_FOLDER:
        folder.chmod(OWN_FOLDER)


def private_below(folder: Path) -> list[OSError]:
    """That folder, and those in it with their files; returns what was refused. One that is refused keeps no
    other from being mended."""
    refused = list[OSError]()
    with _noted(refused):
        make_private(folder)
    for path in _inside(folder, refused):
        with _noted(refused):
            _mend(path)
        for file in _inside(path, refused) if path.is_dir() else ():
            with _noted(refused):
                _mend(file)
    return refused


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    """A text file, for reading; where it or the two folders around it are ours and were shut to us, they are
    opened first. OSError."""
    try:
        file = path.open(encoding="utf-8")
    except PermissionError:
        with suppress(PermissionError):  # another's: told as what it is, not readable
            _mend(path.parent.parent, path.parent, path)
        file = path.open(encoding="utf-8")
    with file:
        yield file


def entered(folder: Path) -> list[Path]:
    """What lies in a folder; where it or the one around it are ours and were shut to us, they are opened
    first. OSError."""
    try:
        return list(folder.iterdir())
    except PermissionError:
        with suppress(PermissionError):
            _mend(folder.parent, folder)
        return list(folder.iterdir())


def _mend(*paths: Path) -> None:
    """Each, from the outside in. PermissionError where one is another's; no link is followed."""
    for path in paths:
        kind = path.lstat().st_mode
        mode = OWN_FOLDER if stat.S_ISDIR(kind) else OWN_FILE
        if not stat.S_ISLNK(kind) and stat.S_IMODE(kind) != mode:
            path.chmod(mode)


def _inside(folder: Path, refused: list[OSError]) -> list[Path]:
    with _noted(refused):
        return sorted(path for path in folder.iterdir() if not path.is_symlink())
    return []


@contextmanager
def _noted(refused: list[OSError]) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:  # deleted meanwhile
        return
    except OSError as error:
        refused.append(error)
