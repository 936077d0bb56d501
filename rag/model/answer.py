"""What an answer is: text with [1] markers, and the quoted words behind each marker.

The frozen values that the command, the page and the evaluation show; their JSON and back.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from rag.model.paper import Paper
from rag.model.query import ParsedQuery
from rag.model.typed_json import read_as


class Status(StrEnum):
    """Whether the papers answer the question."""

    ANSWERED = "answered"
    PARTLY = "partly_answered"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, slots=True)
class Citation:
    """One quoted span: `quote` is the paper's text[start:end], in characters. `published` is ISO 8601;
    `support` is quoted, supported, weak, unsupported, or unchecked: the sentence is in another language.
    `retracted`: whether the paper was known to be retracted when it was cited; `byline`: its authors in few
    words, to be shown."""

    number: int
    paper_id: str
    title: str
    url: str | None
    published: str | None
    text_kind: str
    quote: str
    start: int
    end: int
    support: str = "quoted"
    retracted: bool = False
    byline: str = ""

    @classmethod
    def of(cls, number: int, paper: Paper, start: int, end: int, *, support: str = "quoted") -> "Citation":
        """The citation of paper.text[start:end]."""
        about = paper.paper_id, paper.title, paper.url, paper.published, paper.text_kind
        return cls(number, *about, paper.text[start:end], start, end, support, paper.retracted, paper.byline)


@dataclass(frozen=True, slots=True)
class RankedPaper:
    """A paper that retrieval found, with its score: a weighted sum of component scores, to be compared
    within one answer; 0 for a paper that was not searched for."""

    paper_id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence that a model wrote: the answer's text[start:end], how far the papers support it
    (supported | weak | unsupported | no claim | unchecked), why not further, and the numbers it cites."""

    start: int
    end: int
    support: str
    why: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `parsed` is what was asked, as it was looked up, `understood` the same in words, to be
    shown; `papers` are ranked, best first; `mode`: quote, write or search; `model` wrote it, None where
    none did; `notes` are single lines that the reader should see beside the answer; `thoughts` is what the
    model thought before it answered, no part of the answer and checked by nobody."""

    question: str
    understood: str
    status: Status
    answer: str
    citations: tuple[Citation, ...] = ()
    papers: tuple[RankedPaper, ...] = ()
    mode: str = "quote"
    model: str | None = None
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    sentences: tuple[CheckedSentence, ...] = ()
    usage: Mapping[str, int] | None = None
    parsed: tuple[ParsedQuery, ...] = ()
    thoughts: str = ""

    def to_json(self, id_: str | None = None) -> dict[str, Any]:
        """The object that `ask --json` and `ask batch` print."""
        shown: dict[str, Any] = {} if id_ is None else {"id": id_}
        shown.update(asdict(self))
        shown["papers"] = [{**p, "score": round(p["score"], 4)} for p in shown["papers"]]
        shown["seconds"] = round(self.seconds, 4)
        return {
            **shown,
            "status": str(self.status),
            "notes": list(self.notes),
            "citations": list(shown["citations"]),
            "sentences": list(shown["sentences"]),
            "parsed": list(shown["parsed"]),
        }


def answer_from(record: Mapping[str, Any]) -> Answer:
    """The answer that `Answer.to_json` wrote; fields it gained since then may be missing. ShapeError where it
    is something else."""
    return read_as(Answer, record, "the answer")
