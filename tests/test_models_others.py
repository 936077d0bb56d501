"""What else sits at the model seam: other people's models, embeddings, and what the doctor says."""

from pathlib import Path

import numpy as np
import pytest
from llama_index.core.llms import MockLLM

from rag.answering.assistant import Assistant
from rag.encoders.endpoint_encoder import EndpointEncoder, open_embedding
from rag.encoders.no_encoder import NoEncoder
from rag.generation.models import model_of
from rag.ingest.library import Library
from rag.model.errors import EndpointError
from tests.conftest import KEY, reply, settings_for
from tests.fakes import papers
from tests.model_server import ModelServer


@pytest.fixture
def server(server: ModelServer) -> ModelServer:
    server.text = "Moss is green. It grows."
    return server


def test_any_llama_index_model_can_write() -> None:
    text, usage = reply(model_of(MockLLM(max_tokens=None)))
    assert text.endswith("What is moss?\nassistant: ")
    assert (usage.finish, usage.estimated) == ("stop", True)


def test_papers_are_read_and_found_by_an_endpoint(server: ModelServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path, embedding="openai:fake-embedding")
    encoder = EndpointEncoder(open_embedding(settings), settings.embedding, NoEncoder().count)
    library = Library(settings.home, encoder)
    library.ingest(papers(3))
    answer = Assistant(library.reader, encoder).ask("What errs counting harbours with BirchNet?")
    assert answer.citations[0].title.startswith("BirchNet")
    assert {s.body["model"] for s in server.sent} == {"fake-embedding"}
    assert np.isclose(np.linalg.norm(encoder.query("moss").pooled), 1)


@pytest.mark.parametrize("mode", ["unauthorised", "failing", "busy", "slow"])
def test_an_endpoint_that_fails_is_one_line(server: ModelServer, tmp_path: Path, mode: str) -> None:
    server.mode, pauses = mode, list[float]()
    patience = 0.5 if mode == "slow" else 60
    settings = settings_for(server, tmp_path, embedding="openai:fake", timeout_seconds=patience)
    made = open_embedding(settings, pause=pauses.append)
    with pytest.raises(EndpointError) as caught:
        EndpointEncoder(made, "openai:fake", len).query("moss")
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
