"""Files that list papers, as LlamaIndex documents.

In: files and folders in any format that `ask ingest` reads. Out: one Document a paper. Its text
is the abstract; the title is metadata that the embedder and the model see in front of it, so
offsets into the text are offsets into what may be quoted.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document

from rag.ingest.merging import merge
from rag.ingest.pages import find_pages, read_pages
from rag.ingest.papers import to_papers
from rag.model.errors import PageError
from rag.model.paper import Paper

SEEN_BY_EMBEDDER = frozenset({"title"})
SEEN_BY_MODEL = frozenset({"paper_id", "title", "text_kind", "published"})
Paths = str | PathLike[str] | Iterable[str | PathLike[str]]

_logger = logging.getLogger(__name__)


def metadata_of(paper: Paper) -> dict[str, str | int]:
    """What is known of a paper, flat, as vector stores want it: lists are joined by "; ", and what
    is not known is left out."""
    known = {
        k: v
        for k, v in paper.to_json().items()
        if k != "text" and v is not None and v is not False and v != []
    }
    return {k: "; ".join(v) if isinstance(v, list) else v for k, v in known.items()}


class PaperReader(BaseReader):
    """Reads saved listing pages, JSONL, BibTeX, RIS and whatever else `ask ingest` reads.

    `load_data` gives a list, `lazy_load_data` one document after the other; both take the same. A
    document's id is the paper's (its arXiv id, else a slug of its title), so reading again gives the
    same ids. A PaperReader can be given to SimpleDirectoryReader as a `file_extractor`. It holds no
    state.
    """

    def lazy_load_data(
        self, paths: Paths, extra_info: Mapping[str, Any] | None = None, **_: Any
    ) -> Iterator[Document]:
        """One Document a paper; a paper that is listed more than once is merged into one, so all
        files are read before the first comes out. `paths`: one file or folder, or several.

        PageError where a file that was named cannot be read; what cannot be read inside a folder,
        or of a file, is logged as a warning.
        """
        named = [Path(paths)] if isinstance(paths, str | PathLike) else [Path(path) for path in paths]
        papers = merge(paper for path in named for paper in _papers_in(path)).papers
        return (_document(paper, extra_info or {}) for paper in papers)

    async def alazy_load_data(
        self, paths: Paths, extra_info: Mapping[str, Any] | None = None, **_: Any
    ) -> list[Document]:
        """The same, read in a thread: a generator made there would do its reading here."""
        return await asyncio.to_thread(self.load_data, paths, extra_info)


def _papers_in(path: Path) -> Iterator[Paper]:
    """The papers of a file, or of all files inside a folder. PageError where a file that was named has none
    that can be read."""
    for file in find_pages([path]):
        papers, errors = 0, []
        for page in read_pages(file):
            if isinstance(page, PageError):
                errors.append(page)
                continue
            papers += len(page.entries)
            for problem in page.problems:
                _logger.warning("%s: %s", page.name, problem)
            yield from to_papers(page)
        if errors and not papers and file == path:
            raise errors[0]
        for error in errors:
            _logger.warning("%s", error)


def _document(paper: Paper, extra: Mapping[str, Any]) -> Document:
    about = {**extra, **metadata_of(paper)}
    return Document(
        id_=paper.paper_id,
        text=paper.text,
        metadata=about,
        excluded_embed_metadata_keys=[key for key in about if key not in SEEN_BY_EMBEDDER],
        excluded_llm_metadata_keys=[key for key in about if key not in SEEN_BY_MODEL],
        metadata_template="{value}",
        text_template="{metadata_str}. {content}",
    )
