"""One file read as `ask ingest` reads it, and whether all went as it must.

In: the bytes of a file. Out: its papers, or what was wrong: something was raised, it took too long, or the
counts do not add up. Papers of many files go into a library together, which has to count them too.
"""

import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from eval.torture.kind import SECONDS
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.ingest.merging import merge
from rag.ingest.reading import FilesRead, papers_in
from rag.ingest.report import Report
from rag.ingest.summary import Summary
from rag.model.paper import Paper

_NOTHING = Report()


class TooSlowError(BaseException):
    """Nothing catches it on its way."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file: papers, how many records there were and were skipped, whether the file or a part
    of it was refused, what went wrong, in seconds, and what was told of it."""

    papers: tuple[Paper, ...] = ()
    entries: int = 0
    skipped: int = 0
    refused: bool = False
    failure: str | None = None
    seconds: float = 0.0
    told: tuple[str, ...] = ()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """TooSlowError after so many seconds of this process, which other programs do not lengthen."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def read(file: Path) -> Read:
    """The papers of one file, merged and counted; a failure is returned and never raised."""
    began, found, papers = time.process_time(), FilesRead(), list[Paper]()
    failure = None
    try:
        with limited(SECONDS):
            papers += papers_in([file], found)
            failure = _fault(found) or _miscounted(papers, found)
    except TooSlowError as error:
        failure = f"longer than {SECONDS:g} s, {_place(error)}"
    except Exception as error:  # all that the product does not expect
        failure = f"{type(error).__name__}: {str(error)[:100]!r}, {_place(error)}"
    return Read(
        tuple(papers),
        found.entries,
        found.skipped.total(),
        bool(found.unread),
        failure,
        time.process_time() - began,
        tuple(found.problems),
    )


def counted(home: Path, papers: Sequence[Paper]) -> str | None:
    """What goes wrong when these papers are put into a library, twice; None where nothing does."""
    library = Library(home, NoEncoder())
    for again in (False, True):
        try:
            report = library.ingest(iter(papers))
        except Exception as error:
            return f"{type(error).__name__}: {str(error)[:100]!r}, {_place(error)}"
        parts = (report.added, report.updated, report.unchanged, report.merges)
        if sum(len(part) for part in parts) != len(papers):
            return f"{len(papers)} records went into a library, {[len(part) for part in parts]} are counted"
        if again and (report.added or report.updated):
            return f"{len(report.added)} added and {len(report.updated)} updated by reading them again"
    return None


def _fault(found: FilesRead) -> str | None:
    """What a reader raised, which is told as a file that was not read."""
    return next((f"{error.__cause__!r:.120}: {error.reason[:120]}" for error in found.faults), None)


def _miscounted(papers: Sequence[Paper], found: FilesRead) -> str | None:
    """Where counts do not add up, or what is said is no line."""
    merged = merge(papers)
    if len(papers) + found.skipped.total() != found.entries:
        return f"{found.entries} records, but {len(papers)} read and {found.skipped.total()} skipped"
    if len(merged.papers) + len(merged.merges) != len(papers):
        return f"{len(papers)} papers, but {len(merged.papers)} and {len(merged.merges)} merged"
    if unopened := [line for line in found.unread if "could not be opened" in line]:
        return f"a file that is there: {unopened[0][-100:]}"
    if not papers and not found.unread and not found.skipped:
        return "nothing was read and nothing said"
    empty = [paper.paper_id for paper in papers if not paper.title.strip() or not paper.text.strip()]
    if empty or not all(paper.paper_id for paper in papers):
        return f"a paper without a title, a text or an id: {empty[:1]}"
    lines = Summary(found, _NOTHING, 0).lines()
    return next((f"not one line: {line[:100]!r}" for line in lines if len(line.splitlines()) != 1), None)


def _place(error: BaseException) -> str:
    """The last lines of ours that it came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/rag/" in frame.filename]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-3:]))
