"""What LlamaIndex finds on the same questions, beside ours: `python -m eval.baselines`.

In: the starter library, or with --suite own the libraries of that suite; the questions that can be asked in
one message; the same MiniLM weights. Out: hit@1 and nDCG@10 by kind for its VectorStoreIndex on Chroma, for
BM25, for their fusion by reciprocal rank, for our Searcher without and with expansion queries.
Needs the dev group (llama-index-vector-stores-chroma).
"""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import bm25s
import click
import Stemmer
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from eval.metrics import retrieval
from eval.own.libraries import FITTED, KEPT_OUT, read_libraries
from eval.questions import load_questions, select
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.minilm_files import EARLIER
from rag.encoders.opening import open_encoder
from rag.ingest.library import Library
from rag.ingest.starter import starter_papers
from rag.integrations.llama_index import MiniLMEmbedding
from rag.model.paper import Paper
from rag.model.settings import load_settings
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.searcher import Searcher

DEPTH = 10
BY_FIELD = frozenset({"filter", "corpus"})  # dates and counts: no text search can find them
SEARCHED = frozenset({"paraphrase", "stated", "list"})  # of the suite own
Search = Callable[[str], Sequence[str]]
Measured = Mapping[str, Mapping[str, Mapping[str, float]]]  # by way, metric, question
Rows = dict[str, dict[str, str]]  # by kind and column, as they are printed


class BM25Retriever(BaseRetriever):
    """bm25s as llama-index-retrievers-bm25 calls it: English stop words and stems."""

    def __init__(self, nodes: Sequence[TextNode], k: int) -> None:
        self._nodes, self._k, self._stemmer = nodes, k, Stemmer.Stemmer("english")
        self._index = bm25s.BM25()
        self._index.index(self._terms([node.get_content() for node in nodes]), show_progress=False)
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found, scores = self._index.retrieve(
            self._terms([query_bundle.query_str]), k=self._k, show_progress=False
        )
        return [
            NodeWithScore(node=self._nodes[n], score=float(s))
            for n, s in zip(found[0], scores[0], strict=True)
        ]

    def _terms(self, texts: Sequence[str]) -> Any:
        return bm25s.tokenize(list(texts), stopwords="en", stemmer=self._stemmer, show_progress=False)


class PublishedMiniLM(MiniLMEmbedding):
    """Texts and questions read with the published weights, as LlamaIndex's own MiniLM reads them: the earlier
    version reads texts with those."""

    @property
    def _encoder(self) -> MiniLMEncoder:
        return super()._encoder.earlier[EARLIER.name]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def theirs(papers: Sequence[Paper], folder: Path) -> Mapping[str, Search]:
    """LlamaIndex's three ways to look for a paper; one node a paper, title and text."""
    import chromadb
    from llama_index.vector_stores.chroma import ChromaVectorStore

    nodes = [TextNode(id_=paper.paper_id, text=f"{paper.title}. {paper.text}") for paper in papers]
    collection = chromadb.PersistentClient(str(folder)).create_collection("papers")
    context = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    vectors = VectorStoreIndex(nodes, storage_context=context, embed_model=PublishedMiniLM()).as_retriever(
        similarity_top_k=DEPTH
    )
    lexical = BM25Retriever(nodes, DEPTH)
    fused = QueryFusionRetriever(
        [vectors, lexical],
        llm=MockLLM(),
        mode=FUSION_MODES.RECIPROCAL_RANK,
        similarity_top_k=DEPTH,
        num_queries=1,
        use_async=False,
    )
    named = {"VectorStoreIndex": vectors, "BM25": lexical, "QueryFusionRetriever": fused}
    return {name: _searching(retriever) for name, retriever in named.items()}


