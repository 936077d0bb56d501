"""Show answers and papers: for a terminal, as Markdown, as JSON. (As files for other tools: rag/export.)

In: answers, papers. Out: text. Control characters of texts that came from outside are
left out, so that no paper can steer a terminal.
"""

import json
import re
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import click

from rag.export.plain import strip_controls
from rag.model.answer import Answer, Citation
from rag.model.paper import Paper, shown_kind

WIDEST, NARROWEST = 100, 20  # characters of a line, if the terminal has as many
MOST_ITEMS = 30  # lines of a list that are printed at once
MOST_SOURCES = 20  # papers under an answer; a list with more has named them
_MARKER = re.compile(r"\[\d+\]")
_MARKS = {
    "supported": "",
    "quoted": "",
    "weak": "weakly supported",
    "unsupported": "not supported",
    "unchecked": "cannot be checked",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is printed to: with colour or without, and how wide in characters (0: do not wrap)."""

    colour: bool = False
    width: int = 0

    def style(self, text: str, **style: object) -> str:
        """The text in colour or bold, as click.style does; unchanged without colour."""
        return click.style(text, **style) if self.colour else text  # type: ignore[arg-type]

    @property
    def columns(self) -> int:
        """Characters to a line; a sliver of a terminal is not filled word by word."""
        return max(NARROWEST, min(self.width, WIDEST))

    def wrap(self, text: str, indent: str = "") -> str:
        """Each line filled to the width; list items hang."""
        if not self.width:
            return text
        width = self.columns
        lines = []
        for line in text.split("\n"):
            hang = indent + ("  " if line.startswith("- ") else "")
            lines.append(textwrap.fill(line, width, subsequent_indent=hang, break_on_hyphens=False))
        return "\n".join(lines)


def folded(text: str, go_on: str) -> str:
    """The text with a long list cut short; `go_on` says how to see the rest."""
    lines = text.split("\n")
    items = [place for place, line in enumerate(lines) if line.startswith("- ")]
    if len(items) <= MOST_ITEMS:
        return text
    cut = items[MOST_ITEMS]
    return "\n".join([*lines[:cut], f"… and {len(items) - MOST_ITEMS:,} more: {go_on}"])


class StreamingWrapper:
    """Wraps an answer's text word by word as it streams in, markers in colour."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._word, self._gap, self._column, self._hang = "", "", 0, ""

    def take(self, piece: str) -> str:
        """What can be printed now; the last word is held until it is known to be whole."""
        out = []
        for part in re.split(r"(\s)", strip_controls(piece)):
            if not part.isspace():
                self._word += part
                continue
            out.append(self._flushed())
            if part == "\n":
                out.append("\n")
                self._column, self._gap, self._hang = 0, "", ""
            else:
                self._gap += part
        return "".join(out)

    def end(self) -> str:
        """The last word."""
        return self._flushed()

    def _flushed(self) -> str:
        word, gap = self._word, self._gap
        if not word:
            return ""
        self._word, self._gap = "", ""
        if self._column == 0 and word == "-":
            self._hang = "  "
        if self._terminal.width and self._column and self._column + len(gap + word) > self._terminal.columns:
            self._column, gap = 0, "\n" + self._hang
        self._column += len((gap + word).lstrip("\n"))
        return gap + _MARKER.sub(lambda m: self._terminal.style(m.group(), fg="cyan"), word)


def sources(answer: Answer, terminal: Terminal) -> str:
    """The list under an answer: each cited paper once, then the quotes that support it weakly or not."""
    firsts: dict[int, Citation] = {}
    for citation in answer.citations:
        firsts.setdefault(citation.number, citation)
    lines = [terminal.style("Sources", bold=True)] if firsts else []
    for number, citation in sorted(firsts.items())[:MOST_SOURCES]:
        mark, kind = "RETRACTED" if citation.retracted else None, shown_kind(citation.text_kind)
        about = (mark, citation.byline, citation.published, kind, citation.url)
        rest = [r for r in about if r]
        lines.append(
            terminal.wrap(strip_controls(f"[{number}] {citation.title} · {' · '.join(rest)}"), "    ")
        )
    if len(firsts) > MOST_SOURCES:
        lines.append(f"[{MOST_SOURCES + 1}] to [{max(firsts)}]: the papers named above")
    doubtful = [c for c in answer.citations if _MARKS.get(c.support)]
    lines += [
        terminal.style(f"[{c.number}] {_MARKS[c.support]}: “{strip_controls(c.quote)}”", fg="yellow")
        for c in doubtful
    ]
    return "\n".join(lines)


def quotes(answer: Answer, terminal: Terminal) -> str:
    """Every quoted span, and its place in the paper's text."""
    lines = (f"[{c.number}] {c.title}, characters {c.start}-{c.end}: “{c.quote}”" for c in answer.citations)
    return "\n".join(terminal.wrap(strip_controls(line), "    ") for line in lines)


def as_markdown(answers: Iterable[Answer]) -> str:
    """A conversation with its references."""
    pieces = []
    for answer in answers:
        question = " ".join(_markdown(answer.question).split())
        pieces.append(f"## {question}\n\n{_markdown(answer.answer)}\n")
        seen: dict[int, Citation] = {}
        for citation in answer.citations:
            seen.setdefault(citation.number, citation)
        for number, c in sorted(seen.items()):
            where = f" <{strip_controls(c.url)}>" if c.url else ""
            date = f" ({c.published})" if c.published else ""
            mark = " **Retracted.**" if c.retracted else ""
            pieces.append(f"[{number}] {_markdown(c.title)}{date}{where}{mark}  ")
        pieces.append("")
    return "\n".join(pieces)


def _markdown(text: str) -> str:
    """So that no text from outside becomes a tag, a link or a picture."""
    return strip_controls(text).replace("<", "&lt;").replace("](", "]\\(").replace("![", "\\![")


def paper_line(paper: Paper, terminal: Terminal) -> str:
    """One line of a listing."""
    mark = "RETRACTED" if paper.retracted else None
    facts = [f for f in (mark, paper.published, paper.organisation, shown_kind(paper.text_kind)) if f]
    title = terminal.style(strip_controls(paper.title), bold=True)
    return f"{title} · {strip_controls(' · '.join(facts))}\n  {paper.paper_id}"


def paper_details(paper: Paper, terminal: Terminal) -> str:
    """All that is known of a paper, for a terminal."""
    others = " and others" if paper.has_other_authors else ""
    fields = [
        ("id", paper.paper_id),
        ("published", paper.published),
        ("authors", ", ".join(paper.authors) + others or (str(paper.author_count or "") or None)),
        ("organisation", paper.organisation),
        ("upvotes", None if paper.upvotes is None else str(paper.upvotes)),
        ("cited", None if paper.citation_count is None else _cited(paper.citation_count, paper.checked)),
        ("standing", paper.retraction),
        ("venue", paper.venue),
        ("doi", paper.doi),
        ("link", paper.url),
        ("text", f"{shown_kind(paper.text_kind)}, from {', '.join(paper.sources)}"),
    ]
    about = [f"{name:>12}  {strip_controls(value)}" for name, value in fields if value]
    return "\n".join(
        [
            terminal.style(strip_controls(paper.title), bold=True),
            *about,
            "",
            terminal.wrap(strip_controls(paper.text)),
        ]
    )


def _cited(count: int, checked: str | None) -> str:
    """How often, and when that was said."""
    times = f"{count:,} time{'' if count == 1 else 's'}"
    return f"{times}, as of {checked}" if checked else times


def help_examples(*lines: str) -> str:
    """Commands that one can paste, as the end of a help text."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def print_json(value: Any) -> None:
    """One line on stdout; characters that its encoding does not have are escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value)
    click.echo(text)
