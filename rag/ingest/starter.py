"""The starter library: digests of 370 papers, bundled so that a first question finds something.

In: settings, a library. Out: the digests added, or removed. Two empty files in the home note that
filling was begun, and that the reader does not want the digests.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rag.ingest.indexing import Progress
from rag.ingest.library import Library
from rag.ingest.pages import read_page
from rag.ingest.papers import to_papers
from rag.model.paper import Paper
from rag.model.settings import Settings

STARTER = Path(__file__).resolve().parents[2] / "store" / "starter" / "papers.jsonl"
_DECLINED, _BEGUN = "starter-removed", "starter-begun"


def starter_papers() -> list[Paper]:
    """The bundled digests."""
    return [replace(paper, sources=("starter library",)) for paper in to_papers(read_page(STARTER))]


def is_declined(settings: Settings) -> bool:
    """Whether the reader does not want the starter library; a shared library gets it only when asked to."""
    return bool(settings.store) or not settings.starter or (settings.home / _DECLINED).exists()


def is_begun(settings: Settings) -> bool:
    """Whether somebody began to fill the library with the digests and has not finished."""
    return not settings.store and (settings.home / _BEGUN).exists()


def add_starter(settings: Settings, library: Library, start_progress: Callable[[int], Progress]) -> int:
    """Add all digests; a run that is cut off is continued by whoever opens the library next.
    `start_progress` is given the number of papers; returns how many were added. LockedError while
    another process writes."""
    papers, begun = starter_papers(), library.home / _BEGUN
    begun.parent.mkdir(parents=True, exist_ok=True)
    begun.touch()
    added = library.ingest(papers, start_progress(len(papers))).added
    begun.unlink(missing_ok=True)
    return len(added)


def remove_starter(settings: Settings, library: Library) -> int:
    """Remove the digests and leave only the reader's own papers; returns how many were removed. LockedError
    while another process writes."""
    digests = library.digests()
    library.remove(digests)
    library.home.mkdir(parents=True, exist_ok=True)
    (library.home / _DECLINED).touch()
    (library.home / _BEGUN).unlink(missing_ok=True)
    return len(digests)


def restore_starter(settings: Settings, library: Library, progress: Progress) -> int:
    """Put the digests back; papers that are here as abstracts stay abstracts. Returns how many were
    added. LockedError while another process writes."""
    (library.home / _DECLINED).unlink(missing_ok=True)
    return add_starter(settings, library, lambda papers: progress)
