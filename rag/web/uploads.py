"""Files that a reader adds: how many, how large, of what kind, and what came of them.

In: paths of uploaded files, a library. Out: the same report as `ask ingest`, as values and
as HTML. What a file is, is seen from its content (rag/ingest/formats), whatever it is called.
"""

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from rag.ingest.formats.registry import READABLE
from rag.ingest.indexing import Progress
from rag.ingest.library import Library
from rag.ingest.pages import Page, read_pages
from rag.ingest.reading import FilesRead
from rag.ingest.reembedding import embed_now
from rag.ingest.report import Report
from rag.ingest.summary import Summary
from rag.model.errors import AskError, PageError
from rag.web.html import EMPTY, Markup, problem, tag

MOST_FILES, LARGEST_MEGABYTES, MOST_PAPERS = 20, 20, 20_000
SURE_AFTER = 3  # seconds after which one can tell how long it takes
Done = TypeVar("Done")
ENDINGS = (
    *(".html", ".htm", ".txt", ".md", ".json", ".jsonl", ".bib", ".ris", ".nbib", ".ciw", ".enw"),
    *(".xml", ".nxml", ".rdf", ".ovd", ".isi", ".csv", ".tsv", ".xlsx"),
    *(".pdf", ".zip", ".gz", ".bz2", ".xz", ".tar", ".tgz"),
)
BOX: dict[str, Any] = {  # where files are dropped, as gradio takes it
    "label": "Add papers: saved pages, BibTeX, RIS, PubMed, JSON, CSV, Excel, PDF and more",
    "file_count": "multiple",
    "file_types": list(ENDINGS),
    "height": 150,
    "elem_id": "upload",
}


def read_uploads(paths: Sequence[str], folder: Path) -> FilesRead:
    """The papers in the files, which are deleted; what cannot be read is named with the reason."""
    paths = list(dict.fromkeys(paths))  # the same file dropped twice is one
    found = FilesRead(unread=_too_many(paths[MOST_FILES:]))
    for path in map(Path, paths[MOST_FILES:]):
        _discard(path, folder)
    for path in map(Path, paths[:MOST_FILES]):
        for page in _read(path, folder):
            found.papers += found.take(page)
            if len(found.papers) > MOST_PAPERS:
                break
    if len(found.papers) > MOST_PAPERS:
        found.unread.append(
            f"more than {MOST_PAPERS:,} papers are too many for the page; read them with: ask ingest"
        )
        found.papers = []
    return found


def _too_many(paths: Sequence[str]) -> list[str]:
    """A line for each file beyond those that are read at once, where they are few; else one for all."""
    many = f"more than {MOST_FILES} files at once"
    if len(paths) > MOST_FILES:
        return [
            f"{len(paths):,} files were not read: {many}; add them afterwards, or read them with: ask ingest"
        ]
    return [f"{Path(path).name}: {many}; add it afterwards" for path in paths]


def _read(path: Path, folder: Path) -> Iterator[Page | PageError]:
    """The pages of one upload, which is deleted; an error names it without its folder."""
    try:
        _check(path, folder)
        for page in read_pages(path):
            own = isinstance(page, PageError) and page.name == str(path)
            yield PageError(path.name, page.reason) if isinstance(page, PageError) and own else page
    except PageError as error:
        yield PageError(path.name, error.reason)
    finally:
        _discard(path, folder)


def _check(path: Path, folder: Path) -> None:
    if not path.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
        raise PageError(path.name, "not an upload")
    if not path.is_file():
        raise PageError(path.name, "no longer there when it was to be read; add it again")
    if path.suffix.lower() not in ENDINGS:
        raise PageError(path.name, f"not a kind of file that can be read here ({', '.join(ENDINGS)})")
    if path.stat().st_size > LARGEST_MEGABYTES * 1_000_000:
        raise PageError(path.name, f"larger than {LARGEST_MEGABYTES} MB; read it with: ask ingest")


def _discard(path: Path, folder: Path) -> None:
    if path.resolve().is_relative_to(folder.resolve()):
        path.unlink(missing_ok=True)


def add(library: Library, paths: Sequence[str], folder: Path) -> Iterator[Markup]:
    """Progress, then the report, as HTML."""
    yield _progress("Reading", 0, 0)
    read = read_uploads(paths, folder)
    if not read.papers:
        nothing = f"No papers were found; add {READABLE}."
        yield problem(nothing) + _report(Summary(read, Report(), len(library.reader.now())))
        return
    try:
        if library.is_outdated:
            yield from _watched(
                "Embedding the library anew", len(library.reader.now()), partial(embed_now, library)
            )
        report = yield from _watched("Indexing", len(read.papers), partial(library.ingest, read.papers))
    except AskError as error:
        yield problem(str(error))
    else:
        yield _report(Summary(read, report, len(library.reader.now())))


def _watched(what: str, papers: int, work: Callable[[Progress], Done]) -> Generator[Markup, None, Done]:
    """Progress of work that is done in a thread of its own, then what it gives."""
    steps: queue.Queue[int | None] = queue.Queue()
    outcome: Future[Done] = Future()

    def run() -> None:
        try:
            outcome.set_result(work(steps.put))
        except Exception as error:
            outcome.set_exception(error)
        steps.put(None)

    threading.Thread(target=run, daemon=True).start()
    done, began = 0, time.monotonic()
    while (step := steps.get()) is not None:
        done += step
        if done % 8 == 0 or done == papers:
            yield _progress(what + _left(time.monotonic() - began, done, papers), done, papers)
    return outcome.result()


def _left(seconds: float, done: int, of: int) -> str:
    """How long it will still take, once that can be told."""
    left = seconds * (of - done) / done if done and of > done else 0
    if seconds < SURE_AFTER or left < SURE_AFTER:
        return ""
    return f", about {left / 60:.0f} min left:" if left > 90 else f", about {left:.0f} s left:"


def _progress(what: str, done: int, of: int) -> Markup:
    counted = f" {done:,} of {of:,}" if of else ""
    bar = tag("progress", value=done if of else None, max=of or None, aria_label=what)
    return tag("div", tag("p", f"{what}{counted}"), bar, class_="report", role="status")


def _report(summary: Summary) -> Markup:
    told = tag("div", tag("p", str(summary)), class_="report done", role="status")
    return told + _remarks(summary.lines())


def _remarks(lines: Sequence[str]) -> Markup:
    return tag("ul", *(tag("li", line) for line in lines), class_="skipped") if lines else EMPTY
