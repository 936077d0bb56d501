"""Files and folders to papers, and the count of what came of them.

In: paths, `-` for standard input. Out: the papers in them, each once, and what could not be read, with
the reason.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.ingest.merging import merge
from rag.ingest.pages import Page, find_pages, read_pages, read_stream
from rag.ingest.papers import to_papers
from rag.model.errors import PageError
from rag.model.paper import Paper


@dataclass
class FilesRead:
    """What was read from files: the papers, how many entries and files they were in, and a line for each
    file or entry that could not be read."""

    papers: list[Paper] = field(default_factory=list)
    entries: int = 0
    skipped: list[str] = field(default_factory=list)
    files: int = 0

    def take(self, page: Page | PageError) -> None:
        """One page more; what it cannot give is noted in `skipped`."""
        if isinstance(page, PageError):
            self.skipped.append(str(page))
            return
        self.files += bool(page.entries) and not page.continued
        self.entries += len(page.entries)
        self.papers += to_papers(page)
        self.skipped += [f"{page.name}: {problem}" for problem in page.problems]


def read_files(paths: Sequence[Path], *, apart_from: Path | None = None) -> FilesRead:
    """Every paper in these files and folders; what cannot be read is named with the reason.
    The library's own folder is left out where it lies inside one of them."""
    found = FilesRead()
    own = apart_from.resolve() if apart_from else None
    for path in paths:
        if str(path) == "-":
            for page in read_stream("standard input", sys.stdin.buffer):
                found.take(page)
            continue
        files = [f for f in find_pages([path]) if path == f or own not in f.resolve().parents]
        if not files:
            found.skipped.append(f"{path}: no files in this folder")
        for file in files:
            for page in read_pages(file):
                found.take(page)
    found.papers = merge(found.papers)
    return found
