"""Retrieval on other people's data, in BEIR's format.

In: a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv, or with corpus.jsonl and
train.jsonl as ../shared/scifact has them. Out: nDCG@10 and recall@100. Documents are
streamed into an index of their own, with no Chroma beside it and nothing merged; what an
interrupted run has read is not read again. BEIR: Thakur et al., NeurIPS 2021.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from eval.metrics import retrieval
from rag.catalogue import Catalogue
from rag.embed import Document, Encoder
from rag.errors import AskError
from rag.papers import Paper
from rag.records import item_of
from rag.retrieve import Searcher
from rag.sentences import sentences
from store.derived import Derived
from store.ledger import Ledger, writing
from store.snapshot import Reader

BATCH = 1024  # documents between two commits
DEPTH = 100  # of recall@100
MEASURES = {"ndcg@10": "nDCG@10", "recall@100": "R@100"}

Progress = Callable[[int], None]


class BeirError(AskError):
    """The folder does not hold a set in BEIR's format."""


@dataclass(frozen=True, slots=True)
class BeirSet:
    """Queries by id, and the relevant documents of each; the corpus stays on disk."""

    folder: Path
    queries: Mapping[str, str]
    relevant: Mapping[str, frozenset[str]]

    @property
    def id(self) -> str:
        """The same corpus, the same index; 12 hex digits."""
        with (self.folder / "corpus.jsonl").open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:12]

    def documents(self) -> Iterator[Paper]:
        """One by one, as papers whose id is the document's."""
        for record in _records(self.folder / "corpus.jsonl"):
            id_, title = _id(record), str(record.get("title") or "")
            text = str(record.get("text") or record.get("abstract") or title or "-")
            yield Paper(id_, title or id_, text)

    def __len__(self) -> int:
        with (self.folder / "corpus.jsonl").open("rb") as file:
            return sum(1 for line in file if line.strip())


def load_beir(folder: Path, split: str = "test") -> BeirSet:
    """The set in a folder; BeirError says what is missing. Without qrels of the split, the only ones."""
    if not (folder / "corpus.jsonl").exists():
        raise BeirError(
            f"{folder} has no corpus.jsonl; a BEIR set has corpus.jsonl, queries.jsonl, qrels/*.tsv"
        )
    if (folder / "queries.jsonl").exists():
        queries = {_id(record): str(record["text"]) for record in _records(folder / "queries.jsonl")}
        relevant = _qrels(folder / "qrels", split)
    elif (folder / "train.jsonl").exists():  # ../shared/scifact: a query and its documents on one line
        lines = list(_records(folder / "train.jsonl"))
        queries = {_id(line): str(line["query"]) for line in lines}
        relevant = {_id(line): frozenset(map(str, line["relevant"])) for line in lines if line["relevant"]}
    else:
        raise BeirError(f"{folder} has neither queries.jsonl nor train.jsonl beside its corpus.jsonl")
    asked = {id_: text for id_, text in queries.items() if id_ in relevant}
    if not asked:
        raise BeirError(f"{folder}: no query has a relevant document; see its qrels")
    return BeirSet(folder, asked, {id_: relevant[id_] for id_ in asked})


def index(beir: BeirSet, home: Path, encoder: Encoder, progress: Progress = lambda done: None) -> Searcher:
    """Read what is not in the index yet, and open it."""
    ledger = Ledger(home / "index")
    derived = Derived(home / "index", ledger)
    with writing(home, "ask eval --beir"):
        known = {id_ for id_, _ in derived.fingerprints()}
        for papers in _batches(beir.documents()):
            new = [paper for paper in papers if paper.paper_id not in known]
            progress(len(papers) - len(new))
            items = []
            for paper, encoded in zip(new, encoder.documents([_document(p) for p in new]), strict=True):
                items.append(item_of(paper, encoded))
                progress(1)
            derived.add(items, built_with=encoder.name)
    return Searcher(Catalogue(Reader(home / "index", ledger).now()), encoder)


def measure(
    beir: BeirSet, searcher: Searcher, progress: Progress = lambda done: None
) -> dict[str, list[float]]:
    """nDCG@10 and recall@100 of every query."""
    rankings = {}
    for id_, text in beir.queries.items():
        hits = searcher.search(text, DEPTH).hits
        rankings[id_] = [searcher.catalogue.snapshot.id(hit.row) for hit in hits]
        progress(1)
    return {
        name: list(found.values()) for name, found in retrieval(rankings, beir.relevant, MEASURES).items()
    }


def _document(paper: Paper) -> Document:
    """No chunks: nothing is put into Chroma here."""
    heading = paper.title if paper.title != paper.paper_id else ""
    return Document(heading, paper.text, sentences(paper.text), ())


def _batches(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    stream = iter(papers)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _qrels(folder: Path, split: str) -> dict[str, frozenset[str]]:
    """Documents with a score above 0, by query."""
    files = sorted(folder.glob("*.tsv"))
    chosen = next((f for f in files if f.stem == split), files[0] if len(files) == 1 else None)
    if chosen is None:
        raise BeirError(f"{folder} has no {split}.tsv")
    found: dict[str, set[str]] = {}
    with chosen.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) >= 3 and row[2].strip().lstrip("-").isdigit() and int(row[2]) > 0:
                found.setdefault(row[0], set()).add(row[1])
    return {query: frozenset(documents) for query, documents in found.items()}


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise BeirError(f"{path}, line {number}: not JSON ({error})") from error


def _id(record: Mapping[str, Any]) -> str:
    return str(record["_id"] if "_id" in record else record["id"])
