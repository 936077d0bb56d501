"""The retriever that LlamaIndex users get: nodes with a place in their paper, scores from 0 to 1."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder, QueryVectors
from rag.ingest.library import Library
from rag.integrations.llama_index import PaperRetriever
from rag.integrations.llama_index.retriever import relative_score
from rag.model.errors import EmptyLibraryError
from rag.model.paper import Paper
from rag.retrieval.parameters import parameters
from store.vectors import Vectors
from tests.fakes import HashEncoder, paper, papers

ASKED = "Who counts lichens from sound alone?"


class ThreadEncoder(HashEncoder):
    """Notes the threads that queries were encoded in."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[threading.Thread] = set()

    def query(self, text: str) -> QueryVectors:
        self.threads.add(threading.current_thread())
        return super().query(text)


def over(home: Path, kept: list[Paper], encoder: HashEncoder | NoEncoder, top: int = 3) -> PaperRetriever:
    library = Library(home, encoder)
    library.ingest(kept)
    return PaperRetriever(Assistant(library.reader, encoder), encoder.count, similarity_top_k=top)


@pytest.fixture
def retriever(home: Path) -> PaperRetriever:
    return over(home, papers(6), HashEncoder())


def scores(nodes: list[NodeWithScore]) -> list[float]:
    return [node.score or 0.0 for node in nodes]


# -- nodes


def test_nodes_stand_in_their_papers(retriever: PaperRetriever) -> None:
    nodes = retriever.retrieve(ASKED)
    assert scores(nodes) == sorted(scores(nodes), reverse=True)
    by_id = {p.paper_id: p for p in papers(6)}
    assert len(nodes) == 3
    for found in nodes:
        about = found.node.metadata
        kept = by_id[about["paper_id"]]
        assert kept.text[about["start"] : about["end"]] == found.node.get_content()
        assert (about["title"], about["published"]) == (kept.title, kept.published)
    assert "lichens" in nodes[0].node.metadata["title"].lower()


def test_nodes_have_the_ids_that_chroma_holds(retriever: PaperRetriever, home: Path) -> None:
    kept = Vectors(home / "chroma", "hash")
    wanted = [n.node.node_id for n in retriever.retrieve("lichens")]
    assert sorted(kept.chunks.get(ids=wanted)["ids"]) == sorted(wanted)
    kept.close()


def test_a_paper_gives_as_many_passages_as_asked(home: Path) -> None:
    long = " ".join(f"Sentence {n} tells of lichens on the north side of wall number {n}." for n in range(60))
    library = Library(home, NoEncoder())
    library.ingest([paper(2, text=long), *papers(2)])
    found = PaperRetriever.from_home(home, similarity_top_k=1, passages_per_paper=2).retrieve("lichens")
    assert len({n.node.node_id for n in found}) == 2
    assert len({n.node.metadata["paper_id"] for n in found}) == 1


# -- opened from a folder


def test_a_folder_is_opened_with_the_encoder_it_was_built_with(home: Path) -> None:
    Library(home, NoEncoder()).ingest(papers(6))
    nodes = PaperRetriever.from_home(str(home), similarity_top_k=2).retrieve("lichens")
    assert [n.node.metadata["title"] for n in nodes][:1] == ["CedarNet: Counting Lichens by Night"]


def test_a_folder_without_papers_is_an_error_and_stays_empty(home: Path) -> None:
    with pytest.raises(EmptyLibraryError, match="no papers in"):
        PaperRetriever.from_home(home)
    assert not list(home.rglob("*.npy"))


# -- scores


def test_scores_are_between_0_and_1_and_keep_the_order(home: Path) -> None:
    retriever = over(home, papers(40), HashEncoder(), 40)
    searcher = retriever._assistant.searcher
    for question in (ASKED, "CedarNet: Counting Lichens by Night", "Which cheese goes with wine?", "?"):
        hits = searcher.search(question, named={3: 1.0}).top(40)
        shares = [relative_score(hit) for hit in hits]
        assert all(0 <= share <= 1 for share in shares)
        assert shares == sorted(shares, reverse=True)
        assert len({h.score for h in hits if h.score > 0}) == len({s for s in shares if s > 0})


def test_what_matches_in_every_way_scores_1_and_what_is_turned_away_0(home: Path) -> None:
    searcher = over(home, papers(3), HashEncoder())._assistant.searcher
    (hit,) = searcher.search("lichens").top(1)
    best = dict.fromkeys(hit.components, 1.0)
    assert (
        relative_score(replace(hit, components=best, score=sum(parameters().fusion.of(best).values()))) == 1
    )
    assert relative_score(replace(hit, score=-0.2)) == 0


@pytest.mark.parametrize("encoder", [HashEncoder(), NoEncoder()], ids=["vectors", "words alone"])
@pytest.mark.parametrize("question", [ASKED, "How long is a river?"], ids=["answered", "not answered"])
def test_a_score_does_not_depend_on_the_size_of_the_library(
    tmp_path: Path, encoder: HashEncoder | NoEncoder, question: str
) -> None:
    small, large = (over(tmp_path / str(n), papers(n), encoder, 1) for n in (8, 400))
    assert scores(small.retrieve(question)) == pytest.approx(scores(large.retrieve(question)), abs=0.06)


# -- in LlamaIndex's own hands


def test_a_query_engine_answers_from_its_nodes(retriever: PaperRetriever) -> None:
    engine = RetrieverQueryEngine.from_args(retriever, llm=MockLLM())
    assert len(engine.query(ASKED).source_nodes) == 3
    assert len(asyncio.run(engine.aquery(ASKED)).source_nodes) == 3


class Fixed(BaseRetriever):
    """Always the same node."""

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [NodeWithScore(node=TextNode(id_="other", text="Something else."), score=0.4)]


def test_it_can_be_fused_with_another_retriever(retriever: PaperRetriever) -> None:
    fused = QueryFusionRetriever(
        [retriever, Fixed()],
        llm=MockLLM(),
        mode=FUSION_MODES.RELATIVE_SCORE,
        num_queries=1,
        similarity_top_k=4,
        use_async=False,
    )
    found = fused.retrieve(ASKED)
    assert "other" in {n.node.node_id for n in found}
    assert "Lichens" in found[0].node.metadata["title"]


def test_an_async_retrieval_does_its_work_in_a_thread(home: Path) -> None:
    encoder = ThreadEncoder()
    retriever = over(home, papers(6), encoder)
    encoder.threads.clear()
    nodes = asyncio.run(retriever.aretrieve(ASKED))
    assert [n.node.node_id for n in nodes] == [n.node.node_id for n in retriever.retrieve(ASKED)]
    assert encoder.threads
    assert threading.main_thread() not in encoder.threads
