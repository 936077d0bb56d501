"""Papers that a client adds to the library.

In: records, or the text of a file in any format that `ask ingest` reads. Out: what came of them. No path of
this machine is read for a client.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from rag.ingest.reading import read_files
from rag.ingest.reembedding import embed_now
from rag.ingest.summary import Summary
from rag.integrations.mcp.shapes import Added
from rag.model.errors import AskError

if TYPE_CHECKING:
    from rag.ingest.library import Library

SOURCE = "mcp"  # the name of the file that such papers came from
MOST_CHARACTERS = 20_000_000
NOTHING = "nothing to add: give papers, or the text of a file (BibTeX, RIS, JSON, CSV, ...)"


class NewPaper(BaseModel):
    """A paper to add; title and abstract are needed."""

    title: str
    abstract: str
    authors: list[str] = []
    published: str | None = Field(default=None, description="2024, 2024-03 or 2024-03-18")
    venue: str | None = None
    doi: str | None = None
    url: str | None = None


def add(library: "Library", papers: Sequence[NewPaper], text: str) -> Added:
    """Put them into the library; AskError where there is nothing, or somebody else is writing."""
    with TemporaryDirectory() as folder:
        files = _written(Path(folder), papers, text)
        if not files:
            raise AskError(NOTHING)
        read = read_files(files)
    if library.is_outdated and read.papers:
        embed_now(library, lambda done: None)
    report = library.ingest(read.papers, lambda done: None)
    told = Summary(read, report, len(library.reader.now())).to_json()
    return Added(**{name: told[name] for name in Added.model_fields})


def _written(folder: Path, papers: Sequence[NewPaper], text: str) -> list[Path]:
    """What was given, as files."""
    if len(text) > MOST_CHARACTERS:
        raise AskError(f"more than {MOST_CHARACTERS:,} characters; read them with: ask ingest")
    lines = [json.dumps(paper.model_dump(exclude_none=True)) for paper in papers]
    given = {f"{SOURCE}.jsonl": "\n".join(lines), f"{SOURCE}.txt": text if text.strip() else ""}
    files = {folder / name: content for name, content in given.items() if content}
    for path, content in files.items():
        path.write_text(content, encoding="utf-8", errors="replace")
    return list(files)
