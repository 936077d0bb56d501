"""Show answers and papers: for a terminal, as Markdown, as BibTeX.

In: answers, papers. Out: text. Control characters of texts that came from outside are
left out, so that no paper can steer a terminal. Knows nothing of how answers are made.
"""

import json
import re
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from rag.model.answer import Answer, Citation
from rag.model.paper import Paper

WIDTH, LEAST = 100, 20  # characters of a line, if the terminal has as many
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MARKER = re.compile(r"\[\d+\]")
_MARKS = {"supported": "", "quoted": "", "weak": "weakly supported", "unsupported": "not supported"}


@dataclass(frozen=True, slots=True)
class Look:
    """How to print: with colour or without, and how wide (0: do not wrap)."""

    colour: bool = False
    width: int = 0

    def style(self, text: str, **style: object) -> str:
        return click.style(text, **style) if self.colour else text  # type: ignore[arg-type]

    @property
    def columns(self) -> int:
        """Characters to a line; a sliver of a terminal is not filled word by word."""
        return max(LEAST, min(self.width, WIDTH))

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


def plain(text: str) -> str:
    """Without control characters."""
    return _CONTROL.sub("", text)


class Flow:
    """An answer's text on its way to the terminal: wrapped word by word as it comes, markers set off."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._word, self._gap, self._column, self._hang = "", "", 0, ""

    def take(self, piece: str) -> str:
        """What can be printed now; the last word is held until it is known to be whole."""
        out = []
        for part in re.split(r"(\s)", plain(piece)):
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
        if self._look.width and self._column and self._column + len(gap + word) > self._look.columns:
            self._column, gap = 0, "\n" + self._hang
        self._column += len((gap + word).lstrip("\n"))
        return gap + _MARKER.sub(lambda m: self._look.style(m.group(), fg="cyan"), word)


def sources(answer: Answer, look: Look) -> str:
    """The list under an answer: each cited paper once, then what needs a second look."""
    firsts: dict[int, Citation] = {}
    for citation in answer.citations:
        firsts.setdefault(citation.number, citation)
    lines = [look.style("Sources", bold=True)] if firsts else []
    for number, citation in sorted(firsts.items()):
        rest = [r for r in (citation.published, citation.text_kind, citation.url) if r]
        lines.append(look.wrap(plain(f"[{number}] {citation.title} · {' · '.join(rest)}"), "    "))
    doubtful = [c for c in answer.citations if _MARKS.get(c.support)]
    lines += [
        look.style(f"[{c.number}] {_MARKS[c.support]}: “{plain(c.quote)}”", fg="yellow") for c in doubtful
    ]
    return "\n".join(lines)


def quotes(answer: Answer, look: Look) -> str:
    """Every quoted span with where it stands."""
    return "\n".join(
        look.wrap(f"[{c.number}] {plain(c.title)}, characters {c.start}-{c.end}: “{plain(c.quote)}”", "    ")
        for c in answer.citations
    )


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
            where = f" <{plain(c.url)}>" if c.url else ""
            date = f" ({c.published})" if c.published else ""
            pieces.append(f"[{number}] {_markdown(c.title)}{date}{where}  ")
        pieces.append("")
    return "\n".join(pieces)


def _markdown(text: str) -> str:
    """So that no text from outside becomes a tag, a link or a picture."""
    return plain(text).replace("<", "&lt;").replace("](", "]\\(").replace("![", "\\![")


_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "^": r"\^{}",
    "~": r"\~{}",
}


def as_bibtex(papers: Sequence[Paper]) -> str:
    """An entry per paper, with the fields that are known."""
    entries = []
    for paper in papers:
        fields = {
            "title": "{" + _bibtex(paper.title) + "}",
            "author": _bibtex(" and ".join(paper.authors)),
            "year": (paper.published or "")[:4],
            "eprint": paper.arxiv_id or "",
            "archiveprefix": "arXiv" if paper.arxiv_id else "",
            "url": re.sub(r"[{}\s]", "", plain(paper.url or "")),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value and value != "{}"]
        entries.append("\n".join([f"@misc{{{re.sub(r'[^A-Za-z0-9:-]', '-', paper.paper_id)},", *lines, "}"]))
    return "\n\n".join(entries)


def _bibtex(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in plain(text))


def paper_line(paper: Paper, look: Look) -> str:
    """One line of a listing."""
    facts = [f for f in (paper.published, paper.organisation, paper.text_kind) if f]
    return f"{look.style(plain(paper.title), bold=True)} · {plain(' · '.join(facts))}\n  {paper.paper_id}"


def paper_page(paper: Paper, look: Look) -> str:
    """All that is known of a paper."""
    count = paper.author_count or len(paper.authors) or None
    fields = [
        ("id", paper.paper_id),
        ("published", paper.published),
        ("authors", ", ".join(paper.authors) or (str(count) if count else None)),
        ("organisation", paper.organisation),
        ("upvotes", None if paper.upvotes is None else str(paper.upvotes)),
        ("link", paper.url),
        ("text", f"{paper.text_kind}, from {', '.join(paper.sources)}"),
    ]
    about = [f"{name:>12}  {plain(value)}" for name, value in fields if value]
    return "\n".join([look.style(plain(paper.title), bold=True), *about, "", look.wrap(plain(paper.text))])


def examples(*lines: str) -> str:
    """Commands that one can paste, as the end of a help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def print_json(value: Any) -> None:
    """One line on stdout, in letters that whoever reads it can decode."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value)
    click.echo(text)
