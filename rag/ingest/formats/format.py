"""What a format is: how it is recognised, and how its entries are read.

In: the bytes of one file. Out: the papers that it lists as they came, and what was wrong. To add a
format, follow the recipe in rag/ingest/formats/registry.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from rag.model.errors import PageError


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper in one file, every field as it came. `page_date` is the date of the listing page that it
    is on, where that has one: it gives the year that other dates leave out."""

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
    text_kind: str = "abstract"
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an entry could not be read: where ("line 3", "entry 2"), and what was wrong."""

    where: str
    what: str


Listed = list[Entry | Problem]


@dataclass(frozen=True)
class Source:
    """The bytes of one file, and its text where it is one."""

    name: str
    data: bytes

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
        if self.data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.data.decode("utf-16", errors="replace"), None
        if b"\0" in self.data[:100_000]:
            raise PageError(self.name, "binary, not text; save the listing as text, HTML or JSONL")
        try:
            return self.data.decode("utf-8-sig"), None
        except UnicodeDecodeError:
            import ftfy

            text = ftfy.fix_text(self.data.decode("cp1252", errors="replace"), uncurl_quotes=False)
            return text, "not UTF-8: read as Windows-1252; check the accents, or save it as UTF-8"


@dataclass(frozen=True, slots=True)
class Format:
    """One format of files: what readers call it, whether a file is of it (by its content, never by
    its name), and its entries. `read` reports an entry that cannot be read as a Problem, and raises
    PageError where the whole file cannot be used."""

    name: str
    sniff: Callable[[Source], bool]
    read: Callable[[Source], Listed]