def ours(papers: Sequence[Paper], encoder: MiniLMEncoder, folder: Path) -> Search:
    """Our Searcher over a library of these papers."""
    library = Library(folder, encoder)
    library.ingest(papers)
    searcher = Searcher(Catalogue(library.reader.now()), encoder)
    return lambda text: [searcher.catalogue.snapshot.id(hit.row) for hit in searcher.search(text).top(DEPTH)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in one message, its right papers, and the row of the table that it counts in."""

    id: str
    message: str
    gold: Sequence[str]
    row: str


@click.command()
@click.option("--split", type=click.Choice(["dev", "test", "all"]), default="dev", show_default=True)
@click.option("--suite", type=click.Choice(["starter", "own"]), default="starter", show_default=True)
def main(split: str, suite: str) -> None:
    """Print hit@1 and nDCG@10 by kind of question, or for the suite own by library and type."""
    asyncio.set_event_loop(asyncio.new_event_loop())  # LlamaIndex asks for one even when nothing is async
    encoder = open_encoder(load_settings({}, {}), None, click.echo)
    assert isinstance(encoder, MiniLMEncoder), "the baselines need the MiniLM weights"
    if suite == "own":
        _print(_own(encoder), "the suite own")
    else:
        asked = _starter_questions(split)
        measured = compare(starter_papers(), asked, encoder)
        _print(_rows("all", asked, measured) | _by_row(asked, measured), f"{split} split, starter library")


def compare(papers: Sequence[Paper], asked: Sequence[Asked], encoder: MiniLMEncoder) -> Measured:
    """Each way to look for papers, measured on these questions; ours also without expansion queries, where
    there are any."""
    with tempfile.TemporaryDirectory() as folder:
        ways = dict(theirs(papers, Path(folder) / "theirs"))
        if any(paper.questions for paper in papers):
            plain = [replace(paper, questions=()) for paper in papers]
            ways["ours, no expansion queries"] = ours(plain, encoder, Path(folder) / "plain")
        ways["ours"] = ours(papers, encoder, Path(folder) / "ours")
        return {name: _measured(asked, search) for name, search in ways.items()}


def _own(encoder: MiniLMEncoder) -> Rows:
    """The libraries of the suite own, each by the types of question that a search alone can answer."""
    rows: Rows = {}
    for library in read_libraries((*FITTED, KEPT_OUT)):
        asked = [
            Asked(q.id, q.turns[0], q.gold, f"{library.name}: {q.type}")
            for q in library.questions
            if q.type in SEARCHED and q.gold and not q.condition
        ]
        rows |= _by_row(asked, compare(library.papers.papers, asked, encoder))
    return rows


def _starter_questions(split: str) -> list[Asked]:
    return [
        Asked(q.id, q.message, q.papers, q.kind)
        for q in select(load_questions(), split)
        if q.answerable and q.papers and len(q.turns) == 1 and q.kind not in BY_FIELD
    ]


def _searching(retriever: BaseRetriever) -> Search:
    return lambda text: [found.node.node_id for found in retriever.retrieve(text)]


def _measured(asked: Sequence[Asked], search: Search) -> dict[str, dict[str, float]]:
    rankings = {q.id: search(q.message) for q in asked}
    return retrieval(rankings, {q.id: q.gold for q in asked}, {"hit@1": "Success@1", "ndcg@10": "nDCG@10"})


def _by_row(asked: Sequence[Asked], measured: Measured) -> Rows:
    found: Rows = {}
    for row in dict.fromkeys(q.row for q in asked):
        found |= _rows(row, [q for q in asked if q.row == row], measured)
    return found


def _rows(name: str, asked: Sequence[Asked], measured: Measured) -> Rows:
    """The means over these questions, by way."""
    means = {
        way: " / ".join(f"{fmean(values[q.id] for q in asked):.3f}" for values in found.values())
        for way, found in measured.items()
    }
    return {name: {"n": str(len(asked)), **means}}


def _print(rows: Rows, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"hit@1 / nDCG@10, {title}", title_justify="left")
    for column in ("kind", *next(iter(rows.values()))):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for name, row in rows.items():
        table.add_row(name, *row.values())
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
