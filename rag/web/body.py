"""The text of an answer as markup: paragraphs, lists, tables, formulas, its markers as buttons.

In: an answer. Out: HTML in which every text is escaped. What a model wrote is drawn as Markdown, which
rag/export/blocks.py reads; formulas are MathML, drawn by the browser itself.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from rag.export.blocks import Block, Line, Span
from rag.export.documents import blocks_of
from rag.export.mathml import Element, mathml
from rag.model.answer import Answer, Citation
from rag.web.html import EMPTY, Markup, button, esc, join, sideways, tag

SUPPORT_WORDS = {
    "supported": "supported",
    "weak": "weakly supported",
    "unsupported": "not supported",
    "unchecked": "cannot be checked",
}
QUOTED_WORDS = 4  # words of a quote from which a part of a sentence is known to be one
MOST_ITEMS = 20  # items of a list that are shown at once
_MARKER = re.compile(r"\[(\d{1,3})\]")
_LARGEST_HEADING = 2  # levels that a heading in an answer lies below one of the page


def body(answer: Answer, number: int, *, running: bool = False) -> Markup:
    """The text as it is meant, its markers as buttons, each with its support in words."""
    markers = _Markers(answer.citations, number, running=running)
    shown: list[Markup] = []
    for ordered, run in groupby(blocks_of(answer), _listed_as):
        if ordered is None:
            shown += [_block(block, markers) for block in run]
        else:
            shown += _list(list(run), markers, ordered=ordered)
    return join(shown)


def _listed_as(block: Block) -> bool | None:
    """Whether an item has a number; None for what is no item."""
    return bool(block.label) if block.kind == "item" else None


def _list(items: Sequence[Block], markers: "_Markers", *, ordered: bool) -> list[Markup]:
    """A list; what a long one has beyond its first items is folded away."""
    first, rest = items[:MOST_ITEMS], items[MOST_ITEMS:]
    shown = [_items(first, markers, ordered=ordered)]
    if rest:
        more = tag("summary", f"{len(rest):,} more")
        shown.append(tag("details", more, _items(rest, markers, ordered=ordered), class_="rest"))
    return shown


def _items(items: Sequence[Block], markers: "_Markers", *, ordered: bool) -> Markup:
    inside = (
        tag(
            "li",
            markers.fill(item.line),
            class_="deeper" if item.level else None,
            value=item.label[:-1] or None,
        )
        for item in items
    )
    return tag("ol" if ordered else "ul", *inside)


def _block(block: Block, markers: "_Markers") -> Markup:
    if block.kind == "heading":
        return tag(f"h{min(6, block.level + _LARGEST_HEADING)}", markers.fill(block.line))
    if block.kind == "code":
        return tag("pre", markers.fill(block.line), tabindex="0")
    if block.kind == "table":
        head, *rows = (
            tag("tr", *_cells(row, markers, "td" if place else "th")) for place, row in enumerate(block.rows)
        )
        grid = tag("table", tag("thead", head), tag("tbody", *rows))
        hint = sideways(len(block.rows[0]) - 1)
        return hint + tag("div", grid, class_="table", tabindex="0", role="region", aria_label="Table")
    return tag("p", markers.fill(block.line), class_="formula" if block.kind == "math" else None)


def _cells(row: Sequence[Line], markers: "_Markers", name: str) -> Iterable[Markup]:
    return (tag(name, markers.fill(cell), scope="col" if name == "th" else None) for cell in row)


def _drawn(element: Element) -> Markup:
    """A formula; its names are ours, its texts are not."""
    inside = [_drawn(child) for child in element.children]
    return tag(element.name, *inside, element.text, **dict(element.attributes))


def _lines(text: str) -> Markup:
    return _BREAK.join(map(esc, text.split("\n")))


_BREAK = Markup("<br>")


class _Markers:
    """Turns [n] into buttons; each marker is matched with the citation it stands for."""

    def __init__(self, citations: Sequence[Citation], turn: int, *, running: bool) -> None:
        self.turn, self.running = turn, running
        self.places: dict[int, list[tuple[int, Citation]]] = {}
        for place, citation in enumerate(citations):
            self.places.setdefault(citation.number, []).append((place, citation))
        self.used: dict[int, int] = {}
        self.quotes = {citation.quote for citation in citations}

    def fill(self, line: Line) -> Markup:
        """A line with its markers; what stands before each tells which citation it means."""
        pieces: list[Markup] = []
        before = ""
        for span in line:
            pieces.append(self._span(span, before))
            before += span.text
        return join(pieces)

    def _span(self, span: Span, before: str) -> Markup:
        if span.kind == "math":
            return _drawn(mathml(span.text))
        if span.kind == "code":
            return tag("code", span.text)
        pieces: list[Markup] = []
        at = 0
        for match in _MARKER.finditer(span.text):
            pieces.append(self._text(span.text[at : match.start()]))
            pieces.append(self._marker(int(match[1]), before + span.text[: match.start()]))
            at = match.end()
        shown = join([*pieces, self._text(span.text[at:])])
        return shown if span.kind == "text" else tag(span.kind, shown)

    def _text(self, text: str) -> Markup:
        """Lines of text; a quote is set off from other words, and from those that only stand in quotation
        marks."""
        pieces = re.split(r"(“[^”]*”)", text)  # every other piece stands in quotation marks
        return join(
            tag("q", piece) if place % 2 and self._is_quote(piece[1:-1]) else _lines(piece)
            for place, piece in enumerate(pieces)
        )

    def _is_quote(self, words: str) -> bool:
        """Whether the words are cited, whole or as a part that is long enough to be no accident."""
        if words in self.quotes:
            return True
        return len(words.split()) >= QUOTED_WORDS and any(words in quote for quote in self.quotes)

    def _marker(self, number: int, before: str) -> Markup:
        found = self.places.get(number)
        if not found and self.running:
            return tag("span", str(number), class_="mark") + tag("span", "checking", class_="support")
        if not found:
            return tag("span", f"[{number}]", class_="mark unknown", title="No paper has this number")
        before_marker = before.rstrip().rstrip("”\"'")
        place, citation = next(
            (f for f in found if before_marker.endswith(f[1].quote)), self._next(number, found)
        )
        words = SUPPORT_WORDS.get(citation.support, "quoted")
        shown = button(
            str(number),
            "cite",
            class_=f"mark {words.split()[0]}",
            data_turn=self.turn,
            data_cite=place,
            data_number=number,
            aria_label=f"Source {number}, {words}: {citation.title}",
        )
        support = words if citation.support in SUPPORT_WORDS else ""
        return shown + (tag("span", support, class_=f"support {words.split()[0]}") if support else EMPTY)

    def _next(self, number: int, found: list[tuple[int, Citation]]) -> tuple[int, Citation]:
        """In the order of the text, where the words do not decide."""
        turn = self.used.get(number, 0)
        self.used[number] = turn + 1
        return found[min(turn, len(found) - 1)]
