"""The papers that are asked about, indexed in a home of their own.

In: "starter", "home" or a folder of pages. Out: an ASK_HOME under the cache that holds these
papers and no others, kept under the hash of its pages and of the code that indexed them.
The reader's own library, "home", is read as it is and never changed.
"""

import hashlib
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.provenance import INDEXING_SOURCE, source_hash
from rag.answering.start import open_library
from rag.encoders.encoder import Encoder
from rag.ingest.indexing import Progress
from rag.ingest.library import Library
from rag.ingest.merging import merge
from rag.ingest.pages import find_pages, read_page
from rag.ingest.papers import to_papers
from rag.ingest.starter import STARTER
from rag.model.errors import AskError, EmptyLibraryError, PageError
from rag.model.paper import Paper
from rag.model.settings import Settings
from rag.retrieval.catalogue import Catalogue

OWN = "home"
KEPT_DAYS = 3  # an index that newer code has replaced


class NothingToAskError(AskError):
    """The folder holds no papers."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} holds no papers to ask about ({why}); name a folder of pages, or: starter")


@dataclass(frozen=True, slots=True)
class PaperSet:
    """Papers, and a hash that changes when any of them does."""

    name: str
    papers: tuple[Paper, ...]
    hash: str
    own: bool = False

    def home(self, cache: Path, encoder: Encoder) -> Path:
        """Where they are indexed by this encoder and this code."""
        key = hashlib.sha256(
            f"{self.hash} {encoder.name} {source_hash(INDEXING_SOURCE)}".encode()
        ).hexdigest()[:12]
        return cache / "eval" / f"library-{key}"


def read_papers(name: str) -> PaperSet:
    """The starter library, or the papers in the pages of a folder; pages without papers are passed over."""
    path = STARTER if name == "starter" else Path(name).expanduser()
    papers, why = [], "no such folder"
    for file in find_pages([path]):
        try:
            papers += to_papers(read_page(file))
        except PageError as error:
            why = str(error)
    merged = tuple(merge(papers).papers)
    if not merged:
        raise NothingToAskError(path, why)
    return PaperSet("starter" if name == "starter" else str(path.resolve()), merged, hash_of_papers(merged))


def read_own_library(settings: Settings) -> PaperSet:
    """The reader's own library; EmptyLibraryError where nothing was ever read."""
    papers = tuple(Catalogue(open_library(settings).reader.now()).papers())
    if not papers:
        raise EmptyLibraryError(settings.home)
    return PaperSet(OWN, papers, hash_of_papers(papers), own=True)


def index_papers(
    paper_set: PaperSet, home: Path, encoder: Encoder, progress: Progress = lambda done: None
) -> Library:
    """The library in `home`, complete; what is there already costs nothing."""
    library = Library(home, encoder)
    complete = home / "complete"
    if not complete.exists():
        library.ingest(paper_set.papers, progress)
        complete.touch()
    sweep(home)
    return library


def papers_by_id(library: Library) -> dict[str, Paper]:
    """Every paper as the reader of an answer would find it."""
    return {paper.paper_id: paper for paper in Catalogue(library.reader.now()).papers()}


def sweep(home: Path) -> None:
    """Forget indexes of this sort that nobody has opened for days."""
    home.touch()
    old = time.time() - KEPT_DAYS * 86_400
    sort = home.name.partition("-")[0]
    siblings: Sequence[Path] = [p for p in home.parent.glob(f"{sort}-*") if p != home]
    for folder in siblings:
        if folder.stat().st_mtime < old:
            shutil.rmtree(folder, ignore_errors=True)


def hash_of_papers(papers: Sequence[Paper]) -> str:
    """Changes when any of the papers does; 12 hex digits."""
    found = hashlib.sha256("\n".join(f"{p.paper_id} {p.fingerprint}" for p in papers).encode())
    return found.hexdigest()[:12]
