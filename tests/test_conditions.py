"""Of the papers that fit a topic, those are listed that treat all of it, and in one place."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.compounds import compounds
from rag.retrieval.conditions import HAS, LACKS, conditions_in, listed
from rag.retrieval.searcher import Searcher
from tests.fakes import paper

KELP = "Kelp forests shelter young fish in cold bays. Storms tear the kelp away."
DRONES = "Drones photograph roofs after hail. Their batteries last for half an hour."
BOTH = "Drones photograph kelp forests in cold bays. Storms tear the kelp away."
APART = "Drones photograph roofs after hail. Some firms that own them grow kelp as well."
OTHER = "Bakers knead dough at night. Rye bread keeps longer than wheat bread."
TEXTS = {
    "both": BOTH,
    "apart": APART,
    **{f"kelp {n}": KELP for n in range(3)},
    **{f"drones {n}": DRONES for n in range(3)},
    **{f"other {n}": OTHER for n in range(3)},
}

Above = Callable[[str], dict[str, float]]  # how far above the line each paper is, of a topic that all fit


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Above:
    library = Library(tmp_path_factory.mktemp("conditions"), MiniLMEncoder(minilm))
    library.ingest([paper(0, paper_id=id_, title=f"On {id_}", text=text) for id_, text in TEXTS.items()])
    searcher = Searcher(Catalogue(library.reader.now()), library.encoder)

    def found(topic: str) -> dict[str, float]:
        ranking = searcher.search(topic)
        odds = listed(searcher.catalogue, ranking, np.full(len(ranking.rows), 5.0, np.float32))
        ids = (searcher.catalogue.paper(int(row)).paper_id for row in ranking.rows)
        return dict(zip(ids, odds.tolist(), strict=True))

    return found


@pytest.mark.parametrize(
    ("topic", "conditions"),
    [
        ("use ridge regression on soil samples", ["ridge regression", "soil samples"]),
        ("combine ferries with radar", ["ferries", "radar"]),
        ("both kelp and drones", ["kelp", "drones"]),
        ("kelp or drones", ["kelp or drones"]),
        ("the cold bays", ["cold bays"]),
        ("kelp, drones", ["kelp", "drones"]),
        ("", []),
    ],
)
def test_a_topic_is_parted_at_the_words_that_join_its_conditions(topic: str, conditions: list[str]) -> None:
    assert [topic[start:end] for start, end in conditions_in(topic)] == conditions


def test_where_a_paper_meets_both_conditions_one_that_meets_a_single_one_is_not_listed(above: Above) -> None:
    odds = above("drones over kelp forests")
    assert odds["both"] > 0
    assert odds["kelp 0"] == odds["drones 0"] == -np.inf


def test_of_alternatives_each_is_enough(above: Above) -> None:
    odds = above("drones or kelp forests")
    assert odds["kelp 0"] > 0
    assert odds["drones 0"] > -np.inf


def test_words_that_stand_in_one_sentence_are_worth_more_than_the_same_apart(above: Above) -> None:
    odds = above("drones photograph kelp")
    assert odds["both"] > odds["apart"] + 0.5


def test_without_late_interaction_nothing_changes(tmp_path: Path) -> None:
    library = Library(tmp_path, NoEncoder())
    library.ingest([paper(n, text=KELP) for n in range(3)])
    searcher = Searcher(Catalogue(library.reader.now()), library.encoder)
    odds = np.array([2.0, 1.0, -1.0], np.float32)
    assert listed(searcher.catalogue, searcher.search("drones over kelp"), odds).tolist() == [2.0, 1.0, -1.0]


def test_papers_with_the_terms_of_a_topic_stand_higher_than_those_without(
    tmp_path: Path, minilm: MiniLM
) -> None:
    library = Library(tmp_path, MiniLMEncoder(minilm))
    texts = ("Kelp grows in virtual reality.", "Virtual kelp is no reality.")
    library.ingest([paper(n, title=f"On kelp {n}", text=text) for n, text in enumerate(texts)])
    searcher = Searcher(Catalogue(library.reader.now()), library.encoder)
    ranking, odds = searcher.search("virtual reality"), np.zeros(2, np.float32)
    terms = compounds(searcher.catalogue, ranking)
    lifted = listed(searcher.catalogue, ranking, odds, terms) - listed(searcher.catalogue, ranking, odds)
    assert dict(zip(ranking.rows.tolist(), lifted.tolist(), strict=True)) == {0: HAS, 1: -LACKS}
