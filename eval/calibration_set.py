"""What numbers are fitted on: questions, and the libraries that they are put to.

In: the calibration questions and the development split over the starter library and, where they are, the
real pages; questions over libraries of arXiv abstracts (eval/own), where those are. Out: questions,
assistants, a hash of it all. Never the test split, nor the library that eval/own keeps out.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs

from eval.fitting import hash_of
from eval.library import sweep
from eval.own.libraries import ARXIV, FITTED, question_file, read_libraries
from eval.provenance import INDEXING_SOURCE, source_hash
from rag.answering.assistant import Assistant
from rag.encoders.encoder import Encoder
from rag.ingest.library import Library
from rag.ingest.reading import read_files
from rag.ingest.starter import STARTER, starter_papers
from rag.model.paper import Paper
from rag.model.query import ParsedQuery

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"
PAGES = SHARED / "papers"
TOPICS = SHARED / "learn" / "topics"
LISTS_LEARNT = "ACD"  # of these libraries the readers have learnt the lists (eval/learn_readers.py)
_KINDS = {"count": "list", "empty": "off_topic"}


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


def own_questions(file: Path) -> list[dict[str, Any]]:
    """The questions about one of the libraries of arXiv abstracts, as those above."""
    found = []
    for record in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        learnt = file.stem[-1] in LISTS_LEARNT and file.parent == TOPICS
        if (
            "question" not in record
            or record["type"] in ("term", "newest")
            or (record["type"] == "list" and learnt)
        ):
            continue
        kind = _KINDS.get(record["type"], record["type"])
        right = record.get("gold") or [record["about"]] if kind == "not_stated" else record["gold"]
        if right or kind == "off_topic":
            found.append({**record, "kind": kind, "papers": right})
    return found


def own_files() -> dict[str, Path]:
    """The questions of each library of arXiv abstracts that is fitted on, by its name."""
    if not ARXIV.exists():
        return {}
    ours = [question_file(name) for name in (*FITTED, "lists")]
    return {file.stem: file for file in (*ours, *sorted(TOPICS.glob("questions-*.jsonl")))}


def inputs() -> str:
    """Changes with every question and paper that is fitted on; 12 hex digits."""
    pages = sorted(file for file in PAGES.rglob("*") if file.is_file()) if PAGES.exists() else []
    return hash_of([json.dumps(questions()).encode(), STARTER, *pages, *own_files().values()])


def open_libraries(encoder: Encoder) -> dict[str, Assistant]:
    """By name: the digests; the real abstracts with the digests' expansion queries, and without; those of
    arXiv. Kept in the cache as long as neither the papers nor the code that indexes them changes."""
    libraries: dict[str, list[Callable[[], Sequence[Paper]]]] = {"starter": [starter_papers]}
    if PAGES.exists():
        libraries |= {"pages with keys": [starter_papers, _pages], "pages": [_pages]}
    own = own_files()
    for library in read_libraries([str(file) for file in own.values()]) if own else ():
        libraries[Path(library.name).stem] = [partial(tuple, library.papers.papers)]
    key = hash_of([inputs().encode(), encoder.name.encode(), source_hash(INDEXING_SOURCE).encode()])
    home = platformdirs.user_cache_path("ask") / "eval" / f"calibration-{key}"
    found = {}
    for name, sets in libraries.items():
        library_ = Library(home / name.replace(" ", "-"), encoder)
        complete = library_.home / "complete"
        if not complete.exists():
            print(f"indexing {name}")
            for papers in sets:
                library_.ingest(papers())
            complete.touch()
        found[name] = Assistant(library_.reader, encoder)
    sweep(home)
    return found


def _pages() -> list[Paper]:
    return list(read_files([PAGES]).papers)


def asked(libraries: Mapping[str, Assistant]) -> Iterator[Asked]:
    """Every question put to every library that it was written for."""
    own = own_files()
    for name, assistant in libraries.items():
        for record in own_questions(own[name]) if name in own else questions():
            rows = (assistant.catalogue.row(paper_id) for paper_id in record["papers"])
            gold = frozenset(row for row in rows if row is not None)
            yield Asked(record, name, assistant.parse(record["question"])[0], gold)


def elsewhere(libraries: Mapping[str, Assistant]) -> Iterator[Asked]:
    """Questions about one paper, put to the other libraries of arXiv abstracts: nothing there answers them,
    though some are near what is there."""
    own = own_files()
    for file in (own[name] for name in FITTED if name in own):
        for record in own_questions(file):
            if record["kind"] not in ("paraphrase", "stated"):
                continue
            for name in own.keys() - {file.stem}:
                query = libraries[name].parse(record["question"])[0]
                away = {**record, "id": f"{record['id']} in {name}", "kind": "elsewhere", "papers": []}
                yield Asked(away, name, query, frozenset())
