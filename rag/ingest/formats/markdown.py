"""Markdown that lists papers: under headings, in lists or in tables; or one paper's page or note.

A heading or an item is a paper's title where it links to the paper, or where authors or an abstract are
named below it; other headings are the order of the page. A paper without an abstract is reported.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

from rag.ingest.formats import bibtex, listing
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_records import entry_of
from rag.ingest.formats.markdown_blocks import Block, Line, blocks_of
from rag.ingest.formats.markdown_papers import PAPER, Found, field_named, title_in
from rag.ingest.formats.values import by_key

_MARKS = re.compile(
    r"^#{1,6} +\S|^ {0,3}(?:[-*+]|\d+[.)]) .*\]\(https?:|^\|? *:?-+:? *\|[\s|:-]*$|^\*\*\S.*\*\*\s*$"
    r"|^ {0,3}(?:[-*+]|\d+[.)]) +\*\*[^\s*][^*\n]{11,400}\*\*",
    re.MULTILINE,
)
_SAVED = re.compile(r"\s*Title:(.+)\n\s*URL Source: *(\S+)")  # as services write that make Markdown of pages
_OF_A_SITE = re.compile(r"^(?:\[[^\]]*\]|Paper page -)\s*")
_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FENCE = re.compile(r"^(`{3,}+|~{3,}+).*?^\1", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_FOLDED = re.compile(r"^(?:abstract|summary|show|details|click to expand)\b[\s:]*(?=\S)", re.IGNORECASE)
_TITLE_COLUMNS = ("title", "papertitle", "paper", "papername", "name")
_ABOUT_FILES = re.compile(r"(?:.*[/\\])?(?:readme|contributing|changelog|licen[sc]e)\b", re.IGNORECASE)
_LONGEST_FRONT = 50_000
_TWO_WORDS = 2


def sniff(source: Source) -> bool:
    """Whether lines are marked as Markdown marks them, and none begins a record of BibTeX."""
    text = source.text
    if _PAGE.match(text) or not (_SAVED.match(text) or _FRONT.match(text) or _MARKS.search(text)):
        return False
    return not bibtex.sniff(Source(source.name, _FENCE.sub("", text).encode("utf-8", "replace")))


def read(source: Source) -> Listed:
    """One paper of a saved page or a note; otherwise each that is listed."""
    text = source.text.replace("\r\n", "\n")
    if saved := _SAVED.match(text):
        title = _OF_A_SITE.sub("", saved[1].strip())
        return [_single({"title": title, "url": saved[2]}, text[saved.end() :])]
    if front := _FRONT.match(text):
        fields = by_key(_front_matter(front[1]))
        if fields.get("title") and (
            "abstract" in fields or fields.keys() & {"authors", "author", "doi", "arxiv"}
        ):
            return [_single(fields, text[front.end() :])]
        text = "\n" * text.count("\n", 0, front.end()) + text[front.end() :]
    found = _listed(blocks_of(text))
    if len(found) == 1 and isinstance(found[0], Entry) and _ABOUT_FILES.match(source.name):
        return found if _names_a_paper(found[0]) else []  # one heading and some words below it
    return found or listing.read(source)


def _names_a_paper(entry: Entry) -> bool:
    """Whether more than a heading and words below it says that it is one."""
    return bool(entry.authors or entry.doi or entry.arxiv_id or (entry.url and PAPER.search(entry.url)))


def _front_matter(text: str) -> Mapping[Any, Any]:
    """The fields above a note."""
    import yaml

    try:
        fields = yaml.load(text, Loader=yaml.BaseLoader) if len(text) <= _LONGEST_FRONT else {}
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return fields if isinstance(fields, Mapping) else {}


def _single(fields: Mapping[str, Any], body: str) -> Entry | Problem:
    """The one paper that a file is about, with the abstract of its body where its head has none."""
    found = Found(str(fields["title"]), 1, is_linked=True, closed_at=0)
    for block in blocks_of(body):
        if block.kind == "heading":
            found.enter(block)
        else:
            found.take(block)
    return entry_of({**found.said, **fields}, "line 1")


def _listed(blocks: list[Block]) -> Listed:
    """The papers of tables, headings, items and bold lines, in the order of the page."""
    tables = [record for table in _tables(blocks) for record in _rows(table)]
    found = list(_candidates([block for block in blocks if block.kind != "row"]))
    papers = [one for one in found if one.is_paper and (one.is_linked or one.abstract)]
    if not papers and not tables:
        papers = _alike(found)
    numbered = [(one.number, one.fields()) for one in papers] + tables
    numbered.sort(key=lambda record: record[0])
    return [entry_of(fields, f"line {number}") for number, fields in numbered]


def _candidates(blocks: list[Block]) -> Iterator[Found]:
    """What may be a paper's title, each with all that stands below it."""
    current: Found | None = None
    for block in chain.from_iterable(map(_at_titles, blocks)):
        if block.kind == "heading" and current and current.enter(block):
            continue
        title = _titled(block, current) or _titled_anew(block, current)
        if title is None:
            if current:
                current.take(block)
            continue
        if current:
            yield current
        name, is_linked = title
        current = Found(name, block.number, is_linked, level=block.level if block.kind == "heading" else 0)
        current.begin(block)
    if current:
        yield current


