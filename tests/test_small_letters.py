"""Acronyms in small letters and in the plural name what papers write with capitals."""

from collections.abc import Sequence

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from tests.fakes import paper

TEXTS = {
    "bells": "Ferries ring bells. BRLs hear bells of ferries in fog. A BRL turns to each ferry.",
    "ears": "Ferries carry ears. Brass ringing lamps (BRL) are no match for ears on ferries. Ferries hear.",
    "gps": "Ferries carry a map. Fog hides ferries, and GPS finds them. Ferries with GPS are on time.",
    "horns": "Ferries blow horns. Fog carries the sound of ferries. Nobody on ferries sees in fog.",
}
TITLES = {
    "bells": "Bells on Ferries by BRL",
    "ears": "Ears and BRLs on Ferries",
    "gps": "Ferries by GPS",
    "horns": "Horns on Ferries",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(tmp_path_factory.mktemp("letters"), NoEncoder())
    library.ingest(
        [
            *(paper(paper_id=id_, title=TITLES[id_], text=text) for id_, text in TEXTS.items()),
            *(paper(n) for n in range(3)),
        ]
    )
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    ("left_out", "kept"),
    [
        pytest.param("brls", ["gps", "horns"], id="plural"),
        pytest.param("brl", ["gps", "horns"], id="singular"),
        pytest.param("BRLs", ["gps", "horns"], id="capitals"),
        pytest.param("gps", ["bells", "ears", "horns"], id="an s that is no plural"),
    ],
)
def test_what_is_left_out_may_stand_in_small_letters(
    assistant: Assistant, left_out: str, kept: Sequence[str]
) -> None:
    answer = assistant.ask(f"papers about ferries, no {left_out} please")
    assert sorted({citation.paper_id for citation in answer.citations}) == kept
