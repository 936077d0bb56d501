"""Retrieval on other people's data, in BEIR's format.

In: a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv, or with corpus.jsonl and
train.jsonl as ../shared/scifact has them. Out: nDCG@10 and recall@100. Documents are
streamed into an index of their own, with no Chroma beside it and nothing merged; what an
interrupted run has read is not read again. BEIR: Thakur et al., NeurIPS 2021.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from eval.library import sweep
from eval.metrics import retrieval
from eval.provenance import INDEXING_SOURCE, source_hash
from rag.encoders.encoder import Document, Encoder
from rag.ingest.indexing import Progress
from rag.ingest.records import item_of
from rag.model.errors import AskError
from rag.model.paper import Paper
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.searcher import Searcher
from rag.text.sentences import sentences
from store.derived import Derived
from store.manifest import LockHeldError, ManifestFile, writing
from store.reader import Reader

DOCUMENTS_PER_COMMIT = 1024  # documents between two commits
DEPTH = 100  # of recall@100
ID = "_id"
MEASURES = {"ndcg@10": "nDCG@10", "recall@100": "R@100"}


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

    def home(self, cache: Path, encoder: Encoder) -> Path:
        """Where it is indexed by this encoder and this code."""
        key = hashlib.sha256(f"{self.id} {encoder.name} {source_hash(INDEXING_SOURCE)}".encode()).hexdigest()[
            :12
        ]
        return cache / "eval" / f"beir-{key}"

    def documents(self) -> Iterator[Paper]:
        """One by one, as papers whose id is the document's; BeirError where an id comes twice."""
        seen: set[str] = set()
        for record in _records(self.folder / "corpus.jsonl"):
            id_, title = record[ID], str(record.get("title") or "")
            if id_ in seen:
                raise BeirError(f"{self.folder / 'corpus.jsonl'}: two documents are called {id_}; rename one")
            seen.add(id_)
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
        queries = {r[ID]: str(r["text"]) for r in _records(folder / "queries.jsonl", "text")}
        relevant = _qrels(folder / "qrels", split)
    elif (folder / "train.jsonl").exists():  # ../shared/scifact: a query and its documents on one line
        lines = list(_records(folder / "train.jsonl", "query", "relevant"))
        queries = {line[ID]: str(line["query"]) for line in lines}
        relevant = {line[ID]: frozenset(map(str, line["relevant"])) for line in lines if line["relevant"]}
    else:
        raise BeirError(f"{folder} has neither queries.jsonl nor train.jsonl beside its corpus.jsonl")
    asked = {id_: text for id_, text in queries.items() if id_ in relevant}
    if not asked:
        raise BeirError(f"{folder}: no query has a relevant document; see its qrels")
    return BeirSet(folder, asked, {id_: relevant[id_] for id_ in asked})


def index(
    beir: BeirSet,
    home: Path,
    encoder: Encoder,
    progress: Progress = lambda done: None,
    *,
    batch: int = DOCUMENTS_PER_COMMIT,
) -> Searcher:
    """Read what is not in the index yet, and open it; BeirError while another process does."""
    manifest = ManifestFile(home / "index")
    try:
        with writing(home, "ask eval --beir"):
            derived = Derived(home / "index", manifest)
            known = {id_ for id_, _ in derived.fingerprints()}
            for papers in _batches(beir.documents(), batch):
                _read(papers, known, derived, encoder, progress)
    except LockHeldError as error:
        raise BeirError(
            f"{beir.folder} is being indexed by {error}; wait for it and run this again"
        ) from None
    sweep(home)
    return Searcher(Catalogue(Reader(home / "index", manifest).now()), encoder)


def _read(
    papers: Sequence[Paper], known: set[str], derived: Derived, encoder: Encoder, progress: Progress
) -> None:
    """Embed and keep what is not there; all of these papers, or none."""
    new = [paper for paper in papers if paper.paper_id not in known]
    progress(len(papers) - len(new))
    items = []
    for paper, encoded in zip(new, encoder.documents([_document(p) for p in new]), strict=True):
        items.append(item_of(paper, encoded))
        progress(1)
    derived.add(items, built_with=encoder.name)


def measure(
    beir: BeirSet, searcher: Searcher, progress: Progress = lambda done: None
) -> dict[str, list[float]]:
    """nDCG@10 and recall@100 of every query."""
    rankings = {}
    for id_, text in beir.queries.items():
        hits = searcher.search(text).top(DEPTH)
        rankings[id_] = [searcher.catalogue.snapshot.id(hit.row) for hit in hits]
        progress(1)
    return {
        name: list(found.values()) for name, found in retrieval(rankings, beir.relevant, MEASURES).items()
    }


def _document(paper: Paper) -> Document:
    """No chunks: nothing is put into Chroma here."""
    heading = paper.title if paper.title != paper.paper_id else ""
    return Document(heading, paper.text, sentences(paper.text), ())


def _batches(papers: Iterable[Paper], size: int) -> Iterator[list[Paper]]:
    stream = iter(papers)
    while batch := list(islice(stream, size)):
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


def _records(path: Path, *needed: str) -> Iterator[dict[str, Any]]:
    """The objects of a file, the id of each as a text; BeirError where one is not as it must be."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    record = json.loads(line)
                    found = {n: record[n] for n in needed}
                    found[ID] = str(record[ID] if ID in record else record["id"])
                    yield {**record, **found}
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    wanted = ", ".join((ID, *needed))
                    raise BeirError(
                        f"{path}, line {number}: no JSON object with {wanted} ({error})"
                    ) from error
