"""Answers as one page of HTML that needs nothing else: no script, no other host.

In: a title, turns. Out: bytes. Every text is escaped; formulas are MathML, which browsers draw themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from rag.export.blocks import Block, Line, Span
from rag.export.mathml import Element, mathml
from rag.export.plain import strip_controls
from rag.export.turns import Turn

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{{font:17px/1.6 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em}}
table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.3em .6em;text-align:left}}
.references,.note{{font-size:.85em}}pre{{overflow-x:auto}}</style></head><body>
"""


def as_html(title: str, turns: Sequence[Turn]) -> bytes:
    """A page with the turns in order."""
    pieces = [_HEAD.format(title=_text(title))]
    for turn in turns:
        pieces += [f"<h2>{_text(turn.question)}</h2>\n", *_blocks(turn.blocks)]
        pieces += [f'<p class="note">{_text(note)}</p>\n' for note in turn.notes]
        pieces += [f'<p class="references">{_text(line)}</p>\n' for line in turn.references]
    return ("".join(pieces) + "</body></html>\n").encode("utf-8", "replace")


def _text(text: str) -> str:
    return escape(strip_controls(text))


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for listed, run in groupby(blocks, lambda block: block.kind == "item"):
        if listed:
            yield f"<ul>\n{''.join(map(_item, run))}</ul>\n"
        else:
            yield from map(_block, run)


def _item(block: Block) -> str:
    style = f' style="margin-left:{block.level}.5em"' if block.level else ""
    label = f"{block.label} " if block.label else ""
    plain = ' style="list-style:none"' if block.label else style
    return f"<li{plain}>{_text(label)}{_line(block.line)}</li>\n"


def _block(block: Block) -> str:
    if block.kind == "heading":
        return f"<h{min(6, block.level + 2)}>{_line(block.line)}</h{min(6, block.level + 2)}>\n"
    if block.kind == "code":
        return f"<pre>{_line(block.line)}</pre>\n"
    if block.kind == "table":
        rows = (_row(row, "td" if place else "th") for place, row in enumerate(block.rows))
        return f"<table>\n{''.join(rows)}</table>\n"
    return f"<p>{_line(block.line)}</p>\n"


def _row(cells: Sequence[Line], name: str) -> str:
    return f"<tr>{''.join(f'<{name}>{_line(cell)}</{name}>' for cell in cells)}</tr>\n"


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _span(span: Span) -> str:
    if span.kind == "math":
        return _element(mathml(span.text))
    shown = _text(span.text).replace("\n", "<br>\n") if span.kind != "code" else _text(span.text)
    return shown if span.kind == "text" else f"<{span.kind}>{shown}</{span.kind}>"


def _element(element: Element) -> str:
    attributes = "".join(f' {name}="{_text(value)}"' for name, value in element.attributes)
    inner = "".join(map(_element, element.children)) if element.children else _text(element.text)
    return f"<{element.name}{attributes}>{inner}</{element.name}>"
