"""A literature table: papers against questions that are asked of each of them.

In: an assistant, ids of papers, questions. Out: the table, row by row as it is filled. A cell is a sentence
of its paper to the letter, or a field that is known exactly; it is empty where the paper does not state it,
which is judged as it is for an answer (rag/retrieval/answerability.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.answering.assistant import Assistant
from rag.answering.cells import role_of, said
from rag.answering.roles import Role
from rag.model.answer import Answer, Citation, Status
from rag.model.errors import AskError
from rag.model.paper import Paper
from rag.model.query import Intent, ParsedQuery
from rag.retrieval.ranking import SearchQuery
from rag.retrieval.searcher import Searcher

NOT_STATED = "not stated"
MOST_QUESTIONS = 12
LONGEST_QUESTION = 300  # characters
_FIELDS = ("published", "authors", "author_count", "organisation", "upvotes", "url", "doi", "venue")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a paper says to a question; an empty text where it does not. A quote has its citation."""

    text: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class LiteratureRow:
    """A paper, its number in the table, and a cell for each question."""

    paper: Paper
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LiteratureTable:
    """The rows that are filled, and how many there will be."""

    questions: tuple[str, ...]
    rows: tuple[LiteratureRow, ...] = ()
    papers: int = 0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of all cells, row by row."""
        return tuple(c.citation for row in self.rows for c in row.cells if c.citation)

    @property
    def answer(self) -> Answer:
        """The citations as an answer, whose sources can be shown."""
        return Answer("; ".join(self.questions), "", Status.ANSWERED, "", self.citations)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it was understood, and as it is looked up."""

    query: ParsedQuery
    looked_up: SearchQuery
    role: Role | None


def questions_in(typed: Sequence[str]) -> tuple[str, ...]:
    """The questions, each once. AskError where there is none, or more than a table holds."""
    cleaned = (" ".join(text.split())[:LONGEST_QUESTION] for text in typed)
    found = tuple(dict.fromkeys(text for text in cleaned if text))
    if not 1 <= len(found) <= MOST_QUESTIONS:
        raise AskError(f"a table has 1 to {MOST_QUESTIONS} questions, and these are {len(found)}")
    return found


def filled(assistant: Assistant, ids: Sequence[str], questions: Sequence[str]) -> Iterator[LiteratureTable]:
    """The table without rows, then with one more each time. Papers that are not there are left out."""
    searcher = assistant.searcher
    found = (searcher.catalogue.row(id_) for id_ in ids)
    rows = list(dict.fromkeys(row for row in found if row is not None))
    table = LiteratureTable(tuple(questions), papers=len(rows))
    yield table
    asked = [_asked(assistant, searcher, question) for question in questions]
    for number, row in enumerate(rows, 1):
        cells = tuple(_cell(searcher, row, number, one) for one in asked)
        filled_row = LiteratureRow(searcher.catalogue.paper(row), number, cells)
        table = replace(table, rows=(*table.rows, filled_row))
        yield table


def _asked(assistant: Assistant, searcher: Searcher, question: str) -> _Asked:
    query = assistant.parse(question)[0]
    return _Asked(query, searcher.query(query.question), role_of(query.question))


def _cell(searcher: Searcher, row: int, number: int, asked: _Asked) -> Cell:
    paper, query = searcher.catalogue.paper(row), asked.query
    if query.intent is Intent.METADATA and query.field in _FIELDS:
        return Cell(_field(paper, query.field))
    told = said(searcher, row, asked.looked_up, asked.role)
    if told is None or not told.text:
        return Cell()
    return Cell(told.text, Citation.of(number, paper, told.start, told.end))


def _field(paper: Paper, name: str) -> str:
    """A field as text, empty where it is not known."""
    value: Any = getattr(paper, name)
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
