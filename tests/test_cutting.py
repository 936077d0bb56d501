"""Where a list ends, and which of its papers only perhaps belong to it."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.cutting import PLAINLY, SURELY, belonging, best_end, chosen
from rag.retrieval.searcher import Searcher
from tests.fakes import paper

KELP = (
    "Kelp shelters fish in bays.",
    "Storms tear kelp forests.",
    "Fish breed among kelp.",
    "Kelp dries on ropes.",
)
OTHERS = ("Rye bread rises at night.", "Drones photograph roofs.", "Clocks lose a minute a week.")


def logit(*likely: float) -> np.ndarray:
    p = np.array(likely)
    return np.log(p / (1 - p)).astype(np.float32)


def expected_f1(likely: tuple[float, ...], count: int) -> float:
    """Over all that may be right: each of them or not."""
    total = 0.0
    for size in range(len(likely) + 1):
        for right in combinations(range(len(likely)), size):
            chance = np.prod([p if n in right else 1 - p for n, p in enumerate(likely)])
            total += chance * 2 * sum(n in right for n in range(count)) / (count + size)
    return float(total)


@pytest.mark.parametrize(
    "likely",
    [(0.9, 0.9, 0.9, 0.05, 0.05), (0.9, 0.4, 0.35, 0.3, 0.1), (0.4, 0.35, 0.3, 0.3, 0.3), (0.6, 0.2, 0.1)],
)
def test_a_list_ends_where_its_expected_f1_is_best(likely: tuple[float, ...]) -> None:
    best = max(expected_f1(likely, count) for count in range(1, len(likely) + 1))
    assert expected_f1(likely, best_end(logit(*likely))) >= best - 0.02


def test_the_line_is_lower_where_little_stands_out() -> None:
    assert best_end(logit(0.95, 0.95, 0.95, 0.4)) == 3
    assert best_end(logit(0.5, 0.45, 0.4, 0.4)) == 4


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Searcher:
    library = Library(tmp_path_factory.mktemp("cutting"), MiniLMEncoder(minilm))
    texts = [*KELP, *OTHERS]
    library.ingest([paper(n, title=f"On {text}", text=text) for n, text in enumerate(texts)])
    return Searcher(Catalogue(library.reader.now()), library.encoder)


def test_a_paper_among_those_that_fit_is_likelier_than_one_among_others(searcher: Searcher) -> None:
    ranking = searcher.search("kelp")
    above = np.where(ranking.rows < len(KELP), 3.0, -3.0).astype(np.float32)
    above[ranking.rows == 0] = above[ranking.rows == 4] = 0.5
    odds = dict(zip(ranking.rows.tolist(), belonging(searcher.catalogue, ranking, above), strict=True))
    assert odds[0] > odds[4] + 0.5
    assert odds[1] > SURELY


def test_a_paper_that_lacks_a_condition_is_not_listed(searcher: Searcher) -> None:
    ranking = searcher.search("kelp")
    above = np.full(len(ranking.rows), 4.0, np.float32)
    above[2] = -np.inf
    found = chosen(searcher.catalogue, ranking, ranking.top(9), above)
    assert [hit.row for hit in found] == [hit.row for hit in ranking.top(9) if hit.row != ranking.rows[2]]
    assert not any(hit.doubtful for hit in found)


def test_papers_that_are_less_likely_are_marked(searcher: Searcher) -> None:
    ranking = searcher.search("kelp")
    above = np.array([5.0, 0.0, 0.0, *[-9.0] * (len(ranking.rows) - 3)], np.float32)
    found = chosen(searcher.catalogue, ranking, ranking.top(9), above)
    assert found[0].row == ranking.rows[0]
    assert [hit.doubtful for hit in found] == [False, *[True] * (len(found) - 1)]


def test_without_late_interaction_the_line_is_the_topics_own(tmp_path: Path) -> None:
    library = Library(tmp_path, NoEncoder())
    library.ingest([paper(n, text=text) for n, text in enumerate(KELP)])
    bare = Searcher(Catalogue(library.reader.now()), library.encoder)
    ranking = bare.search("kelp")
    above = np.array([PLAINLY, PLAINLY - 0.1, -0.1, 5.0], np.float32)
    found = chosen(bare.catalogue, ranking, ranking.top(4), above)
    assert [(hit.row, hit.doubtful) for hit in found] == [
        (int(ranking.rows[0]), False),
        (int(ranking.rows[1]), True),
        (int(ranking.rows[3]), False),
    ]