def _titled(block: Block, current: Found | None) -> tuple[str, bool] | None:
    """The title that a block is, and whether it links to a paper; None for what belongs to the one above."""
    if not block.lines or block.kind in ("label", "row") or (block.level > 1 and block.kind != "heading"):
        return None
    first = block.lines[0]
    title, is_linked = title_in(first)
    if block.kind == "heading":
        return title, is_linked
    if field_named(first) or not title:
        return None
    of_whole_line = len(title) * 10 >= len(first.text) * 8
    bold = bool(first.strong) and title in first.strong and len(title.split()) >= _TWO_WORDS
    if block.kind == "item":
        within = current is not None and current.level and current.is_paper
        return (title, is_linked) if (is_linked and _leads(first, title)) or (bold and not within) else None
    return (title, is_linked) if of_whole_line and (is_linked or bold) else None


def _at_titles(block: Block) -> Iterator[Block]:
    """The block, cut before each line that names a title; a heading stays whole."""
    lines = block.lines if block.kind != "heading" else ()
    named = [n for n, line in enumerate(lines) if n and (field_named(line) or ("",))[0] == "title"]
    for start, end in pairwise([0, *named, len(block.lines)]):
        yield replace(block, lines=block.lines[start:end], number=block.number + start)


def _titled_anew(block: Block, current: Found | None) -> tuple[str, bool] | None:
    """The title that a line gives below a paper that has its own and its abstract: it is of another."""
    if current is None or current.is_past or not (current.is_linked and current.abstract and block.lines):
        return None
    name, title = field_named(block.lines[0]) or ("", "")
    return (title, True) if name == "title" and title and current.title not in title else None


def _leads(line: Line, title: str) -> bool:
    """Whether a title stands at the beginning of its line, but for a number, a date or a mark."""
    return line.text.find(title) <= len("**2024-05-02** | 12. ")


def _alike(found: list[Found]) -> list[Found]:
    """Headings of one level, where each has one paragraph below it that may be an abstract and no more."""
    for level in range(1, 7):
        same = [one for one in found if one.level == level]
        same = same if any(one.texts for one in same[:1]) else same[1:]  # the page's own heading
        if same and all(len(one.texts) == 1 and one.is_long and " " in one.title for one in same):
            return [replace(one, is_linked=True) for one in same]
    return []


def _tables(blocks: list[Block]) -> Iterator[list[Block]]:
    """The rows of each table; a table ends where anything else stands."""
    rows: list[Block] = []
    for block in [*blocks, Block("end", 0, 0, ())]:
        if block.kind == "row":
            rows.append(block)
        elif rows:
            yield rows
            rows = []


def _rows(table: list[Block]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row by the names above its columns, where one of them is for titles."""
    names = list(by_key({cell.text or f"column {n}": n for n, cell in enumerate(table[0].lines)} | {}))
    titled = next((name for name in _TITLE_COLUMNS if name in names), None)
    for row in table[1:] if titled else ():
        cells = dict(zip(names, row.lines, strict=False))
        title, _ = title_in(cells[titled]) if titled in cells else ("", False)
        if not title:
            continue
        texts = {
            name: _FOLDED.sub("", cell.text) for name, cell in cells.items() if cell.text not in ("-", "null")
        }
        links = [address for cell in cells.values() for _, address in cell.links]
        dates = {"published": texts.get("publishdate") or texts.get("published")}
        yield row.number, {**texts, **dates, "paper": None, "title": title, "otherurls": links}


FORMAT = Format("Markdown", sniff, read)
