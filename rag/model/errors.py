"""Everything that can go wrong in a way that the reader can act on.

AskError
├── PageError             a file could not be read as papers
│   └── ReaderFaultError  a reader of ours failed on it, whatever the file holds
├── EmptyLibraryError     nothing has been read yet
├── UnknownPaperError     no paper goes by that name
├── WeightsError          the embedding model's files are absent or not the published ones
├── EmbedderMismatchError the library was built with another embedder
├── MissingPackageError   something optional is not installed
├── LockedError           another process is writing
├── BrokenDatabaseError   Chroma cannot open or read its files
├── NewerLibraryError     a newer version wrote the library
├── DamagedLibraryError   files of the indexes are not as they were written
├── StoreError            the server of a shared library does not do what it should
├── RefusedError          the system refuses: no space left, no permission, only read
├── EndpointError         the model server did not answer as it should
│   └── ModelError        the language model gave no answer that can be used
│       ├── ContextTooLongError  the prompt does not fit the model
│       ├── OutOfRoomError       it thought until there was no room left for an answer
│       └── StoppedError         nobody waits for the answer any more
├── FetchError            a service on the network did not give what was asked of it
│   └── NotFoundError         it does not know the paper
├── FilterError           a filter asks for a field that papers do not have
└── SettingError          a setting has a value that is not allowed

Each message says what happened and what to do next, in one line. Anything that is
not an AskError is a bug and keeps its traceback.
"""

import errno
import os
import traceback
from contextlib import suppress
from pathlib import Path

SHOWN = 100  # characters of what was typed that a message repeats


class AskError(Exception):
    """A problem the reader can act on; `exit_code` is what the command returns."""

    exit_code = 1


class PageError(AskError):
    """A file could not be read as papers."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


class ReaderFaultError(PageError):
    """A reader of ours failed on a file, which may be as it should be; the fault is the error's cause."""

    def __init__(self, name: str, fault: Exception) -> None:
        frames = traceback.extract_tb(fault.__traceback__)
        own = [frame for frame in frames if "rag" in Path(frame.filename).parts] or frames
        place = f", {Path(own[-1].filename).name} line {own[-1].lineno}" if own else ""
        super().__init__(
            name,
            f"not read because of a fault in ask ({type(fault).__name__}{place}); "
            "please report it, with the file if you may, or convert it and try again",
        )


class EmptyLibraryError(AskError):
    """Nothing has been read yet."""

    def __init__(self, home: Path | str) -> None:
        super().__init__(f"no papers in {home}; read some with: ask ingest PAGES")


class UnknownPaperError(AskError):
    """No paper goes by that name; the nearest ones are offered."""

    def __init__(self, wanted: str, nearest: list[str]) -> None:
        self.nearest = tuple(nearest)
        wanted = wanted if len(wanted) <= SHOWN else f"{wanted[:SHOWN]}…"
        hint = f"; did you mean {' or '.join(nearest)}?" if nearest else "; see: ask papers"
        super().__init__(f"no paper called {wanted!r}{hint}")


class WeightsError(AskError):
    """The embedding model's files are absent or not the published ones."""


class EmbedderMismatchError(AskError):
    """The library was built with another embedder; mixing vectors would spoil both."""

    def __init__(self, built_with: str, asked_for: str) -> None:
        super().__init__(
            f"this library was built with {built_with}, not {asked_for}; "
            f"rebuild it with: ask ingest --rebuild, or set ASK_EMBEDDING={built_with}"
        )


class MissingPackageError(AskError, ImportError):
    """Something optional is not installed."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f"{what} needs {package}; install it with: pip install 'ask-papers[{extra}]'")


class LockedError(AskError):
    """Another process is writing."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"the library is being written by {holder}; wait for it, or stop it and run this again"
        )


class BrokenDatabaseError(AskError):
    """Chroma cannot open or read its files; `mendable`: the indexes hold the papers. Where they do not, the
    whole home must be moved, or its indexes would stay."""

    def __init__(self, home: Path, reason: str, *, mendable: bool) -> None:
        mend = "the indexes hold the papers; mend it with: ask ingest --rebuild"
        start = f"put {home} back from a backup (ask restore), or move it away and ingest again"
        what = f"Chroma cannot read {home / 'chroma'} ({' '.join(reason.split())})"
        super().__init__(f"{what}; {mend if mendable else start}")


class NewerLibraryError(AskError):
    """A newer version wrote the library; this one leaves it alone."""

    def __init__(self, what: str) -> None:
        super().__init__(f"a newer version wrote this library ({what}); update ask, or use another --home")


class DamagedLibraryError(AskError):
    """Files of the indexes are not as they were written."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the indexes are damaged ({what}); mend them with: ask ingest --rebuild")


class StoreError(AskError):
    """The server of a shared library does not answer, or refuses."""


class RefusedError(AskError):
    """The system refuses to read or write."""

    def __init__(self, error: OSError, home: Path) -> None:
        super().__init__(trouble(error, home))


def trouble(error: OSError, home: Path | None = None) -> str:
    """What the system refused, and what may help."""
    where = error.filename or home
    reason = str(error.strerror or error)
    if error.errno is None and reason.endswith(" written"):  # numpy: "229 requested and 201 written"
        error = OSError(errno.ENOSPC, reason := os.strerror(errno.ENOSPC))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        refused = f"{reason[:1].lower()}{reason[1:]} on {where or 'the disk'}"
        return f"{refused}; free some space and run this again"
    what = f"{where}: {reason}" if where else reason
    if error.errno in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
        return f"{what} (a network drive?); keep the library on one that locks files: ask --home DIR"
    if where and isinstance(error, PermissionError):
        what += _owner_of(Path(os.fsdecode(where)))
    return f"{what}; check it, or keep the library elsewhere: ask --home DIR"


def _owner_of(path: Path) -> str:
    """To whom a path, or the folder that it is in, belongs; empty where it is ours."""
    for one in (path, *path.parents):
        with suppress(OSError):  # absent, or in a folder that we may not look into
            owner = one.stat().st_uid
            break
    else:
        return ""
    me = os.geteuid() if hasattr(os, "geteuid") else owner
    return "" if owner == me else f" (it belongs to user {owner}, you are {me})"


class EndpointError(AskError):
    """The model server did not answer as it should."""


class ModelError(EndpointError):
    """The language model gave no answer that can be used."""


class ContextTooLongError(ModelError):
    """The prompt does not fit the model; a shorter one may. `limit`: the most tokens that the server takes,
    `sent`: how many it counted; 0 where it does not say."""

    def __init__(self, line: str, *, limit: int = 0, sent: int = 0) -> None:
        super().__init__(line)
        self.limit, self.sent = limit, sent


class OutOfRoomError(ModelError):
    """The model thought until there was no room left for an answer; there is more when it is asked again."""


class StoppedError(ModelError):
    """Nobody waits for the answer any more."""


class FetchError(AskError):
    """A service on the network did not give what was asked of it; nothing is lost, and the same may be asked
    again later. `status`: of its reply, 0 where there was none."""

    def __init__(self, line: str, *, status: int = 0) -> None:
        super().__init__(line)
        self.status = status


class NotFoundError(FetchError):
    """A service answered, and does not know the paper."""


class SettingError(AskError):
    """A setting has a value that is not allowed."""


class FilterError(AskError):
    """A filter asks for a field that papers do not have, or in a way that the field does not allow."""
