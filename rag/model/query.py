"""What a message asks, as every later stage needs it.

Out: the frozen values that parsing makes once and everything after carries along. Knows
nothing of how a message is read.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from rag.model.filters import Filters


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a message that names papers; several papers are a clash of names."""

    text: str
    start: int
    end: int
    name: str
    paper_ids: tuple[str, ...]
    certainty: float
    exact: bool


class Intent(StrEnum):
    """What sort of answer is wanted."""

    FACT = "fact"
    EXPLAIN = "explain"
    LIST = "list"
    COMPARE = "compare"
    COUNT = "count"
    METADATA = "metadata"
    CORPUS = "corpus"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """One question, made to stand alone."""

    original: str
    text: str  # what to look for: filters, leads and planted orders taken out
    kind: Intent
    filters: Filters
    mentions: tuple[Mention, ...]
    field: str | None
    aspect: tuple[str, ...]
    limit: int | None
    language: str
    understood: str
    focus: tuple[str, ...] = ()
    asked: str = ""  # the question itself, without the story around it


class Asked(Protocol):
    """What a follow-up needs to know of an earlier question; `ParsedQuery` is one."""

    @property
    def asked(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def mentions(self) -> tuple[Mention, ...]: ...
    @property
    def focus(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, and the papers its answer cited, in order."""

    question: Asked
    paper_ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    answer: str = ""
