"""Of several methods that are asked for, each gets its say."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.extractive import ways
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.query.topic import asks_for_ways
from rag.retrieval.ranking import Hit
from tests.reading import LIBRARY


def test_of_each_of_several_methods_the_best_sentences_are_quoted(tmp_path: Path) -> None:
    library = Library(tmp_path, NoEncoder())
    library.ingest(list(LIBRARY))
    reader = Assistant(library.reader, library.encoder)
    composer, query = Composer(reader.catalogue), reader.searcher.query("How much memory is saved?")
    hits = [Hit(row, 1.0, {}) for row in range(3)]
    text, status = ways(composer, query, hits)
    found = [reader.catalogue.row(citation.paper_id) for citation in composer.citations]
    assert (text.count("\n\n"), status, sorted(set(found))) == (2, Status.ANSWERED, [0, 1, 2])
    assert all(found.count(row) <= 2 for row in found)


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which methods save memory?", True),
        ("What other ways are there?", True),
        ("Which method is best?", False),
        ("How do these methods compare?", False),
    ],
)
def test_the_plural_asks_for_several_methods(question: str, several: bool) -> None:
    assert asks_for_ways(question) is several
