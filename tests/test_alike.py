"""Papers like some that a library has: read in their categories, and kept when they are near."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from rag.encoders.encoder import Encoder
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.no_encoder import NoEncoder
from rag.fetching.feeds import feed_of
from rag.fetching.following import Followed, FollowFile
from rag.fetching.gathering import Gathered, gather
from rag.fetching.web import Web
from rag.ingest.library import Library
from rag.ingest.likeness import nearness
from rag.model.paper import Paper
from tests.fakes import HashEncoder
from tests.paper_services import PaperServices
from tests.paper_values import Shown
from tests.test_fetching import Hands

TODAY = date(2026, 11, 20)
DAY = (TODAY - timedelta(days=1)).isoformat()
LIKED = Shown(
    "Training with less memory",
    "Gradients of large language models are projected onto a low-rank subspace, which saves memory.",
    arxiv="2403.00001",
    category="cs.MS",
)
NEAR = Shown(
    "Low-rank gradients save memory",
    "We train large language models with less memory by projecting gradients onto a low-rank subspace.",
    DAY,
    arxiv="2611.00001",
    category="cs.MS",
)
FAR = Shown(
    "Ferns on walls",
    "Ferns that grow on old brick walls are counted from photographs.",
    DAY,
    arxiv="2611.00002",
    category="cs.MS",
)
OTHER = Shown(
    "Curves of genus two",
    "Curves of genus two over finite fields are counted.",
    arxiv="2403.00002",
    category="math.AG",
)
ELSEWHERE = Shown(NEAR.title, NEAR.abstract, DAY, arxiv="2611.00003", category="math.AG")


@pytest.fixture
def services() -> Iterator[PaperServices]:
    with PaperServices([LIKED, OTHER, NEAR, FAR, ELSEWHERE]) as running:
        yield running


def followed(typed: str, services: PaperServices, home: Path, encoder: Encoder) -> tuple[Gathered, Library]:
    """What one feed brings to a library that has the liked paper."""
    library = Library(home, encoder)
    library.ingest([Paper(p.arxiv, p.title, p.abstract, published=p.date) for p in (LIKED, OTHER)])
    file = FollowFile(home)
    file.write(Followed().with_feed(feed_of(typed)))
    with Web(services.settings(cache=home / "cache"), Hands().clock) as web:
        (gathered,) = gather(web, library, file, TODAY)
    return gathered, library


def test_of_the_category_of_a_paper_those_like_it_are_added(
    services: PaperServices, home: Path, minilm: MiniLM
) -> None:
    gathered, library = followed("like:2403.00001", services, home, MiniLMEncoder(minilm))
    assert (gathered.added, gathered.problem) == (("2611.00001",), "")
    assert len(library.reader.now()) == 3
    assert services.asked[0].params["id_list"] == "2403.00001"
    assert services.asked[1].params["search_query"].startswith("cat:cs.MS AND submittedDate:")


def test_papers_of_several_categories_are_asked_for_together(
    services: PaperServices, home: Path, encoder: HashEncoder
) -> None:
    gathered, _ = followed("like:2403.00001 https://arxiv.org/abs/2403.00002", services, home, encoder)
    assert gathered.problem == ""
    query = services.asked[1].params["search_query"]
    assert query.startswith("(cat:cs.MS OR cat:math.AG) AND submittedDate:")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("like:2403.99999", "the library has no paper 2403.99999; add it first: ask add 2403.99999"),
        ("like:library", "no papers to compare with, or no vectors"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    typed: str, says: str, services: PaperServices, home: Path
) -> None:
    gathered, _ = followed(typed, services, home, NoEncoder())
    assert gathered.problem.startswith(f"{typed}: ")
    assert says in gathered.problem
    assert services.asked == []


def test_a_paper_is_as_near_as_its_three_nearest_without_itself() -> None:
    liked = np.eye(4, dtype=np.float32)
    assert nearness(liked, liked).tolist() == pytest.approx([1 / 3] * 4)
    assert nearness(liked, liked, itself=True).tolist() == [0.0] * 4
    assert nearness(liked[:1], liked[:1]).tolist() == [1.0]
