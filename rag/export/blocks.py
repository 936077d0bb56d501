"""An answer's text as blocks, so that each face draws the same: paragraphs, lists, headings, tables, code.

In: text. Out: the blocks in order. What quotes papers is read plainly: a star in an abstract is a star. What
a model wrote is Markdown without links, pictures and tags, which stay text; formulas are kept as LaTeX.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

SpanKind = Literal["text", "strong", "em", "code", "math"]
BlockKind = Literal["paragraph", "heading", "item", "table", "code", "math"]
_FORMULA = re.compile(
    r"(?<!\\)\\\((?P<round>(?:[^\\]|\\[^()]){1,2000}?)\\\)|(?<!\\)\\\[(?P<square>(?:[^\\]|\\[^\[\]]){1,2000}?)\\\]|\$\$(?P<twice>[^$]+?)\$\$"
    r"|(?<![\w\\$])\$(?=[^\s$])(?P<once>[^$\n]*?[^\s$\\])\$(?![\d\w$])",
    re.DOTALL,
)
_NOT_MARKUP = ("link", "image", "autolink", "html_inline", "entity", "reference", "html_block", "lheading")
_RULE = re.compile(r"\|(?: --- \|)+")  # under the head of a table that we make
_BAR = re.compile(r"(?<!\\)\|")
_RECORD = r"(?:@\w+\{.*(?:\n.*)*?\n\}|TY  - .*(?:\n.*)*?\nER  -.*|\[(?:\n.*)*?\n\]|Title,Authors,.*(?:\n.+)*)"
_RECORDS = re.compile(
    rf"(?m)^({_RECORD}(?:\n+{_RECORD})*)$"
)  # BibTeX, RIS, CSL-JSON, CSV: as rag/export writes them
_HELD = "\ue000{}\ue001"  # stands for a formula while Markdown is read: private characters, which no text has
_HELD_AT = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one kind; of a formula, its LaTeX."""

    text: str
    kind: SpanKind = "text"


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its line, or the rows of a table, the first of them its head; `level` of a heading or how
    deep an item lies; `label` of a numbered item."""

    kind: BlockKind
    line: Line = ()
    level: int = 0
    label: str = ""
    rows: tuple[tuple[Line, ...], ...] = ()


def plain_blocks(text: str) -> list[Block]:
    """A paragraph per line, "- " or "* " for the items of a list, the tables that we make, and the entries of
    references as they are read by other programs, which are code."""
    blocks: list[Block] = []
    for place, piece in enumerate(_RECORDS.split(text.strip())):
        blocks += [Block("code", (Span(piece, "code"),))] if place % 2 else _prose(piece)
    return blocks


def fenced(text: str) -> str:
    """Plain text with its entries of references fenced, as Markdown has code."""
    return _RECORDS.sub(r"```\n\1\n```", text.strip())


def _prose(text: str) -> list[Block]:
    lines = [line for line in text.split("\n") if line.strip()]
    blocks: list[Block] = []
    for in_table, run in groupby(lines, lambda line: line.startswith("| ") or bool(_RULE.fullmatch(line))):
        found = list(run)
        if in_table and len(found) > 1 and _RULE.fullmatch(found[1]):
            blocks.append(Block("table", rows=tuple(_cells(line) for line in (found[0], *found[2:]))))
        else:
            blocks += [_plain_block(line) for line in found]
    return blocks


def _plain_block(line: str) -> Block:
    item = line.startswith(("- ", "* "))
    return Block("item" if item else "paragraph", (Span(line[2:] if item else line),))


def _cells(line: str) -> tuple[Line, ...]:
    """The cells of a row; a bar within one is written with a backslash."""
    inside = line.strip().removeprefix("|").removesuffix("|")
    return tuple((Span(cell.strip().replace("\\|", "|")),) for cell in _BAR.split(inside))


def markdown_blocks(text: str) -> list[Block]:
    """The blocks of what a model wrote."""
    reading = _Reading()
    for token in _parser().parse(reading.hold(text)):
        reading.take(token)
    return reading.blocks


def plain_line(line: Line) -> str:
    """A line as text: a formula is its LaTeX between dollars."""
    return "".join(f"${span.text}$" if span.kind == "math" else span.text for span in line)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_NOT_MARKUP))


@dataclass(slots=True)
class _Reading:
    """What has been read so far; formulas are set aside, as Markdown would take their signs for its own."""

    blocks: list[Block] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)  # the next number of each open list
    starts_item: bool = False
    heading: int = 0
    row: list[Line] | None = None
    rows: list[tuple[Line, ...]] = field(default_factory=list)

    def hold(self, text: str) -> str:
        """The text with its formulas set aside, where they are none of its code."""
        fenced = re.split(r"(```.*?(?:```|\Z)|`[^`\n]+`)", _HELD_AT.sub("", text), flags=re.DOTALL)
        return "".join(
            piece if place % 2 else _FORMULA.sub(self._held, piece) for place, piece in enumerate(fenced)
        )

    def _held(self, found: re.Match[str]) -> str:
        self.formulas.append(next(group for group in found.groups() if group is not None).strip())
        return _HELD.format(len(self.formulas) - 1)

    def take(self, token: "Token") -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.lists.append(int(token.attrs.get("start", 1)) if kind[0] == "o" else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            self.starts_item = True
        elif kind == "heading_open":
            self.heading = int(token.tag[1:])
        elif kind in ("fence", "code_block"):
            self.blocks.append(Block("code", (Span(token.content.rstrip("\n"), "code"),)))
        elif kind == "tr_open":
            self.row = []
        elif kind == "tr_close" and self.row is not None:
            self.rows.append(tuple(self.row))
            self.row = None
        elif kind == "table_close":
            self.blocks.append(Block("table", rows=tuple(self.rows)))
            self.rows = []
        elif kind == "inline":
            self._line(tuple(self._spans(token.children or ())))

    def _line(self, line: Line) -> None:
        if self.row is not None:
            self.row.append(line)
        elif self.heading:
            self.blocks.append(Block("heading", line, self.heading))
            self.heading = 0
        elif self.lists and self.starts_item:
            number = self.lists[-1]
            self.lists[-1] = None if number is None else number + 1
            label = "" if number is None else f"{number}."
            self.blocks.append(Block("item", line, len(self.lists) - 1, label))
            self.starts_item = False
        elif len(line) == 1 and line[0].kind == "math":
            self.blocks.append(Block("math", line))
        else:
            self.blocks.append(Block("paragraph", line))

    def _spans(self, tokens: Sequence["Token"]) -> Iterable[Span]:
        styles: list[SpanKind] = []
        for token in tokens:
            if token.type in ("strong_open", "em_open"):
                styles.append("strong" if token.type == "strong_open" else "em")
            elif token.type in ("strong_close", "em_close"):
                styles.pop()
            elif token.type == "code_inline":
                yield Span(token.content, "code")
            else:
                text = token.content or ("\n" if token.type in ("softbreak", "hardbreak") else "")
                yield from self._given_back(text, styles[0] if styles else "text")

    def _given_back(self, text: str, kind: SpanKind) -> Iterable[Span]:
        """The formulas back in their places."""
        for place, piece in enumerate(_HELD_AT.split(text)):
            if place % 2:
                yield Span(self.formulas[int(piece)], "math")
            elif piece:
                yield Span(piece, kind)
