"""A question with slips of spelling mended, and a line that says which.

In: a parsed query, a searcher. Out: the query; names are looked up as they were typed, and questions in other
languages are left alone.
"""

from collections.abc import Iterator
from dataclasses import replace

from rag.model.query import ParsedQuery
from rag.retrieval.searcher import Searcher
from rag.text.runs import runs


def respelt(searcher: Searcher, query: ParsedQuery) -> ParsedQuery:
    """The query as it was meant, with a note of the words that were read as others."""
    question = searcher.respelt(query.question)
    if question == query.question or query.language != "en":
        return query
    search_text = searcher.respelt(query.search_text or query.question)
    read = ", ".join(f"“{typed}” as “{meant}”" for typed, meant in _mended(query.question, question))
    notes = (*query.notes, f"Read {read}.") if read else query.notes
    return replace(query, question=question, search_text=search_text, notes=notes)


def _mended(typed: str, meant: str) -> Iterator[tuple[str, str]]:
    """The words that differ by more than their case."""
    for old, new in zip(runs(typed), runs(meant), strict=False):
        if old.lower() != new.lower():
            yield old, new
