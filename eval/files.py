"""`python -m eval.files FOLDER`: what is read of files of other tools, beside an independent count of them.

In: files and folders. Out: a table by format: files, records, those read and left out with the reasons; of
the formats whose records can be counted by their marks alone, how many have a title and an abstract, and
a date; merges. A line for each file where the two counts differ, and for each that is refused.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.ingest.merging import merge
from rag.ingest.pages import Page, find_pages, read_pages
from rag.ingest.papers import to_papers
from rag.model.errors import PageError
from rag.model.paper import Paper


@dataclass(frozen=True, slots=True)
class Marks:
    """How the records of a format begin, and how a title, an abstract and a date stand in one."""

    start: str
    title: str
    abstract: str
    date: str


_FIELD = r"(?i)(?:^|[,{{])\s*{}\s*=\s*[{{\"]*\s*[^\s}}\"]"
MARKS = {
    "BibTeX": Marks(
        r"^[ \t]*@\s*(?!(?i:comment|string|preamble))[A-Za-z_]+\s*[{(]",
        _FIELD.format("title"),
        _FIELD.format("abstract"),
        _FIELD.format("(?:year|date)") + r"*.{0,40}\d{4}",
    ),
    "RIS": Marks(
        r"^\ufeff?\s{0,4}(?:TY|ty) {0,3}\t?-",
        r"^(?:TI|T1|ti|t1|CT|BT) {0,2}- *\S",
        r"^(?:AB|N2|ab|n2) {0,2}- *(?!(?:NA|N/A|nan|None)?\s*$)\S",
        r"^(?:PY|Y1|DA|py|y1|da|YR) {0,2}- *.*\d{4}",
    ),
    "PubMed": Marks(
        r"^(?:PMID ?- ?\d|OWN {1,2}- ERIC)", r"^B?TI +- *\S", r"^O?AB +- *\S", r"^(?:DP|DEP) +- *.*\d{4}"
    ),
    "Web of Science": Marks(r"^\ufeff?PT [A-Z]", r"^TI \S", r"^AB \S", r"^(?:PY|EY|EA) .*\d{4}"),
    "PubMed XML": Marks(
        r"<Pubmed(?:Book)?Article\b(?!Set)",
        r"<(?:Article|Book)Title[^>]*>\s*[^<\s]",
        "<AbstractText[^>/]*>",
        "<PubDate>",
    ),
    "EndNote XML": Marks(r"<record>", "<title>", "<abstract>", r"<year>.{0,200}\d{4}"),
    "EndNote": Marks(r"^%0 ", r"^%T \S", r"^%X \S", r"^%[D8] .*\d{4}"),
    "Ovid": Marks(
        r"^\s*<\d+\. ?>|^<\d+>\s*$", r"^(?:TI {2}-|Title\s*$)", r"^(?:AB {2}-|Abstract\s*$)", r"(?:19|20)\d\d"
    ),
    "MODS": Marks(r"<(?:mods:)?mods\b", "<(?:mods:)?title>", "<(?:mods:)?abstract", r"dateIssued[^<]*\d{4}"),
}  # fmt: skip


@dataclass
class Found:
    """What came of the files of one format; `counted`: records, with both, of these with a date."""

    files: int = 0
    records: int = 0
    read: int = 0
    dated: int = 0
    counted: list[int] = field(default_factory=lambda: [0, 0, 0])
    kept: list[int] = field(default_factory=lambda: [0, 0])
    reasons: Counter[str] = field(default_factory=Counter)


def count(text: str, marks: Marks) -> tuple[int, int, int]:
    """Records in a text by their marks alone: all, with a title and an abstract, of these with a date."""
    starts = [found.start() for found in re.finditer(marks.start, text, re.MULTILINE)]
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=False)]
    both = [p for p in parts if all(re.search(m, p, re.MULTILINE) for m in (marks.title, marks.abstract))]
    return len(parts), len(both), sum(bool(re.search(marks.date, part, re.MULTILINE)) for part in both)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what differs, what is refused, and the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.files", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER")
    table: defaultdict[str, Found] = defaultdict(Found)
    papers: list[Paper] = []
    for file in find_pages(parser.parse_args(arguments).paths):
        papers += _one(file, table)
    _show(table)
    merged = merge(papers)
    kept = {paper.paper_id: paper.title for paper in merged.papers}
    differing = [one for one in merged.merges if _plain(one.title) != _plain(kept.get(one.paper_id, ""))]
    print(
        f"{len(papers):,} papers, {len(merged.merges):,} merges, {len(differing):,} of them of other titles:"
    )
    for one in differing:
        print(f"    {one.title[:90]} | {kept.get(one.paper_id, '')[:90]} | {one.because}")
    return 0


def _one(file: Path, table: defaultdict[str, Found]) -> list[Paper]:
    """Note one file in the table; its papers."""
    pages = list(read_pages(file))
    read = [page for page in pages if isinstance(page, Page)]
    for error in pages:
        if isinstance(error, PageError):
            table["refused"].reasons[error.reason[:60]] += 1
            print(f"refused  {file.name[-60:]}: {error.reason[:80]}")
    if not read:
        table["refused"].files += 1
        return []
    row = table[read[0].format]
    papers = [paper for page in read for paper in to_papers(page)]
    records, dated = sum(len(p.entries) + len(p.failed) for p in read), sum(bool(p.published) for p in papers)
    row.files, row.records, row.read = row.files + 1, row.records + records, row.read + len(papers)
    row.dated += dated
    row.reasons.update(problem.what for page in read for problem in page.failed)
    if marks := MARKS.get(read[0].format):
        numbers = count(_text(file), marks)
        row.counted = [a + b for a, b in zip(row.counted, numbers, strict=True)]
        row.kept = [row.kept[0] + min(len(papers), numbers[1]), row.kept[1] + min(dated, numbers[2])]
        if numbers != (records, len(papers), dated):
            print(f"differs  {file.name[-60:]}: counted {numbers}, read {(records, len(papers), dated)}")
    return papers


def _plain(title: str) -> str:
    return "".join(sign for sign in title.lower() if sign.isalnum())


def _text(file: Path) -> str:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _show(table: defaultdict[str, Found]) -> None:
    print("| format | files | records | read | of those with both | dates kept | dated | left out |")
    print("|---|---|---|---|---|---|---|---|")
    for line in _lines(table):
        print(line)


def _lines(table: defaultdict[str, Found]) -> Iterator[str]:
    for name, row in sorted(table.items()):
        why = ", ".join(f"{count:,} {what}" for what, count in row.reasons.most_common(4))
        both = f"{row.kept[0]:,} of {row.counted[1]:,}" if row.counted[0] else "–"
        dates = f"{row.kept[1]:,} of {row.counted[2]:,}" if row.counted[0] else "–"
        numbers = f"{row.files} | {row.records:,} | {row.read:,} | {both} | {dates} | {row.dated:,}"
        yield f"| {name} | {numbers} | {why} |"


if __name__ == "__main__":
    sys.exit(main())
