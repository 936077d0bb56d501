"""Files that a reader adds: how many, how large, of what kind, and what came of them.

In: paths of uploaded files, a library. Out: the same report as `ask ingest`, as values and
as HTML. What a file is, is seen from its content (rag/ingest/formats), whatever it is called.
"""

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.ingest.formats.registry import READABLE
from rag.ingest.library import Library, Report
from rag.ingest.merging import merge
from rag.ingest.pages import read_page
from rag.ingest.papers import to_papers
from rag.model.errors import AskError, PageError
from rag.model.paper import Paper
from rag.web.html import EMPTY, Markup, plural, problem, tag

MOST_FILES, LARGEST_MEGABYTES, MOST_PAPERS = 20, 20, 20_000
ENDINGS = (".html", ".htm", ".txt", ".md", ".json", ".jsonl", ".bib", ".ris")


@dataclass(frozen=True, slots=True)
class UploadedPapers:
    """What is in the files."""

    papers: tuple[Paper, ...]
    entries: int
    skipped: tuple[str, ...]
    files: int


def read_uploads(paths: Sequence[str], folder: Path) -> UploadedPapers:
    """The papers in the files; what cannot be read is named with the reason."""
    papers: list[Paper] = []
    paths = list(dict.fromkeys(paths))  # the same file dropped twice is one
    skipped = [
        f"{Path(p).name}: more than {MOST_FILES} files at once; add it afterwards" for p in paths[MOST_FILES:]
    ]
    entries = files = 0
    for path in map(Path, paths[:MOST_FILES]):
        try:
            _check(path, folder)
            page = read_page(path)
        except PageError as error:
            skipped.append(str(error).replace(str(path), path.name))
            continue
        finally:
            _discard(path, folder)
        files, entries = files + 1, entries + len(page.entries)
        papers += to_papers(page)
        skipped += [f"{page.name}: {trouble}" for trouble in page.problems]
    if len(papers) > MOST_PAPERS:
        skipped.append(f"{len(papers):,} papers are too many for the page; read them with: ask ingest")
        papers = []
    return UploadedPapers(tuple(merge(papers)), entries, tuple(skipped), files)


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
        yield problem(nothing) + _skipped(read.skipped)
        return
    steps: queue.Queue[int | Report | Exception] = queue.Queue()

    def work() -> None:
        try:
            steps.put(library.ingest(read.papers, steps.put))
        except Exception as error:
            steps.put(error)

    threading.Thread(target=work, daemon=True).start()
    done = 0
    while isinstance(step := steps.get(), int):
        done += step
        if done % 8 == 0 or done == len(read.papers):
            yield _progress("Indexing", done, len(read.papers))
    if isinstance(step, AskError):
        yield problem(str(step))
    elif isinstance(step, Exception):
        raise step
    else:
        yield _report(read, step, len(library.reader.now()))


def _progress(what: str, done: int, of: int) -> Markup:
    counted = f" {done:,} of {of:,}" if of else ""
    bar = tag("progress", value=done if of else None, max=of or None, aria_label=what)
    return tag("div", tag("p", f"{what}{counted}"), bar, class_="report", role="status")


def _report(read: UploadedPapers, report: Report, total: int) -> Markup:
    summary = (
        f"{plural(read.entries, 'entry').replace('entrys', 'entries')} in {plural(read.files, 'file')}: "
        f"{len(report.added):,} added, {len(report.updated):,} updated, {len(report.unchanged):,} unchanged, "
        f"{len(read.skipped)} skipped; the library holds {plural(total, 'paper')}"
    )
    return tag("div", tag("p", summary), class_="report done", role="status") + _skipped(read.skipped)


def _skipped(lines: Sequence[str]) -> Markup:
    return tag("ul", *(tag("li", f"skipped {line}") for line in lines), class_="skipped") if lines else EMPTY
