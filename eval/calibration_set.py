"""What numbers are fitted on: questions, and the libraries that they are put to.

In: the calibration questions and the development split over the starter library and, where they are, the
real pages; questions over libraries of arXiv abstracts (eval/own), where those are. Out: questions,
assistants, a hash of it all. Never the test split, nor the library that eval/own keeps out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import platformdirs

from eval.fitting import hash_of
from eval.library import PaperSet, hash_of_papers, index_papers
from eval.own.libraries import ARXIV, FITTED, question_file, read_libraries
from rag.answering.assistant import Assistant
from rag.encoders.encoder import Encoder
from rag.ingest.merging import merge
from rag.ingest.reading import read_files
from rag.ingest.starter import STARTER, starter_papers
from rag.model.paper import Paper
from rag.model.query import ParsedQuery

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"
PAGES = SHARED / "papers"
TOPICS = SHARED / "learn" / "topics"
TOPICS_APART = HERE / "own" / "empty.jsonl"  # list questions on topics with no paper, and with few
LISTS_LEARNT = "ACD"  # of these libraries the readers have learnt the lists (eval/learn_readers.py)
APART, APART_SEED = 100, 3
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
    for record in (*_records(file), *(r for r in _records(TOPICS_APART) if r["library"] == file.stem)):
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


def _records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def own_files() -> dict[str, Path]:
    """The questions of each library of arXiv abstracts that is fitted on, by its name."""
    if not ARXIV.exists():
        return {}
    ours = [question_file(name) for name in (*FITTED, "lists", "details")]
    return {file.stem: file for file in (*ours, *sorted(TOPICS.glob("questions-*.jsonl")))}


def inputs() -> str:
    """Changes with every question and paper that is fitted on; 12 hex digits."""
    pages = sorted(file for file in PAGES.rglob("*") if file.is_file()) if PAGES.exists() else []
    return hash_of([json.dumps(questions()).encode(), STARTER, *pages, TOPICS_APART, *own_files().values()])


def open_libraries(encoder: Encoder) -> dict[str, Assistant]:
    """By name: the digests; the real abstracts with the digests' expansion queries, and without; those of
    arXiv. Each is kept in the cache as long as neither its papers nor the code that indexes them changes."""
    starter = starter_papers()
    sets: dict[str, Sequence[Paper]] = {"starter": starter}
    if PAGES.exists():
        pages = list(read_files([PAGES]).papers)
        sets |= {"pages with keys": merge([*starter, *pages]).papers, "pages": pages}
    own = own_files()
    for library in read_libraries([str(file) for file in own.values()]) if own else ():
        sets[Path(library.name).stem] = library.papers.papers
    return {name: _opened(name, papers, encoder) for name, papers in sets.items()}


def _opened(name: str, papers: Sequence[Paper], encoder: Encoder) -> Assistant:
    """An assistant over these papers, which are indexed where they were not before."""
    paper_set = PaperSet(name, tuple(papers), hash_of_papers(papers))
    home = paper_set.home(platformdirs.user_cache_path("ask"), encoder)
    if not home.exists():
        print(f"indexing {name}")
    return Assistant(index_papers(paper_set, home, encoder).reader, encoder)


def kept_apart(paper_ids: Iterable[str]) -> frozenset[str]:
    """The papers of the library of details whose questions the reader of details has not learnt from."""
    ordered = sorted(set(paper_ids))
    Random(APART_SEED).shuffle(ordered)
    return frozenset(ordered[:APART])


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
