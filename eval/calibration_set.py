"""What numbers are fitted on: questions, and the libraries that they are put to.

In: the calibration questions and the development split, the starter library and, where they are, the
real pages. Out: questions, assistants, a hash of it all. Never the test split.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from eval.fitting import hash_of
from eval.library import sweep
from eval.provenance import INDEXING_SOURCE, source_hash
from rag.answering.assistant import Assistant
from rag.encoders.encoder import Encoder
from rag.ingest.library import Library
from rag.ingest.reading import read_files
from rag.ingest.starter import STARTER, starter_papers
from rag.model.paper import Paper
from rag.model.query import ParsedQuery

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent.parent / "shared" / "papers"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a library: its record, its parsed query, the rows of its right papers there."""

    record: Mapping[str, Any]
    library: str
    query: ParsedQuery
    gold: frozenset[int]

    @property
    def id(self) -> str:
        return str(self.record["id"])

    @property
    def kind(self) -> str:
        return str(self.record["kind"])


def questions() -> list[dict[str, Any]]:
    """The calibration questions and the single questions of the development split."""
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    dev = [q for q in map(json.loads, lines) if q["split"] == "dev" and "question" in q]
    own = [json.loads(line) for line in (HERE / "calibration.jsonl").read_text(encoding="utf-8").splitlines()]
    return dev + own


def inputs() -> str:
    """Changes with every question and paper that is fitted on; 12 hex digits."""
    pages = sorted(file for file in PAGES.rglob("*") if file.is_file()) if PAGES.exists() else []
    return hash_of([json.dumps(questions()).encode(), STARTER, *pages])


def open_libraries(encoder: Encoder) -> dict[str, Assistant]:
    """By name: the digests; the real abstracts with the digests' expansion queries, and without. Kept in
    the cache as long as neither the papers nor the code that indexes them changes."""
    libraries: dict[str, list[Callable[[], list[Paper]]]] = {"starter": [starter_papers]}
    if PAGES.exists():
        libraries |= {"pages with keys": [starter_papers, _pages], "pages": [_pages]}
    key = hash_of([inputs().encode(), encoder.name.encode(), source_hash(INDEXING_SOURCE).encode()])
    home = platformdirs.user_cache_path("ask") / "eval" / f"calibration-{key}"
    found = {}
    for name, sets in libraries.items():
        library = Library(home / name.replace(" ", "-"), encoder)
        complete = library.home / "complete"
        if not complete.exists():
            for papers in sets:
                library.ingest(papers())
            complete.touch()
        found[name] = Assistant(library.reader, encoder)
    sweep(home)
    return found


def _pages() -> list[Paper]:
    return list(read_files([PAGES]).papers)


def asked(libraries: Mapping[str, Assistant]) -> Iterator[Asked]:
    """Every question put to every library."""
    for name, assistant in libraries.items():
        for record in questions():
            rows = (assistant.catalogue.row(paper_id) for paper_id in record["papers"])
            gold = frozenset(row for row in rows if row is not None)
            yield Asked(record, name, assistant.parse(record["question"])[0], gold)
