"""Everything that can go wrong in a way that the reader can act on.

AskError
├── PageError             a file could not be read as papers
├── EmptyLibraryError     nothing has been read yet
├── UnknownPaperError     no paper goes by that name
├── WeightsError          the embedding model's files are absent or not the published ones
├── EmbedderMismatchError the library was built with another embedder
├── MissingPackageError   something optional is not installed
├── LockedError           another process is writing
├── BrokenDatabaseError   Chroma cannot open or read its files
├── EndpointError         the model server did not answer as it should
│   └── ModelError        the language model gave no answer that can be used
│       ├── ContextTooLongError  the prompt does not fit the model
│       ├── OutOfRoomError       it thought until there was no room left for an answer
│       └── StoppedError         nobody waits for the answer any more
├── FilterError           a filter asks for a field that papers do not have
└── SettingError          a setting has a value that is not allowed

Each message says what happened and what to do next, in one line. Anything that is
not an AskError is a bug and keeps its traceback.
"""

from pathlib import Path


class AskError(Exception):
    """A problem the reader can act on; `exit_code` is what the command returns."""

    exit_code = 1


class PageError(AskError):
    """A file could not be read as papers."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


class EmptyLibraryError(AskError):
    """Nothing has been read yet."""

    def __init__(self, home: Path) -> None:
        super().__init__(f"no papers in {home}; read some with: ask ingest PAGES")


class UnknownPaperError(AskError):
    """No paper goes by that name; the nearest ones are offered."""

    def __init__(self, wanted: str, nearest: list[str]) -> None:
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
    """Chroma cannot open or read its files. The whole home must be moved, or its indexes would stay."""

    def __init__(self, home: Path, reason: str) -> None:
        super().__init__(
            f"Chroma cannot read {home / 'chroma'} ({' '.join(reason.split())}); put {home} back from a "
            "backup, or move it away and ingest again: ask ingest PAGES"
        )


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


class SettingError(AskError):
    """A setting has a value that is not allowed."""


class FilterError(AskError):
    """A filter asks for a field that papers do not have, or in a way that the field does not allow."""
