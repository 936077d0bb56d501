"""Files and folders to papers, and the count of what came of them.

In: paths, `-` for standard input. Out: the papers in them, each once, and what could not be read, with
the reason.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rag.ingest.merging import merge
from rag.ingest.pages import Page, find_pages, read_page, read_text
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

    def take(self, read: Callable[[], Page]) -> None:
        """One file more; what it cannot give is noted in `skipped`."""
        try:
            page = read()
        except PageError as error:
            self.skipped.append(str(error))
            return
        self.files += 1
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
            found.take(lambda: read_text("standard input", sys.stdin.buffer.read()))
            continue
        files = [f for f in find_pages([path]) if path == f or own not in f.resolve().parents]
        if not files:
            found.skipped.append(f"{path}: no files in this folder")
        for file in files:
            found.take(partial(read_page, file))
    found.papers = merge(found.papers).papers
    return found
