"""Store and search beside peers: LlamaIndex on Chroma in a folder and on its server, BM25, ours.

In: the home of a library (a simulated one serves, bench_growth.py), how many of its papers. Out: a table:
papers stored a second, time of a query, memory, how many of the exact ten nearest are found. All get
the same texts and our vectors, one a paper, and the same questions with their vectors: nothing is
embedded, so that only store and search are compared. Each way has a process of its own; times are the
processor's, of it alone: that of the server's process is not counted to its client.

  python -m eval.bench_peers HOME --papers 10000
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import numpy as np

from eval.bench_growth import run
from eval.bench_size import natural_questions, open_minilm, percentiles
from eval.provenance import commit
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.storage import Storage
from rag.model.paper import paper_from
from store.content import concatenate
from store.derived import Derived
from store.item import FloatArray
from store.snapshot import Snapshot

TOP = 10
AT_ONCE = 4096  # papers that are stored at a time
NEEDS = {
    "folder": "llama_index.vector_stores.chroma",
    "server": "llama_index.vector_stores.chroma",
    "bm25": "bm25s",
}
Search = Callable[[str, FloatArray], Sequence[int]]  # a question and its vector to the numbers of ten papers


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """n papers: what is stored of each."""

    texts: list[str]
    vectors: FloatArray  # (n, d)


def texts_of(snapshot: Snapshot, papers: int) -> Texts:
    """The first papers of a library."""
    rows = snapshot.rows[:papers]
    read = (paper_from(snapshot.payload(int(row))) for row in rows)
    vectors = np.stack([snapshot.document_vector(int(row)) for row in rows])
    return Texts([f"{paper.title}\n{paper.text}" for paper in read], vectors)


def chroma(client: Any, texts: Texts) -> Search:
    """LlamaIndex's index of vectors over a collection of Chroma."""
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.embeddings import MockEmbedding
    from llama_index.core.schema import QueryBundle, TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    made = client.create_collection("papers", metadata={"hnsw:space": "cosine"})
    store = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=made))
    index = VectorStoreIndex([], storage_context=store, embed_model=MockEmbedding(texts.vectors.shape[1]))
    for start in range(0, len(texts.texts), AT_ONCE):
        some = range(start, min(start + AT_ONCE, len(texts.texts)))
        index.insert_nodes(
            [TextNode(id_=str(n), text=texts.texts[n], embedding=texts.vectors[n].tolist()) for n in some]
        )
    retriever = index.as_retriever(similarity_top_k=TOP)

    def search(question: str, vector: FloatArray) -> Sequence[int]:
        asked = QueryBundle(question, embedding=vector.tolist())
        return [int(found.node.node_id) for found in retriever.retrieve(asked)]

    return search


def bm25(texts: Texts) -> Search:
    """bm25s as LlamaIndex's retriever calls it."""
    from llama_index.core.schema import TextNode

    from eval.baselines import BM25Retriever

    nodes = [TextNode(id_=str(n), text=text) for n, text in enumerate(texts.texts)]
    retriever = BM25Retriever(nodes, TOP)
    return lambda question, vector: [int(found.node.node_id) for found in retriever.retrieve(question)]


def ours(home: Path, papers: int, folder: Path, encoder: MiniLMEncoder) -> Callable[[Texts], Search]:
    """Our indexes, which hold sentences and word pieces too, written from what the library has of each paper;
    search by the whole paper's vector alone."""
    from store.manifest import ManifestFile
    from store.reader import Reader

    snapshot = Storage(home).reader(encoder.name).now()

    def store(texts: Texts) -> Search:
        derived, left = Derived(folder / "index", ManifestFile(folder / "index")), papers
        for segment in snapshot.segments:
            for start in range(0, min(len(segment), left), AT_ONCE):
                rows = range(start, min(start + AT_ONCE, len(segment), left))
                derived.append(concatenate([segment.content(rows)]), built_with=encoder.name)
            left -= min(len(segment), left)
        made = Reader(derived.folder, derived.manifest_file).now()
        return lambda question, vector: made.nearest_documents(made.alive, vector, TOP).tolist()

    return store


