"""Terms of two words: a paper that has both apart does not have the term."""

from pathlib import Path

import numpy as np
import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.compounds import NONE, compounds, known, neighbours
from rag.retrieval.searcher import Searcher
from tests.fakes import paper

TEXTS = (
    "We measure string tension. A theory of looms is given.",
    "Looms weave cloth in virtual reality. A string may break.",
    "Looms in reality are loud. Their virtual twins are not.",
)


@pytest.fixture
def searcher(home: Path) -> Searcher:
    library = Library(home, NoEncoder())
    library.ingest([paper(n, title=f"On looms {n}", text=text) for n, text in enumerate(TEXTS)])
    return Searcher(Catalogue(library.reader.now()), library.encoder)


def test_signs_and_stop_words_part_neighbours_and_hyphens_do_not() -> None:
    assert list(neighbours("Graph-neural networks. Theories of the string")) == [
        ("graph", "neural"),
        ("neural", "network"),
    ]


@pytest.mark.parametrize(
    ("pair", "firm"),
    [(("string", "theori"), True), (("virtual", "realiti"), True), (("loom", "cloth"), False)],
)
def test_terms_are_known_by_their_stems(pair: tuple[str, str], firm: bool) -> None:
    assert (known().get(pair, 0.0) > 0.3) is firm
    assert len(known()) > 9_000
    assert all(0.15 <= value <= 1 for value in known().values())


def test_a_term_that_no_paper_has_side_by_side_is_lacking(searcher: Searcher) -> None:
    found = compounds(searcher.catalogue, searcher.search("string theory of looms"))
    firm = known()["string", "theori"]
    assert (found.held, found.lacking) == (0.0, pytest.approx(firm**0.5 * 2 / 3))
    assert not len(found.share)


def test_a_paper_that_has_the_term_stands_above_one_that_has_its_words(searcher: Searcher) -> None:
    ranking = searcher.search("looms in virtual realities")
    found = compounds(searcher.catalogue, ranking)
    assert dict(zip(ranking.rows.tolist(), found.share.tolist(), strict=True)) == {0: 0.0, 1: 1.0, 2: 0.0}
    assert found.held == pytest.approx(known()["virtual", "realiti"])
    assert not found.lacking


def test_a_term_that_a_paper_beyond_the_limits_has_is_not_lacking(searcher: Searcher) -> None:
    allowed = np.array([row != 1 for row in range(3)])
    found = compounds(searcher.catalogue, searcher.search("looms in virtual reality", allowed=allowed))
    assert (found.held, found.lacking, len(found.share)) == (0.0, 0.0, 0)


def test_a_topic_without_such_terms_has_none(searcher: Searcher) -> None:
    assert compounds(searcher.catalogue, searcher.search("loud looms")) is NONE
