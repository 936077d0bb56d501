"""One paper in Markdown: its title, and what the lines below say of it.

In: blocks, one after another. Out: the fields of a record. Which blocks begin a paper is seen in
rag/ingest/formats/markdown.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.ingest.formats import listing
from rag.ingest.formats.markdown_blocks import Block, Line

PAPER = re.compile(
    r"arxiv\.org/|/papers?/|doi\.org/|/10\.\d{4,}/|openreview\.net/|aclanthology\.org/|semanticscholar\.org/"
    r"|\.pdf$|biorxiv\.org/|medrxiv\.org/|proceedings|pubmed|mlr\.press/|jmlr\.org/|thecvf\.com/|ieeexplore\."
    r"|nature\.com/articles/|sciencedirect\.com/science/article",
    re.IGNORECASE,
)
_FIELDS = {
    "title": "title",
    "abstract": "abstract",
    "summary": "summary",
    "author": "authors",
    "authors": "authors",
    "published": "published",
    "publish date": "published",
    "publication date": "published",
    "date": "date",
    "submitted": "date",
    "submitted on": "date",
    "year": "year",
    "doi": "doi",
    "arxiv": "arxiv",
    "arxiv id": "arxiv",
    "venue": "venue",
    "journal": "venue",
    "conference": "venue",
    "url": "url",
    "link": "url",
    "links": "url",
    "paper": "url",
    "paper link": "url",
    "pdf": "pdf",
}
_LABELLED = re.compile(
    r"[*_>\s•-]*([A-Za-z][A-Za-z ]{1,20}?)\s*(?:[*_]+\s*)?[:：]\s*(?:[*_]+\s*)?(.*)", re.DOTALL
)
_PUBLISHED = re.compile(r"Published on ([A-Z][a-z]{2,8} \d{1,2}, \d{4})")  # on a page of Hugging Face
_NUMBERED = re.compile(r"^(?:[\[(]?\d{1,4}(?:[.):\]]+|\s*[-–])\s+|[-–•]\s+)")
_AUTHORS = re.compile(r"\bet al\.?\W*$")
_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?![\d/-])")
_WORD = r"(?:(?:[^\W\d_a-z]\.-?)+|[^\W\d_a-z][\w'’-]*)"
_NAME = rf"{_WORD}(?: (?:{_WORD}|van|von|de|der|den|la|di)){{1,4}}"
_NAMES = re.compile(rf"[ .,:;|*_–—-]*({_NAME}(?:(?:, | and |, and | & ){_NAME})+)(?=[.,;*_|(]|\s*$|\s[—–-])")
_TITLE_WORDS = 3
_SHORTEST, _LONG, _LINK_LINE = 40, listing.SHORT_ABSTRACT, 200  # characters


@dataclass(slots=True)
class Found:
    """What may be a paper: its title and where it stands, and what is said of it below. `closed_at`: the
    level of headings that are its own sections; `label`: the field that the next paragraphs are."""

    title: str
    number: int
    is_linked: bool
    level: int = 0
    closed_at: int | None = None
    said: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    label: str | None = None
    is_past: bool = False  # in a section of the paper that is no field of it

    @property
    def is_paper(self) -> bool:
        named = self.is_linked or "abstract" in self.said or "authors" in self.said
        return named or any(PAPER.search(address) for address in self.addresses)

    @property
    def is_long(self) -> bool:
        return all(len(text) >= _LONG for text in self.texts)

    @property
    def abstract(self) -> str | None:
        """What is called so, or the longest paragraph that has no name."""
        longest = max(self.texts, key=len, default=None)
        return self.said.get("abstract") or self.said.get("summary") or longest

    def fields(self) -> dict[str, Any]:
        addresses = sorted(self.addresses, key=lambda address: not PAPER.search(address))
        return {"title": self.title, "otherurls": addresses, **self.said, "abstract": self.abstract}

    def enter(self, heading: Block) -> bool:
        """Whether a heading below is the name of a field of this paper or of one of its sections."""
        if heading.text == self.title:
            return self.closed_at is not None
        name = _FIELDS.get(_NUMBERED.sub("", heading.text).strip(" :*").lower())
        if name and heading.level > self.level:
            self.label, self.is_past = name, False
            if self.closed_at is None:
                self.closed_at = heading.level
            return True
        if self.closed_at is not None and heading.level >= self.closed_at:
            self.label, self.is_past = None, True
            return True
        return False

    def begin(self, block: Block) -> None:
        """What stands in the block of the title itself, behind it and in its further lines."""
        first = block.lines[0]
        rest = first.text.partition(self.title or first.text)[2].strip(" -–—:|*")
        if len(rest) >= _LONG and _is_text(rest):
            self.texts.append(rest)
        else:
            self.said |= _cited(rest)
        self.addresses += [address for _, address in first.links]
        self._read(block.lines[1:])

    def take(self, block: Block) -> None:
        """A block below the title."""
        if block.kind == "label":
            self.label = _FIELDS.get(block.text.strip(" :").lower(), self.label)
        elif not self.is_past:
            self._read(block.lines)

    def _read(self, lines: Sequence[Line]) -> None:
        """The fields that lines name; what has no name is a paragraph, or goes on with the field."""
        name, plain = self.label, list[str]()
        for line in lines:
            if len(line.text) < _LINK_LINE:
                self.addresses += [address for _, address in line.links]
            labelled = field_named(line)
            if labelled:
                name, text = labelled
                self.label = None if text else name
                if name in ("url", "pdf"):
                    self.addresses += re.findall(r"https?://\S+", text)
                    name = None
                elif text:
                    self.said[name] = text
            elif name and not (_is_links(line) and len(line.text) < _SHORTEST):
                self.said[name] = f"{self.said.get(name, '')} {line.text}".strip()
            elif not name and not _is_links(line):
                plain.append(line.text)
        text = " ".join(plain)
        if _is_text(text):
            self.texts.append(text)
        elif text and not self.texts:
            self.said = {**_cited(text), **self.said}


def field_named(line: Line) -> tuple[str, str] | None:
    """The field that a line names, and what it says of it."""
    if dated := _PUBLISHED.fullmatch(line.text):
        return "published", dated[1]
    found = _LABELLED.fullmatch(line.text)
    name = _FIELDS.get(" ".join(found[1].lower().split())) if found else None
    return (name, found[2].strip()) if found and name else None


def title_in(line: Line) -> tuple[str, bool]:
    """The title that a line is or holds, and whether it links to a paper."""
    labelled = field_named(line)
    if labelled and labelled[0] == "title":
        return labelled[1], True
    named = [text.strip() for text, _ in line.links if len(text.split()) >= _TITLE_WORDS]
    to_papers = any(PAPER.search(address) for _, address in line.links)
    bold = line.strong.strip() if len(line.strong.split()) >= _TITLE_WORDS else ""
    whole = line.text
    for text, _ in line.links:
        if text and text.strip() not in named:
            whole = whole.replace(text, "", 1)
    only = (
        line.links[0][0].strip() if len(line.links) == 1 and line.links[0][0].strip() == whole.strip() else ""
    )
    title = next(iter(named), "") or bold or only or whole
    return _NUMBERED.sub("", " ".join(title.split())).strip(" -–—:|*[]()"), to_papers


def _cited(rest: str) -> dict[str, str]:
    """The authors and the year behind a title, as in a list of references."""
    names, years = _NAMES.match(rest), set(_YEAR.findall(rest))
    said = {"authors": names[1].strip(" .,")} if names else {}
    return said | ({"year": years.pop()} if len(years) == 1 else {})


def _is_text(text: str) -> bool:
    """Whether words are sentences: long enough, and not a row of names."""
    ended = text.rstrip().endswith((".", "!", "?", "。", ")", '"', "”"))
    return (
        len(text) >= _SHORTEST and (ended or len(text) > listing.LONGEST_TITLE) and not _AUTHORS.search(text)
    )


def _is_links(line: Line) -> bool:
    """Whether a line is links and hardly anything else."""
    linked = sum(len(text) for text, _ in line.links)
    return bool(line.links) and linked * 2 >= len(line.text)
