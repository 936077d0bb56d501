"""The file of Chroma's database: what SQLite finds wrong with it, and what the system refuses.

In: the folder of the database. Out: lines, an error of the system, or DatabaseError. Nothing is changed.
"""

import errno
import os
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

_LEAST_FREE, _TRIED = 1 << 22, 1 << 20  # bytes: less free is a full disk; what is written to try


class DatabaseError(Exception):
    """Chroma cannot open or read its files; the message is Chroma's reason."""


def integrity(folder: Path) -> list[str]:
    """What SQLite finds wrong with the database at `folder`, a line each; nothing is changed."""
    import sqlite3

    address = f"{(folder / 'chroma.sqlite3').resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            found = [str(row[0]) for row in database.execute("PRAGMA integrity_check(20)")]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [str(error)]
    return [line for line in found if line != "ok"]


def strange_folders(folder: Path) -> list[Path]:
    """Folders of vectors at `folder` that the database does not know: it is not the one that they were
    written with, or there is none."""
    import sqlite3

    found = sorted(path for path in folder.glob("*-*-*-*-*") if path.is_dir())
    path = folder / "chroma.sqlite3"
    if not (found and path.is_file()):
        return found
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            known = {str(row[0]) for row in database.execute("SELECT id FROM segments")}
    except (sqlite3.Error, UnicodeDecodeError):
        return found
    return [path for path in found if path.name not in known]


def check_schema(folder: Path) -> None:
    """DatabaseError where SQLite cannot read what its tables are: its reason may hold a piece of the damage,
    and where that is no text, Chroma's native part ends the process."""
    import sqlite3

    path = folder / "chroma.sqlite3"
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except UnicodeDecodeError:
        raise DatabaseError("malformed database schema") from None
    except sqlite3.DatabaseError as error:
        if type(error) is sqlite3.DatabaseError:  # else it is locked or cannot be opened, as Chroma will say
            raise DatabaseError(str(error)) from error


def refusal(folder: Path) -> OSError | None:
    """What the system refuses, where that is why Chroma fails: its own reasons do not say so."""
    place = next(p for p in (folder, *folder.parents) if p.exists())
    try:
        if shutil.disk_usage(place).free < _LEAST_FREE:
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(place))
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"\0" * _TRIED)
        for path in (folder / "chroma.sqlite3", *folder.glob("chroma.sqlite3-*")):
            if path.is_file():
                path.open("r+b").close()
    except OSError as error:
        return OSError(error.errno, error.strerror, str(place))
    return None
