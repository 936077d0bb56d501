"""A question with its answer, as a document shows it. A value; it does nothing.

In: what rag/export/documents.py took from an answer. Out: the same, to be written in some format.
"""

from dataclasses import dataclass

from rag.export.blocks import Block


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, its answer as text and as blocks, single lines beside it, and a line per reference."""

    question: str
    text: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
