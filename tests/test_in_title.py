"""Words that titles are to have: how a question says so, and which papers then pass."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.filters import Filters
from rag.query.mentions import find_in_title
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.prefilter import prefilter
from tests.fakes import paper


@pytest.mark.parametrize(
    ("question", "words", "rest"),
    [
        pytest.param("papers with kelp in the title", "kelp", "papers", id="with"),
        pytest.param('papers with "giant kelp" in their titles', "giant kelp", "papers", id="quoted"),
        pytest.param("papers that have the word kelp in the title?", "kelp", "papers ?", id="the word"),
        pytest.param("papers whose title contains kelp", "kelp", "papers", id="contains"),
        pytest.param("papers whose titles mention kelp since 2019", "kelp", "papers since 2019", id="since"),
        pytest.param("papers with kelp or eels in the title", "kelp or eels", "papers", id="either"),
        pytest.param("which titles have kelp and urchins?", "kelp and urchins", "?", id="both"),
    ],
)
def test_words_in_the_title_are_found_and_cut(question: str, words: str, rest: str) -> None:
    found, left = find_in_title(question)
    assert (found, " ".join(left.split())) == (words, rest)


@pytest.mark.parametrize(
    "question",
    [
        "what is the title of the kelp paper?",
        "papers on kelp",
        "which paper has a title like kelp forests?",
        "papers with kelp in the abstract",
        "title deeds in land registers",
    ],
)
def test_no_other_title_is_a_filter(question: str) -> None:
    assert find_in_title(question) == (None, question)


def test_only_papers_with_the_words_in_their_title_pass(home: Path) -> None:
    library = Library(home, NoEncoder())
    titles = {
        "Giant Kelp at Night": "Urchins eat it.",
        "Urchins": "They eat giant kelp.",
        "Kelp": "It grows.",
    }
    library.ingest(
        [paper(n, title=title, paper_id=str(n), text=text) for n, (title, text) in enumerate(titles.items())]
    )
    catalogue = Catalogue(library.reader.now())

    def passing(words: str) -> list[int]:
        return prefilter(catalogue, Filters(in_title=words)).nonzero()[0].tolist()

    assert (passing("kelp"), passing("giant kelp"), passing("kelp and night")) == ([0, 2], [0], [0])
    answer = Assistant(library.reader, library.encoder).ask("papers with urchins in the title")
    assert answer.answer.startswith("The library holds 1 paper (with urchins in the title)")