def measured(build: Callable[[Texts], Search], texts: Texts, encoder: MiniLMEncoder) -> dict[str, float]:
    """What storing took, and finding: processor seconds, milliseconds a query; the share of the exact ten."""
    questions = natural_questions()
    vectors = [encoder.query(question).pooled for question in questions]
    began, processor = time.perf_counter(), time.process_time()
    search = build(texts)
    stored = {"seconds": time.perf_counter() - began, "processor": time.process_time() - processor}
    taken, walls, right = [], [], []
    for question, vector in zip(questions, vectors, strict=True):
        wall, processor = time.perf_counter(), time.process_time()
        found = search(question, vector)
        taken.append(time.process_time() - processor)
        walls.append(time.perf_counter() - wall)
        exact = np.argsort(-(texts.vectors @ vector), kind="stable")[:TOP]
        right.append(len(set(exact.tolist()) & set(found)) / TOP)
    of_clock = {f"clock_{name}": value for name, value in percentiles(walls).items()}
    return {**stored, **percentiles(taken), **of_clock, "recall": float(np.mean(right))}


def builder(
    way: str, home: Path, papers: int, folder: Path, encoder: MiniLMEncoder, url: str
) -> Callable[[Texts], Search]:
    """What stores papers in one of the ways."""
    if way == "ours":
        return ours(home, papers, folder, encoder)
    if way == "bm25":
        return bm25
    import chromadb

    if way == "folder":
        return lambda texts: chroma(chromadb.PersistentClient(str(folder / "chroma")), texts)
    host, _, port = url.removeprefix("http://").partition(":")
    return lambda texts: chroma(chromadb.HttpClient(host, int(port)), texts)


NAMED: Mapping[str, str] = {
    "folder": "LlamaIndex, Chroma's PersistentClient",
    "server": "LlamaIndex, `chroma run` (its client)",
    "bm25": "BM25 (bm25s as LlamaIndex calls it)",
    "ours": "ours: indexes of every grain; found by whole papers",
}


def table(found: Mapping[str, Mapping[str, float]], papers: int) -> str:
    """The figures by way, as Markdown."""
    lines = [
        "| way | papers/s stored, clock | ms of the processor a paper | query p50 / p95, ms of the clock |"
        " ms of the processor | peak memory, MB | of the exact ten |",
        "|---" * 7 + "|",
    ]
    for way, f in found.items():
        recall = "" if way == "bm25" else f"{f['recall']:.3f}"
        lines.append(
            f"| {NAMED[way]} | {papers / f['seconds']:.0f} | {1000 * f['processor'] / papers:.2f} |"
            f" {f['clock_p50']:.1f} / {f['clock_p95']:.1f} | {f['p50']:.1f} / {f['p95']:.1f} |"
            f" {f['megabytes']:.0f} | {recall} |"
        )
    return "\n".join(lines)


@click.group()
def app() -> None:
    """Compare store and search with peers."""


@app.command("one")
@click.argument("way", type=click.Choice(list(NAMED)))
@click.argument("home", type=click.Path(path_type=Path))
@click.argument("papers", type=int)
@click.option("--url", default="", help="Of a Chroma server, for the way `server`.")
def _one(way: str, home: Path, papers: int, url: str) -> None:
    encoder = open_minilm()
    texts = texts_of(Storage(home).reader(encoder.name).now(), papers)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        build = builder(way, home, papers, Path(folder), encoder, url)
        click.echo(json.dumps(measured(build, texts, encoder)))


@app.command("table")
@click.argument("home", type=click.Path(path_type=Path))
@click.option("--papers", default=10_000, show_default=True)
@click.option("--url", default="", help="Of an empty Chroma server; without one it is left out.")
def _table(home: Path, papers: int, url: str) -> None:
    found = {}
    for way in NAMED:
        if way in NEEDS and find_spec(NEEDS[way].partition(".")[0]) is None:
            click.echo(f"{way} is left out: {NEEDS[way]} is not installed", err=True)
        elif way != "server" or url:
            one = (sys.executable, "-m", "eval.bench_peers", "one", way, str(home), str(papers), "--url", url)
            process = run(one)
            found[way] = {**json.loads(process.printed.splitlines()[-1]), "megabytes": process.megabytes}
            click.echo(json.dumps({way: found[way]}), err=True)
    click.echo(f"{papers:,} papers at commit {commit()}:\n\n{table(found, papers)}")


if __name__ == "__main__":
    app()
