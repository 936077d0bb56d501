"""Answers as documents that people read on: Markdown, a page, a Word file, each with its references.

In: answers, each with the lines of its references. Out: the bytes of a file. What the answers say is taken as
rag/export/blocks.py reads it; no text from outside becomes a tag, a link or a picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.export.blocks import Block, fenced, markdown_blocks, plain_blocks
from rag.export.document_html import as_html
from rag.export.document_word import as_word
from rag.export.plain import strip_controls
from rag.export.turns import Turn
from rag.model.answer import Answer


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """What readers call it, how its files end, what browsers call their kind, and turns under a title to its
    bytes."""

    label: str
    ending: str
    kind: str
    write: Callable[[str, Sequence[Turn]], bytes]


def turn_of(answer: Answer, references: Sequence[str]) -> Turn:
    """One question, its answer and the references of its numbers, as documents show it."""
    question = " ".join(strip_controls(answer.question).split())
    text = strip_controls(answer.answer) if answer.model else fenced(strip_controls(answer.answer))
    return Turn(question, text, tuple(blocks_of(answer)), answer.notes, tuple(references))


def blocks_of(answer: Answer) -> list[Block]:
    """The blocks of an answer: Markdown only where a model wrote it."""
    text = strip_controls(answer.answer)
    return markdown_blocks(text) if answer.model else plain_blocks(text)


def as_markdown_file(title: str, turns: Sequence[Turn]) -> bytes:
    """Markdown. What a model wrote stays Markdown; a title only where it is not the first question."""
    pieces = [f"# {_inert(title)}\n"] if len(turns) > 1 else []
    for turn in turns:
        pieces += [f"## {_inert(turn.question)}\n", f"{_inert(turn.text)}\n"]
        pieces += [f"*{_inert(note)}*\n" for note in turn.notes]
        if turn.references:
            pieces.append("".join(f"{_inert(line)}  \n" for line in turn.references))
    return ("\n".join(pieces).rstrip("\n") + "\n").encode("utf-8", "replace")


def _inert(text: str) -> str:
    return strip_controls(text).replace("<", "&lt;").replace("](", "]\\(").replace("![", "\\![")


DOCUMENTS = {
    "word": DocumentFormat(
        "Word", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_word
    ),
    "html": DocumentFormat("HTML", ".html", "text/html", as_html),
    "markdown": DocumentFormat("Markdown", ".md", "text/markdown", as_markdown_file),
}
