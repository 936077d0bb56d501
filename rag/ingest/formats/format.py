"""What a format is: how it is recognised, and how its entries are read.

In: the bytes of one file. Out: the papers that it lists as they came, and what was wrong. To add a
format, follow the recipe in rag/ingest/formats/registry.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from rag.ingest.encodings import decode


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper in one file, every field as it came. `page_date` is the date of the listing page that it
    is on, where that has one: it gives the year that other dates leave out. `venue` is the journal,
    conference or series that it appeared in. `authors` without an `author_count` are not all of them.
    `retraction_notice`: the DOI of the notice, where the paper was `retracted` and the record names it."""

    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    date: str | None = None
    page_date: str | None = None
    upvotes: int | None = None
    url: str | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    venue: str | None = None
    text_kind: str = "abstract"
    questions: tuple[str, ...] = ()
    citation_count: int | None = None
    retracted: bool = False
    retraction_notice: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an entry could not be read: where ("line 3", "entry 2"), and what was wrong."""

    where: str
    what: str


Listed = list[Entry | Problem]


@dataclass(frozen=True)
class Source:
    """The bytes of one file, and its text where it is one. `lines_before`: how many lines of the file
    came before these bytes, where a large JSONL is read bit by bit."""

    name: str
    data: bytes
    lines_before: int = 0

    @property
    def text(self) -> str:
        """The whole text; PageError where the bytes are not text."""
        return self._decoded[0]

    @property
    def problem(self) -> str | None:
        """What to report of the encoding of a text that was read."""
        return self._decoded[1] if "_decoded" in self.__dict__ else None

    @cached_property
    def _decoded(self) -> tuple[str, str | None]:
        return decode(self.name, self.data)


@dataclass(frozen=True, slots=True)
class Format:
    """One format of files: what readers call it, whether a file is of it (by its content, never by
    its name), and its entries. `read` reports an entry that cannot be read as a Problem, and raises
    PageError where the whole file cannot be used."""

    name: str
    sniff: Callable[[Source], bool]
    read: Callable[[Source], Listed]
