"""What a message asks, as every later stage needs it.

Out: the frozen values that parsing makes once and everything after carries along. Knows
nothing of how a message is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
    """One question of a message, made to stand alone; made once and carried to the answer.

    message: what was typed, whole. question: this question, standing alone, without the story
    around it; unfiltered: the same without the words that set its filters. search_text: what to
    look for. active_papers: ids of the papers of the conversation that it is about.
    """

    message: str
    question: str
    unfiltered: str
    search_text: str
    intent: Intent
    filters: Filters
    mentions: tuple[Mention, ...]
    field: str | None
    aspects: tuple[str, ...]
    limit: int | None
    language: str
    active_papers: tuple[str, ...] = ()

    @property
    def understood(self) -> str:
        """The question with its filters, to be shown; never read again by a program."""
        return " · ".join([self.unfiltered, *self.filters.describe()])


def query_from(record: Mapping[str, Any]) -> ParsedQuery:
    """The query whose fields, as JSON has them, are in the record."""
    mentions = ({**m, "paper_ids": tuple(m["paper_ids"])} for m in record["mentions"])
    return ParsedQuery(
        **{
            **record,
            "intent": Intent(record["intent"]),
            "filters": Filters(**record["filters"]),
            "mentions": tuple(Mention(**m) for m in mentions),
            "aspects": tuple(record["aspects"]),
            "active_papers": tuple(record["active_papers"]),
        }
    )
