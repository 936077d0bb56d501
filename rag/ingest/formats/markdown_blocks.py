"""Markdown as its headings, items, paragraphs and tables, each with its lines and their links.

In: text. Out: the blocks in order. What of them is a paper is seen in rag/ingest/formats/markdown.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_SUMMARY = re.compile(r"<summary[^>]{0,2000}>((?:(?!<summary).)*?)</summary>", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(  # of a table that has lost its headings
    r"\|(?:[^|]*\|){3,}|\"[^\"]{1,300}\",\"[^\"]{1,500}\",.{100,}"
)
_ENDS = (  # of HTML that only this ends
    *(("<?", "?>"), ("<!--", "-->"), ("<![cdata[", "]]>"), ("<pre", "</pre>"), ("<script", "</script>")),
    *(("<style", "</style>"), ("<textarea", "</textarea>")),
)
# a blank line, or a mark of a block
_BEHIND = re.compile(r"\n(?:[^\S\n]*\n|(?=#{1,6} |[-*+] |\d{1,4}[.)] |\|))")
_TAG = re.compile(r"</?(?!su[bp]\b)[a-zA-Z!][^>]{0,2000}>")


@dataclass(slots=True)
class Line:
    """One line: its text, the texts and addresses of its links, and its first bold text."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A "heading" with its level, an "item" of a list with its depth, a "paragraph", the "label" of what
    can be folded out, or a "row" of a table with a line to each cell."""

    kind: str
    level: int
    number: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines if line.text)

    @property
    def links(self) -> list[tuple[str, str]]:
        return [link for line in self.lines for link in line.links]


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text but its code; code and HTML whose end is missing hide nothing."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(text)
    last = tokens[-1] if tokens else None
    if last is None or last.level or not last.map or not (hidden := _hidden(last)):
        return list(_blocks(tokens))
    last.content = last.content.removesuffix(hidden)
    before = last.map[1] - hidden.count("\n")
    return [*_blocks(tokens), *_blocks(parser.parse(hidden), lines_before=before)]


def _hidden(last: Any) -> str:
    """What stands at the end of a text, behind where code or HTML begins that nothing ends."""
    if last.type == "fence":
        is_open = last.content.count("\n") + 1 >= last.map[1] - last.map[0]
        return str(last.content) if is_open else ""
    end = next((end for begin, end in _ENDS if last.content.lower().lstrip().startswith(begin)), "")
    if last.type != "html_block" or not end or end in last.content.lower():
        return ""
    behind = _BEHIND.search(last.content)
    return str(last.content[behind.end() :]) if behind else ""


def _blocks(tokens: list[Any], *, lines_before: int = 0) -> Iterator[Block]:
    depth, first_in_item, cells, number = 0, False, list[Line](), 0
    for at, token in enumerate(tokens):
        number = token.map[0] + 1 + lines_before if token.map else number
        if token.type in ("list_item_open", "list_item_close"):
            first_in_item = token.type.endswith("open")
            depth += 1 if first_in_item else -1
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield Block("row", 0, number, tuple(cells))
        elif token.type == "html_block":
            yield from _folded(token.content, number)
        elif token.type == "inline":
            around = tokens[at - 1]
            if around.type in ("th_open", "td_open"):
                cells.append(_joined(_lines(token.children or [])))
            elif around.type == "heading_open":
                yield Block("heading", int(around.tag[1]), number, tuple(_lines(token.children or [])))
            else:
                kind = "item" if depth and first_in_item else "paragraph"
                yield Block(kind, depth, number, tuple(_lines(token.children or [])))
                first_in_item = False


def _folded(content: str, number: int) -> Iterator[Block]:
    """What HTML in Markdown shows: the label of a part that can be folded out, and its text."""
    if label := _SUMMARY.search(content):
        yield Block("label", 0, number, (Line(_plain(label[1])),))
    if rest := _plain(_SUMMARY.sub("", content)):
        yield Block("paragraph", 0, number, (Line(rest),))


def _plain(content: str) -> str:
    return " ".join(_TAG.sub(" ", content).split())


def _lines(inline: list[Any]) -> list[Line]:
    """The lines of a paragraph: cut where it breaks them."""
    lines, strong, link, folded = [Line()], False, "", False
    for part in inline:
        line = lines[-1]
        if part.type == "html_inline" and re.match(r"</?summary\b", part.content, re.IGNORECASE):
            folded = not part.content.startswith("</")
        elif folded:
            continue
        elif part.type in ("softbreak", "hardbreak") or part.content.lower().startswith("<br"):
            lines.append(Line())
        elif part.type == "link_open":
            link = str(part.attrGet("href") or "")
            line.links.append(("", link))
        elif part.type == "link_close":
            link = ""
        elif part.type in ("strong_open", "strong_close"):
            strong = part.type == "strong_open" and not line.strong
        elif part.type in ("text", "code_inline") or re.match(r"</?su[bp]\b", part.content):
            _add(line, part.content, strong=strong, linked=bool(link))
    for line in lines:
        line.text = " ".join(line.text.split())
    return [line for line in lines if (line.text or line.links) and not _ROW.fullmatch(line.text)]


def _add(line: Line, text: str, *, strong: bool, linked: bool) -> None:
    line.text += text
    line.strong += text if strong else ""
    if linked and line.links:
        line.links[-1] = (line.links[-1][0] + text, line.links[-1][1])


def _joined(lines: list[Line]) -> Line:
    """A cell of a table as one line."""
    links = [link for line in lines for link in line.links]
    strong = next((line.strong for line in lines if line.strong), "")
    return Line(" ".join(line.text for line in lines), links, strong)
