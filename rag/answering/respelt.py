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
    if query.language != "en":
        return query
    typed = (query.question, query.search_text or query.question)
    meant = tuple(map(searcher.respelt, typed))
    if meant == typed:
        return query
    read = dict.fromkeys(
        pair for one, other in zip(typed, meant, strict=True) for pair in _mended(one, other)
    )
    note = "Read " + ", ".join(f"“{word}” as “{other}”" for word, other in read) + "."
    return replace(
        query, question=meant[0], search_text=meant[1], notes=(*query.notes, note) if read else query.notes
    )


def _mended(typed: str, meant: str) -> Iterator[tuple[str, str]]:
    """The words that differ by more than their case."""
    for old, new in zip(runs(typed), runs(meant), strict=False):
        if old.lower() != new.lower():
            yield old, new
